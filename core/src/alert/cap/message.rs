//! A CAP message as a value (CAP 1.2 section 3.2) and what it says of itself: who it is, whether it may raise an
//! alarm, when each part of it ends.

use chrono::{DateTime, FixedOffset, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{
    Category, Certainty, Circle, Irregularity, MsgType, Polygon, ResponseType, Scope, Severity, Status,
    Urgency,
};

/// How long a warning counts that does not say when it ends.
const DEFAULT_LIFE: TimeDelta = TimeDelta::hours(24);

/// One `alert` (CAP 3.2.1).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// The sender's own name for this message.
    pub identifier: String,
    /// Who made it, unique in the world.
    pub sender: String,
    /// When it was made.
    pub sent: DateTime<FixedOffset>,
    /// How it is to be handled.
    pub status: Status,
    /// What it does.
    pub msg_type: MsgType,
    /// Whom it is for; `None` when it does not say, which is irregular.
    pub scope: Option<Scope>,
    /// The system or operator behind the sender.
    pub source: Option<String>,
    /// Marks for special handling.
    pub codes: Vec<String>,
    /// Its purpose, or why it was cancelled or is in error.
    pub note: Option<String>,
    /// The messages that it updates, cancels or answers.
    pub references: Vec<Reference>,
    /// The incidents that it belongs to, as written.
    pub incidents: Option<String>,
    /// What it says: one for each language, hazard or time.
    pub infos: Vec<Info>,
    /// Where it breaks the standard; empty when it conforms.
    pub irregular: Vec<Irregularity>,
}

/// One entry of `references` (CAP 3.2.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// Sender of the message referred to.
    pub sender: String,
    /// Its identifier.
    pub identifier: String,
    /// When it was sent.
    pub sent: DateTime<FixedOffset>,
}

/// What makes a message this one and no other (CAP 3.2.1, "extended message identifier"). The time is a moment, so
/// that the same one written in two time zones is the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity<'a> {
    /// Who made it.
    pub sender: &'a str,
    /// The sender's name for it.
    pub identifier: &'a str,
    /// When.
    pub sent: DateTime<Utc>,
}

/// One `info` (CAP 3.2.2).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Info {
    /// Language tag of the texts (RFC 3066); "en-US" when none is given (CAP 3.2.2).
    pub language: String,
    /// Kinds of event.
    pub categories: Vec<Category>,
    /// What it is, in words. Empty when it does not say, which is irregular.
    pub event: String,
    /// What to do, as words of the standard.
    pub response_types: Vec<ResponseType>,
    /// When to respond.
    pub urgency: Urgency,
    /// How bad.
    pub severity: Severity,
    /// How sure.
    pub certainty: Certainty,
    /// For whom, in words.
    pub audience: Option<String>,
    /// Codes of the event in other systems.
    pub event_codes: Vec<NamedValue>,
    /// From when the information counts.
    pub effective: Option<DateTime<FixedOffset>>,
    /// When the event is expected to begin.
    pub onset: Option<DateTime<FixedOffset>>,
    /// When the information ends, as written. [`Message::expires`] says what counts.
    pub expires: Option<DateTime<FixedOffset>>,
    /// The agency, for people.
    pub sender_name: Option<String>,
    /// A short text.
    pub headline: Option<String>,
    /// The event at length.
    pub description: Option<String>,
    /// What to do, at length.
    pub instruction: Option<String>,
    /// A page with more.
    pub web: Option<String>,
    /// Whom to ask.
    pub contact: Option<String>,
    /// Values that the sender's own systems use.
    pub parameters: Vec<NamedValue>,
    /// Where it applies.
    pub areas: Vec<Area>,
}

/// One `area` (CAP 3.2.4): all its shapes and codes together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Area {
    /// The area in words. Empty when it does not say, which is irregular.
    pub description: String,
    /// Closed rings.
    pub polygons: Vec<Polygon>,
    /// Circles.
    pub circles: Vec<Circle>,
    /// How many shapes were dropped because they can't be drawn: the area is larger than what is left of it.
    pub dropped_shapes: usize,
    /// Codes of places, each with the name of its code list.
    pub geocodes: Vec<NamedValue>,
    /// Height above mean sea level in feet: the one that is meant, or the lower end of a range.
    pub altitude_ft: Option<f64>,
    /// Upper end of the range in feet.
    pub ceiling_ft: Option<f64>,
}

/// A value of a system outside CAP: `valueName` and `value` (CAP 3.2.2, 3.2.4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedValue {
    /// The system or list that the value belongs to.
    pub name: String,
    /// The value.
    pub value: String,
}

impl Message {
    /// Whether a phone may sound for it: only what is `Actual`, `Public` and warns. A cancellation ends in silence.
    #[must_use]
    pub fn alarms(&self) -> bool {
        self.status == Status::Actual && self.scope == Some(Scope::Public) && self.warns()
    }

    /// Whether it is a warning at all, and not word about another message.
    #[must_use]
    pub fn warns(&self) -> bool {
        matches!(self.msg_type, MsgType::Alert | MsgType::Update)
    }

    /// Who it is.
    #[must_use]
    pub fn identity(&self) -> Identity<'_> {
        Identity { sender: &self.sender, identifier: &self.identifier, sent: self.sent.to_utc() }
    }

    /// When one of its infos ends: as written; without a time, or with one before the message was sent, 24 hours
    /// after the latest of sent, effective and onset. Such a message is a mistake of its maker, and a warning too
    /// long is the better mistake.
    #[must_use]
    pub fn expires(&self, info: &Info) -> DateTime<FixedOffset> {
        info.expires.filter(|expires| *expires >= self.sent).unwrap_or_else(|| {
            let begin = [info.effective, info.onset].into_iter().flatten().fold(self.sent, Ord::max);
            a_day_after(begin)
        })
    }

    /// When the last of its infos ends. A message without any ends 24 hours after it was sent.
    #[must_use]
    pub fn ends(&self) -> DateTime<FixedOffset> {
        let last = self.infos.iter().map(|info| self.expires(info)).max();
        last.unwrap_or_else(|| a_day_after(self.sent))
    }

    /// The infos that have not ended at `now`.
    pub fn infos_at(&self, now: DateTime<Utc>) -> impl Iterator<Item = &Info> {
        self.infos.iter().filter(move |info| self.expires(info) > now)
    }

    /// The infos in the first of these languages that it has any in, matched by the primary subtag ("vi" finds
    /// "vi-VN"). All of them when it has none of the languages: a warning in a foreign language is still one.
    #[must_use]
    pub fn infos_in(&self, languages: &[&str]) -> Vec<&Info> {
        let found = languages.iter().find_map(|language| {
            let infos: Vec<&Info> = self.infos.iter().filter(|info| info.is_in(language)).collect();
            (!infos.is_empty()).then_some(infos)
        });
        found.unwrap_or_else(|| self.infos.iter().collect())
    }

    /// The highest severity of its infos; `Unknown` without any.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.infos.iter().map(|info| info.severity).max().unwrap_or(Severity::Unknown)
    }
}

fn a_day_after(moment: DateTime<FixedOffset>) -> DateTime<FixedOffset> {
    moment.checked_add_signed(DEFAULT_LIFE).unwrap_or(moment)
}

impl Info {
    fn is_in(&self, language: &str) -> bool {
        primary(&self.language).eq_ignore_ascii_case(primary(language))
    }
}

fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}

impl Reference {
    /// The message that it refers to.
    #[must_use]
    pub fn identity(&self) -> Identity<'_> {
        Identity { sender: &self.sender, identifier: &self.identifier, sent: self.sent.to_utc() }
    }
}
