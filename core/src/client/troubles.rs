//! What went wrong with the phone's data, and what was done about it: told to the citizen until they have seen it.

use std::path::PathBuf;

use super::{Client, directory};
use crate::clock::Timestamp;
use crate::error::ApiError;
use crate::files;
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

impl Client {
    /// What went wrong with the phone's data and was not dismissed yet, the oldest first.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn troubles(&self) -> Result<Vec<Trouble>, ApiError> {
        self.with(|_| {
            let data_dir = &self.parts.config.data_dir;
            let afresh = directory::asides(data_dir)?.into_iter();
            let afresh = afresh.filter_map(|(aside, at)| Trouble::of(TroubleKind::StartedAfresh, aside, at));
            let salvaged =
                Store::salvaged(data_dir)?.into_iter().filter_map(|Salvaged { at, reports, aside }| {
                    Trouble::of(TroubleKind::Salvaged { reports }, aside, at)
                });
            let mut troubles: Vec<Trouble> = afresh.chain(salvaged).collect();
            troubles.sort_by_key(|trouble| trouble.at);
            Ok(troubles)
        })
    }

    /// The citizen has seen it and does not want what was put aside: it is erased.
    ///
    /// # Errors
    /// [`ApiError::NotFound`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn dismiss_trouble(&self, id: &str) -> Result<(), ApiError> {
        let trouble = self.troubles()?.into_iter().find(|trouble| trouble.id == id);
        let aside = trouble.ok_or(ApiError::NotFound)?.aside;
        self.with(|_| {
            let files = &*self.parts.config.files;
            files::remove_tree(files, &aside).map_err(StoreError::from)?;
            Ok(files::sync_folder_of(files, &aside).map_err(StoreError::from)?)
        })
    }
}
