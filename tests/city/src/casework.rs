//! A report's life at the city: its document as the protocol shows it, the moves of its status, the replies,
//! and the line in the changes feed that each of them makes. It knows nothing of HTTP.

use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::store::Transaction;
use crate::{Error, amendment, store};

/// Where a report stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The city has it.
    Received,
    /// An agency was told to see to it.
    Assigned,
    /// The agency is at it.
    InProgress,
    /// It is done.
    Done,
    /// The city will not do it.
    Rejected,
    /// The citizen took it back.
    Withdrawn,
}

impl Status {
    /// As the protocol writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Assigned => "assigned",
            Self::InProgress => "in_progress",
            Self::Done => "done",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// The report document of the protocol.
#[derive(Debug, Serialize)]
pub(crate) struct Document {
    pub(crate) id: String,
    pub(crate) public_id: String,
    pub(crate) number: String,
    pub(crate) revision: i64,
    pub(crate) status: String,
    pub(crate) received_at: String,
    pub(crate) deadline: String,
    pub(crate) attachments: Vec<Attachment>,
    pub(crate) timeline: Vec<Step>,
    pub(crate) rating: Option<Rating>,
    pub(crate) content: Value,
}

/// The citizen's word on what the city did.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Rating {
    pub(crate) satisfaction: Satisfaction,
    #[serde(default)]
    pub(crate) comment: Option<String>,
}

/// How content the citizen is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Satisfaction {
    Satisfied,
    Acceptable,
    Unsatisfied,
}

impl Satisfaction {
    /// As the protocol writes it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Satisfied => "satisfied",
            Self::Acceptable => "acceptable",
            Self::Unsatisfied => "unsatisfied",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        [Self::Satisfied, Self::Acceptable, Self::Unsatisfied].into_iter().find(|one| one.as_str() == name)
    }
}

/// A photo that the report names, and whether it is here.
#[derive(Debug, Serialize)]
pub(crate) struct Attachment {
    pub(crate) sha256: String,
    pub(crate) size: i64,
    pub(crate) state: &'static str,
    /// Shown to operators as what it is; the phone named it itself.
    #[serde(skip)]
    pub(crate) is_video: bool,
}

/// One move of the status.
#[derive(Debug, Serialize)]
pub(crate) struct Step {
    pub(crate) status: String,
    pub(crate) at: String,
    pub(crate) agency: Option<String>,
    pub(crate) note: Option<String>,
}

/// A message of the thread: the city's, or the citizen's.
#[derive(Debug, Serialize)]
pub(crate) struct Message {
    #[serde(skip)]
    pub(crate) id: String,
    #[serde(skip)]
    pub(crate) revision: i64,
    #[serde(skip)]
    pub(crate) deleted: bool,
    pub(crate) report: String,
    pub(crate) author: String,
    pub(crate) agency: Option<String>,
    pub(crate) text: String,
    pub(crate) sent_at: String,
}

/// The document of a report; `None` when there is no such report.
pub(crate) fn document(db: &Transaction<'_>, id: &str) -> Result<Option<Document>, Error> {
    let found = db
        .query_row(
            "SELECT id, public_id, printf('HUE-%04d-%06d', year, year_number), revision, received_at, deadline
             FROM reports WHERE id = ?1",
            [id],
            |row| {
                Ok(Document {
                    id: row.get(0)?,
                    public_id: row.get(1)?,
                    number: row.get(2)?,
                    revision: row.get(3)?,
                    status: String::new(),
                    received_at: row.get(4)?,
                    deadline: row.get(5)?,
                    attachments: Vec::new(),
                    timeline: Vec::new(),
                    rating: None,
                    content: Value::Null,
                })
            },
        )
        .optional()?;
    let Some(mut document) = found else { return Ok(None) };
    document.attachments = attachments(db, id)?;
    document.timeline = timeline(db, id)?;
    document.rating = rating(db, id)?;
    document.content = amendment::content(db, id)?;
    document.status = document.timeline.last().map(|step| step.status.clone()).unwrap_or_default();
    Ok(Some(document))
}

fn attachments(db: &Transaction<'_>, report: &str) -> rusqlite::Result<Vec<Attachment>> {
    let query = "SELECT sha256, size, stored, media_type LIKE 'video/%' FROM attachments
                 WHERE report = ?1 ORDER BY position";
    db.prepare(query)?
        .query_map([report], |row| {
            let stored: bool = row.get(2)?;
            let state = if stored { "stored" } else { "missing" };
            Ok(Attachment { sha256: row.get(0)?, size: row.get(1)?, state, is_video: row.get(3)? })
        })?
        .collect()
}

fn timeline(db: &Transaction<'_>, report: &str) -> rusqlite::Result<Vec<Step>> {
    db.prepare("SELECT status, at, agency, note FROM timeline WHERE report = ?1 ORDER BY seq")?
        .query_map([report], |row| {
            Ok(Step { status: row.get(0)?, at: row.get(1)?, agency: row.get(2)?, note: row.get(3)? })
        })?
        .collect()
}

