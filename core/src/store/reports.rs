//! Reports: the draft, its secret, its final bytes, and the city's document.

use rusqlite::{OptionalExtension, Row, params};

use super::{Db, Result, StoreError};
use crate::clock::Timestamp;
use crate::id::ReportId;
use crate::report::{AccessSecret, CityReport, Draft, FinalisedReport, Status};
use crate::vault::Cell;

/// How far a report is, as a query needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    Draft,
    Outgoing,
    Delivered,
}

impl Stage {
    const fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Outgoing => "outgoing",
            Self::Delivered => "delivered",
        }
    }

    fn from_name(name: &str) -> Result<Self> {
        [Self::Draft, Self::Outgoing, Self::Delivered]
            .into_iter()
            .find(|stage| stage.name() == name)
            .ok_or(StoreError::Damaged)
    }
}

/// A report as it lies in the store.
pub(crate) struct StoredReport {
    pub(crate) id: ReportId,
    pub(crate) stage: Stage,
    pub(crate) saved_at: Timestamp,
    pub(crate) draft: Draft,
    pub(crate) city: Option<CityReport>,
    /// The citizen took it back, and the city knows.
    withdrawn: bool,
}

impl StoredReport {
    /// Whether the city removed it. One that was taken back before is what the citizen made it.
    pub(crate) fn is_removed(&self) -> bool {
        !self.withdrawn && self.city.as_ref().is_some_and(|city| city.status == Status::Removed)
    }

    /// Whether it was taken back, on this phone or, as the city says, on another.
    pub(crate) fn is_withdrawn(&self) -> bool {
        self.withdrawn || self.city.as_ref().is_some_and(|city| city.status == Status::Withdrawn)
    }
}

/// Some of all reports, in the order of their list. What belongs to them is read for all of them at once.
#[derive(Clone, Copy)]
pub(crate) struct Page {
    pub(crate) offset: u32,
    pub(crate) limit: u32,
}

impl Page {
    /// Which reports these are; takes the limit and the offset.
    pub(super) const CLAUSE: &'static str =
        "WHERE discarded_at IS NULL ORDER BY stage = 'delivered', id DESC LIMIT ?1 OFFSET ?2";
}

fn cell<'a>(column: &'static str, row: &'a str) -> Cell<'a> {
    Cell { table: "report", column, row }
}

pub(super) struct Sealed {
    id: String,
    stage: String,
    saved_at: i64,
    draft: Vec<u8>,
    city: Option<Vec<u8>>,
    withdrawn: bool,
}

impl Sealed {
    pub(super) const COLUMNS: &'static str = "id, stage, saved_at, draft, city, withdrawn";

    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            stage: row.get(1)?,
            saved_at: row.get(2)?,
            draft: row.get(3)?,
            city: row.get(4)?,
            withdrawn: row.get(5)?,
        })
    }
}

