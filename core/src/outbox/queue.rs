//! What holds up what.

use std::mem::{self, Discriminant};

use foldhash::HashSet;

use super::{Item, Kind};
use crate::id::ReportId;

/// What holds up what, of all the items. It is looked up in sets that are mostly empty, because there may be thousands of items.
#[derive(Default)]
pub(super) struct Queue {
    /// Reports whose text is not at the city yet.
    texts: HashSet<ReportId>,
    /// Reports with photos or videos that are not there yet.
    files: HashSet<ReportId>,
    /// Reports that are being taken back. A withdrawal that the city refused holds up nothing: the report goes on.
    taken_back: HashSet<ReportId>,
    /// What was passed of the kinds whose earlier items go first. One that the city refused holds up nothing.
    passed: HashSet<(ReportId, Discriminant<Kind>)>,
}

impl Queue {
    pub(super) fn of(items: &[Item]) -> Self {
        let mut queue = Self::default();
        for item in items {
            match item.kind {
                Kind::Report => queue.texts.insert(item.report),
                Kind::Photo { .. } | Kind::Video { .. } => queue.files.insert(item.report),
                Kind::Withdrawal if !item.is_parked() => queue.taken_back.insert(item.report),
                _ => continue,
            };
        }
        queue
    }

    /// Whether nothing holds it up. The items are asked about in the order in which they were made.
    pub(super) fn lets_go(&mut self, item: &Item) -> bool {
        let text = || self.texts.contains(&item.report);
        let unblocked = match item.kind {
            Kind::Withdrawal => return !item.is_parked(),
            Kind::Report => true,
            Kind::Photo { .. } | Kind::Video { .. } => !text(),
            Kind::Receipt => !text() && !self.files.contains(&item.report),
            Kind::Message { .. } | Kind::Amendment | Kind::Rating => {
                let same_kind = (item.report, mem::discriminant(&item.kind));
                !text() && if item.is_parked() { true } else { self.passed.insert(same_kind) }
            }
        };
        unblocked && !item.is_parked() && !self.taken_back.contains(&item.report)
    }
}
