//! What stands on the page of a draft in which an agency is asked.

use super::Words;

/// A line of that page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskText {
    /// The way there, on the home page.
    Begin,
    /// Over the field for the question.
    What,
    /// In that field while it is empty.
    WhatHint,
    /// Who sees it.
    OnlyStaff,
}

impl AskText {
    /// It in a citizen's words.
    #[must_use]
    pub fn words(self) -> Words {
        match self {
            Self::Begin => Words::of("Hỏi một cơ quan", "Ask an agency"),
            Self::What => Words::of("Bạn muốn hỏi gì?", "What do you want to ask?"),
            Self::WhatHint => Words::of(
                "Ví dụ: làm khai sinh cho cháu cần giấy tờ gì?",
                "For example: which papers does a birth certificate take?",
            ),
            Self::OnlyStaff => {
                Words::of("Không ai khác thấy câu hỏi của bạn.", "Nobody else sees your question.")
            }
        }
    }
}
