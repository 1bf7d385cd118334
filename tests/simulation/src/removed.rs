//! Reports that the model city removed: what it still knows of them, and what a phone owes its citizen then.

use std::collections::{BTreeMap, BTreeSet};

use hues_core::report::FollowUp;
use hues_core::wire::WireError;
use hues_core::{Delivery, ReportId, ReportState};

use crate::model::{Case, Model, refused};
use crate::network::World;
use crate::phone::{Phone, Sent};
use crate::promise::Broken;

/// What is left of a report.
struct Left {
    revision: i64,
    /// Every photo was there.
    was_whole: bool,
}

/// Those that were removed.
#[derive(Default)]
pub(crate) struct Removed {
    reports: BTreeMap<ReportId, Left>,
    /// Those of which the phone knows.
    known: BTreeSet<ReportId>,
    /// Which report each upload was of, for good.
    uploads: BTreeMap<String, ReportId>,
}

impl Removed {
    pub(crate) fn insert(&mut self, id: ReportId, case: &Case) {
        let left = Left { revision: case.document.revision + 1, was_whole: case.is_whole() };
        self.reports.insert(id, left);
    }

    pub(crate) fn has(&self, id: ReportId) -> bool {
        self.reports.contains_key(&id)
    }

    pub(crate) fn was_whole(&self, id: ReportId) -> bool {
        self.reports.get(&id).is_some_and(|left| left.was_whole)
    }

    pub(crate) fn revision(&self, id: ReportId) -> Option<i64> {
        self.reports.get(&id).map(|left| left.revision)
    }

    pub(crate) fn note_upload(&mut self, url: &str, id: ReportId) {
        self.uploads.insert(url.to_owned(), id);
    }

    /// What whoever asks or sends something about it is told.
    pub(crate) fn refuse(&self, id: ReportId) -> Result<(), WireError> {
        if self.has(id) { Err(refused(410, "report-removed")) } else { Ok(()) }
    }

    /// The same for a follow-up: who takes it back has what they wanted.
    pub(crate) fn answer(&self, id: ReportId, follow_up: FollowUp) -> Option<Result<(), WireError>> {
        self.has(id).then(|| if follow_up == FollowUp::Withdrawal { Ok(()) } else { self.refuse(id) })
    }
}

impl Model {
    /// The city removes a report.
    pub(crate) fn remove(&mut self, id: ReportId) {
        let Some(case) = self.forget_case(id) else { return };
        self.removed.insert(id, &case);
        self.announce_removed(id, &case);
    }

    /// Something about a report leaves a phone.
    pub(crate) fn note_asked(&mut self, id: ReportId) {
        if self.removed.known.contains(&id) {
            let how = format!("report {id}");
            self.breaks("nothing of a removed report is asked or sent once the phone knows", how);
        }
    }

    /// The same for a request of an upload.
    pub(crate) fn note_asked_of_upload(&mut self, url: &str) {
        if let Some(id) = self.removed.uploads.get(url).copied() {
            self.note_asked(id);
        }
    }
}

/// What the phone shows as removed, it knows of.
pub(crate) fn note_known(world: &World, phone: &Phone) -> Result<(), Broken> {
    for sent in &phone.sent {
        if phone.state(sent.id)? == ReportState::Removed {
            world.city(|model| model.removed.known.insert(sent.id));
        }
    }
    Ok(())
}

/// What has to be true in the end of a report that the phone shows as removed.
pub(crate) fn ended(world: &World, phone: &Phone, sent: &Sent) -> Result<(), Broken> {
    let broken = |promise, how: String| Err(Broken::new(promise, format!("report {}{how}", sent.id)));
    if !world.city(|model| model.removed.has(sent.id)) {
        return broken("only what the city removed is removed", String::new());
    }
    let reports = phone.client()?.reports();
    let view = reports.get(sent.id).map_err(|error| Broken::new("nothing is lost", format!("{error:?}")))?;
    let waiting = reports.waiting().map_err(|error| Broken::new("nothing is lost", format!("{error:?}")))?;
    if waiting.iter().any(|report| report.id == sent.id) || view.amendment.is_some() {
        return broken("nothing of a removed report waits", format!(": {waiting:?}"));
    }
    let shown: Vec<&str> = view.thread.iter().map(|entry| entry.message.text.as_str()).collect();
    let kept = sent.said.iter().all(|(_, text)| shown.contains(&text.as_str()));
    if view.draft.text.is_empty() || !(kept || sent.unsure) {
        return broken("what the citizen wrote stays on the phone", format!(": {shown:?}"));
    }
    if view.thread.iter().any(|entry| matches!(entry.delivery, Delivery::Waiting { .. })) {
        return broken("nothing of a removed report waits", format!(": {:?}", view.thread));
    }
    if !view.has_unread {
        return broken("the citizen is told that the city removed a report", String::new());
    }
    Ok(())
}
