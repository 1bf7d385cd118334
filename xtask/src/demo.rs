//! `cargo xtask demo`: builds the city and the citizen's story in the release profile, as a phone gets it, and becomes the story.

use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use crate::{executables, processes, setup};

/// What becomes of the city when the story is told.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum After {
    End,
    KeepCity,
}

/// Returns only when it can't be done.
pub(crate) fn run(after: After) -> Result<ExitCode, String> {
    setup::ensure(&setup::BUILD)?;
    eprintln!(
        "Building the library, the city and the story as they ship; the first time takes some minutes."
    );
    let start = Instant::now();
    let build = ["build", "--release", "--package", "city", "--package", "journeys", "--bins"];
    let built = executables::build(&build, Stdio::inherit())?;
    eprintln!("Built in {} s.\n", start.elapsed().as_secs());
    let mut story = Command::new(executables::named("demo", &built)?);
    story.arg("--city").arg(executables::named("city", &built)?);
    if after == After::KeepCity {
        story.arg("--keep");
    }
    Err(processes::become_program(&mut story))
}
