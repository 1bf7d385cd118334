//! What of a report can still be changed once it is sent, part by part, and how two changes of it become one: three ways, from what both began with.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::finalised::LocationBody;
use super::{Answer, Categories, Category, Contact, Draft, Location, QuestionKind};
use crate::clock::Timestamp;
use crate::place::Point;
use crate::words::Words;

/// A part that is changed as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// What happened.
    Text,
    /// The answers to the category's questions.
    Answers,
    /// The position, with its ward.
    Place,
    /// The place in words.
    Address,
    /// Who reports.
    Contact,
    /// What everyone may see.
    Sharing,
}

impl Part {
    /// All of them, in the order in which a citizen reads them.
    pub const ALL: [Self; 6] =
        [Self::Text, Self::Answers, Self::Place, Self::Address, Self::Contact, Self::Sharing];

    /// Its members in the report's body.
    const fn members(self) -> &'static [&'static str] {
        match self {
            Self::Text => &["text"],
            Self::Answers => &["answers"],
            Self::Place => &["location", "ward"],
            Self::Address => &["address"],
            Self::Contact => &["contact"],
            Self::Sharing => &["public"],
        }
    }

    /// Over its value.
    #[must_use]
    pub fn words(self) -> Words {
        match self {
            Self::Text => Words::of("Nội dung", "What happened"),
            Self::Answers => Words::of("Câu trả lời", "Answers"),
            Self::Place => Words::of("Vị trí", "Place"),
            Self::Address => Words::of("Địa chỉ", "Address"),
            Self::Contact => Words::of("Người liên hệ", "Contact"),
            Self::Sharing => Words::of("Ai được xem", "What everyone may see"),
        }
    }
}

/// The parts of a report, as the city reads them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Content(BTreeMap<Part, Value>);

impl Content {
    /// Of an object with a report's members, as its body or the `content` of the city's document; `None` when it is none.
    #[must_use]
    pub fn of_members(members: &Value) -> Option<Self> {
        let members = members.as_object()?;
        let part = |part: Part| {
            let value = |name: &&str| members.get(*name).cloned().unwrap_or(Value::Null);
            let of_part = part.members().iter().map(|name| ((*name).to_owned(), value(name)));
            (part, Value::Object(of_part.collect()))
        };
        Some(Self(Part::ALL.into_iter().map(part).collect()))
    }

    /// The parts that are not the same in `other`.
    #[must_use]
    pub fn changed_from(&self, other: &Self) -> Vec<Part> {
        Part::ALL.into_iter().filter(|part| !is_same(self.part(*part), other.part(*part))).collect()
    }

    /// Takes a part over from another one.
    pub fn take(&mut self, part: Part, from: &Self) {
        self.0.insert(part, from.part(part).clone());
    }

    /// The members of these parts.
    #[must_use]
    pub fn members(&self, parts: &[Part]) -> Map<String, Value> {
        let of_part = |part: &Part| self.part(*part).as_object().cloned().unwrap_or_default();
        parts.iter().flat_map(of_part).collect()
    }

    fn part(&self, part: Part) -> &Value {
        self.0.get(&part).unwrap_or(&Value::Null)
    }

    fn member(&self, part: Part, name: &str) -> &Value {
        &self.part(part)[name]
    }
}

/// What two changes of the same content come to.
#[derive(Clone, Debug, PartialEq)]
pub struct Merged {
    /// Each part as whoever changed it wants it; where both did, as `mine` has it.
    pub content: Content,
    /// The parts that both changed, and not to the same.
    pub conflicts: Vec<Part>,
}

/// Brings together what became of `base` here and there.
#[must_use]
pub fn merge(base: &Content, mine: &Content, theirs: &Content) -> Merged {
    let mut merged = Merged { content: mine.clone(), conflicts: Vec::new() };
    for part in Part::ALL {
        let (base, mine, other) = (base.part(part), mine.part(part), theirs.part(part));
        if is_same(mine, base) {
            merged.content.take(part, theirs);
        } else if !is_same(other, base) && !is_same(other, mine) {
            merged.conflicts.push(part);
        }
    }
    merged
}

