//! The rules for a new report: the bytes that a phone sent become a [`Submission`], or the list of what is
//! wrong with them, all at once, each with its place. Pure: it knows nothing of HTTP and of what was reported
//! before.

use chrono::{DateTime, FixedOffset};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::category::{Categories, Category, LocationRule, PhotoRule};
use crate::digest;
use crate::problem::FieldError;
use crate::question;
use crate::{PHOTO_LIMIT, TEXT_LIMIT, VIDEO_LIMIT};

/// A photo that a report names.
#[derive(Debug)]
pub(crate) struct Attachment {
    pub(crate) sha256: String,
    pub(crate) size: u64,
    pub(crate) media_type: String,
}

/// A report that keeps the rules.
#[derive(Debug)]
pub(crate) struct Submission {
    pub(crate) id: String,
    pub(crate) category: String,
    pub(crate) deadline_hours: u32,
    pub(crate) access_hash: String,
    pub(crate) attachments: Vec<Attachment>,
}

impl Submission {
    /// Reads the body of `POST /v1/reports`.
    pub(crate) fn read(body: &Value, categories: &Categories) -> Result<Self, Vec<FieldError>> {
        let mut errors = Errors::default();
        let Some(fields) = body.as_object() else {
            errors.add("", "invalid");
            return Err(errors.0);
        };
        let report = Fields { fields, at: String::new() };
        let id = report.text("id", &mut errors, is_uuid_v7);
        let version =
            report.number("schema_version", &mut errors, |version| categories.edition(version).is_some());
        // With no version that counts, the rest is read by the newest.
        let edition =
            version.and_then(|version| categories.edition(version)).unwrap_or_else(|| categories.newest());
        let category = report.text("category", &mut errors, |_| true);
        let category = category.and_then(|id| {
            let known = edition.get(id);
            if known.is_none() {
                errors.add("/category", "unknown");
            }
            known
        });
        let made_at = report.field("made_at", &mut errors, |value| value.as_str().and_then(time));
        if let (Some(answers), Some(category)) = (report.object("answers", &mut errors), category) {
            errors.0.extend(question::check(&category.questions, answers.fields, made_at));
        }
        let access_hash = report.text("access_hash", &mut errors, digest::is_sha256);
        read_place(&report, category.map(|category| category.location).unwrap_or_default(), &mut errors);
        read_contact(&report, &mut errors);
        read_public(&report, &mut errors);
        let attachments = read_attachments(&report, &mut errors);
        check_content(&report, category, attachments.as_deref(), &mut errors);
        match (id, category, access_hash, attachments) {
            (Some(id), Some(category), Some(access_hash), Some(attachments)) if errors.0.is_empty() => {
                Ok(Self {
                    id: id.to_owned(),
                    category: category.id.clone(),
                    deadline_hours: category.deadline_hours,
                    access_hash: access_hash.to_owned(),
                    attachments,
                })
            }
            _ => Err(errors.0),
        }
    }
}

/// Reads the body of `POST /v1/sos`; the hash of its secret.
pub(crate) fn read_sos(body: &Value) -> Result<String, Vec<FieldError>> {
    let mut errors = Errors::default();
    let Some(fields) = body.as_object() else {
        errors.add("", "invalid");
        return Err(errors.0);
    };
    let call = Fields { fields, at: String::new() };
    call.text("id", &mut errors, is_uuid_v7);
    let access_hash = call.text("access_hash", &mut errors, digest::is_sha256);
    call.field("raised_at", &mut errors, |value| value.as_str().and_then(time));
    if !call.fields.get("location").is_some_and(Value::is_null) {
        read_location(&call, &mut errors);
    }
    call.number_or_null("people", &mut errors, |people| (1..=999).contains(&people));
    call.field("needs", &mut errors, |value| {
        let known = |need: &Value| {
            need.as_str()
                .is_some_and(|need| matches!(need, "evacuation" | "medical" | "food_water" | "other"))
        };
        value.as_array().filter(|needs| needs.iter().all(known))
    });
    for (name, limit) in [("phone", 30), ("note", 500)] {
        call.field(name, &mut errors, |value| {
            let fits = |text: &str| !text.trim().is_empty() && text.chars().count() <= limit;
            (value.is_null() || value.as_str().is_some_and(fits)).then_some(())
        });
    }
    call.number_or_null("battery", &mut errors, |percent| percent <= 100);
    match access_hash {
        Some(access_hash) if errors.0.is_empty() => Ok(access_hash.to_owned()),
        _ => Err(errors.0),
    }
}

