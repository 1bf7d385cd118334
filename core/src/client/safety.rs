//! What the citizen does for the safety of what is on the phone: a new key for it, or the end of all of it.

use std::sync::PoisonError;

use super::{Client, Heard, State};
use crate::error::ApiError;
use crate::store::Stage;
use crate::sync::KeyChange;
use crate::words::Words;

/// What an end of it all would mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Erasure {
    /// Drafts, which nobody else has.
    pub drafts: u32,
    /// Reports of which something has not reached the city.
    pub unsent: u32,
    /// Reports that the city has whole.
    pub sent: u32,
}

impl Erasure {
    /// What is lost and what the city keeps, a sentence each.
    #[must_use]
    pub fn sentences(self) -> Vec<Words> {
        let Self { drafts, unsent, sent } = self;
        let counted = |count: u32, one: &str, many: &str| match count {
            0 => None,
            1 => Some(one.to_owned()),
            _ => Some(format!("{count} {many}")),
        };
        let vi = [
            counted(drafts, "1 bản nháp", "bản nháp"),
            counted(unsent, "1 phản ánh chưa gửi xong", "phản ánh chưa gửi xong"),
        ];
        let en = [
            counted(drafts, "1 draft", "drafts"),
            counted(unsent, "1 report not sent yet", "reports not sent yet"),
        ];
        let lost = if drafts + unsent == 0 {
            Words::of(
                "Máy này không có bản nháp hay phản ánh nào chưa gửi.",
                "There are no drafts on this phone, and no reports that are still to be sent.",
            )
        } else {
            let joined = |parts: [Option<String>; 2], and: &str| {
                parts.into_iter().flatten().collect::<Vec<_>>().join(and)
            };
            Words {
                vi: format!("Sẽ mất hẳn, cùng ảnh: {}.", joined(vi, " và ")),
                en: format!("Lost for good, with their photos: {}.", joined(en, " and ")),
            }
        };
        let also = Words::of(
            "Cũng mất trên máy này: danh sách phản ánh đã gửi và phản ánh bạn theo dõi; bạn sẽ bị đăng xuất. Sau đó bạn không rút lại hay viết thêm cho phản ánh cũ được nữa.",
            "Also gone from this phone: the lists of reports that you sent and that you follow; you will be logged out. You can't take back older reports or write about them after that.",
        );
        let kept = if sent == 0 {
            Words::of(
                "Thành phố chưa nhận đủ phản ánh nào từ máy này.",
                "The city has no whole report from this phone yet.",
            )
        } else {
            Words {
                vi: format!(
                    "Thành phố vẫn giữ {sent} phản ánh đã nhận và vẫn xử lý. Hãy ghi lại số phản ánh nếu còn cần."
                ),
                en: format!(
                    "The city keeps the {} that it has and goes on working on {}. Write down the numbers that you still need.",
                    if sent == 1 { "report".to_owned() } else { format!("{sent} reports") },
                    if sent == 1 { "it" } else { "them" },
                ),
            }
        };
        vec![lost, also, kept]
    }
}

impl Client {
    /// Makes a new data key and seals everything with it; the old key is erased then. It takes as long as copying all photos; a pause or a
    /// kill on the way loses nothing, and the next start goes on. [`Client::key_change`] tells how far it is.
    ///
    /// # Errors
    /// [`ApiError::KeyLocked`], [`ApiError::KeyLost`], [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn rotate_key(&self) -> Result<(), ApiError> {
        self.with(|open| {
            open.engine.store.begin_rotation(&*self.parts.config.key_guard)?;
            Ok(open.finish_rotation()?)
        })
    }

    /// How far a new key is, here or since the last start; `None` when there is none on its way.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn key_change(&self) -> Result<Option<KeyChange>, ApiError> {
        self.with(|open| Ok(open.engine.key_change()))
    }

    /// What [`Client::wipe`] would mean now.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn erasure(&self) -> Result<Erasure, ApiError> {
        self.with(|open| {
            open.engine.store.read(|db| {
                Ok(Erasure {
                    drafts: db.count_reports(Stage::Draft)?,
                    unsent: db.count_waiting()?,
                    sent: db.count_reports(Stage::Delivered)?,
                })
            })
        })
    }

    /// Erases everything that the citizen has on this phone, also what was put aside: the wrapped key first, then all the rest. A kill on the
    /// way is made up for at the next start. The client is as if new afterwards, and nobody is logged in; what was sent stays with the city.
    ///
    /// # Errors
    /// [`ApiError::KeyLocked`] when the keystore keeps its own key for now: nothing opens any more all the same, and the next start
    /// asks it again. [`ApiError::Closed`], or an error of the phone itself.
    pub fn wipe(&self) -> Result<(), ApiError> {
        self.stop_long_work();
        let mut state = self.write_state();
        let heard = Heard { conditions: state.conditions(), ..Heard::default() };
        let lock = match std::mem::replace(&mut *state, State::Paused(heard)) {
            State::Open(open) => open.let_go_but_lock().0,
            State::Paused(_) => self.parts.lock()?,
            State::Closed => {
                *state = State::Closed;
                return Err(ApiError::Closed);
            }
        };
        let erased = self.parts.erase();
        if let Some(tiles) = &self.parts.tiles {
            tiles.forget();
        }
        drop(lock);
        drop(state);
        if let Some(events) = &*self.events.lock().unwrap_or_else(PoisonError::into_inner) {
            events.everything_changed();
        }
        erased
    }
}
