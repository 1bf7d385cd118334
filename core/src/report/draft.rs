//! The draft: what the citizen is still writing, and the rules it must keep before it can go.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{
    Answer, Answers, Categories, Category, ChangeOf, Field, LocationRule, Notice, PhotoRule, Problem,
    ProblemCode,
};
use crate::clock::Timestamp;
use crate::place::{Doubt, MeasuredBy, Measurement, Point, doubts};
use crate::words::Words;

/// Photos of one report, at most.
pub const MAX_PHOTOS: usize = 5;
/// Length of the text, in characters, at most.
pub const MAX_TEXT_CHARS: usize = 5_000;
/// Length of the text that a draft keeps, in characters, at most: what was pasted and is too long to be sent can be shortened there. What is
/// longer still is a file, and would be sealed anew with every keystroke.
pub const MAX_KEPT_TEXT_CHARS: usize = 10 * MAX_TEXT_CHARS;

/// What a citizen has filled in so far.
/// A field that an older version did not know has its default.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// Id of the category.
    pub category: Option<String>,
    /// Version of the category set that the draft began with.
    pub schema_version: u32,
    /// The category as it was in that version. It stays so until [`Draft::revise`].
    pub pinned: Option<Category>,
    /// What the citizen answered to its questions.
    pub answers: Answers,
    /// What changed when the draft was last revised, until the citizen has seen it.
    pub notices: Vec<Notice>,
    /// The citizen has it open; what is still so at the next start was cut off.
    pub being_written: bool,
    /// What happened.
    pub text: String,
    /// Where. It stays while the category is about no place, and goes nowhere then ([`Draft::as_sent`]).
    pub location: Option<Location>,
    /// When the citizen set `location`: its age counts until then.
    pub located_at: Option<Timestamp>,
    /// Code of the ward in which `location` lies; `None` outside the city.
    pub ward: Option<String>,
    /// The place in words ("opposite the market").
    pub address: Option<String>,
    /// Who reports; `None` is an anonymous report.
    pub contact: Option<Contact>,
    /// What everyone may see.
    pub sharing: Sharing,
    /// It is no report of its own, but what the citizen makes of one that is sent.
    pub change_of: Option<ChangeOf>,
}

/// A position and how it was found.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Location {
    /// The position.
    #[serde(flatten)]
    pub point: Point,
    /// Radius of the circle that holds the true position with 68 % probability, in metres (Android's meaning; Core Location's alike).
    pub accuracy_m: Option<f64>,
    /// When the position was measured.
    pub fixed_at: Option<Timestamp>,
    /// Where it came from.
    pub source: LocationSource,
    /// The system says that an app made it up.
    pub mock: bool,
}

/// Where a position came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LocationSource {
    /// The phone's location service.
    Gps,
    /// The metadata of a photo.
    Photo,
    /// A pin set by hand.
    Pin,
}

impl Location {
    /// Every reason to look at it twice, the gravest first. Its age counts until the citizen set it, `at`.
    #[must_use]
    pub fn doubts(&self, at: Timestamp) -> Vec<Doubt> {
        let by = match self.source {
            LocationSource::Gps => MeasuredBy::Phone,
            LocationSource::Photo => MeasuredBy::Camera,
            LocationSource::Pin => MeasuredBy::Hand,
        };
        let measured =
            Measurement { accuracy_m: self.accuracy_m, measured_at: self.fixed_at, by, mock: self.mock };
        doubts(&measured, at)
    }
}

/// Who the city can ask.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// As the citizen writes it.
    pub name: String,
    /// As the citizen writes it.
    pub phone: String,
}

/// What of the report everyone may see; the city's staff see all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sharing {
    /// The text.
    pub text: bool,
    /// The photos.
    pub photos: bool,
    /// The name.
    pub name: bool,
}

impl Sharing {
    /// Only the city's staff see it.
    pub const NOTHING: Self = Self { text: false, photos: false, name: false };
}

