//! Where things are: the root of the workspace, cargo's target folder, and cargo itself.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// The folder of the workspace's `Cargo.toml`.
pub(crate) fn root() -> PathBuf {
    let own = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    Path::new(&own).parent().map_or_else(PathBuf::new, Path::to_owned)
}

/// The cargo that runs this, started in the root. What it compiles it must find in Cargo.lock: callers say `--locked`.
pub(crate) fn cargo() -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")));
    cargo.current_dir(root());
    cargo
}

/// Where cargo builds, wherever its configuration or environment put it.
pub(crate) fn target() -> Result<PathBuf, String> {
    let found = cargo()
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .output()
        .map_err(|error| format!("cargo can't be started: {error}"))?;
    let metadata: Value = serde_json::from_slice(&found.stdout)
        .map_err(|_| format!("cargo metadata failed:\n{}", String::from_utf8_lossy(&found.stderr)))?;
    let target = metadata["target_directory"].as_str().ok_or("cargo metadata names no target folder")?;
    Ok(target.into())
}

/// The folder inside the target folder for what these commands write; made when it is not there.
pub(crate) fn own_folder() -> Result<PathBuf, String> {
    let folder = target()?.join("xtask");
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(folder)
}
