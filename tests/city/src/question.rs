//! What the city asks about a category, and the rules by which it reads the answers: docs/protocol.md,
//! "Questions". Written without a look at the client's rules; a journey holds the two together.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::problem::FieldError;

type Text = BTreeMap<String, String>;

/// A question as the bundle writes it. Which of the fields count depends on the kind.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Question {
    pub(crate) id: String,
    text: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<Text>,
    #[serde(default)]
    required: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    only_if: Option<Condition>,
    kind: Kind,
    #[serde(skip_serializing_if = "Option::is_none")]
    min: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max: Option<f64>,
    #[serde(default, skip_serializing_if = "is_false")]
    whole: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_chars: Option<usize>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    options: Vec<Choice>,
    #[serde(default, skip_serializing_if = "is_false")]
    past: bool,
}

// serde hands over a reference.
#[expect(clippy::trivially_copy_pass_by_ref)]
fn is_false(flag: &bool) -> bool {
    !flag
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Text,
    Number,
    Choice,
    Datetime,
}

#[derive(Debug, Serialize, Deserialize)]
struct Condition {
    question: String,
    is: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Choice {
    id: String,
    text: Text,
}

/// What is wrong with the answers of a report, each with its place in the report's body.
pub(crate) fn check(
    questions: &[Question],
    answers: &Map<String, Value>,
    made_at: Option<DateTime<FixedOffset>>,
) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut add = |id: &str, code| {
        let pointer = format!("/answers/{}", id.replace('~', "~0").replace('/', "~1"));
        errors.push(FieldError { pointer, code });
    };
    let mut asked: Vec<&str> = Vec::new();
    for question in questions {
        let answer = answers.get(&question.id);
        let is_asked = question.only_if.as_ref().is_none_or(|condition| {
            let told = answers.get(&condition.question).and_then(Value::as_str);
            asked.contains(&condition.question.as_str())
                && told.is_some_and(|told| condition.is.iter().any(|option| option == told))
        });
        if is_asked {
            asked.push(&question.id);
        }
        match (is_asked, answer) {
            (false, Some(_)) => add(&question.id, "not-allowed"),
            (true, None) if question.required => add(&question.id, "required"),
            (true, Some(answer)) => {
                if let Some(code) = question.fault_of(answer, made_at) {
                    add(&question.id, code);
                }
            }
            (_, None) => {}
        }
    }
    for id in answers.keys().filter(|id| questions.iter().all(|question| question.id != **id)) {
        add(id, "unknown");
    }
    errors
}

impl Question {
    fn fault_of(&self, answer: &Value, made_at: Option<DateTime<FixedOffset>>) -> Option<&'static str> {
        match self.kind {
            Kind::Text => {
                let Some(text) = answer.as_str().map(str::trim) else { return Some("invalid") };
                if text.is_empty() {
                    return Some("invalid");
                }
                (text.chars().count() > self.max_chars.unwrap_or(500)).then_some("too-large")
            }
            Kind::Number => {
                let Some(number) = answer.as_f64() else { return Some("invalid") };
                if self.whole && number.trunc().to_bits() != number.to_bits() {
                    return Some("invalid");
                }
                let fits =
                    self.min.is_none_or(|min| min <= number) && self.max.is_none_or(|max| number <= max);
                (!fits).then_some("out-of-range")
            }
            Kind::Choice => {
                let Some(id) = answer.as_str() else { return Some("invalid") };
                self.options.iter().all(|option| option.id != id).then_some("unknown")
            }
            Kind::Datetime => {
                let time = answer.as_str().and_then(|text| DateTime::parse_from_rfc3339(text).ok());
                let Some(time) = time else { return Some("invalid") };
                (self.past && made_at.is_some_and(|made_at| time > made_at)).then_some("out-of-range")
            }
        }
    }

    /// The question in the city's first language.
    pub(crate) fn text(&self) -> &str {
        said(&self.text).unwrap_or(&self.id)
    }

    /// An answer as an operator reads it; a time stays as it was sent.
    pub(crate) fn answer(&self, answer: &Value) -> String {
        let option = answer.as_str().and_then(|id| self.options.iter().find(|option| option.id == id));
        let plain = answer.as_str().map_or_else(|| answer.to_string(), str::to_owned);
        match (option, &self.unit) {
            (Some(option), _) => said(&option.text).map_or(plain, str::to_owned),
            (None, Some(unit)) => format!("{plain} {}", said(unit).unwrap_or_default()),
            (None, None) => plain,
        }
    }

    /// Whether the answer is a time.
    pub(crate) fn asks_for_a_time(&self) -> bool {
        self.kind == Kind::Datetime
    }
}

fn said(text: &Text) -> Option<&str> {
    text.get("vi").map(String::as_str)
}
