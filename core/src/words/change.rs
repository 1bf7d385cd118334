//! What stands on the pages on which a sent report is changed.

use super::Words;

/// A title, a button or a line of these pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeText {
    /// The button that begins a change.
    Begin,
    /// The title of the page on which it is written.
    Title,
    /// What can't be changed.
    Scope,
    /// In an empty field for the place in words.
    AddressHint,
    /// The button that sends it.
    Send,
    /// The button that gives up what is not sent yet.
    Discard,
    /// Over the state of one that the city does not have yet.
    Yours,
    /// The button that leads to what there is to choose.
    Settle,
    /// The title of the page on which the citizen chooses.
    Conflict,
    /// What is to be done there.
    ConflictHow,
    /// Over what the citizen made of a part.
    Mine,
    /// Over what stands at the city.
    Theirs,
    /// The button that sends what was chosen.
    SendChoice,
    /// The button that drops a change that the city did not take.
    Drop,
    /// What that means, asked before it is done.
    DropQuestion,
}

impl ChangeText {
    /// It in a citizen's words.
    #[must_use]
    pub fn words(self) -> Words {
        match self {
            Self::Begin => Words::of("Sửa phản ánh này", "Change this report"),
            Self::Title => Words::of("Sửa phản ánh đã gửi", "Change a sent report"),
            Self::Scope => Words::of(
                "Ảnh và loại phản ánh giữ nguyên. Nếu cần đổi, hãy gửi một phản ánh mới.",
                "The photos and the category stay. If they are wrong, send a new report.",
            ),
            Self::AddressHint => Words::of(
                "Ví dụ: trước số 12, kiệt 34 Chi Lăng.",
                "For example: in front of 12, alley 34 Chi Lăng.",
            ),
            Self::Send => Words::of("Gửi thay đổi", "Send the change"),
            Self::Discard => Words::of("Không sửa nữa", "Leave it as it was"),
            Self::Yours => Words::of("Thay đổi của bạn", "Your change"),
            Self::Settle => Words::of("Chọn bản muốn giữ", "Choose what to keep"),
            Self::Conflict => Words::of("Bạn và thành phố cùng sửa", "You and the city both changed this"),
            Self::ConflictHow => Words::of(
                "Với mỗi phần, hãy chọn bản muốn giữ. Chưa có gì bị mất.",
                "For each part, choose what to keep. Nothing is lost yet.",
            ),
            Self::Mine => Words::of("Bạn viết", "You wrote"),
            Self::Theirs => Words::of("Ở thành phố hiện là", "The city has now"),
            Self::SendChoice => Words::of("Gửi lựa chọn", "Send what you chose"),
            Self::Drop => Words::of("Bỏ thay đổi của tôi", "Drop my change"),
            Self::DropQuestion => Words::of(
                "Bỏ thay đổi? Điều bạn sửa sẽ mất; phản ánh giữ nguyên như ở thành phố.",
                "Drop your change? What you changed is lost; the report stays as the city has it.",
            ),
        }
    }
}
