//! What keeps a draft from being sent: which field, which rule, and the words for it.

use serde::{Deserialize, Serialize};

use super::Question;
use crate::words::Words;

/// The part of a draft that a problem belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The category.
    Category,
    /// The text.
    Text,
    /// The position.
    Location,
    /// The photos.
    Photos,
    /// The contact's phone.
    Phone,
    /// The answer to this question of the category.
    Answer(Box<Asked>),
}

/// A question, as a problem names it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Asked {
    /// Its id within the category.
    pub id: String,
    /// The question itself.
    pub text: Words,
    /// The bounds of a number, as `từ 1 đến 200`.
    pub bounds: Option<Words>,
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemCode {
    /// It is missing.
    Required,
    /// It names something that is not there any more.
    Unknown,
    /// It is longer, or more, than allowed.
    TooMany,
    /// It is less or more than the bounds allow, or lies in the future.
    OutOfRange,
    /// This category takes none.
    NotAllowed,
    /// It can't be what it should be.
    Invalid,
}

/// A rule that the draft does not keep yet.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Problem {
    /// Where.
    pub field: Field,
    /// What.
    pub code: ProblemCode,
}

impl Asked {
    pub(super) fn of(question: &Question) -> Self {
        Self { id: question.id.clone(), text: question.text.clone(), bounds: question.bounds() }
    }

    fn words(&self, code: ProblemCode) -> Words {
        match (code, &self.bounds) {
            (ProblemCode::Required, _) => Words::of("Hãy trả lời câu này.", "Please answer this."),
            (ProblemCode::Unknown, _) => {
                Words::of("Lựa chọn này không còn nữa. Hãy chọn lại.", "This choice is gone. Choose again.")
            }
            (ProblemCode::TooMany, _) => {
                Words::of("Câu trả lời quá dài. Hãy viết ngắn hơn.", "The answer is too long. Shorten it.")
            }
            (ProblemCode::OutOfRange, Some(bounds)) => Words {
                vi: format!("Hãy nhập số {}.", bounds.vi),
                en: format!("Enter a number {}.", bounds.en),
            },
            (ProblemCode::OutOfRange, None) => Words::of(
                "Thời điểm này chưa đến. Hãy chọn lại.",
                "That time is in the future. Choose again.",
            ),
            (ProblemCode::NotAllowed | ProblemCode::Invalid, _) => {
                Words::of("Câu trả lời chưa đúng dạng. Hãy xem lại.", "The answer can't be read. Check it.")
            }
        }
    }
}

impl Problem {
    /// The problem in a citizen's words, for a list of all: what is wrong with an answer has its question in front.
    #[must_use]
    pub fn words(&self) -> Words {
        let words = self.words_beside();
        match &self.field {
            Field::Answer(asked) => Words {
                vi: format!("{} – {}", asked.text.vi, words.vi),
                en: format!("{} – {}", asked.text.en, words.en),
            },
            _ => words,
        }
    }

    /// The problem in a citizen's words, to stand beside the field.
    #[must_use]
    pub fn words_beside(&self) -> Words {
        match (&self.field, self.code) {
            (Field::Answer(asked), code) => asked.words(code),
            (Field::Category, ProblemCode::Unknown) => Words::of(
                "Loại phản ánh này không còn nữa. Hãy chọn loại khác.",
                "This kind of report is gone. Choose another one.",
            ),
            (Field::Category, _) => Words::of("Hãy chọn loại phản ánh.", "Choose what the report is about."),
            (Field::Text, ProblemCode::TooMany) => {
                Words::of("Nội dung quá dài. Hãy viết ngắn hơn.", "The text is too long. Shorten it.")
            }
            // What happened, or what an agency is asked.
            (Field::Text, _) => Words::of("Hãy viết nội dung.", "Write what it is about."),
            (Field::Location, _) => Words::of("Hãy chọn nơi xảy ra.", "Choose the place."),
            (Field::Photos, ProblemCode::Required) => Words::of(
                "Loại phản ánh này cần ít nhất một ảnh.",
                "This kind of report needs at least one photo.",
            ),
            (Field::Photos, ProblemCode::NotAllowed) => Words::of(
                "Loại phản ánh này không kèm ảnh. Hãy bỏ ảnh ra.",
                "This kind of report takes no photos. Remove them.",
            ),
            (Field::Photos, ProblemCode::Invalid) => Words::of(
                "Hãy đánh dấu lại phần cần che trong ảnh.",
                "Mark again what is to be hidden in the photo.",
            ),
            (Field::Photos, ProblemCode::OutOfRange) => Words::of(
                "Thành phố này nhận ít ảnh hơn và không nhận video. Hãy bỏ bớt.",
                "This city takes fewer photos and no videos. Remove some.",
            ),
            (Field::Photos, _) => Words::of(
                "Tối đa 5 ảnh và video, trong đó một video. Hãy bỏ bớt.",
                "At most 5 photos and videos, one video among them. Remove some.",
            ),
            (Field::Phone, _) => {
                Words::of("Số điện thoại chưa đúng. Hãy xem lại.", "The phone number is not right. Check it.")
            }
        }
    }
}