/// What was found wrong so far.
#[derive(Default)]
struct Errors(Vec<FieldError>);

impl Errors {
    fn add(&mut self, pointer: impl Into<String>, code: &'static str) {
        self.0.push(FieldError { pointer: pointer.into(), code });
    }
}

/// An object of the body and its place there.
struct Fields<'a> {
    fields: &'a Map<String, Value>,
    at: String,
}

impl<'a> Fields<'a> {
    fn pointer(&self, name: &str) -> String {
        format!("{}/{name}", self.at)
    }

    /// A field that must be there, as what `read` makes of it.
    fn field<T>(&self, name: &str, errors: &mut Errors, read: impl Fn(&'a Value) -> Option<T>) -> Option<T> {
        let read = self.fields.get(name).map(read);
        match read {
            None => errors.add(self.pointer(name), "required"),
            Some(None) => errors.add(self.pointer(name), "invalid"),
            Some(Some(_)) => {}
        }
        read.flatten()
    }

    fn text(&self, name: &str, errors: &mut Errors, fits: impl Fn(&str) -> bool) -> Option<&'a str> {
        self.field(name, errors, |value| value.as_str().filter(|text| fits(text)))
    }

    fn text_or_null(&self, name: &str, errors: &mut Errors) {
        self.field(name, errors, |value| (value.is_null() || value.is_string()).then_some(()));
    }

    fn number(&self, name: &str, errors: &mut Errors, fits: impl Fn(u64) -> bool) -> Option<u64> {
        self.field(name, errors, |value| value.as_u64().filter(|number| fits(*number)))
    }

    fn number_or_null(&self, name: &str, errors: &mut Errors, fits: impl Fn(u64) -> bool) {
        self.field(name, errors, |value| {
            (value.is_null() || value.as_u64().is_some_and(&fits)).then_some(())
        });
    }

    fn yes_or_no(&self, name: &str, errors: &mut Errors) {
        self.field(name, errors, Value::as_bool);
    }

    fn object(&self, name: &str, errors: &mut Errors) -> Option<Fields<'a>> {
        let fields = self.field(name, errors, Value::as_object)?;
        Some(Fields { fields, at: self.pointer(name) })
    }

    /// A number within the bounds; outside of them is an error of its own.
    fn degrees(&self, name: &str, limit: f64, errors: &mut Errors) {
        if let Some(degrees) = self.field(name, errors, Value::as_f64)
            && !(-limit..=limit).contains(&degrees)
        {
            errors.add(self.pointer(name), "out-of-range");
        }
    }
}

fn is_uuid_v7(text: &str) -> bool {
    // Only the canonical writing: the same id in two writings would be two reports.
    Uuid::parse_str(text).is_ok_and(|id| id.get_version_num() == 7 && id.to_string() == text)
}

fn time(text: &str) -> Option<DateTime<FixedOffset>> {
    DateTime::parse_from_rfc3339(text).ok()
}

/// A position with its ward and the place in words, as the category wants them.
fn read_place(report: &Fields<'_>, rule: LocationRule, errors: &mut Errors) {
    report.text_or_null("ward", errors);
    report.text_or_null("address", errors);
    let says = |name: &str| report.fields.get(name).is_some_and(|value| !value.is_null());
    match rule {
        LocationRule::None => {
            for name in ["location", "ward", "address"].into_iter().filter(|name| says(name)) {
                errors.add(report.pointer(name), "not-allowed");
            }
        }
        LocationRule::Required if !says("location") => errors.add(report.pointer("location"), "required"),
        LocationRule::Optional if !says("location") => {}
        LocationRule::Required | LocationRule::Optional => read_location(report, errors),
    }
}

