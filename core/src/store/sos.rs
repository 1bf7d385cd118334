//! Calls for help. They belong to no report, so they have a table of their own beside the outbox's.

use std::time::Duration;

use rusqlite::{Row, params};
use serde::{Deserialize, Serialize};

use super::reports::one;
use super::{Db, Result, StoreError};
use crate::clock::{Now, Timestamp};
use crate::id::{IdempotencyKey, SosId};
use crate::outbox::{ItemState, SosItem, SosStage, Wait};
use crate::report::{AccessSecret, Reason};
use crate::sos::{CitySos, SosCall, SosRequest};
use crate::vault::Cell;

/// How long a call that is over can still be read.
const KEPT_MS: i64 = 24 * 3600 * 1000;
/// After a jump of the clock nobody knows how much of a wait is left: not more than this.
const LONGEST_WAIT: Duration = Duration::from_mins(1);

fn cell<'a>(column: &'static str, row: &'a str) -> Cell<'a> {
    Cell { table: "sos", column, row }
}

/// A call with all that the phone knows of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct StoredSos {
    pub(crate) id: SosId,
    pub(crate) call: SosCall,
    pub(crate) raised_at: Timestamp,
    /// What the city said last.
    pub(crate) city: Option<CitySos>,
    /// What it needs next; `None`: it is over.
    pub(crate) item: Option<SosItem>,
}

/// What the citizen said, and when.
#[derive(Serialize, Deserialize)]
struct Said {
    call: SosCall,
    raised_at: Timestamp,
}

/// What the city said last, and since when it is known there.
#[derive(Serialize, Deserialize)]
struct Word {
    #[serde(flatten)]
    city: CitySos,
    #[serde(default)]
    known_since: Option<Timestamp>,
}

struct Columns {
    id: String,
    stage: String,
    state: String,
    reason: Option<String>,
    wait_until: Option<i64>,
    boot_epoch_ms: Option<i64>,
    tries: u32,
    attempt_started: bool,
}

impl Columns {
    const NAMES: &'static str = "id, stage, state, reason, wait_until, boot_epoch_ms, tries, attempt_started";

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            stage: row.get(1)?,
            state: row.get(2)?,
            reason: row.get(3)?,
            wait_until: row.get(4)?,
            boot_epoch_ms: row.get(5)?,
            tries: row.get(6)?,
            attempt_started: row.get(7)?,
        })
    }

    fn item(self) -> Result<Option<SosItem>> {
        let stage = match self.stage.as_str() {
            "raising" => SosStage::Raising,
            "asking" => SosStage::Asking,
            "cancelling" => SosStage::Cancelling,
            "over" => return Ok(None),
            _ => return Err(StoreError::Damaged),
        };
        let item = || {
            let state = match self.state.as_str() {
                "ready" => ItemState::Ready,
                "parked" => ItemState::Parked { code: self.reason? },
                _ => ItemState::Waiting {
                    wait: Wait::restore(Timestamp::from_unix_ms(self.wait_until?), self.boot_epoch_ms?),
                    reason: Reason::from_name(&self.reason?)?,
                },
            };
            let id = self.id.parse().ok()?;
            Some(SosItem { id, stage, state, tries: self.tries, attempted: self.attempt_started })
        };
        item().map(Some).ok_or(StoreError::Damaged)
    }
}

