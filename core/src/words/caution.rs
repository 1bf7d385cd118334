//! What can't be undone, or can't be done at all, said before the citizen relies on it.

use super::Words;

/// Something to know before it is too late.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caution {
    /// What is hidden in a photo is gone from it.
    HiddenForGood,
    /// Nothing can be hidden in a video.
    VideoShowsAll,
    /// A video does not go over mobile data by itself.
    VideoWaits,
}

impl Caution {
    /// What it means, and what the citizen can do.
    #[must_use]
    pub fn words(self) -> Words {
        match self {
            Self::HiddenForGood => Words::of(
                "Phần bị che sẽ mất hẳn, không lấy lại được.",
                "What is hidden here cannot be brought back.",
            ),
            Self::VideoShowsAll => Words::of(
                "Không che được mặt người hay biển số trong video. Nếu cần, hãy gửi ảnh thay cho video.",
                "Faces and number plates can't be hidden in a video. If need be, send photos instead.",
            ),
            Self::VideoWaits => Words::of(
                "Video sẽ được gửi khi có Wi-Fi, để không tốn dữ liệu di động. Sau khi bấm Gửi, bạn vẫn có thể cho gửi ngay.",
                "The video goes when there is Wi-Fi, so that it uses no mobile data. After Send you can still let it go at once.",
            ),
        }
    }
}
