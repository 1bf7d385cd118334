//! What a UI gets to see of drafts and of their questions.

use crate::clock::Timestamp;
use crate::id::{PhotoId, ReportId};
use crate::report::{Answer, Category, Problem, Question};
use crate::words::Words;

/// A draft in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftSummary {
    /// Its id.
    pub id: ReportId,
    /// What the citizen knows it by.
    pub title: Words,
    /// Its photos, in their order.
    pub photos: Vec<PhotoId>,
    /// When it was last saved.
    pub saved_at: Timestamp,
    /// The same in words.
    pub sentence: Words,
}

/// A draft that was thrown away and can be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiscardedDraft {
    /// Its id.
    pub id: ReportId,
    /// What the citizen knew it by.
    pub title: Words,
    /// Its photos, in their order.
    pub photos: Vec<PhotoId>,
    /// When it was thrown away.
    pub discarded_at: Timestamp,
    /// When it is erased.
    pub erased_at: Timestamp,
    /// The same in words.
    pub sentence: Words,
}

/// Drafts that were open when the app was cut off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovered {
    /// At least one, the one that was saved last first.
    pub drafts: Vec<DraftSummary>,
    /// Names them, and says when each was last saved.
    pub words: Words,
}

impl Recovered {
    pub(super) fn of(drafts: Vec<DraftSummary>) -> Option<Self> {
        let named = |said: fn(&Words) -> &str| -> String {
            let each: Vec<String> = drafts
                .iter()
                .map(|draft| format!("“{}”. {}", said(&draft.title), said(&draft.sentence)))
                .collect();
            each.join(" ")
        };
        let (vi, en) = (named(|words| &words.vi), named(|words| &words.en));
        let words = match drafts.len() {
            0 => return None,
            1 => {
                Words { vi: format!("Bạn đang viết dở: {vi}"), en: format!("You were writing: {en}") }
            }
            count => Words {
                vi: format!("Bạn đang viết dở {count} phản ánh: {vi}"),
                en: format!("You were writing {count} reports: {en}"),
            },
        };
        Some(Self { drafts, words })
    }
}

/// A question that is asked as things stand, with its answer.
#[derive(Clone, Debug, PartialEq)]
pub struct QuestionView {
    /// The question.
    pub question: Question,
    /// What was entered.
    pub answer: Option<Answer>,
    /// The same as the citizen reads it.
    pub answer_words: Option<Words>,
    /// What is wrong with it; nothing once the report is final.
    pub problem: Option<Problem>,
}

/// Something that the city changed since the draft began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeView {
    /// Id of the question to which it points.
    pub question: Option<String>,
    /// What to tell the citizen.
    pub words: Words,
}

/// What comes of a search for a category.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CategorySearch {
    /// The likeliest first.
    pub found: Vec<Suggestion>,
    /// Nothing was found: the category for whatever fits none, if the city has one.
    pub way_out: Option<Suggestion>,
    /// Nothing was found: that, and what the citizen can do.
    pub words: Option<Words>,
}

impl CategorySearch {
    pub(super) fn of(found: Vec<Suggestion>, other: Option<Suggestion>) -> Self {
        if !found.is_empty() {
            return Self { found, way_out: None, words: None };
        }
        let words = match &other {
            Some(Suggestion { name, .. }) => Words {
                vi: format!(
                    "Không tìm thấy loại nào. Hãy thử từ khác, hoặc chọn “{}” rồi viết chuyện gì đang xảy ra.",
                    name.vi
                ),
                en: format!(
                    "Nothing was found. Try another word, or choose “{}” and write what is happening.",
                    name.en
                ),
            },
            None => {
                Words::of("Không tìm thấy loại nào. Hãy thử từ khác.", "Nothing was found. Try another word.")
            }
        };
        Self { found, way_out: other, words: Some(words) }
    }
}

impl Suggestion {
    pub(super) fn of(category: &Category) -> Self {
        Self { id: category.id.clone(), name: category.name.clone() }
    }
}

/// A category that a text is likely about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Words,
}
