//! A model of the city: what docs/protocol.md says that it remembers, in a few maps. It also watches what it is sent, and notes what no honest
//! client does.

use std::collections::{BTreeMap, BTreeSet};

use hues_core::ReportId;
use hues_core::report::{
    Attachment, CityReport, FollowUp, FollowUpRequest, Rating, Satisfaction, Status, StatusChange, Stored,
};
use hues_core::wire::{Change, ChangesPage, WireError};
use ring::digest;
use serde_json::{Value, json};

use crate::calls::Calls;
use crate::document::{first_document, new_document};
use crate::promise::Broken;
use crate::removed::Removed;

pub(crate) const AT: &str = "2026-11-23T08:00:00+07:00";
const PAGE: usize = 5;

/// One report as the city has it.
pub(crate) struct Case {
    key: String,
    body: Vec<u8>,
    installation: String,
    pub(crate) document: CityReport,
    /// Ids and texts of the citizen's messages, in the order of their arrival.
    pub(crate) heard: Vec<(String, String)>,
    /// In which revision a member of the report last changed.
    changed_in: BTreeMap<String, i64>,
    /// The staff had the last word on the text.
    pub(crate) staff_wrote: bool,
}

/// An upload on its way.
struct Upload {
    report: ReportId,
    photo: Attachment,
    bytes: Vec<u8>,
}

/// A line of the feed.
struct Entry {
    place: u64,
    kind: &'static str,
    id: String,
    owner: String,
}

/// The city.
#[derive(Default)]
pub(crate) struct Model {
    cases: BTreeMap<ReportId, Case>,
    barred: BTreeSet<ReportId>,
    /// By key: the report, the body, and the document of then.
    follow_ups: BTreeMap<String, (ReportId, Vec<u8>, Option<CityReport>)>,
    installations: BTreeSet<String>,
    /// A report makes nobody known: each phone has to be registered before. It changes whenever the city forgets them.
    wants_registration: bool,
    uploads: BTreeMap<String, Upload>,
    uploads_so_far: u64,
    /// What changed, oldest first. A thing is there once, where it last changed.
    feed: Vec<Entry>,
    entries_so_far: u64,
    messages: BTreeMap<String, (i64, ReportId, Value)>,
    epoch: u64,
    /// Keys and bodies of reports that were ever sent, whether they arrived or not.
    sent: BTreeMap<ReportId, (String, Vec<u8>)>,
    pub(crate) calls: Calls,
    pub(crate) removed: Removed,
    pub(crate) broken: Option<Broken>,
}

impl Model {
    pub(crate) fn case(&self, id: ReportId) -> Option<&Case> {
        self.cases.get(&id)
    }

    pub(crate) fn ids(&self) -> impl Iterator<Item = ReportId> {
        self.cases.keys().copied()
    }

    /// Whether a byte of it may be on its way to the city, or there.
    pub(crate) fn may_have(&self, id: ReportId) -> bool {
        self.sent.contains_key(&id)
    }

    /// A report leaves a phone, whether it arrives or not.
    pub(crate) fn note_sent(&mut self, id: ReportId, key: &str, body: &[u8]) {
        let known = self.sent.entry(id).or_insert_with(|| (key.to_owned(), body.to_vec()));
        if known.0 != key || known.1 != body {
            self.breaks("a retry sends the same bytes under the same key", format!("report {id}"));
        }
    }

    pub(crate) fn breaks(&mut self, promise: &'static str, how: String) {
        self.broken.get_or_insert(Broken::new(promise, how));
    }

    pub(crate) fn register(&mut self, installation: &str) {
        self.installations.insert(installation.to_owned());
    }

    fn admit(&mut self, installation: &str) -> Result<(), WireError> {
        if self.wants_registration && !self.installations.contains(installation) {
            return Err(WireError::Unauthorised);
        }
        self.register(installation);
        Ok(())
    }

