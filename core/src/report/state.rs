//! Where a report is on its way, said so that a citizen understands it. Nothing that waits is without its reason.

use serde::{Deserialize, Serialize};

use super::{APP_REFUSED, CLOSED, CONFLICT, MAY_HAVE_ARRIVED, REMOVED, SERVICE_GONE};
use crate::clock::Timestamp;
use crate::words::Words;

/// Where a report is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReportState {
    /// The citizen is still writing.
    Draft,
    /// It is final, and the city does not have it yet.
    Queued {
        /// Why it is not there.
        reason: Reason,
        /// When the phone tries next by itself; `None`: as soon as the reason ends.
        next_try: Option<Timestamp>,
    },
    /// The city has the text; photos are on their way.
    SendingPhotos {
        /// The city's number.
        number: String,
        /// How far they are.
        progress: PhotoProgress,
        /// Why they are not there.
        reason: Reason,
        /// When the phone tries next by itself; `None`: as soon as the reason ends.
        next_try: Option<Timestamp>,
    },
    /// The city has all of it, every photo's digest compared.
    Delivered {
        /// The city's number.
        number: String,
    },
    /// The citizen took it back, and the city does not know yet.
    Withdrawing {
        /// Why it does not know.
        reason: Reason,
        /// When the phone tries next by itself; `None`: as soon as the reason ends.
        next_try: Option<Timestamp>,
    },
    /// The citizen took it back, and the city knows.
    Withdrawn,
    /// The city removed it. What the citizen wrote is on the phone until they delete it.
    Removed,
    /// The city does not take it as it is, or something of it; the citizen decides what becomes of it.
    Parked {
        /// Code of the city's problem document.
        code: String,
        /// The city's number, when it has a part of it.
        number: Option<String>,
    },
}

/// How far the photos of a report are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PhotoProgress {
    /// Photos and videos that are whole at the city.
    pub photos_sent: u32,
    /// All photos and videos of the report.
    pub photos: u32,
    /// How many of them are videos.
    pub videos: u32,
    /// Bytes that the city has confirmed.
    pub bytes_sent: u64,
    /// Bytes of all photos and videos.
    pub bytes: u64,
}

/// Whether the city has a message or a rating of the citizen's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// It has.
    Delivered,
    /// Not yet.
    Waiting {
        /// Why not.
        reason: Reason,
        /// When the phone tries next by itself; `None`: as soon as the reason ends.
        next_try: Option<Timestamp>,
    },
    /// The city does not take it as it is.
    Parked {
        /// Code of the city's problem document.
        code: String,
    },
}

impl Delivery {
    /// What to tell the citizen; `say` says a moment. Nothing of what has arrived.
    #[must_use]
    pub fn sentences(&self, say: impl Fn(Timestamp) -> Words) -> Vec<Words> {
        match self {
            Self::Delivered => Vec::new(),
            Self::Waiting { reason, next_try } => {
                let waiting = Words::of("Đang chờ gửi.", "Waiting to be sent.");
                [Some(waiting), Some(reason.words()), next_try.map(|at| next_try_words(&say(at)))]
                    .into_iter()
                    .flatten()
                    .collect()
            }
            Self::Parked { code } if code == CONFLICT => vec![Words::of(
                "Thành phố cũng đã sửa chỗ này. Hãy chọn giữ của bạn hay của thành phố.",
                "The city changed this too. Choose whether to keep yours or the city's.",
            )],
            Self::Parked { code } if code == MAY_HAVE_ARRIVED => {
                vec![Words::of("Chưa biết đã đến chưa.", "Nobody knows whether it arrived.")]
            }
            Self::Parked { code } if code == REMOVED => {
                vec![Words::of(
                    "Thành phố đã gỡ phản ánh, nên điều này không được xem nữa.",
                    "The city removed the report, so nobody reads this any more.",
                )]
            }
            Self::Parked { .. } => vec![Words::of(
                "Thành phố không nhận. Bạn có thể thử lại, hoặc xoá.",
                "The city does not take it. You can try again, or delete it.",
            )],
        }
    }
}