impl Db<'_> {
    /// Keeps a new call, ready to go.
    pub(crate) fn insert_sos(
        &self,
        request: &SosRequest,
        access: &AccessSecret,
        call: &SosCall,
        raised_at: Timestamp,
    ) -> Result<()> {
        let row = request.id().to_string();
        let said = self.sealer.seal_json(cell("said", &row), &Said { call: call.clone(), raised_at })?;
        let access = self.sealer.seal(cell("access", &row), access.bytes())?;
        let body = self.sealer.seal(cell("body", &row), request.body())?;
        self.execute(
            "INSERT INTO sos (id, stage, state, idempotency_key, said, access, body)
             VALUES (?1, 'raising', 'ready', ?2, ?3, ?4, ?5)",
            params![row, request.key().to_string(), said, access, body],
        )?;
        Ok(())
    }

    /// The calls that are not over, in the order in which they were made.
    pub(crate) fn sos_items(&self) -> Result<Vec<SosItem>> {
        let sql = format!("SELECT {} FROM sos WHERE stage <> 'over' ORDER BY rowid", Columns::NAMES);
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map([], Columns::read)?;
        rows.filter_map(|columns| columns.map_err(StoreError::from).and_then(Columns::item).transpose())
            .collect()
    }

    /// What a call needs next; `None`: it is over.
    pub(crate) fn sos_item(&self, id: SosId) -> Result<Option<SosItem>> {
        let sql = format!("SELECT {} FROM sos WHERE id = ?1", Columns::NAMES);
        self.query_row(&sql, [id.to_string()], Columns::read)?.item()
    }

    /// How many calls the city is still to be told of.
    pub(crate) fn count_urgent_sos(&self) -> Result<u32> {
        let sql = "SELECT count(*) FROM sos WHERE stage IN ('raising', 'cancelling')";
        Ok(self.query_row(sql, [], |row| row.get(0))?)
    }

    /// All calls that the phone has, the newest first.
    pub(crate) fn all_sos(&self) -> Result<Vec<StoredSos>> {
        let mut statement = self.connection.prepare_cached("SELECT id FROM sos ORDER BY rowid DESC")?;
        let ids = statement.query_map([], |row| row.get::<_, String>(0))?;
        ids.map(|id| self.sos(id?.parse().map_err(|_| StoreError::Damaged)?)).collect()
    }

    /// One call.
    pub(crate) fn sos(&self, id: SosId) -> Result<StoredSos> {
        let row = id.to_string();
        let sql = "SELECT said, city FROM sos WHERE id = ?1";
        let (said, city): (Vec<u8>, Option<Vec<u8>>) =
            self.query_row(sql, [&row], |columns| Ok((columns.get(0)?, columns.get(1)?)))?;
        let Said { call, raised_at } = self.sealer.open_json(cell("said", &row), &said)?;
        let city = city.map(|city| self.sealer.open_json(cell("city", &row), &city)).transpose()?;
        Ok(StoredSos { id, call, raised_at, city, item: self.sos_item(id)? })
    }

    /// The bytes that go to the city.
    pub(crate) fn sos_request(&self, id: SosId) -> Result<SosRequest> {
        let row = id.to_string();
        let sql = "SELECT idempotency_key, body FROM sos WHERE id = ?1";
        let (key, body): (String, Vec<u8>) =
            self.query_row(sql, [&row], |columns| Ok((columns.get(0)?, columns.get(1)?)))?;
        let key: IdempotencyKey = key.parse().map_err(|_| StoreError::Damaged)?;
        Ok(SosRequest::restore(id, key, self.sealer.open(cell("body", &row), &body)?))
    }

    /// What shows a later request about a call to be its maker's.
    pub(crate) fn sos_access(&self, id: SosId) -> Result<AccessSecret> {
        let row = id.to_string();
        let sql = "SELECT access FROM sos WHERE id = ?1";
        let sealed: Vec<u8> = self.query_row(sql, [&row], |columns| columns.get(0))?;
        let access = self.sealer.open(cell("access", &row), &sealed)?;
        AccessSecret::from_bytes(&access).ok_or(StoreError::Damaged)
    }

    /// Saves what the rules made of a call.
    pub(crate) fn save_sos(&self, item: &SosItem) -> Result<()> {
        let stage = match item.stage {
            SosStage::Raising => "raising",
            SosStage::Asking => "asking",
            SosStage::Cancelling => "cancelling",
        };
        let (state, reason, wait) = match &item.state {
            ItemState::Ready => ("ready", None, None),
            ItemState::Waiting { wait, reason } => ("waiting", Some(reason.as_str()), Some(wait.parts())),
            ItemState::Parked { code } => ("parked", Some(code.as_str()), None),
        };
        one(self.execute(
            "UPDATE sos SET stage = ?2, state = ?3, reason = ?4, wait_until = ?5, boot_epoch_ms = ?6, tries = ?7
             WHERE id = ?1",
            params![
                item.id.to_string(),
                stage,
                state,
                reason,
                wait.map(|(until, _)| until.unix_ms()),
                wait.map(|(_, boot_epoch_ms)| boot_epoch_ms),
                item.tries
            ],
        )?)
    }

    /// From now on the city may have it.
    pub(crate) fn set_sos_attempt_started(&self, id: SosId) -> Result<()> {
        one(self.execute("UPDATE sos SET attempt_started = 1 WHERE id = ?1", [id.to_string()])?)
    }

    /// Keeps what the city said.
    pub(crate) fn set_sos_city(&self, city: &CitySos, now: Timestamp) -> Result<()> {
        let row = city.id.to_string();
        let known_since = Some(self.sos_known_since(city.id)?.unwrap_or(now));
        let sealed = self.sealer.seal_json(cell("city", &row), &Word { city: city.clone(), known_since })?;
        one(self.execute("UPDATE sos SET city = ?2 WHERE id = ?1", params![row, sealed])?)
    }

    /// When the phone first heard from the city about a call, by its own clock; `None`: not yet, or an earlier version heard it.
    pub(crate) fn sos_known_since(&self, id: SosId) -> Result<Option<Timestamp>> {
        let row = id.to_string();
        let sql = "SELECT city FROM sos WHERE id = ?1";
        let city: Option<Vec<u8>> = self.query_row(sql, [&row], |columns| columns.get(0))?;
        let Some(city) = city else { return Ok(None) };
        Ok(self.sealer.open_json::<Word>(cell("city", &row), &city)?.known_since)
    }

    /// Nothing more is to be told or asked.
    pub(crate) fn set_sos_over(&self, id: SosId, now: Timestamp) -> Result<()> {
        let sql = "UPDATE sos SET stage = 'over', state = 'ready', over_since = ?2 WHERE id = ?1";
        one(self.execute(sql, params![id.to_string(), now.unix_ms()])?)
    }

    pub(crate) fn delete_sos(&self, id: SosId) -> Result<()> {
        one(self.execute("DELETE FROM sos WHERE id = ?1", [id.to_string()])?)
    }

    /// Ends the waits of what is urgent.
    pub(crate) fn end_sos_waits(&self) -> Result<()> {
        self.change_sos(SosItem::end_wait)
    }

    /// The waits by the clock of now, after a reboot or a jump of the clock; and what was over for long is forgotten.
    pub(crate) fn tidy_sos(&self, now: Now) -> Result<()> {
        let then = now.wall.unix_ms().saturating_sub(KEPT_MS);
        self.execute("DELETE FROM sos WHERE over_since <= ?1", [then])?;
        self.change_sos(|item| {
            if let ItemState::Waiting { wait, .. } = &mut item.state {
                *wait = wait.rebased(now, LONGEST_WAIT);
            }
        })
    }

    fn change_sos(&self, change: impl Fn(&mut SosItem)) -> Result<()> {
        for before in self.sos_items()? {
            let mut item = before.clone();
            change(&mut item);
            if item != before {
                self.save_sos(&item)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