fn read_location(report: &Fields<'_>, errors: &mut Errors) {
    let Some(location) = report.object("location", errors) else { return };
    location.degrees("lat", 90.0, errors);
    location.degrees("lon", 180.0, errors);
    location.field("accuracy_m", errors, |value| {
        (value.is_null() || value.as_f64().is_some_and(|metres| metres >= 0.0)).then_some(())
    });
    location.field("fixed_at", errors, |value| {
        (value.is_null() || value.as_str().and_then(time).is_some()).then_some(())
    });
    location.text("source", errors, |source| matches!(source, "gps" | "photo" | "pin"));
    location.yes_or_no("mock", errors);
}

fn read_contact(report: &Fields<'_>, errors: &mut Errors) {
    if report.fields.get("contact").is_some_and(Value::is_null) {
        return;
    }
    let Some(contact) = report.object("contact", errors) else { return };
    contact.text_or_null("name", errors);
    contact.text_or_null("phone", errors);
}

fn read_public(report: &Fields<'_>, errors: &mut Errors) {
    let Some(public) = report.object("public", errors) else { return };
    for part in ["text", "photos", "name"] {
        public.yes_or_no(part, errors);
    }
}

fn read_attachments(report: &Fields<'_>, errors: &mut Errors) -> Option<Vec<Attachment>> {
    let list = report.field("attachments", errors, Value::as_array)?;
    list.iter()
        .enumerate()
        .map(|(position, value)| {
            let at = format!("/attachments/{position}");
            let Some(fields) = value.as_object() else {
                errors.add(at, "invalid");
                return None;
            };
            read_attachment(&Fields { fields, at }, errors)
        })
        // Not straight into an `Option`: that would stop at the first wrong one and hide the others.
        .collect::<Vec<_>>()
        .into_iter()
        .collect()
}

fn read_attachment(photo: &Fields<'_>, errors: &mut Errors) -> Option<Attachment> {
    let sha256 = photo.text("sha256", errors, digest::is_sha256);
    let size = photo.number("size", errors, |bytes| bytes > 0);
    let media_type = photo.text("media_type", errors, |name| limit(name).is_some());
    // Of a kind that is unknown, only that is wrong.
    let limit = media_type.and_then(limit).unwrap_or(PHOTO_LIMIT);
    if size.is_some_and(|bytes| bytes > limit) {
        errors.add(photo.pointer("size"), "too-large");
    }
    for side in ["width", "height"] {
        photo.number(side, errors, |pixels| pixels > 0);
    }
    Some(Attachment { sha256: sha256?.to_owned(), size: size?, media_type: media_type?.to_owned() })
}

/// How large a photo or video may be; `None` for what is neither.
fn limit(media_type: &str) -> Option<u64> {
    match media_type {
        "image/jpeg" | "image/png" | "image/webp" => Some(PHOTO_LIMIT),
        "video/mp4" | "video/quicktime" => Some(VIDEO_LIMIT),
        _ => None,
    }
}

/// A report says something, in words or in photos, and keeps its category's rule for photos.
fn check_content(
    report: &Fields<'_>,
    category: Option<&Category>,
    attachments: Option<&[Attachment]>,
    errors: &mut Errors,
) {
    let text = report.text("text", errors, |_| true);
    let photos = attachments.map(<[_]>::len);
    match (category.map(|category| category.photo), photos) {
        (Some(PhotoRule::Required), Some(0)) => errors.add("/attachments", "required"),
        (Some(PhotoRule::None), Some(1..)) => errors.add("/attachments", "not-allowed"),
        _ => {}
    }
    if photos == Some(0) && text.is_some_and(|text| text.trim().is_empty()) {
        errors.add("/text", "required");
    }
    if text.is_some_and(|text| text.chars().count() > TEXT_LIMIT) {
        errors.add("/text", "too-large");
    }
}
