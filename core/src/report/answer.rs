//! What the citizen answers to a category's questions. The draft keeps what was entered as it was entered, so that nothing gets lost on the
//! way to a valid answer; what of it goes to the city is made when the report becomes final.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Asked, Category, Field, Problem, ProblemCode, Question, QuestionKind};
use crate::clock::Timestamp;
use crate::words::Words;

/// What was entered for one question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// What was typed, for a text or a number.
    Typed(String),
    /// The id of the option that was chosen.
    Chosen(String),
    /// The moment that was picked.
    At(Timestamp),
}

/// Every answer of a draft, by category and question. Whoever comes back to a category finds the answers there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answers(BTreeMap<String, BTreeMap<String, Answer>>);

impl Answers {
    /// The answer to a question of a category.
    #[must_use]
    pub fn get(&self, category: &str, question: &str) -> Option<&Answer> {
        self.0.get(category)?.get(question)
    }

    /// Sets an answer, or takes it back.
    pub fn set(&mut self, category: &str, question: &str, answer: Option<Answer>) {
        let of_category = self.0.entry(category.to_owned()).or_default();
        match answer {
            Some(answer) => of_category.insert(question.to_owned(), answer),
            None => of_category.remove(question),
        };
        if of_category.is_empty() {
            self.0.remove(category);
        }
    }

    /// The questions of a category that are asked as things stand, each with its answer: those whose condition is met by the answer to an
    /// earlier one that is asked itself.
    #[must_use]
    pub fn asked<'a>(&'a self, category: &'a Category) -> Vec<(&'a Question, Option<&'a Answer>)> {
        let mut asked: Vec<(&Question, Option<&Answer>)> = Vec::new();
        for question in &category.questions {
            let is_met = question.only_if.as_ref().is_none_or(|condition| {
                asked.iter().any(|(earlier, answer)| {
                    earlier.id == condition.question
                        && matches!(answer, Some(Answer::Chosen(option)) if condition.is.contains(option))
                })
            });
            if is_met {
                asked.push((question, self.get(&category.id, &question.id)));
            }
        }
        asked
    }

    /// Every rule that the answers do not keep yet, in the order of the questions.
    #[must_use]
    pub fn problems(&self, category: &Category, now: Timestamp) -> Vec<Problem> {
        let problem = |(question, answer): (&Question, Option<&Answer>)| {
            let code = question.problem_of(answer, now)?;
            Some(Problem { field: Field::Answer(Box::new(Asked::of(question))), code })
        };
        self.asked(category).into_iter().filter_map(problem).collect()
    }

    /// What of it goes to the city: the answers to what is asked, by the question's id.
    #[must_use]
    pub fn body(&self, category: &Category) -> Map<String, Value> {
        let entry = |(question, answer): (&Question, Option<&Answer>)| {
            let answer = answer.filter(|answer| !answer.is_blank())?;
            Some((question.id.clone(), question.value_of(answer)))
        };
        self.asked(category).into_iter().filter_map(entry).collect()
    }
}

impl Answer {
    /// Whether nothing was entered.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        matches!(self, Self::Typed(text) if text.trim().is_empty())
    }
}

impl Question {
    /// What is wrong with an answer to this question.
    #[must_use]
    pub fn problem_of(&self, answer: Option<&Answer>, now: Timestamp) -> Option<ProblemCode> {
        let Some(answer) = answer.filter(|answer| !answer.is_blank()) else {
            return self.required.then_some(ProblemCode::Required);
        };
        match (&self.kind, answer) {
            (QuestionKind::Text { max_chars }, Answer::Typed(text)) => {
                let chars = u32::try_from(text.trim().chars().count()).unwrap_or(u32::MAX);
                (chars > *max_chars).then_some(ProblemCode::TooMany)
            }
            (QuestionKind::Number { min, max, whole, .. }, Answer::Typed(text)) => match number(text) {
                Some(number) if *whole && number.fract() != 0.0 => Some(ProblemCode::Invalid),
                Some(number) => {
                    let too_small = min.is_some_and(|min| number < min);
                    let too_large = max.is_some_and(|max| number > max);
                    (too_small || too_large).then_some(ProblemCode::OutOfRange)
                }
                None => Some(ProblemCode::Invalid),
            },
            (QuestionKind::Choice { .. }, Answer::Chosen(id)) => {
                self.option(id).is_none().then_some(ProblemCode::Unknown)
            }
            (QuestionKind::Datetime { past }, Answer::At(at)) => {
                (*past && *at > now).then_some(ProblemCode::OutOfRange)
            }
            _ => Some(ProblemCode::Invalid),
        }
    }

    /// The answer as the city reads it.
    fn value_of(&self, answer: &Answer) -> Value {
        match answer {
            Answer::Typed(text) => match &self.kind {
                QuestionKind::Number { .. } => number(text).map_or_else(|| text.trim().into(), json_number),
                _ => text.trim().into(),
            },
            Answer::Chosen(id) => id.as_str().into(),
            Answer::At(at) => at.to_rfc3339().into(),
        }
    }

    /// The answer as the citizen reads it. `say` says a moment.
    #[must_use]
    pub fn say_answer(&self, answer: &Answer, say: impl Fn(Timestamp) -> Words) -> Words {
        let text = match (answer, &self.kind) {
            (Answer::Typed(text), QuestionKind::Number { unit: Some(unit), .. }) => {
                let text = text.trim();
                return Words { vi: format!("{text} {}", unit.vi), en: format!("{text} {}", unit.en) };
            }
            (Answer::Chosen(id), _) => match self.option(id) {
                Some(option) => return option.text.clone(),
                None => id.as_str(),
            },
            (Answer::At(at), _) => return say(*at),
            (Answer::Typed(text), _) => text.trim(),
        };
        Words::of(text, text)
    }
}

/// Reads a number as people in Vietnam write it: a comma before the fraction, points between thousands. A point that can't stand between
/// thousands is taken for a comma, as on many keyboards.
fn number(text: &str) -> Option<f64> {
    let text: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
    let (whole, fraction) = match digits.split_once(',') {
        Some((whole, fraction)) => (without_points(whole)?, fraction),
        None => match without_points(digits) {
            Some(whole) => (whole, ""),
            None => digits.split_once('.').map(|(whole, fraction)| (whole.to_owned(), fraction))?,
        },
    };
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !all_digits(&whole) || !all_digits(fraction) {
        return None;
    }
    format!("{sign}{whole}.{fraction}0").parse().ok().filter(|number: &f64| number.is_finite())
}

/// `1.250.000` as `1250000`; `None` when the points do not stand between thousands.
fn without_points(digits: &str) -> Option<String> {
    let mut groups = digits.split('.');
    let first = groups.next().unwrap_or_default();
    let mut rest = groups.peekable();
    let is_grouped = rest.peek().is_some();
    if is_grouped && (first.len() > 3 || first.starts_with('0')) {
        return None;
    }
    rest.all(|group| group.len() == 3).then(|| digits.replace('.', ""))
}

/// Whole numbers without a fraction, as people expect to read them.
fn json_number(number: f64) -> Value {
    // Up to 2^53 a float holds every whole number.
    #[expect(clippy::cast_possible_truncation, reason = "it is whole and in range")]
    if number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0 {
        return (number as i64).into();
    }
    number.into()
}

#[cfg(test)]
mod tests;
