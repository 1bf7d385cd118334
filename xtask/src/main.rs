//! The project's commands: `cargo xtask COMMAND`. Plain Rust with one small dependency, because it is built first and
//! sees to it that everything else can be built; each command has a file of its own.

mod apk;
mod app;
mod arm;
mod bench;
mod bindings;
mod boundaries;
mod city;
mod demo;
mod executables;
mod fuzz;
#[cfg(test)]
mod gradle;
mod inspect;
mod parts;
mod peer_tests;
mod peers;
mod processes;
mod promises;
mod setup;
mod simulate;
mod size;
mod swift;
mod tally;
mod test;
mod workspace;

use std::env;
use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask COMMAND

demo [--keep]         a citizen's report through every layer, in about a minute once it is built;
                      --keep leaves the city running for a look at its operator's page
app                   the screens over the library and a city: in a window, or, where there is no display, as pictures of a journey
apk                   packages the Android app, debug and release, into the target folder
bench [NAME…] [--json]
                      measures figures beside their peers: photo, autosave, opening, ward, category,
                      delivery, link, memory, kotlin, swift
size [--json]         how large a phone's library is, stripped and gzipped, beside the goals, and which crate takes what of it;
                      for ARM64 too, where Rust and gcc can build for it
test [--long] [PART…]
                      everything: promises, fmt, clippy, rustdoc, unit, journeys, peers, kotlin, swift, or the named parts;
                      --long tries much more of what is tried at random (tests see it as HUES_LONG=1), fuzzes, and tests on ARM
swift                 of all that, what belongs to Swift alone
flood [SEED]          plays a flood evening and prints how long everything took to arrive
simulate [--from K] [--seeds N] [--plant BUG]
                      plays simulated months of phones and networks; a BUG is send-before-persist,
                      delete-before-receipt, new-key-on-retry or commit-without-sync, and must be found
inspect WHAT …        what the core makes of a photo, a position, a text or a warning, as JSON lines;
                      `cargo xtask -q inspect` says how
bindings              makes the Kotlin and the Swift sources of the library
boundaries FROM TO    makes the ward boundaries that an app embeds from a city's GeoJSON
setup                 installs what this machine lacks for all that, or names it; demo, test and inspect do it themselves

CARGO_TARGET_DIR and the like mean what they mean to cargo.";

/// What stops a command.
enum Stop {
    /// It was called wrongly.
    Usage,
    /// It could not do its work; the text says why.
    Broken(String),
}

impl From<String> for Stop {
    fn from(why: String) -> Self {
        Self::Broken(why)
    }
}

fn main() -> ExitCode {
    match run(env::args_os().skip(1).collect()) {
        Ok(status) => status,
        Err(Stop::Usage) => {
            eprintln!("{USAGE}");
            ExitCode::from(2)
        }
        Err(Stop::Broken(why)) => {
            eprintln!("cargo xtask: {why}");
            ExitCode::FAILURE
        }
    }
}

fn run(mut arguments: Vec<OsString>) -> Result<ExitCode, Stop> {
    if arguments.is_empty() {
        return Ok(help());
    }
    let command = arguments.remove(0);
    if command == "inspect" {
        // Its arguments are names of files, and those need not be Unicode.
        return Ok(inspect::run(&arguments)?);
    }
    let arguments: Result<Vec<String>, OsString> = arguments.into_iter().map(OsString::into_string).collect();
    let arguments = arguments.map_err(|_| Stop::Usage)?;
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match (command.to_str().unwrap_or_default(), words.as_slice()) {
        ("demo", []) => Ok(demo::run(demo::After::End)?),
        ("demo", ["--keep"]) => Ok(demo::run(demo::After::KeepCity)?),
        ("simulate", words) => Ok(simulate::run(words)?),
        ("flood", words) => Ok(simulate::flood(words)?),
        ("test", ["--long", only @ ..]) => Ok(test::run(test::Length::Long, only)?),
        ("test", only) if !only.iter().any(|word| word.starts_with('-')) => {
            Ok(test::run(test::Length::Usual, only)?)
        }
        ("size", []) => Ok(size::run(false)?),
        ("size", ["--json"]) => Ok(size::run(true)?),
        ("swift", []) => Ok(test::swift_alone()?),
        ("app", []) => Ok(app::run()?),
        ("apk", []) => done(apk::run()),
        ("bench", words) => Ok(bench::run(words)?),
        ("setup", []) => done(setup::ensure(&setup::EVERYTHING)),
        ("bindings", []) => done(bindings::run().and_then(|()| swift::run())),
        ("boundaries", _) => done(boundaries::run(&arguments)),
        ("help" | "--help" | "-h", _) => Ok(help()),
        _ => Err(Stop::Usage),
    }
}

fn help() -> ExitCode {
    // Whoever reads only the beginning has read it.
    let _ = writeln!(io::stdout(), "{USAGE}");
    ExitCode::SUCCESS
}

fn done(work: Result<(), String>) -> Result<ExitCode, Stop> {
    Ok(work.map(|()| ExitCode::SUCCESS)?)
}
