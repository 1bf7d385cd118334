//! `cargo xtask test`: every check of the project, in the order in which a failure is cheapest to know.

use std::env;
use std::process::{Command, ExitCode};

use crate::executables::{self, Executable};
use crate::parts::{Findings, Parts};
use crate::processes::Log;
use crate::swift::Toolchain;
use crate::{apk, arm, bindings, fuzz, peer_tests, promises, setup, simulate, swift, workspace};

/// The packages of the journeys; all others hold unit tests.
const JOURNEYS: [&str; 3] = ["tests/crash", "tests/journeys", "tests/simulation"];

const NOT_BUILT: &str = "the tests could not be built";

/// What a program of tests tests.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Unit,
    Journey,
    /// Journeys beside other people's programs.
    Peers,
}

impl Kind {
    fn of(program: &Executable) -> Self {
        if peer_tests::takes(program) {
            Self::Peers
        } else if JOURNEYS.contains(&program.package.to_str().unwrap_or_default()) {
            Self::Journey
        } else {
            Self::Unit
        }
    }
}

/// How much is tried.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Length {
    Usual,
    Long,
}

impl Length {
    /// How the tests see it.
    fn environment(self) -> Option<(&'static str, &'static str)> {
        (self == Self::Long).then_some(("HUES_LONG", "1"))
    }
}

/// Does all parts, or those of these names, whatever fails, and says what they came to.
pub(crate) fn run(length: Length, only: &[&str]) -> Result<ExitCode, String> {
    setup::ensure(&setup::EVERYTHING)?;
    if length == Length::Long {
        setup::ensure(&setup::LONG)?;
    }
    let strict = env::var("CI").is_ok_and(|ci| ci == "true");
    let mut parts = Parts::new(workspace::own_folder()?, strict).only(only);
    parts.run("promises", promises);
    parts.run("fmt", |log| check(log, &["fmt", "--all", "--check", "--", "--color", "never"]));
    parts.run("clippy", |log| {
        check(log, &["clippy", "--locked", "--workspace", "--all-targets", "--", "-D", "warnings"])
    });
    parts.run("rustdoc", |log| check(log, &["doc", "--locked", "--workspace", "--no-deps"]));
    let programs = build(&mut parts);
    let of_kind = |kind| {
        let of_kind = |program: &&Executable| Kind::of(program) == kind;
        programs.as_ref().map(|programs| programs.iter().filter(of_kind).collect::<Vec<_>>())
    };
    parts.run("unit", |log| tests(log, of_kind(Kind::Unit), length));
    parts.run("examples", |log| {
        let mut cargo = quiet_cargo();
        cargo.args(["test", "--locked", "--workspace", "--doc", "--no-fail-fast"]).envs(length.environment());
        Ok(Findings::of_tests("documentation", &log.run(&mut cargo)?))
    });
    parts.run("journeys", |log| tests(log, of_kind(Kind::Journey), length));
    parts.run("peers", |log| match of_kind(Kind::Peers) {
        Some(programs) => peer_tests::run(log, &programs, length.environment()),
        None => Ok(Findings::skipped(NOT_BUILT.to_owned())),
    });
    if length == Length::Long {
        parts.run("simulate", simulate::long);
        parts.run("apk", apk::test);
        parts.run("fuzz", fuzz::run);
        parts.run("arm", arm::run);
    }
    parts.run("kotlin", |log| bindings::test(log, length.environment()));
    swift_parts(&mut parts, length);
    Ok(parts.conclude())
}

/// Builds all test programs; also when only what they test is asked for.
fn build(parts: &mut Parts) -> Option<Vec<Executable>> {
    let mut programs = None;
    let work = |log: &mut Log| {
        programs = Some(executables::build(&["test", "--workspace", "--no-run"], log.handle()?)?);
        Ok(Findings::passed())
    };
    if ["unit", "journeys", "peers"].into_iter().any(|part| parts.takes(part)) {
        parts.run_anyway("build", work);
    } else {
        parts.run("build", work);
    }
    programs
}

/// What belongs to Swift, and nothing else.
pub(crate) fn swift_alone() -> Result<ExitCode, String> {
    setup::ensure(&setup::SWIFT)?;
    let mut parts = Parts::new(workspace::own_folder()?, true);
    swift_parts(&mut parts, Length::Usual);
    Ok(parts.conclude())
}

fn swift_parts(parts: &mut Parts, length: Length) {
    let toolchain = Toolchain::ensure();
    parts.run("swift lint", |log| with(&toolchain, |toolchain| swift::lint(log, toolchain)));
    parts.run("swift", |log| with(&toolchain, |toolchain| swift::test(log, toolchain, length.environment())));
}

fn promises(log: &mut Log) -> Result<Findings, String> {
    let broken = promises::broken(&workspace::root()).map_err(|error| error.to_string())?;
    for place in &broken {
        log.note(place)?;
    }
    Ok(if broken.is_empty() {
        Findings::passed()
    } else {
        Findings::failed(format!("{} places", broken.len()))
    })
}

/// A command of cargo that passes or fails as a whole.
fn check(log: &mut Log, arguments: &[&str]) -> Result<Findings, String> {
    let ran = log.run(quiet_cargo().args(arguments).env("RUSTDOCFLAGS", "-D warnings"))?;
    Ok(Findings::of_check(ran.status))
}

/// Runs test programs one after the other, each in the folder of its package, as cargo does.
fn tests(log: &mut Log, programs: Option<Vec<&Executable>>, length: Length) -> Result<Findings, String> {
    let Some(programs) = programs else {
        return Ok(Findings::skipped(NOT_BUILT.to_owned()));
    };
    let mut findings = Findings::default();
    for program in programs {
        let folder = workspace::root().join(&program.package);
        let name = format!("{} {}", program.package.display(), program.name);
        log.note(&format!("\n{name}"))?;
        let mut command = Command::new(&program.path);
        command.current_dir(&folder).env("CARGO_MANIFEST_DIR", &folder).envs(length.environment());
        findings.add(Findings::of_tests(&name, &log.run(&mut command)?));
    }
    Ok(findings)
}

/// Work that takes Swift; left out, with the reason, on a machine that can't have it.
fn with(
    toolchain: &Result<Toolchain, String>,
    work: impl FnOnce(&Toolchain) -> Result<Findings, String>,
) -> Result<Findings, String> {
    match toolchain {
        Ok(toolchain) => work(toolchain),
        Err(why) => Ok(Findings::skipped(why.clone())),
    }
}

/// Cargo without colours, for logs.
fn quiet_cargo() -> Command {
    let mut cargo = workspace::cargo();
    cargo.env("CARGO_TERM_COLOR", "never");
    cargo
}
