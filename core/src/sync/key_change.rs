//! A new key on its way, and how far it is.

use std::sync::atomic::{AtomicBool, Ordering};

use super::Engine;
use crate::store::StoreError;
use crate::words::Words;

/// How far a new key is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeyChange {
    /// Parts of what is kept that are sealed with it.
    pub done: u32,
    /// All parts.
    pub total: u32,
}

impl KeyChange {
    /// How far it is, and that nobody has to wait for it.
    #[must_use]
    pub fn words(self) -> Words {
        let percent = (u64::from(self.done) * 100).checked_div(u64::from(self.total)).unwrap_or(0);
        Words {
            vi: format!(
                "Đang tạo khoá mới: {percent}\u{a0}%. Bạn cứ dùng tiếp; nếu tắt ứng dụng, lần mở sau máy sẽ làm tiếp."
            ),
            en: format!(
                "Making a new key: {percent}\u{a0}%. You can go on using the app; if you close it, it goes on the next time."
            ),
        }
    }
}

impl Engine {
    /// How far a new key is; `None` when there is none on its way.
    pub(crate) fn key_change(&self) -> Option<KeyChange> {
        self.live().key_change
    }

    /// Seals with the new key what the old one had sealed, until that is done or `is_stopping`. Says how far it is.
    pub(crate) fn finish_rotation(&self, is_stopping: &AtomicBool) -> Result<(), StoreError> {
        let finished = self.store.finish_rotation(&|done, total| {
            self.show_key_change(Some(KeyChange { done, total }));
            !is_stopping.load(Ordering::Acquire)
        });
        self.show_key_change(None);
        finished
    }

    fn show_key_change(&self, change: Option<KeyChange>) {
        self.live().key_change = change;
        self.events.sync_changed();
    }
}