impl Default for Sharing {
    fn default() -> Self {
        Self { text: true, photos: true, name: false }
    }
}

/// One change of a draft.
#[derive(Clone, Debug, PartialEq)]
pub enum DraftEdit {
    /// Choose a category by its id.
    Category(String),
    /// Replace the text.
    Text(String),
    /// Set or clear the position.
    Location(Option<Location>),
    /// Set or clear the place in words.
    Address(Option<String>),
    /// Give a contact, or stay anonymous.
    Contact(Option<Contact>),
    /// Choose what everyone may see.
    Sharing(Sharing),
    /// Answer a question of the category, or take the answer back.
    Answer {
        /// Its id.
        question: String,
        /// What was entered.
        answer: Option<Answer>,
    },
}

impl DraftEdit {
    /// Why no draft keeps it, whatever else it has.
    #[must_use]
    pub fn refusal(&self) -> Option<Problem> {
        match self {
            Self::Text(text) if text.chars().nth(MAX_KEPT_TEXT_CHARS).is_some() => {
                Some(Problem { field: Field::Text, code: ProblemCode::TooMany })
            }
            _ => None,
        }
    }
}

impl Draft {
    /// Makes the change. The ward of a new position is looked up by the caller and set beside it.
    pub fn apply(&mut self, edit: DraftEdit, in_force: &Categories) {
        match edit {
            DraftEdit::Category(id) => self.choose(id, in_force),
            DraftEdit::Text(text) => self.text = text,
            DraftEdit::Location(location) => self.location = location,
            DraftEdit::Address(address) => self.address = address,
            DraftEdit::Contact(contact) => self.contact = contact,
            DraftEdit::Sharing(sharing) => self.sharing = sharing,
            DraftEdit::Answer { question, answer } => {
                if let Some(category) = &self.category {
                    self.answers.set(category, &question, answer);
                }
            }
        }
    }

    /// The category as it is in force, from here on pinned; choosing the same one again changes nothing.
    fn choose(&mut self, id: String, in_force: &Categories) {
        if self.pinned.as_ref().is_some_and(|pinned| pinned.id == id) {
            return;
        }
        self.pinned = in_force.get(&id).cloned();
        self.schema_version = in_force.schema_version;
        self.category = Some(id);
        self.notices.clear();
    }

    /// The category by whose rules the draft goes: the pinned one, or for a draft that never was pinned the one in force.
    #[must_use]
    pub fn category_in<'a>(&'a self, in_force: &'a Categories) -> Option<&'a Category> {
        let id = self.category.as_deref()?;
        self.pinned.as_ref().filter(|pinned| pinned.id == id).or_else(|| in_force.get(id))
    }

    /// Whether it is about a place, by its category.
    #[must_use]
    pub fn location_rule(&self, in_force: &Categories) -> LocationRule {
        self.category_in(in_force).map_or(LocationRule::default(), |category| category.location)
    }

