//! `cargo xtask -q inspect …`: what the core makes of a photo, a position, a text or a warning, for support and for adopters.
//! Files and lines come in, one JSON object for each goes out, in their order and with nothing between them. It keeps
//! nothing, sends nothing and has no rules of its own.

mod cap;
mod category;
mod photo;
mod place;
mod search;

use std::env;
use std::error::Error;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use serde::Serialize;

const USAGE: &str = "\
usage: cargo xtask -q inspect photo [--out DIR] FILE…
       cargo xtask -q inspect place <POSITIONS
       cargo xtask -q inspect search <QUERIES
       cargo xtask -q inspect cap FILE…
       cargo xtask -q inspect category <TEXTS

photo  cleans photos as the app does; --out keeps the cleaned ones in DIR as <name>.jpg, or <name>-2.jpg and so on
       where there is such a file already: nothing is ever overwritten
place  finds the ward of each line `lat,lon` of standard input (WGS 84, decimal degrees)
search finds wards by each line of standard input: a name of today or of before, with or without marks, mistyped;
       the likeliest first, none for an empty line
cap    reads CAP 1.2 warnings
category
       suggests categories for each line of standard input, the likeliest first; an empty line gets none

Each file or line becomes one JSON object on a line of its own. One that is refused says `reason` in it and stops none
of the others. The exit status is 0 when everything was looked at, whatever came of it, 1 when that was not possible,
and 2 when the command was wrong.";

fn main() -> ExitCode {
    let mut arguments = env::args_os().skip(1);
    let what = arguments.next().unwrap_or_default();
    let looked_at = match (what.to_str(), files(arguments)) {
        (Some("photo"), Some((out, files))) if !files.is_empty() => photo::inspect(&files, out.as_deref()),
        (Some("place"), Some((None, files))) if files.is_empty() => place::inspect(io::stdin().lock()),
        (Some("category"), Some((None, files))) if files.is_empty() => category::inspect(io::stdin().lock()),
        (Some("search"), Some((None, files))) if files.is_empty() => search::inspect(io::stdin().lock()),
        (Some("cap"), Some((None, files))) if !files.is_empty() => cap::inspect(&files),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match looked_at {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("inspect: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The folder of `--out` and the files; none when an option is unknown. What follows `--` is a file, whatever its name.
fn files(mut arguments: impl Iterator<Item = OsString>) -> Option<(Option<OsString>, Vec<OsString>)> {
    let (mut out, mut files) = (None, Vec::new());
    while let Some(argument) = arguments.next() {
        if argument == "--" {
            files.extend(arguments);
            break;
        } else if argument == "--out" {
            out = Some(arguments.next()?);
        } else if argument.as_encoded_bytes().starts_with(b"-") {
            return None;
        } else {
            files.push(argument);
        }
    }
    Some((out, files))
}

/// A file of which nothing could be made, and why, as a stable code.
#[derive(Serialize)]
struct Refused<'a> {
    file: &'a str,
    ok: bool,
    reason: &'a str,
}

fn print_refused(file: &Path, reason: &str) -> io::Result<()> {
    print_line(&Refused { file: &file.to_string_lossy(), ok: false, reason })
}

/// One object on one line, handed on at once, so that a reader at the other end of a pipe need not wait.
fn print_line(object: &impl Serialize) -> io::Result<()> {
    let mut line = serde_json::to_vec(object)?;
    line.push(b'\n');
    let mut out = io::stdout().lock();
    out.write_all(&line)?;
    out.flush()
}

type Inspected = Result<(), Box<dyn Error>>;
