//! What a city does with reports besides taking them.

use crate::words::Words;

/// What a city does beside taking reports. An app offers nothing else: no switch without an effect, no place that stays empty. It is the same as long
/// as the client is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// What everyone reads of each report, where the citizen has no choice; `None`: they choose it by [`Sharing`](super::Sharing).
    pub always_public: Option<Words>,
    /// The city replies, and takes messages.
    pub replies: bool,
}

impl Capabilities {
    /// Those of a city with docs/protocol.md, or of one that only has a desk.
    pub(crate) fn of(has_desk: bool) -> Self {
        let always_public = has_desk.then(|| {
            Words::of(
                "Thành phố này công khai mọi phản ánh: ai cũng đọc được nội dung, xem được ảnh và địa điểm. Tên và số điện thoại của bạn thì không.",
                "This city publishes every report: everyone can read the text, and see the photos and the place, but not your name or phone number.",
            )
        });
        Self { always_public, replies: !has_desk }
    }
}