    /// What of it goes to the city and is shown. Where the category is about no place: without one that was entered, and for nobody but the city's
    /// staff, because it is in no list.
    #[must_use]
    pub fn as_sent(&self, in_force: &Categories) -> Cow<'_, Self> {
        if self.location_rule(in_force) != LocationRule::None {
            return Cow::Borrowed(self);
        }
        let sharing = Sharing::NOTHING;
        Cow::Owned(Self {
            location: None,
            located_at: None,
            ward: None,
            address: None,
            sharing,
            ..self.clone()
        })
    }

    /// The version of the rules by which the draft goes.
    #[must_use]
    pub fn version_in(&self, in_force: &Categories) -> u32 {
        if self.pinned.is_some() { self.schema_version } else { in_force.schema_version }
    }

    /// Whether the citizen has entered anything; photos are not the draft's to know.
    #[must_use]
    pub fn has_content(&self) -> bool {
        self.category.is_some()
            || !self.text.trim().is_empty()
            || self.location.is_some()
            || self.address.is_some()
            || self.contact.is_some()
    }

    /// Whether the citizen did nothing but choose its category.
    #[must_use]
    pub fn is_untouched_but_for_category(&self) -> bool {
        let Self { category, schema_version, pinned, notices, being_written, .. } = self.clone();
        *self == Self { category, schema_version, pinned, notices, being_written, ..Self::default() }
    }

    /// What the citizen knows the draft by: how its text begins, or its category.
    #[must_use]
    pub fn title(&self, in_force: &Categories) -> Words {
        let line = self.text.lines().map(str::trim).find(|line| !line.is_empty());
        match (line, self.category_in(in_force)) {
            (Some(line), _) => {
                // It stands in sentences.
                let line = shortened(line.trim_end_matches('.'));
                Words::of(&line, &line)
            }
            (None, Some(category)) => category.name.clone(),
            (None, None) => Words::of("Phản ánh chưa có nội dung", "Report without a text yet"),
        }
    }

    /// Every rule that the draft does not keep, in the order of the screen; empty when it can be sent.
    #[must_use]
    pub fn problems(&self, photos: usize, in_force: &Categories, now: Timestamp) -> Vec<Problem> {
        let category = self.category_in(in_force);
        let photo_problem = match category.map(|category| category.photo) {
            Some(PhotoRule::Required) if photos == 0 => Some(ProblemCode::Required),
            Some(PhotoRule::None) if photos > 0 => Some(ProblemCode::NotAllowed),
            _ if photos > MAX_PHOTOS => Some(ProblemCode::TooMany),
            _ => None,
        };
        let category_problem = match (&self.category, category) {
            (None, _) => Some(ProblemCode::Required),
            (Some(_), None) => Some(ProblemCode::Unknown),
            (Some(_), Some(_)) => None,
        };
        let answer_problems = category.map(|category| self.answers.problems(category, now));
        let text_problem = match self.text.trim() {
            "" => Some(ProblemCode::Required),
            text if text.chars().count() > MAX_TEXT_CHARS => Some(ProblemCode::TooMany),
            _ => None,
        };
        let wants_place = self.location_rule(in_force) == LocationRule::Required;
        let location_problem = (wants_place && self.location.is_none()).then_some(ProblemCode::Required);
        let phone_problem = self
            .contact
            .as_ref()
            .filter(|contact| !is_phone_number(&contact.phone))
            .map(|_| ProblemCode::Invalid);
        let problem = |field, code: Option<ProblemCode>| code.map(|code| Problem { field, code });
        problem(Field::Photos, photo_problem)
            .into_iter()
            .chain(problem(Field::Location, location_problem))
            .chain(problem(Field::Category, category_problem))
            .chain(answer_problems.unwrap_or_default())
            .chain(problem(Field::Text, text_problem))
            .chain(problem(Field::Phone, phone_problem))
            .collect()
    }
}

/// So many characters of a text name it.
const MAX_TITLE_CHARS: usize = 60;

/// Cut between words where there is room for it.
fn shortened(line: &str) -> String {
    let Some((cut, _)) = line.char_indices().nth(MAX_TITLE_CHARS) else { return line.to_owned() };
    let head = &line[..cut];
    let head = head.rsplit_once(char::is_whitespace).map_or(head, |(head, _)| head);
    format!("{}…", head.trim_end())
}

/// 8 to 15 digits (ITU-T E.164 allows 15), with a leading `+` and the usual separators. An empty one is fine: a name alone is a contact.
fn is_phone_number(phone: &str) -> bool {
    let phone = phone.trim();
    let digits = phone.chars().filter(char::is_ascii_digit).count();
    let rest = phone.strip_prefix('+').unwrap_or(phone);
    phone.is_empty()
        || ((8..=15).contains(&digits) && rest.chars().all(|c| c.is_ascii_digit() || " .-()".contains(c)))
}

#[cfg(test)]
mod tests;