/// Why something waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// It will go in its turn.
    Turn,
    /// It is being sent now.
    Sending,
    /// The phone has no network.
    NoNetwork,
    /// The network does not carry us to the city.
    Unreachable,
    /// The city's certificate is not valid at the phone's date and time, which seem to be wrong.
    ClockWrong,
    /// Something between us and the city answers in its place: a login page of a Wi-Fi, a proxy.
    Portal,
    /// The city is busy, or fails.
    CityBusy,
    /// The city's answer could not be read.
    Garbled,
    /// A photo arrived damaged and goes again.
    Damaged,
    /// This app is too old for the city.
    UpdateNeeded,
    /// The citizen wants photos to wait for a network that does not cost by the byte.
    WaitsForUnmetered,
    /// Videos wait for a network that does not cost by the byte.
    VideoWaitsForUnmetered,
    /// Photos wait for both: such a network, as the citizen wants, and the charger.
    WaitsForUnmeteredAndCharger,
    /// A video waits for both.
    VideoWaitsForUnmeteredAndCharger,
    /// The battery is low, or the citizen saves it.
    BatteryLow,
    /// There is little room left on the phone, so that nothing is handed to the system: it goes while the app is open.
    StorageLow,
    /// The system has it, and sends it while the app sleeps.
    InBackground,
    /// It may have arrived, and the phone looks for it at the city.
    LookingForIt,
    /// The city has it and gives its number later.
    AwaitsNumber,
}

impl Reason {
    /// Its name in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Turn => "turn",
            Self::Sending => "sending",
            Self::NoNetwork => "no_network",
            Self::Unreachable => "unreachable",
            Self::ClockWrong => "clock_wrong",
            Self::Portal => "portal",
            Self::CityBusy => "city_busy",
            Self::Garbled => "garbled",
            Self::Damaged => "damaged",
            Self::UpdateNeeded => "update_needed",
            Self::WaitsForUnmetered => "waits_for_unmetered",
            Self::VideoWaitsForUnmetered => "video_waits_for_unmetered",
            Self::WaitsForUnmeteredAndCharger => "waits_for_unmetered_and_charger",
            Self::VideoWaitsForUnmeteredAndCharger => "video_waits_for_unmetered_and_charger",
            Self::BatteryLow => "battery_low",
            Self::StorageLow => "storage_low",
            Self::InBackground => "in_background",
            Self::LookingForIt => "looking_for_it",
            Self::AwaitsNumber => "awaits_number",
        }
    }

    /// From its name in the database.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [
            Self::Turn,
            Self::Sending,
            Self::NoNetwork,
            Self::Unreachable,
            Self::ClockWrong,
            Self::Portal,
            Self::CityBusy,
            Self::Garbled,
            Self::Damaged,
            Self::UpdateNeeded,
            Self::WaitsForUnmetered,
            Self::VideoWaitsForUnmetered,
            Self::WaitsForUnmeteredAndCharger,
            Self::VideoWaitsForUnmeteredAndCharger,
            Self::BatteryLow,
            Self::StorageLow,
            Self::InBackground,
            Self::LookingForIt,
            Self::AwaitsNumber,
        ]
        .into_iter()
        .find(|reason| reason.as_str() == name)
    }

    /// What it means, what the app does by itself, and what the citizen can do.
    #[must_use]
    pub fn words(self) -> Words {
        match self {
            Self::Turn => Words::of("Đang chờ đến lượt gửi.", "Waiting for its turn."),
            Self::Sending => Words::of("Đang gửi.", "Being sent."),
            Self::NoNetwork => Words::of(
                "Chưa có mạng. Máy sẽ tự gửi khi có mạng.",
                "No network. The phone sends it by itself when there is one.",
            ),
            Self::Unreachable => Words::of(
                "Mạng yếu, chưa tới được hệ thống của thành phố. Máy sẽ tự thử lại.",
                "The network is weak and the city can't be reached. The phone tries again by itself.",
            ),
            Self::ClockWrong => Words::of(
                "Chưa kết nối an toàn được với thành phố: ngày giờ trên máy có vẻ sai. Hãy bật ngày giờ tự động trong Cài đặt. Máy sẽ tự thử lại.",
                "No safe connection to the city yet: the phone's date or time seems to be wrong. Turn on automatic date and time in the settings. The phone tries again by itself.",
            ),
            Self::Portal => Words::of(
                "Mạng này cần đăng nhập trước, ví dụ Wi-Fi quán. Hãy mở trình duyệt để vào mạng, hoặc dùng mạng khác.",
                "This network wants a login of its own first, as a café's Wi-Fi does. Open the browser to join it, or use another network.",
            ),
            Self::CityBusy => Words::of(
                "Hệ thống của thành phố đang bận. Máy sẽ tự thử lại.",
                "The city's system is busy. The phone tries again by itself.",
            ),
            Self::Garbled => Words::of(
                "Hệ thống của thành phố đang có lỗi. Máy sẽ tự thử lại.",
                "The city's system has a fault. The phone tries again by itself.",
            ),
            Self::Damaged => Words::of(
                "Một ảnh bị lỗi trên đường đi. Máy sẽ tự gửi lại ảnh đó.",
                "A photo was damaged on its way. The phone sends it again by itself.",
            ),
            Self::UpdateNeeded => Words::of(
                "Ứng dụng cần cập nhật để gửi. Phản ánh của bạn vẫn được giữ trên máy.",
                "The app needs an update before it can send. Your report stays on the phone.",
            ),
            Self::WaitsForUnmetered => {
                Words::of("Ảnh đang chờ Wi-Fi, như bạn đã chọn.", "Photos wait for Wi-Fi, as you chose.")
            }
            Self::VideoWaitsForUnmetered => Words::of(
                "Video đang chờ Wi-Fi để không tốn dữ liệu di động.",
                "The video waits for Wi-Fi, so that it uses no mobile data.",
            ),
            Self::WaitsForUnmeteredAndCharger => Words::of(
                "Ảnh đang chờ Wi-Fi, như bạn đã chọn, và chờ sạc pin.",
                "Photos wait for Wi-Fi, as you chose, and for the charger.",
            ),
            Self::VideoWaitsForUnmeteredAndCharger => Words::of(
                "Video đang chờ Wi-Fi, để không tốn dữ liệu di động, và chờ sạc pin.",
                "The video waits for Wi-Fi, so that it uses no mobile data, and for the charger.",
            ),
            Self::BatteryLow => Words::of(
                "Pin yếu, hoặc máy đang tiết kiệm pin. Ảnh sẽ được gửi khi bạn sạc.",
                "The battery is low or being saved. Photos go when it is charged.",
            ),
            Self::StorageLow => Words::of(
                "Máy sắp hết chỗ trống. Hãy mở ứng dụng để ảnh và video được gửi sớm.",
                "The phone is nearly full. Open the app, so that photos and videos go soon.",
            ),
            Self::InBackground => Words::of(
                "Điện thoại tự gửi ảnh, cả khi ứng dụng đóng.",
                "The phone sends the photos by itself, even while the app is closed.",
            ),
            Self::LookingForIt => Words::of(
                "Mạng bị ngắt khi đang gửi. Máy đang hỏi lại xem phản ánh đã đến chưa, để không gửi hai lần.",
                "The network broke off while sending. The phone asks whether the report arrived, so as not to send it twice.",
            ),
            Self::AwaitsNumber => Words::of(
                "Thành phố đã nhận và sẽ cấp số sau. Máy sẽ tự hỏi lại.",
                "The city has it and gives it a number later. The phone asks again by itself.",
            ),
        }
    }
}

