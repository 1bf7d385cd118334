//! The questions of a category, and what a citizen answers.

use std::time::SystemTime;

use hues_core::report as core;

use crate::client::Client;
use crate::error::{ApiError, Problem};
use crate::time::{from_system, to_system};
use crate::words::Words;

/// A question that is asked as things stand, with its answer and all that a UI says beside it.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct QuestionView {
    /// The question.
    pub question: Question,
    /// What was entered.
    pub answer: Option<Answer>,
    /// The same as the citizen reads it.
    pub answer_words: Option<Words>,
    /// What is wrong with it; none once the report is final.
    pub problem: Option<Problem>,
}

/// One question of a category.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct Question {
    /// Stable within its category.
    pub id: String,
    /// The question itself.
    pub text: Words,
    /// How to answer it.
    pub hint: Option<Words>,
    /// Whether the report can't go without an answer.
    pub required: bool,
    /// The same in words, to stand beside the question.
    pub duty: Words,
    /// The bounds of a number, in words.
    pub bounds: Option<Words>,
    /// What kind of answer it wants.
    pub kind: QuestionKind,
}

/// What kind of answer a question wants.
#[derive(Clone, Debug, PartialEq, uniffi::Enum)]
pub enum QuestionKind {
    /// Some words; [`Answer::Typed`].
    Text {
        /// In characters.
        max_chars: u32,
    },
    /// A number; [`Answer::Typed`], as it was typed.
    Number {
        /// Without a fraction: a keyboard without a comma will do.
        whole: bool,
        /// What is counted or measured.
        unit: Option<Words>,
    },
    /// One of several; [`Answer::Chosen`].
    Choice {
        /// In the city's order.
        options: Vec<Choice>,
    },
    /// A moment; [`Answer::At`].
    Datetime {
        /// Not in the future.
        past: bool,
    },
}

/// One of the answers to choose from.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Choice {
    /// Stable within its question.
    pub id: String,
    /// What it says.
    pub text: Words,
}

/// What was entered for one question. The core keeps it as it is and says what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Answer {
    /// What was typed, for a text or a number.
    Typed {
        /// As it was typed.
        text: String,
    },
    /// The option that was chosen.
    Chosen {
        /// Its id.
        id: String,
    },
    /// The moment that was picked.
    At {
        /// The moment.
        moment: SystemTime,
    },
}

/// Something that the city changed since the draft began.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Notice {
    /// Id of the question to which it points.
    pub question: Option<String>,
    /// What to tell the citizen.
    pub words: Words,
}

mirror! {
    /// By how much a moment is moved while it is set.
    MomentStep of hues_core::MomentStep {
        /// Seven days.
        Week,
        /// A day.
        Day,
        /// An hour.
        Hour,
        /// Five minutes.
        Minutes,
    }
}

#[uniffi::export]
impl Client {
    /// The moment with which setting one begins: the last full five minutes.
    ///
    /// # Errors
    /// [`ApiError::Closed`].
    pub fn moment_to_set(&self) -> Result<SystemTime, ApiError> {
        self.call(|core| Ok(to_system(core.moment_to_set()?)))
    }

    /// A moment so many steps later; earlier for a negative number.
    pub fn moved_moment(&self, at: SystemTime, by: MomentStep, steps: i32) -> SystemTime {
        to_system(hues_core::Client::moved(from_system(at), by.into(), steps))
    }
}

impl From<hues_core::QuestionView> for QuestionView {
    fn from(view: hues_core::QuestionView) -> Self {
        Self {
            question: view.question.into(),
            answer: view.answer.map(Answer::from),
            answer_words: view.answer_words.map(Words::from),
            problem: view.problem.map(Problem::from),
        }
    }
}

impl From<core::Question> for Question {
    fn from(question: core::Question) -> Self {
        Self {
            duty: question.duty().into(),
            bounds: question.bounds().map(Words::from),
            id: question.id,
            text: question.text.into(),
            hint: question.hint.map(Words::from),
            required: question.required,
            kind: question.kind.into(),
        }
    }
}

impl From<core::QuestionKind> for QuestionKind {
    fn from(kind: core::QuestionKind) -> Self {
        use core::QuestionKind as Core;
        match kind {
            Core::Text { max_chars } => Self::Text { max_chars },
            Core::Number { whole, unit, .. } => Self::Number { whole, unit: unit.map(Words::from) },
            Core::Choice { options } => Self::Choice {
                options: options
                    .into_iter()
                    .map(|option| Choice { id: option.id, text: option.text.into() })
                    .collect(),
            },
            Core::Datetime { past } => Self::Datetime { past },
        }
    }
}

impl From<core::Answer> for Answer {
    fn from(answer: core::Answer) -> Self {
        match answer {
            core::Answer::Typed(text) => Self::Typed { text },
            core::Answer::Chosen(id) => Self::Chosen { id },
            core::Answer::At(moment) => Self::At { moment: to_system(moment) },
        }
    }
}

impl From<Answer> for core::Answer {
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::Typed { text } => Self::Typed(text),
            Answer::Chosen { id } => Self::Chosen(id),
            Answer::At { moment } => Self::At(from_system(moment)),
        }
    }
}

impl From<hues_core::NoticeView> for Notice {
    fn from(notice: hues_core::NoticeView) -> Self {
        Self { question: notice.question, words: notice.words.into() }
    }
}
