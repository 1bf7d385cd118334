//! What went wrong with the phone's data, and what was done about it: told to the citizen until they have seen it.

use std::path::PathBuf;

use super::{Client, directory};
use crate::clock::Timestamp;
use crate::error::ApiError;
use crate::files;
use crate::store::StoreError;
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
}

impl Trouble {
    /// What happened, in a citizen's words, and what is left.
    #[must_use]
    pub fn words(&self) -> Words {
        match self.kind {
            TroubleKind::StartedAfresh => Words::of(
                "Dữ liệu cũ trên máy này không mở được nên đã được cất riêng, và ứng dụng bắt đầu lại từ đầu. Những gì đã gửi vẫn ở chỗ thành phố.",
                "The old data on this phone could not be opened. It was put aside, and the app started afresh. What was sent is still with the city.",
            ),
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
            let asides = directory::asides(&self.parts.config.data_dir)?;
            Ok(asides.into_iter().filter_map(|(aside, at)| started_afresh(aside, at)).collect())
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

fn started_afresh(aside: PathBuf, at: Timestamp) -> Option<Trouble> {
    let id = aside.file_name()?.to_str()?.to_owned();
    Some(Trouble { id, at, kind: TroubleKind::StartedAfresh, aside })
}
