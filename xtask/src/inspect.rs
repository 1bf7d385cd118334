//! `cargo xtask -q inspect …`: builds core/examples/inspect and becomes it.

use std::ffi::OsString;
use std::process::{Command, ExitCode, Stdio};

use crate::{executables, processes, setup};

/// Returns only when it can't be done. The release profile, because photos are slow without it.
pub(crate) fn run(arguments: &[OsString]) -> Result<ExitCode, String> {
    setup::ensure(&setup::BUILD)?;
    let build = ["build", "-q", "--release", "--package", "hues-core", "--example", "inspect"];
    let built = executables::build(&build, Stdio::inherit())?;
    let program = executables::named("inspect", &built)?;
    Err(processes::become_program(Command::new(program).args(arguments)))
}
