//! The outbox's items, and how far each upload is.

use std::collections::HashMap;

use rusqlite::{Row, params};

use super::reports::one;
use super::{Db, Page, Result, StoreError};
use crate::clock::Timestamp;
use crate::id::{ItemId, PhotoId, ReportId};
use crate::outbox::{Allowed, Item, ItemState, Kind, Wait};
#[cfg(feature = "planted-bugs")]
use crate::plant::{Plant, is_planted};
use crate::report::Reason;
use crate::vault::Cell;

const OF_NO_DRAFT: &str =
    "NOT EXISTS (SELECT 1 FROM report WHERE report.id = outbox.report AND report.stage = 'draft')";

/// An upload that the city has begun to take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Upload {
    pub(crate) url: String,
    /// Bytes that the city has confirmed.
    pub(crate) offset: u64,
}

fn cell(row: &str) -> Cell<'_> {
    Cell { table: "outbox", column: "upload_url", row }
}

/// In `outbox.any_network`, a bit each.
const MOBILE_DATA: u8 = 1;
const BATTERY: u8 = 2;

fn allowed(bits: u8) -> Allowed {
    Allowed { mobile_data: bits & MOBILE_DATA != 0, battery: bits & BATTERY != 0 }
}

fn bits(allowed: Allowed) -> u8 {
    (u8::from(allowed.mobile_data) * MOBILE_DATA) | (u8::from(allowed.battery) * BATTERY)
}

struct Columns {
    id: String,
    report: String,
    kind: String,
    photo: Option<String>,
    message: Option<String>,
    size: i64,
    state: String,
    reason: Option<String>,
    wait_until: Option<i64>,
    boot_epoch_ms: Option<i64>,
    failures: u32,
    attempt_started: bool,
    any_network: u8,
    leased_until: Option<i64>,
    lease_boot_epoch_ms: Option<i64>,
}

impl Columns {
    const NAMES: &'static str = "id, report, kind, photo, message, size, state, reason, wait_until, boot_epoch_ms, failures, attempt_started, any_network, leased_until, lease_boot_epoch_ms";

    /// How many they are.
    const COUNT: usize = 15;

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            report: row.get(1)?,
            kind: row.get(2)?,
            photo: row.get(3)?,
            message: row.get(4)?,
            size: row.get(5)?,
            state: row.get(6)?,
            reason: row.get(7)?,
            wait_until: row.get(8)?,
            boot_epoch_ms: row.get(9)?,
            failures: row.get(10)?,
            attempt_started: row.get(11)?,
            any_network: row.get(12)?,
            leased_until: row.get(13)?,
            lease_boot_epoch_ms: row.get(14)?,
        })
    }

    fn item(self) -> Option<Item> {
        let kind = match self.kind.as_str() {
            "report" => Kind::Report,
            "receipt" => Kind::Receipt,
            "rating" => Kind::Rating,
            "amendment" => Kind::Amendment,
            "withdrawal" => Kind::Withdrawal,
            "message" => Kind::Message { message: self.message?.parse().ok()? },
            "photo" | "video" => {
                Kind::of_file(self.photo?.parse().ok()?, self.size.try_into().ok()?, self.kind == "video")
            }
            _ => return None,
        };
        let state = match self.state.as_str() {
            "ready" => ItemState::Ready,
            "parked" => ItemState::Parked { code: self.reason? },
            _ => ItemState::Waiting {
                wait: Wait::restore(Timestamp::from_unix_ms(self.wait_until?), self.boot_epoch_ms?),
                reason: Reason::from_name(&self.reason?)?,
            },
        };
        let lease = self.leased_until.zip(self.lease_boot_epoch_ms);
        Some(Item {
            id: self.id.parse().ok()?,
            report: self.report.parse().ok()?,
            kind,
            state,
            failures: self.failures,
            attempted: self.attempt_started,
            allowed: allowed(self.any_network),
            enclosed: if kind == Kind::Report { self.size.try_into().ok()? } else { 0 },
            lease: lease.map(|(until, boot)| Wait::restore(Timestamp::from_unix_ms(until), boot)),
        })
    }
}

