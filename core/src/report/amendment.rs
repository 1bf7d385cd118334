//! A change of a report that the city has: the parts that the citizen wants otherwise, and what they began from.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::content::{Content, Merged, Part, merge};
use crate::words::Words;

/// The code under which a change waits for the citizen, because the city changed the same part meanwhile.
pub const CONFLICT: &str = "amendment-conflict";

/// The code of what comes too late: the city has closed the report, and would refuse it each time.
pub const CLOSED: &str = "report-closed";

/// What the citizen makes of a report, beginning with what the city had.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Amendment {
    /// The revision of the city's document that it began with.
    pub base_revision: i64,
    /// What the report was then.
    pub base: Content,
    /// What it is to be.
    pub mine: Content,
}

/// What an amendment is once the city's newest document is known.
#[derive(Clone, Debug, PartialEq)]
pub enum Onto {
    /// The city has all of it.
    Nothing,
    /// It begins with that document.
    Clean(Amendment),
    /// Both changed these parts.
    Conflict(Vec<Part>),
}

/// Whose version of a part counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The citizen's.
    Mine,
    /// The city's.
    Theirs,
}

impl Choice {
    /// On a button.
    #[must_use]
    pub fn words(self) -> Words {
        match self {
            Self::Mine => Words::of("Giữ bản của tôi", "Keep mine"),
            Self::Theirs => Words::of("Dùng bản của thành phố", "Take the city's"),
        }
    }
}

#[derive(Serialize)]
struct Body {
    base: i64,
    changes: Map<String, Value>,
}

impl Amendment {
    /// The parts that it changes.
    #[must_use]
    pub fn parts(&self) -> Vec<Part> {
        self.mine.changed_from(&self.base)
    }

    /// The body of `POST /v1/reports/{id}/amendments`.
    #[must_use]
    pub fn body(&self) -> Vec<u8> {
        let body = Body { base: self.base_revision, changes: self.mine.members(&self.parts()) };
        // JSON always serialises.
        serde_json::to_vec(&body).unwrap_or_default()
    }

    /// The same change, beginning with what the city has now.
    #[must_use]
    pub fn onto(&self, theirs: &Content, revision: i64) -> Onto {
        let Merged { content, conflicts } = merge(&self.base, &self.mine, theirs);
        if !conflicts.is_empty() {
            return Onto::Conflict(conflicts);
        }
        let clean = Self { base_revision: revision, base: theirs.clone(), mine: content };
        if clean.parts().is_empty() { Onto::Nothing } else { Onto::Clean(clean) }
    }

    /// The citizen has seen what the city made of a part, and chooses.
    pub fn choose(&mut self, part: Part, choice: Choice, theirs: &Content) {
        self.base.take(part, theirs);
        if choice == Choice::Theirs {
            self.mine.take(part, theirs);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn content(text: &str, address: &str) -> Content {
        Content::of_members(&json!({"text": text, "address": address})).unwrap()
    }

    fn amendment() -> Amendment {
        Amendment { base_revision: 3, base: content("a", "x"), mine: content("b", "x") }
    }

    #[test]
    fn its_body_names_what_changes_and_nothing_else() {
        let body: Value = serde_json::from_slice(&amendment().body()).unwrap();
        assert_eq!(body, json!({"base": 3, "changes": {"text": "b"}}));
    }

    #[test]
    fn a_change_elsewhere_is_begun_with_and_one_of_the_same_part_is_a_conflict() {
        let theirs = content("a", "y");
        let expected = Amendment { base_revision: 5, base: theirs.clone(), mine: content("b", "y") };
        assert_eq!(amendment().onto(&theirs, 5), Onto::Clean(expected));
        assert_eq!(amendment().onto(&content("c", "x"), 5), Onto::Conflict(vec![Part::Text]));
        assert_eq!(amendment().onto(&content("b", "z"), 5), Onto::Nothing);
    }

    #[test]
    fn the_citizens_choice_ends_a_conflict() {
        let theirs = content("c", "x");
        let (mut mine, mut given_up) = (amendment(), amendment());
        mine.choose(Part::Text, Choice::Mine, &theirs);
        let kept = Amendment { base_revision: 5, base: theirs.clone(), mine: content("b", "x") };
        assert_eq!(mine.onto(&theirs, 5), Onto::Clean(kept));
        given_up.choose(Part::Text, Choice::Theirs, &theirs);
        assert_eq!(given_up.onto(&theirs, 5), Onto::Nothing);
    }
}
