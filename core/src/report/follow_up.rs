//! What a citizen still does about a report that has left the draft: says something, rates what was done, takes it back. Each
//! becomes final when it is asked for: a [`FollowUpRequest`] with the bytes and the key that every try repeats.

use serde::{Deserialize, Serialize};

use super::city_report::Status;
use super::draft::MAX_TEXT_CHARS;
use super::{Amendment, Field, Problem, ProblemCode};
use crate::clock::Timestamp;
use crate::id::{IdempotencyKey, MessageId, ReportId};
use crate::words::Words;

/// How content the citizen is with what the city did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Satisfaction {
    /// It is well done.
    Satisfied,
    /// It will do.
    Acceptable,
    /// It is not done; the city takes the report up again.
    Unsatisfied,
}

impl Satisfaction {
    /// On a button.
    #[must_use]
    pub fn words(self) -> Words {
        match self {
            Self::Satisfied => Words::of("Hài lòng", "Satisfied"),
            Self::Acceptable => Words::of("Tạm được", "Acceptable"),
            Self::Unsatisfied => Words::of("Chưa ổn, cần xử lý lại", "Not settled, look at it again"),
        }
    }
}

/// The citizen's word on what the city did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// How content.
    pub satisfaction: Satisfaction,
    /// Why.
    #[serde(default)]
    pub comment: Option<String>,
}

/// What kind of follow-up a request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FollowUp {
    /// A message to the city.
    Message(MessageId),
    /// A change of the report.
    Amendment,
    /// A rating; a later one takes its place.
    Rating,
    /// The report is taken back.
    Withdrawal,
}

/// A follow-up that goes to the city exactly as it is.
#[derive(Clone, PartialEq, Eq)]
pub struct FollowUpRequest {
    report: ReportId,
    follow_up: FollowUp,
    key: IdempotencyKey,
    body: Vec<u8>,
}

#[derive(Serialize)]
struct MessageBody<'a> {
    id: MessageId,
    text: &'a str,
    sent_at: String,
}

impl FollowUpRequest {
    /// A message to the city.
    ///
    /// # Errors
    /// The problem of a text that is empty or too long.
    pub fn message(
        report: ReportId,
        id: MessageId,
        key: IdempotencyKey,
        text: &str,
        now: Timestamp,
    ) -> Result<Self, Problem> {
        let text = checked(text)?.ok_or(Problem { field: Field::Text, code: ProblemCode::Required })?;
        let body = MessageBody { id, text, sent_at: now.to_rfc3339() };
        Ok(Self::new(report, FollowUp::Message(id), key, &body))
    }

    /// A rating.
    ///
    /// # Errors
    /// The problem of a comment that is too long.
    pub fn rating(report: ReportId, key: IdempotencyKey, rating: &Rating) -> Result<Self, Problem> {
        let comment = checked(rating.comment.as_deref().unwrap_or_default())?;
        let body = Rating { satisfaction: rating.satisfaction, comment: comment.map(str::to_owned) };
        Ok(Self::new(report, FollowUp::Rating, key, &body))
    }

    /// A change of the report.
    #[must_use]
    pub fn amendment(report: ReportId, key: IdempotencyKey, amendment: &Amendment) -> Self {
        Self { report, follow_up: FollowUp::Amendment, key, body: amendment.body() }
    }

    /// Taking the report back.
    #[must_use]
    pub fn withdrawal(report: ReportId, key: IdempotencyKey) -> Self {
        Self { report, follow_up: FollowUp::Withdrawal, key, body: Vec::new() }
    }

    fn new(report: ReportId, follow_up: FollowUp, key: IdempotencyKey, body: &impl Serialize) -> Self {
        // Strings always serialise.
        Self { report, follow_up, key, body: serde_json::to_vec(body).unwrap_or_default() }
    }