    pub(crate) fn post(
        &mut self,
        id: ReportId,
        key: &str,
        body: &[u8],
        installation: &str,
    ) -> Result<CityReport, WireError> {
        self.admit(installation)?;
        self.removed.refuse(id)?;
        if let Some(case) = self.cases.get(&id) {
            if case.body != body {
                return Err(refused(422, "idempotency-key-reuse"));
            }
            // The answer of the first time.
            return Ok(CityReport { revision: 1, rating: None, ..first_document(id, &case.document) });
        }
        if self.barred.contains(&id) {
            return Err(refused(410, "report-withdrawn"));
        }
        let document = new_document(id, self.cases.len(), body);
        let answer = document.clone();
        let case = Case {
            key: key.to_owned(),
            body: body.to_vec(),
            installation: installation.to_owned(),
            document,
            heard: Vec::new(),
            changed_in: BTreeMap::new(),
            staff_wrote: false,
        };
        self.cases.insert(id, case);
        self.announce("report", id.to_string(), id);
        Ok(answer)
    }

    /// Several at once: what became of each.
    pub(crate) fn post_all(
        &mut self,
        reports: &[(ReportId, String, Vec<u8>)],
        installation: &str,
    ) -> Result<Vec<Result<CityReport, WireError>>, WireError> {
        self.admit(installation)?;
        Ok(reports.iter().map(|(id, key, body)| self.post(*id, key, body, installation)).collect())
    }

    pub(crate) fn document(&self, id: ReportId) -> Result<CityReport, WireError> {
        self.removed.refuse(id)?;
        self.cases.get(&id).map(|case| case.document.clone()).ok_or_else(|| refused(404, "report-unknown"))
    }

    pub(crate) fn follow_up(&mut self, request: &FollowUpRequest) -> Result<Option<CityReport>, WireError> {
        let key = request.key().to_string();
        if let Some((_, body, answer)) = self.follow_ups.get(&key) {
            let (same, answer) = (body == request.body(), answer.clone());
            if !same {
                self.breaks("a retry sends the same bytes under the same key", format!("follow-up {key}"));
            }
            return Ok(answer);
        }
        let answer = self.grant(request)?;
        self.follow_ups.insert(key, (request.report(), request.body().to_vec(), answer.clone()));
        Ok(answer)
    }

    fn grant(&mut self, request: &FollowUpRequest) -> Result<Option<CityReport>, WireError> {
        let (id, follow_up) = (request.report(), request.follow_up());
        if let Some(answer) = self.removed.answer(id, follow_up) {
            return answer.map(|()| None);
        }
        let Some(case) = self.cases.get_mut(&id) else {
            if follow_up == FollowUp::Withdrawal {
                self.barred.insert(id);
                return Ok(None);
            }
            return Err(refused(404, "report-unknown"));
        };
        let closed = matches!(case.document.status, Status::Done | Status::Rejected);
        if case.document.status == Status::Withdrawn {
            return Err(refused(410, "report-withdrawn"));
        }
        match follow_up {
            FollowUp::Withdrawal | FollowUp::Amendment if closed => {
                return Err(refused(422, "report-closed"));
            }
            FollowUp::Amendment => {
                let body: Value = serde_json::from_slice(request.body()).map_err(|_| WireError::Garbled)?;
                let base = body["base"].as_i64().unwrap_or_default();
                let changes = body["changes"].as_object().cloned().unwrap_or_default();
                let conflicts = |(name, value): (&String, &Value)| {
                    case.content()[name] != *value
                        && case.changed_in.get(name).is_some_and(|revision| *revision > base)
                };
                if changes.iter().any(conflicts) {
                    return Err(refused(412, "amendment-conflict"));
                }
                case.staff_wrote &= !changes.contains_key("text");
                for (name, value) in changes {
                    self.set_member(id, &name, value);
                }
            }
            FollowUp::Withdrawal => self.set_status(id, Status::Withdrawn),
            FollowUp::Rating if !closed => return Err(refused(422, "report-open")),
            FollowUp::Rating => {
                let rating: Rating =
                    serde_json::from_slice(request.body()).map_err(|_| WireError::Garbled)?;
                let again = rating.satisfaction == Satisfaction::Unsatisfied;
                case.document.rating = Some(rating);
                self.set_status_or_touch(id, again.then_some(Status::InProgress));
            }
            FollowUp::Message(message) => {
                let body: Value = serde_json::from_slice(request.body()).map_err(|_| WireError::Garbled)?;
                let text = body["text"].as_str().unwrap_or_default().to_owned();
                let message = message.to_string();
                case.heard.push((message.clone(), text.clone()));
                self.message(message, id, "citizen", &text);
            }
        }
        self.document(id).map(Some)
    }

