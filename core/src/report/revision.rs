//! A draft stays with the questions that it began with, also while the city changes them. Only when the citizen opens it is it brought to
//! those in force, and all that changed is pointed out; no answer is dropped by that.

use serde::{Deserialize, Serialize};

use super::{Answer, Categories, Category, Draft, LocationRule, PhotoRule, Question};
use crate::clock::Timestamp;
use crate::words::Words;

/// Something that the city changed since the draft began, for the citizen to look at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// The category is gone; the answers are kept, and wait for it to come back.
    CategoryGone {
        /// Its name.
        name: Words,
    },
    /// The category takes photos otherwise than before.
    PhotoRule(PhotoRule),
    /// The category takes a place otherwise than before.
    LocationRule(LocationRule),
    /// There is a new question.
    QuestionAdded(Box<Question>),
    /// A question that was answered is gone. The answer is kept, and does not go to the city.
    QuestionGone {
        /// As it was.
        question: Box<Question>,
        /// What the citizen answered.
        answer: Answer,
    },
    /// A question is another than before.
    QuestionChanged {
        /// As it was.
        before: Box<Question>,
        /// As it is.
        now: Box<Question>,
        /// What the citizen answered to what it was.
        answer: Option<Answer>,
    },
}

impl Draft {
    /// Brings the draft to the categories in force, and notes what changed; whether there was anything to do. For the moment at which the
    /// citizen opens it, and no other.
    pub fn revise(&mut self, in_force: &Categories) -> bool {
        let Some(id) = self.category.clone() else { return false };
        if self.schema_version == in_force.schema_version && self.pinned.is_some() {
            return false;
        }
        let now = in_force.get(&id);
        let notices = match (self.pinned.take(), now) {
            (Some(before), Some(now)) => self.changes(&before, now),
            // Begun when there were no questions.
            (None, Some(now)) => {
                now.questions.iter().cloned().map(Box::new).map(Notice::QuestionAdded).collect()
            }
            (Some(before), None) => vec![Notice::CategoryGone { name: before.name }],
            // It was gone already when this was looked at last.
            (None, None) => Vec::new(),
        };
        let changed = !notices.is_empty() || now.is_some();
        self.notices.extend(notices);
        self.pinned = now.cloned();
        self.schema_version = in_force.schema_version;
        changed
    }

    fn changes(&self, before: &Category, now: &Category) -> Vec<Notice> {
        let answer = |question: &Question| self.answers.get(&before.id, &question.id).cloned();
        let photo_rule = (before.photo != now.photo).then_some(Notice::PhotoRule(now.photo));
        let location_rule = (before.location != now.location).then_some(Notice::LocationRule(now.location));
        let asked_now = now.questions.iter().filter_map(|question| {
            match before.questions.iter().find(|earlier| earlier.id == question.id) {
                None => Some(Notice::QuestionAdded(Box::new(question.clone()))),
                Some(earlier) if earlier == question => None,
                Some(earlier) => Some(Notice::QuestionChanged {
                    before: Box::new(earlier.clone()),
                    now: Box::new(question.clone()),
                    answer: answer(earlier),
                }),
            }
        });
        let gone = before.questions.iter().filter_map(|question| {
            let is_gone = now.questions.iter().all(|later| later.id != question.id);
            let answer = answer(question).filter(|answer| is_gone && !answer.is_blank())?;
            Some(Notice::QuestionGone { question: Box::new(question.clone()), answer })
        });
        photo_rule.into_iter().chain(location_rule).chain(asked_now).chain(gone).collect()
    }
}

impl Notice {
    /// The question to which it points, if it is still asked.
    #[must_use]
    pub fn question(&self) -> Option<&str> {
        match self {
            Self::QuestionAdded(question) | Self::QuestionChanged { now: question, .. } => Some(&question.id),
            Self::CategoryGone { .. }
            | Self::PhotoRule(_)
            | Self::LocationRule(_)
            | Self::QuestionGone { .. } => None,
        }
    }

    /// The notice in a citizen's words. `say` says a moment.
    #[must_use]
    pub fn words(&self, say: impl Fn(Timestamp) -> Words) -> Words {
        match self {
            Self::CategoryGone { name } => Words {
                vi: format!(
                    "Thành phố không còn nhận loại phản ánh “{}”. Hãy chọn loại khác; phần bạn đã viết vẫn được giữ.",
                    name.vi
                ),
                en: format!(
                    "The city takes no reports of the kind “{}” any more. Choose another one; what you wrote is kept.",
                    name.en
                ),
            },
            Self::PhotoRule(PhotoRule::Required) => Words::of(
                "Loại phản ánh này giờ cần ít nhất một ảnh.",
                "This kind of report now needs at least one photo.",
            ),
            Self::PhotoRule(PhotoRule::Optional) => Words::of(
                "Loại phản ánh này giờ có ảnh hay không cũng được.",
                "This kind of report now goes with or without photos.",
            ),
            Self::PhotoRule(PhotoRule::None) => Words::of(
                "Loại phản ánh này giờ không kèm ảnh. Ảnh của bạn vẫn ở đây cho tới khi bạn bỏ ra.",
                "This kind of report takes no photos any more. Yours are here until you remove them.",
            ),
            Self::LocationRule(LocationRule::Required) => {
                Words::of("Loại phản ánh này giờ cần vị trí.", "This kind of report now needs a place.")
            }
            Self::LocationRule(LocationRule::Optional) => Words::of(
                "Loại phản ánh này giờ có vị trí hay không cũng được.",
                "This kind of report now goes with or without a place.",
            ),
            Self::LocationRule(LocationRule::None) => Words::of(
                "Loại phản ánh này giờ không kèm vị trí. Vị trí bạn đã chọn không được gửi.",
                "This kind of report takes no place any more. The one that you chose is not sent.",
            ),
            Self::QuestionAdded(question) => Words {
                vi: format!("Thành phố hỏi thêm: “{}”", question.text.vi),
                en: format!("The city asks something more: “{}”", question.text.en),
            },
            Self::QuestionGone { question, answer } => {
                let answer = question.say_answer(answer, say);
                Words {
                    vi: format!(
                        "Thành phố không hỏi “{}” nữa. Câu trả lời “{}” của bạn không được gửi; nếu cần, hãy viết vào phần nội dung.",
                        question.text.vi, answer.vi
                    ),
                    en: format!(
                        "The city does not ask “{}” any more. Your answer “{}” is not sent; write it into the text if it matters.",
                        question.text.en, answer.en
                    ),
                }
            }
            Self::QuestionChanged { before, now, answer } => {
                let (vi, en) = (&now.text.vi, &now.text.en);
                match answer.as_ref().filter(|answer| !answer.is_blank()) {
                    Some(answer) => {
                        let answer = before.say_answer(answer, say);
                        Words {
                            vi: format!(
                                "Câu hỏi này đã thay đổi: “{vi}”. Bạn đã trả lời “{}”; hãy xem lại.",
                                answer.vi
                            ),
                            en: format!(
                                "This question has changed: “{en}”. You answered “{}”; please check it.",
                                answer.en
                            ),
                        }
                    }
                    None => Words {
                        vi: format!("Câu hỏi này đã thay đổi: “{vi}”"),
                        en: format!("This question has changed: “{en}”"),
                    },
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