fn rating(db: &Transaction<'_>, report: &str) -> rusqlite::Result<Option<Rating>> {
    let sql = "SELECT satisfaction, comment FROM ratings WHERE report = ?1";
    let found: Option<(String, Option<String>)> =
        db.query_row(sql, [report], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    Ok(found.and_then(|(name, comment)| {
        Satisfaction::from_name(&name).map(|satisfaction| Rating { satisfaction, comment })
    }))
}

const MESSAGE: &str = "SELECT id, revision, deleted, report, author, agency, text, sent_at FROM messages";

fn read_message(row: &rusqlite::Row<'_>) -> rusqlite::Result<Message> {
    Ok(Message {
        id: row.get(0)?,
        revision: row.get(1)?,
        deleted: row.get(2)?,
        report: row.get(3)?,
        author: row.get(4)?,
        agency: row.get(5)?,
        text: row.get(6)?,
        sent_at: row.get(7)?,
    })
}

/// A message, withdrawn ones too; `None` when there is no such message.
pub(crate) fn message(db: &Transaction<'_>, id: &str) -> rusqlite::Result<Option<Message>> {
    db.query_row(&format!("{MESSAGE} WHERE id = ?1"), [id], read_message).optional()
}

/// The messages about a report that stand, oldest first.
pub(crate) fn thread(db: &Transaction<'_>, report: &str) -> rusqlite::Result<Vec<Message>> {
    db.prepare(&format!("{MESSAGE} WHERE report = ?1 AND NOT deleted ORDER BY seq"))?
        .query_map([report], read_message)?
        .collect()
}

/// Moves the status, and says so in the timeline and in the feed.
pub(crate) fn note_status(
    db: &Transaction<'_>,
    report: &str,
    status: Status,
    agency: Option<&str>,
    note: Option<&str>,
) -> Result<(), Error> {
    revise(db, report)?;
    db.execute(
        "INSERT INTO timeline(report, status, at, agency, note) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![report, status.as_str(), store::rfc3339(store::now()), filled(agency), filled(note)],
    )?;
    Ok(())
}

/// Notes that a photo of this digest and size arrived whole.
pub(crate) fn note_photo(db: &Transaction<'_>, report: &str, sha256: &str, size: u64) -> Result<(), Error> {
    let here = db.execute(
        "UPDATE attachments SET stored = 1 WHERE report = ?1 AND sha256 = ?2 AND size = ?3 AND NOT stored",
        params![report, sha256, size],
    )?;
    if here > 0 { revise(db, report).map(|_| ()) } else { Ok(()) }
}

/// Writes a reply; returns its id.
pub(crate) fn reply(
    db: &Transaction<'_>,
    report: &str,
    agency: Option<&str>,
    text: &str,
) -> Result<String, Error> {
    if text.trim().is_empty() {
        return Err(Error::ReplyEmpty);
    }
    let id = Uuid::now_v7().to_string();
    announce(db, report, "message", &id)?;
    db.execute(
        "INSERT INTO messages(id, report, revision, deleted, author, agency, text, sent_at)
         VALUES (?1, ?2, 1, 0, 'city', ?3, ?4, ?5)",
        params![id, report, filled(agency), text, store::rfc3339(store::now())],
    )?;
    Ok(id)
}

/// Takes a citizen's message into the thread. A known id is that message already.
pub(crate) fn hear(
    db: &Transaction<'_>,
    report: &str,
    id: &str,
    text: &str,
    sent_at: &str,
) -> Result<(), Error> {
    let rows = db.execute(
        "INSERT INTO messages(id, report, revision, deleted, author, agency, text, sent_at)
         VALUES (?1, ?2, 1, 0, 'citizen', NULL, ?3, ?4) ON CONFLICT(id) DO NOTHING",
        params![id, report, text, sent_at],
    )?;
    if rows > 0 { announce(db, report, "message", id) } else { Ok(()) }
}

/// Notes the citizen's rating. Who is not content has the report taken up again.
pub(crate) fn rate(db: &Transaction<'_>, report: &str, rating: &Rating) -> Result<(), Error> {
    db.execute(
        "INSERT INTO ratings(report, satisfaction, comment) VALUES (?1, ?2, ?3)
         ON CONFLICT(report) DO UPDATE SET satisfaction = excluded.satisfaction, comment = excluded.comment",
        params![report, rating.satisfaction.as_str(), filled(rating.comment.as_deref())],
    )?;
    match rating.satisfaction {
        Satisfaction::Unsatisfied => {
            note_status(db, report, Status::InProgress, None, Some("Người dân đề nghị xử lý lại"))
        }
        Satisfaction::Satisfied | Satisfaction::Acceptable => revise(db, report).map(|_| ()),
    }
}

/// Takes a reply back: the feed then says that it is deleted.
pub(crate) fn withdraw_reply(db: &Transaction<'_>, id: &str) -> Result<(), Error> {
    let report: Option<String> = db
        .query_row(
            "UPDATE messages SET deleted = 1, revision = revision + 1 WHERE id = ?1 AND NOT deleted
             RETURNING report",
            [id],
            |row| row.get(0),
        )
        .optional()?;
    announce(db, &report.ok_or(Error::MessageUnknown)?, "message", id)
}

/// A form's empty field is no value.
fn filled(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

/// Counts one more revision, which is returned, and puts the report into the feed.
pub(crate) fn revise(db: &Transaction<'_>, report: &str) -> Result<i64, Error> {
    let sql = "UPDATE reports SET revision = revision + 1 WHERE id = ?1 RETURNING revision";
    let revision: Option<i64> = db.query_row(sql, [report], |row| row.get(0)).optional()?;
    announce(db, report, "report", report)?;
    revision.ok_or(Error::ReportUnknown)
}

/// Puts a thing at the end of the feed of the installation that made the report. Each thing is there once,
/// where it last changed.
fn announce(db: &Transaction<'_>, report: &str, kind: &str, id: &str) -> Result<(), Error> {
    db.execute("DELETE FROM changes WHERE type = ?1 AND id = ?2", [kind, id])?;
    let rows = db.execute(
        "INSERT INTO changes(installation, type, id) SELECT installation, ?2, ?3 FROM reports WHERE id = ?1",
        [report, kind, id],
    )?;
    if rows == 0 { Err(Error::ReportUnknown) } else { Ok(()) }
}
