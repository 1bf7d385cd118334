//! What went wrong with the phone's data, and what was done about it: told to the citizen until they have seen it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{Client, directory};
use crate::clock::Timestamp;
use crate::error::ApiError;
use crate::files::{self, Files};
use crate::sorting::sort_by_key;
use crate::store::{Salvaged, Store, StoreError};
use crate::words::Words;

/// Something that went wrong with the phone's data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// Names it for [`Client::dismiss_trouble`].
    pub id: String,
    /// When it was noticed.
    pub at: Timestamp,
    /// What it was.
    pub kind: TroubleKind,
    /// What was put aside because of it.
    pub aside: PathBuf,
}

/// What went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TroubleKind {
    /// The data could not be opened, and the citizen started afresh beside it.
    StartedAfresh,
    /// The database was damaged. What could be read of it is in a new one.
    Salvaged {
        /// Reports that could be read, drafts among them.
        reports: u32,
    },
}

impl Trouble {
    fn of(kind: TroubleKind, aside: PathBuf, at: Timestamp) -> Option<Self> {
        let id = aside.file_name()?.to_str()?.to_owned();
        Some(Self { id, at, kind, aside })
    }

    /// What happened, in a citizen's words, and what is left.
    #[must_use]
    pub fn words(&self) -> Words {
        match self.kind {
            TroubleKind::StartedAfresh => Words::of(
                "Dữ liệu cũ trên máy này không mở được nên đã được cất riêng, và ứng dụng bắt đầu lại từ đầu. Những gì đã gửi vẫn ở chỗ thành phố.",
                "The old data on this phone could not be opened. It was put aside, and the app started afresh. What was sent is still with the city.",
            ),
            TroubleKind::Salvaged { reports } => Words {
                vi: format!(
                    "Dữ liệu trên máy này bị hỏng một phần. Đã cứu được {reports} báo cáo; phần không đọc được đã được cất riêng. Hãy xem lại các bản nháp của bạn."
                ),
                en: format!(
                    "Some of the data on this phone was damaged. {reports} {} saved; what could not be read was put aside. Please look through your drafts.",
                    if reports == 1 { "report was" } else { "reports were" }
                ),
            },
        }
    }
}

/// While this file is in what was put aside, the citizen has seen why.
const SEEN: &str = "seen";
/// What was put aside and seen is kept for so long after it happened: somebody may still get something out of it.
const KEPT: Duration = Duration::from_hours(30 * 24);

/// All that was put aside, seen or not, the oldest first.
fn all(data_dir: &Path) -> Result<Vec<Trouble>, ApiError> {
    let afresh = directory::asides(data_dir)?.into_iter();
    let afresh = afresh.filter_map(|(aside, at)| Trouble::of(TroubleKind::StartedAfresh, aside, at));
    let salvaged = Store::salvaged(data_dir)?.into_iter();
    let salvaged = salvaged.filter_map(|Salvaged { at, reports, aside }| {
        Trouble::of(TroubleKind::Salvaged { reports }, aside, at)
    });
    let mut troubles: Vec<Trouble> = afresh.chain(salvaged).collect();
    sort_by_key(&mut troubles, |trouble| trouble.at);
    Ok(troubles)
}

/// Erases what was put aside and seen, when its time is over.
pub(super) fn erase_old(data_dir: &Path, files: &dyn Files, now: Timestamp) -> Result<(), ApiError> {
    let is_over = |trouble: &Trouble| trouble.aside.join(SEEN).exists() && trouble.at.after(KEPT) < now;
    for Trouble { aside, .. } in all(data_dir)?.into_iter().filter(is_over) {
        files::remove_tree(files, &aside).map_err(StoreError::from)?;
        files::sync_folder_of(files, &aside).map_err(StoreError::from)?;
    }
    Ok(())
}

impl Client {
    /// What went wrong with the phone's data and was not dismissed yet, the oldest first.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn troubles(&self) -> Result<Vec<Trouble>, ApiError> {
        self.with(|_| {
            let all = all(&self.parts.config.data_dir)?;
            Ok(all.into_iter().filter(|trouble| !trouble.aside.join(SEEN).exists()).collect())
        })
    }

    /// The citizen has seen it. What was put aside is erased at the first start more than 30 days after it happened.
    ///
    /// # Errors
    /// [`ApiError::NotFound`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn dismiss_trouble(&self, id: &str) -> Result<(), ApiError> {
        let trouble = self.troubles()?.into_iter().find(|trouble| trouble.id == id);
        let seen = trouble.ok_or(ApiError::NotFound)?.aside.join(SEEN);
        self.with(|open| {
            files::write_durably(&*self.parts.config.files, &seen, b"").map_err(StoreError::from)?;
            open.engine.events.sync_changed();
            Ok(())
        })
    }
}
