//! What a city asks about a kind of report, and what it takes for an answer. The same rules hold at the city (docs/protocol.md,
//! "Categories"), so that what is fine offline is fine there.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::words::Words;

/// A text may be so long, in characters, where the question does not say.
const DEFAULT_MAX_CHARS: u32 = 500;

/// One question of a category.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// Stable within its category.
    pub id: String,
    /// The question itself.
    pub text: Words,
    /// How to answer it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<Words>,
    /// Whether the report can't go without an answer.
    #[serde(default)]
    pub required: bool,
    /// Asked only then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only_if: Option<Condition>,
    /// What kind of answer, and within which bounds.
    #[serde(flatten)]
    pub kind: QuestionKind,
}

/// When a question is asked: when an earlier one of the kind `choice`, asked itself, has one of these answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// Id of the earlier question.
    pub question: String,
    /// Ids of its options.
    pub is: Vec<String>,
}

/// What kind of answer a question wants.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum QuestionKind {
    /// Some words.
    Text {
        /// In characters.
        #[serde(default = "default_max_chars")]
        max_chars: u32,
    },
    /// A number.
    Number {
        /// Not less.
        #[serde(default)]
        min: Option<f64>,
        /// Not more.
        #[serde(default)]
        max: Option<f64>,
        /// Without a fraction.
        #[serde(default)]
        whole: bool,
        /// What is counted or measured.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unit: Option<Words>,
    },
    /// One of several.
    Choice {
        /// In the city's order.
        options: Vec<Choice>,
    },
    /// A moment.
    Datetime {
        /// Not after the moment at which the report is made.
        #[serde(default)]
        past: bool,
    },
}

/// One of the answers to choose from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Stable within its question.
    pub id: String,
    /// What it says.
    pub text: Words,
}

const fn default_max_chars() -> u32 {
    DEFAULT_MAX_CHARS
}

impl Question {
    /// The option of that id; `None` also for a question of another kind.
    #[must_use]
    pub fn option(&self, id: &str) -> Option<&Choice> {
        match &self.kind {
            QuestionKind::Choice { options } => options.iter().find(|option| option.id == id),
            _ => None,
        }
    }

    /// What is taken, where a number has bounds: `từ 1 đến 200 bóng`.
    #[must_use]
    pub fn bounds(&self) -> Option<Words> {
        let QuestionKind::Number { min, max, unit, .. } = &self.kind else { return None };
        let (vi, en) = match (min, max) {
            (Some(min), Some(max)) => (format!("từ {min} đến {max}"), format!("from {min} to {max}")),
            (Some(min), None) => (format!("từ {min} trở lên"), format!("{min} or more")),
            (None, Some(max)) => (format!("không quá {max}"), format!("at most {max}")),
            (None, None) => return None,
        };
        Some(match unit {
            Some(unit) => Words { vi: format!("{vi} {}", unit.vi), en: format!("{en} {}", unit.en) },
            None => Words { vi, en },
        })
    }

    /// Whether the citizen must answer, as it stands beside the question.
    #[must_use]
    pub fn duty(&self) -> Words {
        if self.required {
            Words::of("Bắt buộc", "Required")
        } else {
            Words::of("Không bắt buộc", "Optional")
        }
    }
}

/// Why the questions of a category can't be asked; `None` when they can.
pub(super) fn fault_of(questions: &[Question]) -> Option<String> {
    let mut ids = HashSet::new();
    questions.iter().enumerate().find_map(|(position, question)| {
        let fault = if !ids.insert(question.id.as_str()) {
            Some("stands twice")
        } else if question.id.is_empty() {
            Some("has no id")
        } else if is_blank(&question.text) || question.hint.as_ref().is_some_and(is_blank) {
            Some("has an empty text")
        } else {
            fault_of_kind(&question.kind).or_else(|| {
                let condition = question.only_if.as_ref()?;
                (!can_be_met(condition, &questions[..position]))
                    .then_some("has a condition that can't be met")
            })
        };
        fault.map(|fault| format!("the question {:?} {fault}", question.id))
    })
}

fn fault_of_kind(kind: &QuestionKind) -> Option<&'static str> {
    match kind {
        QuestionKind::Text { max_chars } => (*max_chars == 0).then_some("takes no text"),
        QuestionKind::Number { min, max, unit, .. } => {
            let is_finite = min.iter().chain(max).all(|bound| bound.is_finite());
            let is_empty = min.zip(*max).is_some_and(|(min, max)| min > max);
            if is_empty || !is_finite {
                Some("takes no number")
            } else {
                unit.as_ref().is_some_and(is_blank).then_some("has an empty unit")
            }
        }
        QuestionKind::Choice { options } => {
            let mut ids = HashSet::new();
            if options.is_empty() {
                Some("has no options")
            } else if options.iter().any(|option| option.id.is_empty() || is_blank(&option.text)) {
                Some("has an empty option")
            } else {
                (!options.iter().all(|option| ids.insert(option.id.as_str())))
                    .then_some("has an option twice")
            }
        }
        QuestionKind::Datetime { .. } => None,
    }
}

fn can_be_met(condition: &Condition, earlier: &[Question]) -> bool {
    let asked = earlier.iter().find(|question| question.id == condition.question);
    !condition.is.is_empty()
        && asked.is_some_and(|asked| condition.is.iter().all(|option| asked.option(option).is_some()))
}

pub(super) fn is_blank(words: &Words) -> bool {
    words.vi.trim().is_empty() || words.en.trim().is_empty()
}
