//! The one error that a UI sees. Inside, each room has its own; this is the only place where they become [`ApiError`], and every one
//! has words for the citizen: what happened, what the app does by itself, what the person can do.

use crate::account::{IdTokenError, LoginError, LoginFailure, RedirectError};
use crate::entropy::{SystemEntropy, random};
use crate::media::Refusal;
use crate::report::Problem;
use crate::store::StoreError;
use crate::vault::VaultError;
use crate::wire::WireError;
use crate::words::Words;

/// Why a call of the core failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApiError {
    /// The input breaks these rules.
    #[error("invalid input: {problems:?}")]
    InvalidInput {
        /// Each with its field.
        problems: Vec<Problem>,
    },
    /// The file is no photo that can be sent; the draft is as it was.
    #[error("photo refused: {reason}")]
    PhotoRefused {
        /// Why.
        reason: Refusal,
    },
    /// There is no such report, photo, message or place, or it is past the point where this can be done to it.
    #[error("there is nothing of that kind to do this to")]
    NotFound,
    /// The phone has no room left; what was saved before is still there.
    #[error("no room left on the phone")]
    StorageFull,
    /// The system does not let the app write; what was saved before is still there.
    #[error("the storage can't be written")]
    StorageReadOnly,
    /// Something else on the phone holds the data just now; trying again helps.
    #[error("the data is held by something else")]
    StorageBusy,
    /// The keystore is locked until the phone is unlocked for the first time; nothing is lost.
    #[error("the keystore is locked")]
    KeyLocked,
    /// The key is gone for good. The data stays untouched until it is put aside ([`crate::put_aside`]).
    #[error("the key is lost")]
    KeyLost,
    /// The data can't be read. It stays untouched until it is put aside ([`crate::put_aside`]).
    #[error("the data is damaged")]
    DataDamaged,
    /// The data was written by a newer version of the app; it stays untouched.
    #[error("the data is of version {found}, this app knows {known}")]
    NewerData {
        /// The version of the data.
        found: u32,
        /// The newest version that this library knows.
        known: u32,
    },
    /// Another client uses the data directory.
    #[error("the data directory is in use")]
    InUse,
    /// The client was closed.
    #[error("the client is closed")]
    Closed,
    /// Nobody is logged in, or not any more.
    #[error("a login is required")]
    LoginRequired,
    /// Who is logged in is not known surely enough for this.
    #[error("a login of a higher level is required")]
    StrongerLoginRequired,
    /// A login came to nothing; who was logged in before still is.
    #[error("login failed: {reason:?}")]
    LoginFailed {
        /// Why.
        reason: LoginFailure,
    },
    /// The configuration can't be used.
    #[error("configuration: {what}")]
    InvalidConfig {
        /// Which part of it.
        what: String,
    },
    /// A fault of this library; the log names it by the incident id.
    #[error("internal error {incident}")]
    Internal {
        /// Names the line in the log.
        incident: String,
    },
}

impl ApiError {
    /// A fault of this library. The cause goes to the log, never to the UI. The incident's id is never of a simulation's seed.
    pub fn internal(cause: &dyn std::fmt::Display) -> Self {
        let incident = format!("{:016x}", u64::from_le_bytes(random(&SystemEntropy)));
        tracing::error!(%incident, %cause, "internal error");
        Self::Internal { incident }
    }

