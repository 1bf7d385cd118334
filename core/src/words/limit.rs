//! What the operating system does not allow, whatever the app would like: said beside what it concerns, before it is met.

use super::Words;

/// Something that the system keeps an app from doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SystemLimit {
    /// Android starts nothing of an app that was force-stopped in the settings until the citizen opens it.
    ForceStopped,
    /// iOS wakes no app in the background that was swiped away from the list of open ones.
    SwipedAway,
}

impl SystemLimit {
    /// What that means for what waits to be sent, and what the citizen can do.
    #[must_use]
    pub fn words(self) -> Words {
        match self {
            Self::ForceStopped => Words::of(
                "Nếu bạn buộc dừng ứng dụng trong Cài đặt, máy không được phép gửi tiếp cho đến khi bạn mở lại ứng dụng.",
                "If you force the app to stop in the settings, the phone may not go on sending until you open it again.",
            ),
            Self::SwipedAway => Words::of(
                "Nếu bạn vuốt để tắt hẳn ứng dụng, máy không được phép gửi tiếp cho đến khi bạn mở lại ứng dụng.",
                "If you swipe the app away, the phone may not go on sending until you open it again.",
            ),
        }
    }
}
