//! `cargo xtask simulate`: plays many seeds, optimised. With `--plant` the core is built with a bug in it, in a target folder of its own, so that
//! nothing else can ever be linked with it.

use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};

use crate::executables;
use crate::parts::Findings;
use crate::processes::{self, Log};
use crate::{setup, workspace};

/// Optimised, but built in a fraction of the time that a release takes.
const PROFILE: &str = "simulation";
/// What the long run plays.
const LONG_SEEDS: &str = "10000";

/// Returns only when it can't be done.
pub(crate) fn run(arguments: &[&str]) -> Result<ExitCode, String> {
    setup::ensure(&setup::BUILD)?;
    let (plant, rest) = match arguments.iter().position(|word| *word == "--plant") {
        Some(at) => {
            let bug = arguments.get(at + 1).ok_or("--plant needs the name of a bug")?;
            (Some(*bug), [&arguments[..at], &arguments[at + 2..]].concat())
        }
        None => (None, arguments.to_vec()),
    };
    let mut simulate = Command::new(build("simulate", plant.is_some(), Stdio::inherit())?);
    simulate.args(rest);
    if let Some(bug) = plant {
        simulate.env("HUES_PLANT", bug);
    }
    Err(processes::become_program(&mut simulate))
}

/// The long run's part: none of its seeds breaks a promise.
pub(crate) fn long(log: &mut Log) -> Result<Findings, String> {
    let program = build("simulate", false, log.handle()?)?;
    let ran = log.run(Command::new(program).args(["--seeds", LONG_SEEDS]))?;
    Ok(Findings::of_check(ran.status))
}

/// A flood evening's times to delivery. Returns only when it can't be done.
pub(crate) fn flood(arguments: &[&str]) -> Result<ExitCode, String> {
    setup::ensure(&setup::BUILD)?;
    let program = build("flood", false, Stdio::inherit())?;
    Err(processes::become_program(Command::new(program).args(arguments)))
}

fn build(program: &str, planted: bool, told: Stdio) -> Result<PathBuf, String> {
    let mut words = vec!["build", "--profile", PROFILE, "--package", "simulation", "--bins"];
    let target = workspace::own_folder()?.join("planted").to_string_lossy().into_owned();
    if planted {
        words.extend(["--features", "planted-bugs", "--target-dir", &target]);
    }
    let built = executables::build(&words, told)?;
    Ok(executables::named(program, &built)?.to_owned())
}
