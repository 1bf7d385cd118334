//! Photos of reports: the rows that name the sealed files.

use std::collections::HashMap;

use rusqlite::{Row, params};
use serde::{Deserialize, Serialize};

use super::reports::one;
use super::{Db, Result, StoreError};
use crate::id::{PhotoId, ReportId};
use crate::media::{Found, Look};
use crate::outbox::Kind;
use crate::place::Point;
use crate::report::Attachment;
use crate::vault::Cell;

/// What is known of a photo; sealed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct PhotoFacts {
    pub(crate) attachment: Attachment,
    /// What its metadata or the picker said; offered to the citizen, never sent unasked.
    pub(crate) found: Found,
    /// What only the picker said, in rows of earlier versions.
    #[serde(default)]
    pub(crate) hint: Option<Point>,
    /// What it looks like; videos and rows of earlier versions have none.
    #[serde(default)]
    pub(crate) look: Option<Look>,
    /// Of a video.
    #[serde(default)]
    pub(crate) duration_ms: Option<u64>,
}

/// A photo as it lies in the store.
pub(crate) struct StoredPhoto {
    pub(crate) id: PhotoId,
    /// The full-size file is still on the phone.
    pub(crate) full_kept: bool,
    pub(crate) facts: PhotoFacts,
}

impl StoredPhoto {
    /// Only videos play for a while.
    pub(crate) const fn is_video(&self) -> bool {
        self.facts.duration_ms.is_some()
    }

    /// How it goes to the city.
    pub(crate) const fn kind(&self) -> Kind {
        Kind::of_file(self.id, self.facts.attachment.size, self.is_video())
    }
}

fn cell(row: &str) -> Cell<'_> {
    Cell { table: "photo", column: "facts", row }
}

fn columns(row: &Row<'_>) -> rusqlite::Result<(String, bool, Vec<u8>)> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?))
}

impl Db<'_> {
    /// Names a photo whose files are on disk already, after the last one of its report.
    pub(crate) fn insert_photo(&self, report: ReportId, id: PhotoId, facts: &PhotoFacts) -> Result<()> {
        let row = id.to_string();
        self.execute(
            "INSERT INTO photo (id, report, position, facts)
             SELECT ?1, ?2, coalesce(max(position), 0) + 1, ?3 FROM photo WHERE report = ?2",
            params![row, report.to_string(), self.sealer.seal_json(cell(&row), facts)?],
        )?;
        Ok(())
    }

    /// Puts a photo whose files are on disk already in the place of another one, which is gone.
    pub(crate) fn replace_photo(
        &self,
        report: ReportId,
        old: PhotoId,
        new: PhotoId,
        facts: &PhotoFacts,
    ) -> Result<()> {
        let row = new.to_string();
        one(self.execute(
            "INSERT INTO photo (id, report, position, facts)
             SELECT ?1, report, position, ?2 FROM photo WHERE id = ?3 AND report = ?4",
            params![row, self.sealer.seal_json(cell(&row), facts)?, old.to_string(), report.to_string()],
        )?)?;
        self.delete_photo(report, old)
    }

    /// The photos of a report, in their order.
    pub(crate) fn photos(&self, report: ReportId) -> Result<Vec<StoredPhoto>> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT id, full_kept, facts FROM photo WHERE report = ?1 ORDER BY position")?;
        let rows = statement.query_map([report.to_string()], columns)?;
        rows.map(|row| self.open_photo(row?)).collect()
    }

    pub(crate) fn photo(&self, id: PhotoId) -> Result<StoredPhoto> {
        let row = self.query_row(
            "SELECT id, full_kept, facts FROM photo WHERE id = ?1",
            [id.to_string()],
            columns,
        )?;
        self.open_photo(row)
    }

    pub(crate) fn delete_photo(&self, report: ReportId, id: PhotoId) -> Result<()> {
        let sql = "DELETE FROM photo WHERE id = ?1 AND report = ?2";
        one(self.execute(sql, [id.to_string(), report.to_string()])?)
    }

    /// The full-size files of a report are about to be removed.
    pub(crate) fn forget_full_photos(&self, report: ReportId) -> Result<()> {
        self.execute("UPDATE photo SET full_kept = 0 WHERE report = ?1", [report.to_string()])?;
        Ok(())
    }

    /// Every photo that has a row, and whether its full-size file is to be there.
    pub(crate) fn named_photos(&self) -> Result<HashMap<PhotoId, bool>> {
        let mut statement = self.connection.prepare("SELECT id, full_kept FROM photo")?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?;
        rows.map(|row| {
            let (id, full_kept) = row?;
            Ok((id.parse().map_err(|_| StoreError::Damaged)?, full_kept))
        })
        .collect()
    }

    fn open_photo(&self, (id, full_kept, facts): (String, bool, Vec<u8>)) -> Result<StoredPhoto> {
        Ok(StoredPhoto {
            id: id.parse().map_err(|_| StoreError::Damaged)?,
            full_kept,
            facts: self.sealer.open_json(cell(&id), &facts)?,
        })
    }
}