/// What a citizen has of a report that the city removed, and what they can do.
fn what_is_left() -> Words {
    Words::of(
        "Thành phố không xử lý phản ánh này nữa. Phần bạn viết và ảnh còn trên máy vẫn được giữ: bạn có thể chép sang một phản ánh mới, hoặc xoá. Muốn biết vì sao, hãy gọi tổng đài.",
        "The city no longer deals with it. What you wrote, and the photos still on this phone, are kept: you can copy them to a new report, or delete them. To learn why, call the hotline.",
    )
}

/// When the phone tries next by itself.
pub(crate) fn next_try_words(at: &Words) -> Words {
    Words { vi: format!("Lần thử tới: {}.", at.vi), en: format!("Next try: {}.", at.en) }
}

impl ReportState {
    /// Its name, for UI tests and logs.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Queued { .. } => "queued",
            Self::SendingPhotos { .. } => "sending_photos",
            Self::Delivered { .. } => "delivered",
            Self::Withdrawing { .. } => "withdrawing",
            Self::Withdrawn => "withdrawn",
            Self::Removed => "removed",
            Self::Parked { .. } => "parked",
        }
    }

    /// Why it waits, and when the phone tries next by itself; `None` when it does not wait.
    #[must_use]
    pub const fn outlook(&self) -> Option<(Reason, Option<Timestamp>)> {
        match self {
            Self::Queued { reason, next_try }
            | Self::SendingPhotos { reason, next_try, .. }
            | Self::Withdrawing { reason, next_try } => Some((*reason, *next_try)),
            Self::Draft | Self::Delivered { .. } | Self::Withdrawn | Self::Removed | Self::Parked { .. } => {
                None
            }
        }
    }

    /// All that a citizen wants to know of the state, a sentence each: where the report is, why it waits, when the phone tries next. `say` says a
    /// moment.
    #[must_use]
    pub fn sentences(&self, say: impl Fn(Timestamp) -> Words) -> Vec<Words> {
        let outlook = self.outlook();
        let next_try = outlook.and_then(|(_, next_try)| next_try).map(|at| next_try_words(&say(at)));
        let what_now = matches!(self, Self::Removed).then(what_is_left);
        [Some(self.words()), what_now, outlook.map(|(reason, _)| reason.words()), next_try]
            .into_iter()
            .flatten()
            .collect()
    }

    /// The state in a citizen's words, without the reason's.
    #[must_use]
    pub fn words(&self) -> Words {
        match self {
            Self::Draft => Words::of("Bản nháp, đã lưu trên máy.", "Draft, saved on the phone."),
            Self::Queued { reason: Reason::AwaitsNumber, .. } => {
                Words::of("Đã gửi, chưa có số.", "Sent, without a number yet.")
            }
            Self::Queued { reason: Reason::LookingForIt, .. } => {
                Words::of("Có thể đã đến thành phố.", "It may have arrived.")
            }
            Self::Queued { .. } => Words::of("Đang chờ gửi.", "Waiting to be sent."),
            Self::SendingPhotos { number, progress, .. } => {
                let PhotoProgress { photos_sent, photos, videos, .. } = progress;
                let (vi, en) = match (videos, photos) {
                    (0, 1) => ("ảnh", "photo"),
                    (0, _) => ("ảnh", "photos"),
                    (videos, photos) if videos == photos => {
                        ("video", if *videos == 1 { "video" } else { "videos" })
                    }
                    _ => ("ảnh và video", "photos and videos"),
                };
                Words {
                    vi: format!(
                        "Thành phố đã có phản ánh số {number}. Đã gửi {photos_sent} trong {photos} {vi}."
                    ),
                    en: format!("The city has report {number}. {photos_sent} of {photos} {en} sent."),
                }
            }
            Self::Delivered { number } if number.is_empty() => Words::of(
                "Có thể thành phố đã nhận. Bạn đã chọn để nguyên.",
                "The city may have it. You chose to leave it at that.",
            ),
            Self::Delivered { number } => Words {
                vi: format!("Thành phố đã nhận đủ. Số: {number}."),
                en: format!("The city has all of it. Number: {number}."),
            },
            Self::Withdrawing { .. } => Words::of(
                "Bạn đã rút lại. Đang chờ báo cho thành phố.",
                "You took it back. The city is still to be told.",
            ),
            Self::Withdrawn => Words::of(
                "Bạn đã rút lại phản ánh này. Thành phố đã biết.",
                "You took this report back. The city knows.",
            ),
            Self::Removed => Words::of("Thành phố đã gỡ phản ánh này.", "The city removed this report."),
            Self::Parked { code, .. } if code == CLOSED => Words::of(
                "Thành phố đã kết thúc xử lý trước khi bạn rút lại, nên phản ánh vẫn được giữ ở đó.",
                "The city had closed the report before you took it back, so it stays there.",
            ),
            Self::Parked { code, .. } if code == MAY_HAVE_ARRIVED => Words::of(
                "Chưa rõ thành phố đã nhận phản ánh này chưa. Nếu gửi lại, thành phố có thể nhận hai lần.",
                "It is not sure that the city has this report. If you send it again, the city may get it twice.",
            ),
            Self::Parked { code, .. } if code == SERVICE_GONE => Words::of(
                "Thành phố không còn nhận loại phản ánh này. Hãy sửa, chọn loại khác rồi gửi lại.",
                "The city no longer takes this kind of report. Change it, choose another kind and send it again.",
            ),
            Self::Parked { code, .. } if code == APP_REFUSED => Words::of(
                "Hệ thống của thành phố không nhận từ ứng dụng này. Phản ánh vẫn được giữ trên máy. Hãy thử lại sau, hoặc gọi tổng đài.",
                "The city's system does not take reports from this app. The report stays on the phone. Try again later, or call the hotline.",
            ),
            Self::Parked { number: Some(number), .. } => Words {
                vi: format!(
                    "Thành phố có phản ánh số {number}, nhưng không nhận một phần của nó. Bạn có thể thử lại, hoặc rút lại."
                ),
                en: format!(
                    "The city has report {number}, but does not take a part of it. You can try again, or take it back."
                ),
            },
            Self::Parked { .. } => Words::of(
                "Thành phố chưa nhận phản ánh này. Bạn có thể sửa rồi gửi lại, hoặc xoá.",
                "The city does not take this report as it is. You can change it and send it again, or discard it.",
            ),
        }
    }
}