    /// The error in a citizen's words.
    #[must_use]
    pub fn words(&self) -> Words {
        match self {
            Self::InvalidInput { problems } => {
                let all: Vec<Words> = problems.iter().map(Problem::words).collect();
                let join = |texts: Vec<&str>| texts.join(" ");
                Words {
                    vi: join(all.iter().map(|words| words.vi.as_str()).collect()),
                    en: join(all.iter().map(|words| words.en.as_str()).collect()),
                }
            }
            Self::PhotoRefused { reason } => photo_words(*reason),
            Self::NotFound => Words::of(
                "Mục này không còn ở đây nữa hoặc không thay đổi được nữa.",
                "This is not here any more, or can't be changed any more.",
            ),
            Self::StorageFull => Words::of(
                "Máy đã đầy bộ nhớ. Phần bạn viết trước đó vẫn được lưu; hãy xoá bớt ảnh, video cũ trong máy rồi thử lại.",
                "The phone is full. What you wrote before is still saved; delete old photos or videos from the phone and try again.",
            ),
            Self::StorageReadOnly => Words::of(
                "Máy không cho ứng dụng lưu dữ liệu. Phần bạn viết trước đó vẫn còn; hãy khởi động lại máy rồi thử lại.",
                "The phone does not let the app save anything. What you wrote before is still there; restart the phone, then try again.",
            ),
            Self::StorageBusy => Words::of(
                "Dữ liệu đang được dùng ở chỗ khác trên máy. Không có gì bị mất; hãy thử lại sau giây lát.",
                "Something else on the phone is using the data. Nothing is lost; try again in a moment.",
            ),
            Self::KeyLocked => Words::of(
                "Hãy mở khoá máy một lần, rồi mở lại ứng dụng. Không có gì bị mất.",
                "Unlock the phone once, then open the app again. Nothing is lost.",
            ),
            Self::KeyLost => Words::of(
                "Khoá bảo vệ dữ liệu trên máy này không còn nữa, nên không đọc được dữ liệu cũ. Bạn có thể mở ứng dụng với dữ liệu trống; dữ liệu cũ được cất riêng, không bị xoá. Thành phố vẫn giữ những gì bạn đã gửi.",
                "The key that protects this phone's data is gone, so the old data can't be read. You can open the app with nothing in it; the old data is put aside, not deleted. What you sent is still with the city.",
            ),
            Self::DataDamaged => Words::of(
                "Dữ liệu trên máy bị hỏng. Bạn có thể mở ứng dụng với dữ liệu trống; dữ liệu cũ được cất riêng, không bị xoá. Thành phố vẫn giữ những gì bạn đã gửi.",
                "The data on this phone is damaged. You can open the app with nothing in it; the old data is put aside, not deleted. What you sent is still with the city.",
            ),
            Self::NewerData { .. } => Words::of(
                "Dữ liệu này thuộc bản ứng dụng mới hơn. Hãy cập nhật ứng dụng; không có gì bị thay đổi.",
                "This data belongs to a newer version of the app. Update the app; nothing was changed.",
            ),
            Self::InUse => Words::of(
                "Ứng dụng đang mở ở một nơi khác trên máy này. Hãy đóng ở đó rồi thử lại.",
                "The app is open somewhere else on this phone. Close it there, then try again.",
            ),
            Self::Closed => {
                Words::of("Ứng dụng đang đóng. Hãy mở lại.", "The app is closing. Open it again.")
            }
            Self::LoginRequired => Words::of(
                "Hãy đăng nhập để làm việc này. Gửi phản ánh thì không cần đăng nhập.",
                "Log in to do this. Reports need no login.",
            ),
            Self::StrongerLoginRequired => Words::of(
                "Việc này cần tài khoản VNeID mức 2. Hãy đăng nhập lại bằng tài khoản mức 2.",
                "This needs a VNeID account of level 2. Log in again with one.",
            ),
            Self::LoginFailed { reason } => reason.words(),
            Self::InvalidConfig { .. } => Words::of(
                "Ứng dụng này được cấu hình sai. Hãy báo cho nơi phát hành.",
                "This app is configured wrongly. Please tell whoever published it.",
            ),
            Self::Internal { incident } => Words {
                vi: format!("Ứng dụng gặp lỗi. Phần bạn viết vẫn được lưu. Mã lỗi: {incident}."),
                en: format!(
                    "Something went wrong in the app. What you wrote is saved. Error code: {incident}."
                ),
            },
        }
    }
}

fn photo_words(reason: Refusal) -> Words {
    match reason {
        Refusal::Heic => Words::of(
            "Ứng dụng không đọc được loại ảnh này (HEIC). Hãy chụp lại ở đây, hoặc chọn ảnh khác.",
            "The app can't read this kind of photo (HEIC). Take it again here, or choose another one.",
        ),
        Refusal::TooLarge => Words::of(
            "Tệp này quá lớn. Hãy chụp hoặc quay lại trong ứng dụng, hoặc chọn tệp khác.",
            "This file is too large. Take it again in the app, or choose another one.",
        ),
        Refusal::Empty | Refusal::NotAPhoto => Words::of(
            "Tệp này không phải là ảnh. Hãy chọn một ảnh.",
            "This file is not a photo. Choose a photo.",
        ),
        Refusal::Truncated | Refusal::Corrupt => Words::of(
            "Tệp này bị hỏng hoặc chưa tải về hết. Hãy chọn lại, hoặc chụp hay quay lại.",
            "This file is damaged or not wholly downloaded. Choose it again, or take another one.",
        ),
        Refusal::NotAVideo => Words::of(
            "Tệp này không phải là video MP4 hay MOV. Hãy chọn một video quay bằng điện thoại.",
            "This file is not an MP4 or MOV video. Choose one that a phone recorded.",
        ),
        Refusal::TooLong => Words::of(
            "Video này dài hơn một phút. Hãy cắt ngắn hoặc quay lại.",
            "This video is longer than a minute. Shorten it, or record another one.",
        ),
        Refusal::Unreadable(_) => Words::of(
            "Máy không đọc được tệp này. Hãy chọn lại, hoặc chụp hay quay lại.",
            "The phone can't read this file. Choose it again, or take another one.",
        ),
    }
}

