//! Small things of which there is one: credentials, cursors, validators.

use rusqlite::params;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::reports::optional;
use super::{Db, Result};
use crate::vault::Cell;

/// The name of a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Setting {
    /// The installation's credential, and whether the city knows it.
    Installation,
    /// Where the changes feed goes on.
    ChangesCursor,
    /// The newest categories from the city, with their `ETag`.
    Categories,
    /// The newest index of warnings.
    AlertIndex,
    /// Who is logged in.
    Session,
    /// What keeps the session alive.
    Tokens,
    /// A login whose browser is open.
    PendingLogin,
    /// The citizen wants photos to wait for a network that does not cost by the byte.
    PhotosWaitForUnmetered,
    /// The citizen wants videos to.
    VideosWaitForUnmetered,
    /// Plain files of the app's own camera that are to be erased.
    CameraFiles,
    /// Reports of others in the wards that were asked for last.
    Nearby,
    /// Reports of others that the citizen follows.
    Followed,
}

impl Setting {
    const fn name(self) -> &'static str {
        match self {
            Self::Installation => "installation",
            Self::ChangesCursor => "changes_cursor",
            Self::Categories => "categories",
            Self::AlertIndex => "alert_index",
            Self::Session => "session",
            Self::Tokens => "tokens",
            Self::PendingLogin => "pending_login",
            Self::Nearby => "nearby",
            Self::Followed => "followed",
            Self::PhotosWaitForUnmetered => "photos_wait_for_unmetered",
            Self::VideosWaitForUnmetered => "videos_wait_for_unmetered",
            Self::CameraFiles => "camera_files",
        }
    }

    const fn cell(self) -> Cell<'static> {
        Cell { table: "setting", column: "value", row: self.name() }
    }
}

impl Db<'_> {
    pub(crate) fn setting<T: DeserializeOwned>(&self, setting: Setting) -> Result<Option<T>> {
        self.sealed(setting)?.map(|sealed| self.sealer.open_json(setting.cell(), &sealed)).transpose()
    }

    fn sealed(&self, setting: Setting) -> Result<Option<Vec<u8>>> {
        let sql = "SELECT value FROM setting WHERE name = ?1";
        optional(self.query_row(sql, [setting.name()], |row| row.get(0)))
    }

    pub(crate) fn set_setting(&self, setting: Setting, value: &impl Serialize) -> Result<()> {
        self.set_sealed(setting, &self.sealer.seal_json(setting.cell(), value)?)
    }

    fn set_sealed(&self, setting: Setting, sealed: &[u8]) -> Result<()> {
        self.execute(
            "INSERT INTO setting (name, value) VALUES (?1, ?2)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            params![setting.name(), sealed],
        )?;
        Ok(())
    }

    pub(crate) fn delete_setting(&self, setting: Setting) -> Result<()> {
        self.execute("DELETE FROM setting WHERE name = ?1", [setting.name()])?;
        Ok(())
    }
}
