//! A change of a sent report while it is written: a draft of its own, so that it is saved and found again like any other.

use serde::{Deserialize, Serialize};

use super::{Categories, Content, Draft, Part};
use crate::id::ReportId;

/// The report that a draft changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChangeOf {
    /// Its id.
    pub report: ReportId,
    /// What it said when the citizen began.
    pub began: Content,
}

impl Draft {
    /// A draft in which this report is changed.
    #[must_use]
    pub fn to_change(&self, report: ReportId, in_force: &Categories) -> Self {
        let change_of = Some(ChangeOf { report, began: self.content(in_force) });
        Self { change_of, notices: Vec::new(), being_written: true, ..self.clone() }
    }

    /// The parts that the citizen has changed; none of a draft that is a report of its own.
    #[must_use]
    pub fn changed_parts(&self, in_force: &Categories) -> Vec<Part> {
        let Some(change) = &self.change_of else { return Vec::new() };
        self.content(in_force).changed_from(&change.began)
    }

    /// Brings what the citizen has not changed to what the report says now; whether there was anything to do.
    pub fn follow(&mut self, now: &Content, in_force: &Categories) -> bool {
        let mine = self.changed_parts(in_force);
        let Some(change) = &mut self.change_of else { return false };
        let theirs = now.changed_from(&change.began).into_iter().filter(|part| !mine.contains(part));
        let theirs: Vec<Part> = theirs.collect();
        for part in &theirs {
            change.began.take(*part, now);
        }
        self.take_content(now, &theirs);
        !theirs.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Timestamp;
    use crate::entropy::SystemEntropy;

    #[test]
    fn what_the_citizen_left_alone_follows_the_report_and_what_they_wrote_does_not() {
        let in_force = Categories { schema_version: 1, categories: Vec::new() };
        let sent = Draft { text: "Ổ gà".into(), address: Some("Kiệt 12".into()), ..Draft::default() };
        let report = ReportId::new(Timestamp::from_unix_ms(1_790_000_000_000), &SystemEntropy);
        let mut change = sent.to_change(report, &in_force);
        assert!(change.changed_parts(&in_force).is_empty());
        change.text = "Ổ gà sâu".into();

        let corrected = Draft { text: "Hố".into(), address: Some("Kiệt 14".into()), ..Draft::default() };
        assert!(change.follow(&corrected.content(&in_force), &in_force));
        assert_eq!((change.text.as_str(), change.address.as_deref()), ("Ổ gà sâu", Some("Kiệt 14")));
        assert_eq!(change.changed_parts(&in_force), [Part::Text]);
        let began = change.change_of.clone().unwrap().began;
        assert_eq!(began.changed_from(&sent.content(&in_force)), [Part::Address], "the text began as it was");
        assert!(!change.follow(&corrected.content(&in_force), &in_force), "nothing is left to do");
    }
}