    /// The staff correct what a report says.
    pub(crate) fn correct(&mut self, id: ReportId, member: &str, value: Value) {
        let Some(case) = self.cases.get_mut(&id) else { return };
        case.staff_wrote |= member == "text";
        self.set_member(id, member, value);
    }

    fn set_member(&mut self, id: ReportId, member: &str, value: Value) {
        self.set_status_or_touch(id, None);
        let Some(case) = self.cases.get_mut(&id) else { return };
        case.changed_in.insert(member.to_owned(), case.document.revision);
        if let Some(content) = &mut case.document.content {
            content[member] = value;
        }
    }

    fn message(&mut self, message: String, id: ReportId, author: &str, text: &str) {
        let body = json!({"report": id, "author": author, "agency": null, "text": text, "sent_at": AT});
        self.messages.insert(message.clone(), (1, id, body));
        self.announce("message", message, id);
    }

    /// The staff write to the citizen.
    pub(crate) fn reply(&mut self, id: ReportId, message: String) {
        self.message(message, id, "city", "Đã tiếp nhận.");
    }

    pub(crate) fn set_status(&mut self, id: ReportId, status: Status) {
        self.set_status_or_touch(id, Some(status));
    }

    fn set_status_or_touch(&mut self, id: ReportId, status: Option<Status>) {
        let Some(case) = self.cases.get_mut(&id) else { return };
        case.document.revision += 1;
        if let Some(status) = status {
            case.document.status = status;
            let change = StatusChange { status, at: AT.to_owned(), agency: None, note: None };
            case.document.timeline.push(change);
        }
        self.announce("report", id.to_string(), id);
    }

    fn announce(&mut self, kind: &'static str, id: String, report: ReportId) {
        let owner = self.cases.get(&report).map(|case| case.installation.clone()).unwrap_or_default();
        self.put_into_feed(kind, id, owner);
    }

    fn put_into_feed(&mut self, kind: &'static str, id: String, owner: String) {
        self.feed.retain(|entry| (entry.kind, &entry.id) != (kind, &id));
        self.entries_so_far += 1;
        self.feed.push(Entry { place: self.entries_so_far, kind, id, owner });
    }

    /// Drops all that the city has of a report.
    pub(crate) fn forget_case(&mut self, id: ReportId) -> Option<Case> {
        let case = self.cases.remove(&id)?;
        self.uploads.retain(|_, upload| upload.report != id);
        let of_it = |message: &str| self.messages.get(message).is_some_and(|(_, report, _)| *report == id);
        self.feed.retain(|entry| entry.kind != "message" || !of_it(&entry.id));
        self.messages.retain(|_, (_, report, _)| *report != id);
        self.follow_ups.retain(|_, (of, ..)| *of != id);
        Some(case)
    }

    /// The feed says that a report is deleted.
    pub(crate) fn announce_removed(&mut self, id: ReportId, case: &Case) {
        self.put_into_feed("report", id.to_string(), case.installation.clone());
    }

    pub(crate) fn create_upload(
        &mut self,
        report: ReportId,
        photo: &Attachment,
        beginning: &[u8],
    ) -> Result<(String, u64), WireError> {
        self.removed.refuse(report)?;
        let named = |case: &Case| {
            case.document.attachments.iter().any(|one| one.sha256 == photo.sha256 && one.size == photo.size)
        };
        if !self.cases.get(&report).is_some_and(named) {
            return Err(refused(403, "attachment-unknown"));
        }
        self.uploads_so_far += 1;
        let url = format!("/v1/uploads/{}", self.uploads_so_far);
        self.removed.note_upload(&url, report);
        self.uploads.insert(url.clone(), Upload { report, photo: photo.clone(), bytes: Vec::new() });
        let offset = self.append(&url, 0, beginning)?;
        Ok((url, offset))
    }

    pub(crate) fn upload_offset(&self, url: &str) -> Result<u64, WireError> {
        self.uploads.get(url).map(|upload| upload.bytes.len() as u64).ok_or(WireError::UploadGone)
    }

