//! Warnings: what a CAP message says of itself, and how much there is of it.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use chrono::{DateTime, SecondsFormat};
use hues_core::alert::cap::{self, Area, Info, MAX_BYTES, Message, Scope};
use serde::Serialize;

use super::{Inspected, print_line, print_refused};

#[derive(Serialize)]
struct Warning<'a> {
    file: &'a str,
    ok: bool,
    /// It breaks the standard, and is shown all the same.
    irregular: bool,
    identifier: &'a str,
    sender: &'a str,
    sent: String,
    status: &'static str,
    msg_type: &'static str,
    scope: Option<&'static str>,
    /// It would make a phone sound.
    alarms: bool,
    infos: Vec<Summary<'a>>,
}

/// One info, with the shapes and codes of all its areas counted together.
#[derive(Serialize)]
struct Summary<'a> {
    language: &'a str,
    event: &'a str,
    severity: &'static str,
    urgency: &'static str,
    certainty: &'static str,
    areas: usize,
    polygons: usize,
    circles: usize,
    geocodes: usize,
}

pub(crate) fn inspect(files: &[OsString]) -> Inspected {
    for file in files.iter().map(Path::new) {
        let Ok(xml) = read(file) else {
            print_refused(file, "unreadable")?;
            continue;
        };
        match cap::parse(&xml) {
            Ok(message) => print_warning(file, &xml, &message)?,
            Err(error) => print_refused(file, error.code())?,
        }
    }
    Ok(())
}

/// No more of a file than it takes to see that it is too large.
fn read(file: &Path) -> io::Result<Vec<u8>> {
    let mut xml = Vec::new();
    File::open(file)?.take(MAX_BYTES as u64 + 1).read_to_end(&mut xml)?;
    Ok(xml)
}

fn print_warning(file: &Path, xml: &[u8], message: &Message) -> io::Result<()> {
    print_line(&Warning {
        file: &file.to_string_lossy(),
        ok: true,
        irregular: !message.irregular.is_empty(),
        identifier: &message.identifier,
        sender: &message.sender,
        sent: sent(xml, message),
        status: message.status.as_str(),
        msg_type: message.msg_type.as_str(),
        scope: message.scope.map(Scope::as_str),
        alarms: message.alarms(),
        infos: message.infos.iter().map(summary).collect(),
    })
}

fn summary(info: &Info) -> Summary<'_> {
    let count = |of: fn(&Area) -> usize| info.areas.iter().map(of).sum();
    Summary {
        language: &info.language,
        event: &info.event,
        severity: info.severity.as_str(),
        urgency: info.urgency.as_str(),
        certainty: info.certainty.as_str(),
        areas: info.areas.len(),
        polygons: count(|area| area.polygons.len()),
        circles: count(|area| area.circles.len()),
        geocodes: count(|area| area.geocodes.len()),
    }
}

/// The time of sending as the message has it: its `-00:00` or `Z` does not outlive parsing, and whoever compares this
/// line with the file looks for it. What is found must be the same moment, else the parsed one is written.
fn sent(xml: &[u8], message: &Message) -> String {
    let xml = String::from_utf8_lossy(xml);
    let mut tags = xml.split("sent>").skip(1);
    let written = tags.next().and_then(|rest| rest.split('<').next()).map(str::trim);
    let same = written.filter(|text| DateTime::parse_from_rfc3339(text) == Ok(message.sent));
    same.map_or_else(|| message.sent.to_rfc3339_opts(SecondsFormat::AutoSi, false), str::to_owned)
}
