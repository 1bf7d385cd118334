//! Other people's programs that ours are measured and tested beside, each at the version that its folder in tests/peers names, installed into a
//! folder of its name below the target folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::processes::Log;
use crate::workspace;

/// Where Debian keeps the headers that native modules are compiled with; npm would look for them on the network.
const NODE_HEADERS: &str = "/usr/include/node/node.h";

/// Installs what tests/peers/NAME asks npm for, unless that is there, and says where it is: beside the peer's own files.
pub(crate) fn of_npm(log: &mut Log, name: &str) -> Result<PathBuf, String> {
    let source = workspace::root().join("tests/peers").join(name);
    let folder = folder()?.join(name);
    let lock = folder.join("package-lock.json");
    let is_there = fs::read(&lock)
        .ok()
        .is_some_and(|there| fs::read(source.join("package-lock.json")).ok() == Some(there))
        && folder.join("node_modules/.package-lock.json").exists();
    copy(&source, &folder)?;
    if is_there {
        return Ok(folder);
    }
    eprintln!("Installing {name} (log: {})…", log.path().display());
    let mut npm = Command::new("npm");
    npm.args(["ci", "--no-audit", "--no-fund"]).current_dir(&folder);
    if Path::new(NODE_HEADERS).exists() {
        npm.env("npm_config_nodedir", "/usr");
    }
    if log.run(&mut npm)?.status.success() {
        Ok(folder)
    } else {
        Err(format!("npm could not install {name}: {}", log.path().display()))
    }
}

/// The libraries that tests/peers/NAME asks Maven for, in `lib`.
pub(crate) fn of_maven(log: &mut Log, name: &str) -> Result<PathBuf, String> {
    install(log, name, "pom.xml", |log, folder| {
        let mut maven = Command::new("mvn");
        succeed(log, maven.args(["-B", "-q", "package"]).current_dir(folder))
    })
}

/// The program of a Go module, as the last part of its path calls it. The module's own sums are checked against Go's public list of them.
pub(crate) fn of_go(log: &mut Log, name: &str) -> Result<PathBuf, String> {
    install(log, name, "module", |log, folder| {
        let module = fs::read_to_string(folder.join("module")).map_err(|error| error.to_string())?;
        let mut go = Command::new("go");
        go.args(["install", module.trim()]).current_dir(folder).env("GOBIN", folder);
        // It is built with the Go that is there.
        succeed(log, go.env("GOTOOLCHAIN", "local"))
    })
}

/// The packages that tests/peers/NAME asks `PyPI` for, with all that they need, in an environment of their own: `venv`.
pub(crate) fn of_pip(log: &mut Log, name: &str) -> Result<PathBuf, String> {
    install(log, name, "requirements.txt", |log, folder| {
        let mut python = Command::new("python3");
        succeed(log, python.args(["-m", "venv", "--clear", "venv"]).current_dir(folder))?;
        let mut pip = Command::new(folder.join("venv/bin/pip"));
        pip.args(["install", "--quiet", "--no-deps", "--requirement", "requirements.txt"]);
        succeed(log, pip.current_dir(folder))
    })
}

/// Does `work` in the peer's folder, unless it was done for the same `list` of what is wanted.
fn install(
    log: &mut Log,
    name: &str,
    list: &str,
    work: impl FnOnce(&mut Log, &Path) -> Result<(), String>,
) -> Result<PathBuf, String> {
    let source = workspace::root().join("tests/peers").join(name);
    let folder = folder()?.join(name);
    copy(&source, &folder)?;
    let wanted = fs::read(source.join(list)).map_err(|error| format!("{}: {error}", source.display()))?;
    let installed = folder.join("installed");
    if fs::read(&installed).ok().as_ref() != Some(&wanted) {
        eprintln!("Installing {name} (log: {})…", log.path().display());
        work(log, &folder).map_err(|why| format!("{name} could not be installed: {why}"))?;
        fs::write(&installed, wanted).map_err(|error| format!("{}: {error}", installed.display()))?;
    }
    Ok(folder)
}

fn succeed(log: &mut Log, command: &mut Command) -> Result<(), String> {
    if log.run(command)?.status.success() { Ok(()) } else { Err(log.path().display().to_string()) }
}

/// Where all of them are.
pub(crate) fn folder() -> Result<PathBuf, String> {
    Ok(workspace::own_folder()?.join("peers"))
}

fn copy(source: &Path, folder: &Path) -> Result<(), String> {
    let trouble = |error| format!("{}: {error}", source.display());
    fs::create_dir_all(folder).map_err(trouble)?;
    for entry in fs::read_dir(source).map_err(trouble)? {
        let entry = entry.map_err(trouble)?;
        fs::copy(entry.path(), folder.join(entry.file_name())).map_err(trouble)?;
    }
    Ok(())
}