    /// Takes a piece; when it was the last one, the digest of the whole is compared.
    pub(crate) fn append(&mut self, url: &str, offset: u64, piece: &[u8]) -> Result<u64, WireError> {
        let upload = self.uploads.get_mut(url).ok_or(WireError::UploadGone)?;
        if upload.bytes.len() as u64 != offset {
            return Err(WireError::OffsetMismatch);
        }
        upload.bytes.extend_from_slice(piece);
        let arrived = upload.bytes.len() as u64;
        if arrived >= upload.photo.size {
            let (report, sha256) = (upload.report, upload.photo.sha256.clone());
            if hex(digest::digest(&digest::SHA256, &upload.bytes).as_ref()) == sha256 {
                self.store_photo(report, &sha256);
            } else {
                self.uploads.remove(url);
            }
        }
        Ok(arrived)
    }

    fn store_photo(&mut self, report: ReportId, sha256: &str) {
        let Some(case) = self.cases.get_mut(&report) else { return };
        for attachment in &mut case.document.attachments {
            if attachment.sha256 == sha256 {
                attachment.state = Stored::Stored;
            }
        }
        self.set_status_or_touch(report, None);
    }

    pub(crate) fn changes(&self, cursor: Option<&str>, installation: &str) -> Result<ChangesPage, WireError> {
        if !self.installations.contains(installation) {
            return Err(WireError::Unauthorised);
        }
        let after = match cursor {
            None => 0,
            Some(cursor) => {
                let (epoch, place) = cursor.split_once(' ').ok_or(WireError::CursorGone)?;
                if epoch != self.epoch.to_string() {
                    return Err(WireError::CursorGone);
                }
                place.parse::<u64>().map_err(|_| WireError::CursorGone)?
            }
        };
        let mut own = self.feed.iter().filter(|entry| entry.owner == installation && entry.place > after);
        let page: Vec<&Entry> = own.by_ref().take(PAGE).collect();
        let end = page.last().map_or(after, |entry| entry.place);
        let changes = page.iter().map(|entry| self.change(entry.kind, &entry.id)).collect();
        Ok(ChangesPage { changes, cursor: format!("{} {end}", self.epoch), more: own.next().is_some() })
    }

    fn change(&self, kind: &str, id: &str) -> Change {
        let removed = id.parse().ok().and_then(|id| self.removed.revision(id)).filter(|_| kind == "report");
        if let Some(revision) = removed {
            return Change {
                kind: kind.to_owned(),
                id: id.to_owned(),
                revision,
                deleted: true,
                body: Value::Null,
            };
        }
        let (revision, body) = match (kind, id.parse::<ReportId>()) {
            ("report", Ok(report)) => self.cases.get(&report).map_or((0, Value::Null), |case| {
                (case.document.revision, serde_json::to_value(&case.document).unwrap_or_default())
            }),
            _ => self
                .messages
                .get(id)
                .map_or((0, Value::Null), |(revision, _, body)| (*revision, body.clone())),
        };
        Change { kind: kind.to_owned(), id: id.to_owned(), revision, deleted: false, body }
    }

    pub(crate) fn forget_cursors(&mut self) {
        self.epoch += 1;
    }

    pub(crate) fn forget_installations(&mut self) {
        self.installations.clear();
        self.wants_registration = !self.wants_registration;
    }

    pub(crate) fn forget_uploads(&mut self) {
        self.uploads.clear();
    }
}

impl Case {
    /// The text, as the city has it now.
    pub(crate) fn text(&self) -> String {
        self.content()["text"].as_str().unwrap_or_default().to_owned()
    }

    fn content(&self) -> Value {
        self.document.content.clone().unwrap_or_default()
    }

    /// Whether anything of a place came with it, when it arrived or since.
    pub(crate) fn has_place(&self) -> bool {
        let first: Value = serde_json::from_slice(&self.body).unwrap_or_default();
        let says = |said: &Value| ["location", "ward", "address"].iter().any(|name| !said[*name].is_null());
        says(&first) || says(&self.content())
    }

    /// Under which key it arrived.
    pub(crate) fn key(&self) -> &str {
        &self.key
    }

    /// Whether every photo is there.
    pub(crate) fn is_whole(&self) -> bool {
        self.document.attachments.iter().all(|attachment| attachment.state == Stored::Stored)
    }
}

pub(crate) fn refused(status: u16, code: &str) -> WireError {
    WireError::Refused { status, code: code.to_owned() }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