/// Whether two values mean the same. Whoever read and wrote a number in between may have changed its last digit.
fn is_same(one: &Value, other: &Value) -> bool {
    const NEARLY: f64 = 1e-9;
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => match (one.as_f64(), other.as_f64()) {
            (Some(one), Some(other)) => (one - other).abs() <= NEARLY,
            _ => one == other,
        },
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(name, value)| other.get(name).is_some_and(|there| is_same(value, there)))
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_same(one, other))
        }
        (one, other) => one == other,
    }
}

impl Draft {
    /// What of it can be changed once it is sent, as the city reads it.
    #[must_use]
    pub fn content(&self, in_force: &Categories) -> Content {
        let sent = self.as_sent(in_force);
        let answers = self.category_in(in_force).map(|category| self.answers.body(category));
        let part = |part| {
            let value = match part {
                Part::Text => json!({"text": self.text.trim()}),
                Part::Answers => json!({"answers": answers.clone().unwrap_or_default()}),
                Part::Place => json!({
                    "location": sent.location.as_ref().map(LocationBody::from),
                    "ward": sent.ward,
                }),
                Part::Address => json!({"address": sent.address}),
                Part::Contact => json!({"contact": self.contact}),
                Part::Sharing => json!({"public": sent.sharing}),
            };
            (part, value)
        };
        Content(Part::ALL.into_iter().map(part).collect())
    }

    /// Takes these parts over from the city's reading. What can't be read stays as it is.
    pub fn take_content(&mut self, content: &Content, parts: &[Part]) {
        for part in parts {
            match part {
                Part::Text => {
                    if let Some(text) = content.member(*part, "text").as_str() {
                        text.clone_into(&mut self.text);
                    }
                }
                Part::Answers => self.take_answers(content.member(*part, "answers")),
                Part::Place => self.take_place(content),
                Part::Address => self.address = content.member(*part, "address").as_str().map(str::to_owned),
                Part::Contact => {
                    let contact = content.member(*part, "contact");
                    match Contact::deserialize(contact) {
                        Ok(read) if contact.is_object() => self.contact = Some(read),
                        _ if contact.is_null() => self.contact = None,
                        _ => {}
                    }
                }
                Part::Sharing => {
                    let sharing = content.member(*part, "public");
                    // What is missing would be taken for public.
                    let is_whole = ["text", "photos", "name"].iter().all(|name| sharing[name].is_boolean());
                    if let (true, Ok(read)) = (is_whole, Deserialize::deserialize(sharing)) {
                        self.sharing = read;
                    }
                }
            }
        }
    }

    fn take_place(&mut self, content: &Content) {
        let location = content.member(Part::Place, "location");
        match read_location(location) {
            Some(read) => self.location = Some(read),
            None if location.is_null() => self.location = None,
            None => return,
        }
        self.located_at = self.location.and_then(|location| location.fixed_at);
        self.ward = content.member(Part::Place, "ward").as_str().map(str::to_owned);
    }

    fn take_answers(&mut self, answers: &Value) {
        let Some(category) = self.pinned.clone() else { return };
        let Category { id, questions, .. } = category;
        for question in questions {
            let answer = answers.get(&question.id).and_then(|value| read_answer(&question.kind, value));
            self.answers.set(&id, &question.id, answer);
        }
    }
}

fn read_location(location: &Value) -> Option<Location> {
    Some(Location {
        point: Point::new(location["lat"].as_f64()?, location["lon"].as_f64()?).ok()?,
        accuracy_m: location["accuracy_m"].as_f64(),
        fixed_at: location["fixed_at"].as_str().and_then(Timestamp::parse),
        source: Deserialize::deserialize(&location["source"]).ok()?,
        mock: location["mock"].as_bool().unwrap_or(false),
    })
}

/// An answer as a citizen would have entered it.
fn read_answer(kind: &QuestionKind, value: &Value) -> Option<Answer> {
    match kind {
        QuestionKind::Text { .. } => Some(Answer::Typed(value.as_str()?.to_owned())),
        // A comma stands before the fraction.
        QuestionKind::Number { .. } => Some(Answer::Typed(value.as_number()?.to_string().replace('.', ","))),
        QuestionKind::Choice { .. } => Some(Answer::Chosen(value.as_str()?.to_owned())),
        QuestionKind::Datetime { .. } => Timestamp::parse(value.as_str()?).map(Answer::At),
    }
}

#[cfg(test)]
mod tests;