impl LoginFailure {
    /// The failure in a citizen's words.
    #[must_use]
    pub fn words(self) -> Words {
        match self {
            Self::NotOffered => Words::of(
                "Thành phố này chưa có đăng nhập. Bạn vẫn gửi phản ánh được.",
                "This city has no login yet. You can still send reports.",
            ),
            Self::Cancelled => Words::of(
                "Bạn đã huỷ đăng nhập. Bạn vẫn gửi phản ánh được.",
                "You cancelled the login. You can still send reports.",
            ),
            Self::Expired => Words::of(
                "Lần đăng nhập này đã hết hạn. Hãy đăng nhập lại.",
                "This login has expired. Log in again.",
            ),
            Self::NotOurs => Words::of(
                "Trang vừa mở không thuộc lần đăng nhập này. Hãy đăng nhập từ trong ứng dụng.",
                "The page that was opened does not belong to this login. Log in from the app.",
            ),
            Self::Unreachable => Words::of(
                "Không kết nối được với trang đăng nhập. Hãy thử lại khi có mạng; phản ánh của bạn không phải chờ đăng nhập.",
                "The login service can't be reached. Try again when there is a network; your reports don't wait for it.",
            ),
            Self::Busy => Words::of(
                "Trang đăng nhập đang bận. Hãy thử lại sau ít phút.",
                "The login service is busy. Try again in a few minutes.",
            ),
            Self::Refused => Words::of(
                "Trang đăng nhập không chấp nhận lần đăng nhập này. Hãy đăng nhập lại.",
                "The login service did not accept this login. Log in again.",
            ),
            Self::Unproven => Words::of(
                "Không xác minh được ai vừa đăng nhập, nên ứng dụng không nhận. Hãy thử lại; nếu vẫn vậy, hãy gọi tổng đài.",
                "It could not be proved who logged in, so it does not count. Try again; if it stays so, call the hotline.",
            ),
            Self::OtherPerson => Words::of(
                "Trên máy này đang có người khác đăng nhập. Hãy đăng xuất trước.",
                "Somebody else is logged in on this phone. Log out first.",
            ),
        }
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Full => Self::StorageFull,
            StoreError::ReadOnly => Self::StorageReadOnly,
            StoreError::Busy => Self::StorageBusy,
            StoreError::Newer { found, known } => Self::NewerData { found, known },
            StoreError::Damaged => Self::DataDamaged,
            StoreError::NotFound => Self::NotFound,
            StoreError::Vault(error) => error.into(),
            StoreError::Sql(_) | StoreError::Io(_) => Self::internal(&error),
        }
    }
}

impl From<VaultError> for ApiError {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::Locked => Self::KeyLocked,
            VaultError::Lost => Self::KeyLost,
            VaultError::Damaged => Self::DataDamaged,
            VaultError::Io(error) => StoreError::from(error).into(),
        }
    }
}

impl From<LoginError> for ApiError {
    fn from(error: LoginError) -> Self {
        let reason = match error {
            LoginError::Store(error) => return error.into(),
            LoginError::Redirect(RedirectError::Level) | LoginError::IdToken(IdTokenError::Level) => {
                return Self::StrongerLoginRequired;
            }
            LoginError::Wire(WireError::Unreachable | WireError::Untimely | WireError::Portal) => {
                LoginFailure::Unreachable
            }
            LoginError::Wire(WireError::Busy { .. }) | LoginError::Redirect(RedirectError::Busy) => {
                LoginFailure::Busy
            }
            LoginError::Wire(WireError::Garbled)
            | LoginError::IdToken(_)
            | LoginError::Redirect(RedirectError::Issuer | RedirectError::Malformed) => {
                LoginFailure::Unproven
            }
            LoginError::Wire(_) | LoginError::Redirect(RedirectError::Refused) => LoginFailure::Refused,
            LoginError::Redirect(RedirectError::NotOurs) => LoginFailure::NotOurs,
            LoginError::Redirect(RedirectError::Declined) => LoginFailure::Cancelled,
            LoginError::NotUnderWay => LoginFailure::Expired,
            LoginError::OtherPerson => LoginFailure::OtherPerson,
        };
        Self::LoginFailed { reason }
    }
}

impl From<Refusal> for ApiError {
    fn from(reason: Refusal) -> Self {
        Self::PhotoRefused { reason }
    }
}