    /// From the outbox, after a restart.
    pub(crate) fn restore(report: ReportId, follow_up: FollowUp, key: IdempotencyKey, body: Vec<u8>) -> Self {
        Self { report, follow_up, key, body }
    }

    /// The report that it is about.
    #[must_use]
    pub fn report(&self) -> ReportId {
        self.report
    }

    /// What it is.
    #[must_use]
    pub fn follow_up(&self) -> FollowUp {
        self.follow_up
    }

    /// The rating that it carries; `None` when it is none.
    #[must_use]
    pub fn as_rating(&self) -> Option<Rating> {
        (self.follow_up == FollowUp::Rating).then(|| serde_json::from_slice(&self.body).ok()).flatten()
    }

    /// The key of its one request.
    #[must_use]
    pub fn key(&self) -> IdempotencyKey {
        self.key
    }

    /// The JSON body; each try sends these bytes. A withdrawal has none.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }
}

/// What can still be done about a report; decided here, so that both apps offer the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a button of its own")]
pub struct WaysOut {
    /// Something can be said to the city.
    pub reply: bool,
    /// What the city did can be rated.
    pub rate: bool,
    /// It can be taken back.
    pub withdraw: bool,
    /// That it was taken back can itself be undone.
    pub keep: bool,
    /// What it says can be changed.
    pub amend: bool,
    /// What it says can be copied to a new draft: nothing else can be done with it any more.
    pub copy: bool,
}

impl WaysOut {
    /// Of a report that has left the draft and was not taken back. `status` is the city's last word.
    #[must_use]
    pub fn of(status: Option<Status>) -> Self {
        let closed = matches!(status, Some(Status::Done | Status::Rejected));
        match status {
            Some(Status::Withdrawn) => Self::default(),
            Some(Status::Removed) => Self { copy: true, ..Self::default() },
            _ => Self { reply: true, rate: closed, withdraw: !closed, amend: !closed, ..Self::default() },
        }
    }
}

fn checked(text: &str) -> Result<Option<&str>, Problem> {
    let text = text.trim();
    if text.chars().count() > MAX_TEXT_CHARS {
        return Err(Problem { field: Field::Text, code: ProblemCode::TooMany });
    }
    Ok(Some(text).filter(|text| !text.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SystemEntropy;

    const NOW: Timestamp = Timestamp::from_unix_ms(1_790_000_000_000);

    fn message(text: &str) -> Result<FollowUpRequest, Problem> {
        let report = ReportId::new(NOW, &SystemEntropy);
        let id = MessageId::new(NOW, &SystemEntropy);
        FollowUpRequest::message(report, id, IdempotencyKey::new(NOW, &SystemEntropy), text, NOW)
    }

    #[test]
    fn an_empty_message_and_one_without_end_are_pointed_out() {
        assert_eq!(message(" \n").err(), Some(Problem { field: Field::Text, code: ProblemCode::Required }));
        let long = "ổ".repeat(MAX_TEXT_CHARS + 1);
        assert_eq!(message(&long).err(), Some(Problem { field: Field::Text, code: ProblemCode::TooMany }));
        assert!(message(&"ổ".repeat(MAX_TEXT_CHARS)).is_ok());
    }

    #[test]
    fn a_closed_report_is_rated_and_an_open_one_taken_back() {
        let open = WaysOut { reply: true, withdraw: true, amend: true, ..WaysOut::default() };
        let closed = WaysOut { reply: true, rate: true, ..WaysOut::default() };
        assert_eq!(WaysOut::of(None), open, "the city may have it already");
        assert_eq!(WaysOut::of(Some(Status::InProgress)), open);
        assert_eq!(WaysOut::of(Some(Status::Done)), closed);
        assert_eq!(WaysOut::of(Some(Status::Rejected)), closed);
        assert_eq!(WaysOut::of(Some(Status::Withdrawn)), WaysOut::default());
        assert_eq!(WaysOut::of(Some(Status::Removed)), WaysOut { copy: true, ..WaysOut::default() });
    }
}
