//! Other people's programs that ours are measured and tested beside, each at the version that its folder in tests/peers names.

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
    let folder = workspace::own_folder()?.join("peers").join(name);
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

fn copy(source: &Path, folder: &Path) -> Result<(), String> {
    let trouble = |error| format!("{}: {error}", source.display());
    fs::create_dir_all(folder).map_err(trouble)?;
    for entry in fs::read_dir(source).map_err(trouble)? {
        let entry = entry.map_err(trouble)?;
        fs::copy(entry.path(), folder.join(entry.file_name())).map_err(trouble)?;
    }
    Ok(())
}