impl Db<'_> {
    /// A new draft with its access secret.
    pub(crate) fn insert_report(
        &self,
        id: ReportId,
        draft: &Draft,
        access: &AccessSecret,
        now: Timestamp,
    ) -> Result<()> {
        let row = id.to_string();
        self.execute(
            "INSERT INTO report (id, stage, saved_at, draft, access) VALUES (?1, 'draft', ?2, ?3, ?4)",
            params![
                row,
                now.unix_ms(),
                self.sealer.seal_json(cell("draft", &row), draft)?,
                self.sealer.seal(cell("access", &row), access.bytes())?
            ],
        )?;
        Ok(())
    }

    /// A report; one that was discarded is not there.
    pub(crate) fn report(&self, id: ReportId) -> Result<StoredReport> {
        let sealed = self.query_row(
            &format!("SELECT {} FROM report WHERE id = ?1 AND discarded_at IS NULL", Sealed::COLUMNS),
            [id.to_string()],
            Sealed::read,
        )?;
        self.open_report(&sealed)
    }

    /// What the citizen wrote, or sees of it since; without all else of the report.
    pub(crate) fn shown(&self, id: ReportId) -> Result<Draft> {
        let row = id.to_string();
        let sql = "SELECT draft FROM report WHERE id = ?1 AND discarded_at IS NULL";
        let sealed: Vec<u8> = self.query_row(sql, [&row], |columns| columns.get(0))?;
        self.sealer.open_json(cell("draft", &row), &sealed)
    }

    /// What the city says of a report that was not discarded, without all else of it.
    pub(crate) fn city_report(&self, id: ReportId) -> Result<Option<CityReport>> {
        let row = id.to_string();
        let sql = "SELECT city FROM report WHERE id = ?1 AND discarded_at IS NULL";
        let sealed: Option<Vec<u8>> = self.query_row(sql, [&row], |columns| columns.get(0))?;
        sealed.map(|city| self.sealer.open_json(cell("city", &row), &city)).transpose()
    }

    /// A page of reports: what the city does not have yet first, then the newest.
    pub(crate) fn reports(&self, page: Page) -> Result<Vec<StoredReport>> {
        let sql = format!("SELECT {} FROM report {}", Sealed::COLUMNS, Page::CLAUSE);
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map([page.limit, page.offset], Sealed::read)?;
        rows.map(|sealed| self.open_report(&sealed?)).collect()
    }

    /// Saves a draft; a report that is no draft any more stays as it is, and `NotFound` says so.
    pub(crate) fn save_draft(&self, id: ReportId, draft: &Draft, now: Timestamp) -> Result<()> {
        let row = id.to_string();
        let changed = self.execute(
            "UPDATE report SET draft = ?2, saved_at = ?3 WHERE id = ?1 AND stage = 'draft' AND discarded_at IS NULL",
            params![row, self.sealer.seal_json(cell("draft", &row), draft)?, now.unix_ms()],
        )?;
        one(changed)
    }

    /// The draft becomes final.
    pub(crate) fn set_final(&self, report: &FinalisedReport, now: Timestamp) -> Result<()> {
        let row = report.id().to_string();
        let changed = self.execute(
            "UPDATE report SET stage = 'outgoing', saved_at = ?2, idempotency_key = ?3, body = ?4
             WHERE id = ?1 AND stage = 'draft' AND discarded_at IS NULL",
            params![
                row,
                now.unix_ms(),
                report.key().to_string(),
                self.sealer.seal(cell("body", &row), report.body())?
            ],
        )?;
        one(changed)
    }

    /// Whose a report is that has become final: an account's, or with none a guest's.
    pub(crate) fn set_account(&self, id: ReportId, account: Option<&str>) -> Result<()> {
        let row = id.to_string();
        let sealed =
            account.map(|sub| self.sealer.seal(cell("account", &row), sub.as_bytes())).transpose()?;
        let sql = "UPDATE report SET account = ?2 WHERE id = ?1";
        one(self.execute(sql, params![row, sealed])?)
    }

    /// Whose a report is; `None`: a guest's.
    pub(crate) fn account_of(&self, id: ReportId) -> Result<Option<String>> {
        let row = id.to_string();
        let sql = "SELECT account FROM report WHERE id = ?1";
        let sealed: Option<Vec<u8>> = self.query_row(sql, [&row], |columns| columns.get(0))?;
        let Some(sealed) = sealed else { return Ok(None) };
        let sub = self.sealer.open(cell("account", &row), &sealed)?;
        String::from_utf8(sub).map(Some).map_err(|_| StoreError::Damaged)
    }

    /// What is final becomes a draft again; its key is gone, so the next one is new.
    pub(crate) fn set_draft(&self, id: ReportId, now: Timestamp) -> Result<()> {
        let changed = self.execute(
            "UPDATE report SET stage = 'draft', saved_at = ?2, idempotency_key = NULL, body = NULL
             WHERE id = ?1 AND stage = 'outgoing'",
            params![id.to_string(), now.unix_ms()],
        )?;
        one(changed)
    }

    pub(crate) fn set_delivered(&self, id: ReportId) -> Result<()> {
        let sql = "UPDATE report SET stage = 'delivered' WHERE id = ?1";
        one(self.execute(sql, [id.to_string()])?)
    }

    /// The bytes that go to the city.
    pub(crate) fn finalised(&self, id: ReportId) -> Result<FinalisedReport> {
        let row = id.to_string();
        let (key, body): (Option<String>, Option<Vec<u8>>) =
            self.query_row("SELECT idempotency_key, body FROM report WHERE id = ?1", [&row], |columns| {
                Ok((columns.get(0)?, columns.get(1)?))
            })?;
        let (Some(key), Some(body)) = (key, body) else { return Err(StoreError::NotFound) };
        let key = key.parse().map_err(|_| StoreError::Damaged)?;
        #[cfg(feature = "planted-bugs")]
        let key = planted_key(key);
        Ok(FinalisedReport::restore(id, key, self.sealer.open(cell("body", &row), &body)?))
    }

    pub(crate) fn access_secret(&self, id: ReportId) -> Result<AccessSecret> {
        let row = id.to_string();
        let sealed: Vec<u8> =
            self.query_row("SELECT access FROM report WHERE id = ?1", [&row], |columns| columns.get(0))?;
        let bytes = zeroize::Zeroizing::new(self.sealer.open(cell("access", &row), &sealed)?);
        AccessSecret::from_bytes(&bytes).ok_or(StoreError::Damaged)
    }

    /// Keeps the city's document if it is newer than ours; whether it was.
    pub(crate) fn keep_city_report(&self, city: &CityReport) -> Result<bool> {
        let row = city.id.to_string();
        let changed = self.execute(
            "UPDATE report SET city = ?2, revision = ?3 WHERE id = ?1 AND revision < ?3",
            params![row, self.sealer.seal_json(cell("city", &row), city)?, city.revision],
        )?;
        Ok(changed > 0)
    }

    /// The public ids of the citizen's own reports.
    pub(crate) fn own_public_ids(&self) -> Result<Vec<String>> {
        Ok(self.city_reports()?.into_iter().map(|city| city.public_id).collect())
    }

    /// What the city says of the citizen's own reports.
    pub(crate) fn city_reports(&self) -> Result<Vec<CityReport>> {
        let mut statement =
            self.connection.prepare_cached("SELECT id, city FROM report WHERE city IS NOT NULL")?;
        let rows =
            statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?)))?;
        let mut reports = Vec::new();
        for row in rows {
            let (id, city) = row?;
            // One that is damaged must not hide the others.
            reports.extend(self.sealer.open_json::<CityReport>(cell("city", &id), &city));
        }
        Ok(reports)
    }

    pub(crate) fn count_reports(&self, stage: Stage) -> Result<u32> {
        let sql = "SELECT count(*) FROM report WHERE stage = ?1 AND discarded_at IS NULL";
        Ok(self.query_row(sql, [stage.name()], |row| row.get(0))?)
    }

    pub(super) fn open_report(&self, sealed: &Sealed) -> Result<StoredReport> {
        let city = sealed.city.as_deref();
        Ok(StoredReport {
            id: sealed.id.parse().map_err(|_| StoreError::Damaged)?,
            stage: Stage::from_name(&sealed.stage)?,
            saved_at: Timestamp::from_unix_ms(sealed.saved_at),
            draft: self.sealer.open_json(cell("draft", &sealed.id), &sealed.draft)?,
            withdrawn: sealed.withdrawn,
            city: city.map(|city| self.sealer.open_json(cell("city", &sealed.id), city)).transpose()?,
        })
    }
}

#[cfg(feature = "planted-bugs")]
fn planted_key(key: crate::id::IdempotencyKey) -> crate::id::IdempotencyKey {
    use crate::plant::{Plant, is_planted};
    if is_planted(Plant::NewKeyOnRetry) {
        crate::id::IdempotencyKey::new(Timestamp::from_unix_ms(0), &crate::entropy::SystemEntropy)
    } else {
        key
    }
}

/// The outcome of a change that must hit one row.
pub(super) fn one(changed: usize) -> Result<()> {
    if changed == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}

/// `None` instead of "no such row".
pub(super) fn optional<T>(result: rusqlite::Result<T>) -> Result<Option<T>> {
    Ok(result.optional()?)
}