impl Db<'_> {
    pub(crate) fn insert_item(&self, item: &Item) -> Result<()> {
        let name = match item.kind {
            Kind::Report => "report",
            Kind::Photo { .. } => "photo",
            Kind::Video { .. } => "video",
            Kind::Receipt => "receipt",
            Kind::Message { .. } => "message",
            Kind::Rating => "rating",
            Kind::Amendment => "amendment",
            Kind::Withdrawal => "withdrawal",
        };
        let (photo, message, size) = match item.kind {
            Kind::Message { message } => (None, Some(message.to_string()), 0),
            kind => kind
                .file()
                .map_or((None, None, item.enclosed), |(id, size)| (Some(id.to_string()), None, size)),
        };
        self.execute(
            "INSERT INTO outbox (id, report, kind, photo, message, size, state)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'ready')",
            params![
                item.id.to_string(),
                item.report.to_string(),
                name,
                photo,
                message,
                i64::try_from(size).unwrap_or(i64::MAX)
            ],
        )?;
        Ok(())
    }

    /// Every item that may go, in the order in which they were made. What was written about a report that is a draft again waits for it.
    pub(crate) fn items(&self) -> Result<Vec<Item>> {
        self.select_items(&format!("WHERE {OF_NO_DRAFT} ORDER BY rowid"), [])
    }

    /// The same, each with its row.
    pub(super) fn items_by_row(&self) -> Result<Vec<(i64, Item)>> {
        let sql = format!("SELECT {}, rowid FROM outbox WHERE {OF_NO_DRAFT} ORDER BY rowid", Columns::NAMES);
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows =
            statement.query_map([], |row| Ok((row.get::<_, i64>(Columns::COUNT)?, Columns::read(row)?)))?;
        rows.map(|row| {
            let (row, columns) = row?;
            Ok((row, columns.item().ok_or(StoreError::Damaged)?))
        })
        .collect()
    }

    /// The item in a row, if there is one that may go.
    pub(super) fn item_in_row(&self, row: i64) -> Result<Option<Item>> {
        Ok(self.select_items(&format!("WHERE rowid = ?1 AND {OF_NO_DRAFT}"), [row])?.pop())
    }

    /// The rows of what there is of a report, which is told by its own row.
    pub(super) fn item_rows_of(&self, report: i64) -> Result<Vec<i64>> {
        let sql = "SELECT rowid FROM outbox WHERE report = (SELECT id FROM report WHERE rowid = ?1)";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([report], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The items of one report, in the order in which they were made.
    pub(crate) fn items_of(&self, report: ReportId) -> Result<Vec<Item>> {
        self.select_items("WHERE report = ?1 ORDER BY rowid", [report.to_string()])
    }

    /// The items of a page of reports, by the report and in the order in which they were made.
    pub(crate) fn items_of_page(&self, page: Page) -> Result<HashMap<ReportId, Vec<Item>>> {
        let clause = format!("WHERE report IN (SELECT id FROM report {}) ORDER BY rowid", Page::CLAUSE);
        let mut of_reports: HashMap<ReportId, Vec<Item>> = HashMap::new();
        for item in self.select_items(&clause, [page.limit, page.offset])? {
            of_reports.entry(item.report).or_default().push(item);
        }
        Ok(of_reports)
    }

    /// How many reports have something in the outbox.
    pub(crate) fn count_waiting(&self) -> Result<u32> {
        let sql = format!("SELECT count(DISTINCT report) FROM outbox WHERE {OF_NO_DRAFT}");
        Ok(self.query_row(&sql, [], |row| row.get(0))?)
    }

    /// Saves what the rules made of an item.
    pub(crate) fn save_item(&self, item: &Item) -> Result<()> {
        let (state, reason, wait) = match &item.state {
            ItemState::Ready => ("ready", None, None),
            ItemState::Waiting { wait, reason } => ("waiting", Some(reason.as_str()), Some(wait.parts())),
            ItemState::Parked { code } => ("parked", Some(code.as_str()), None),
        };
        one(self.execute(
            "UPDATE outbox SET state = ?2, reason = ?3, wait_until = ?4, boot_epoch_ms = ?5, failures = ?6
             WHERE id = ?1",
            params![
                item.id.to_string(),
                state,
                reason,
                wait.map(|(until, _)| until.unix_ms()),
                wait.map(|(_, boot_epoch_ms)| boot_epoch_ms),
                item.failures
            ],
        )?)
    }

    pub(crate) fn delete_item(&self, id: ItemId) -> Result<()> {
        one(self.execute("DELETE FROM outbox WHERE id = ?1", [id.to_string()])?)
    }

    pub(crate) fn delete_items_of(&self, report: ReportId) -> Result<()> {
        self.execute("DELETE FROM outbox WHERE report = ?1", [report.to_string()])?;
        Ok(())
    }

    /// The report is a draft again: its text, its photos and its receipt do not go any more.
    pub(crate) fn delete_items_of_the_text(&self, report: ReportId) -> Result<()> {
        let sql = "DELETE FROM outbox WHERE report = ?1 AND kind IN ('report', 'photo', 'video', 'receipt')";
        self.execute(sql, [report.to_string()])?;
        Ok(())
    }

    /// The citizen lets the items of a report cost this, beside what they let them cost before.
    pub(crate) fn allow(&self, report: ReportId, allowed: Allowed) -> Result<()> {
        let sql = "UPDATE outbox SET any_network = any_network | ?2 WHERE report = ?1";
        self.execute(sql, params![report.to_string(), bits(allowed)])?;
        Ok(())
    }

    /// From now on the city may have it.
    pub(crate) fn set_attempt_started(&self, id: ItemId) -> Result<()> {
        #[cfg(feature = "planted-bugs")]
        if is_planted(Plant::SendBeforePersist) {
            return Ok(());
        }
        self.note_attempt(id, true)
    }

    /// It is known that the city does not have it.
    pub(crate) fn set_attempt_over(&self, id: ItemId) -> Result<()> {
        self.note_attempt(id, false)
    }

    fn note_attempt(&self, id: ItemId, may_have_arrived: bool) -> Result<()> {
        let sql = "UPDATE outbox SET attempt_started = ?2 WHERE id = ?1";
        one(self.execute(sql, params![id.to_string(), may_have_arrived])?)
    }

    /// What the city gave instead of a number. A receipt uploads nothing, so it is kept where an upload's place would be.
    pub(crate) fn token(&self, receipt: ItemId) -> Result<Option<String>> {
        Ok(self.upload(receipt)?.map(|upload| upload.url))
    }

    /// Keeps it with the receipt of a report.
    pub(crate) fn set_token_of(&self, report: ReportId, token: &str) -> Result<()> {
        let receipt = self.items_of(report)?.into_iter().find(|item| item.kind == Kind::Receipt);
        let receipt = receipt.ok_or(StoreError::NotFound)?;
        self.set_upload(receipt.id, Some(&Upload { url: token.to_owned(), offset: 0 }))
    }

    /// The upload of an item, if the city has begun to take it.
    pub(crate) fn upload(&self, id: ItemId) -> Result<Option<Upload>> {
        let row = id.to_string();
        let (url, offset): (Option<Vec<u8>>, i64) = self.query_row(
            "SELECT upload_url, upload_offset FROM outbox WHERE id = ?1",
            [&row],
            |columns| Ok((columns.get(0)?, columns.get(1)?)),
        )?;
        let Some(url) = url else { return Ok(None) };
        let url = String::from_utf8(self.sealer.open(cell(&row), &url)?).map_err(|_| StoreError::Damaged)?;
        Ok(Some(Upload { url, offset: u64::try_from(offset).map_err(|_| StoreError::Damaged)? }))
    }

    /// Keeps where an upload is; `None`: the city does not have it any more.
    pub(crate) fn set_upload(&self, id: ItemId, upload: Option<&Upload>) -> Result<()> {
        let row = id.to_string();
        let url = upload.map(|upload| self.sealer.seal(cell(&row), upload.url.as_bytes())).transpose()?;
        let offset = upload.map_or(0, |upload| i64::try_from(upload.offset).unwrap_or(i64::MAX));
        let sql = "UPDATE outbox SET upload_url = ?2, upload_offset = ?3 WHERE id = ?1";
        one(self.execute(sql, params![row, url, offset])?)
    }

    /// Bytes of each photo and video on its way that the city has confirmed.
    pub(crate) fn uploaded_bytes(&self, report: ReportId) -> Result<HashMap<PhotoId, u64>> {
        let sql = "SELECT photo, upload_offset FROM outbox WHERE report = ?1 AND photo IS NOT NULL";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement
            .query_map([report.to_string()], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))?;
        rows.map(|row| {
            let (photo, bytes) = row?;
            let known = photo.parse().ok().zip(u64::try_from(bytes).ok());
            known.ok_or(StoreError::Damaged)
        })
        .collect()
    }

    fn select_items(&self, clause: &str, params: impl rusqlite::Params) -> Result<Vec<Item>> {
        let sql = format!("SELECT {} FROM outbox {clause}", Columns::NAMES);
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map(params, Columns::read)?;
        rows.map(|columns| columns?.item().ok_or(StoreError::Damaged)).collect()
    }
}
