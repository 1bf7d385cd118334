//! The Swift side: its sources out of the library, its tests on this machine, its style. The tests are those of ios/; they start a city of
//! their own and talk to it over the loopback. Which `swift` runs them is `toolchain`'s to know.

mod results;
pub(crate) mod speed;
mod toolchain;

pub(crate) use toolchain::{Toolchain, can_be_had};

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::bindings::{self, Built};
use crate::parts::Findings;
use crate::processes::Log;
use crate::workspace;

/// The generated sources are not held to the style of the written ones.
const GENERATED: &str = "// swift-format-ignore-file\n";

/// Makes the Swift sources of the library and says where they are. Takes no Swift.
pub(crate) fn run() -> Result<(), String> {
    let mut log = Log::create(workspace::own_folder()?.join("swift-bindings.log"))?;
    eprintln!("Making the Swift sources (log: {})…", log.path().display());
    let built = bindings::build(&log)?;
    for folder in generate(&mut log, &built)? {
        println!("{}", folder.display());
    }
    Ok(())
}

/// Runs the tests of ios/. The environment reaches them.
pub(crate) fn test(
    log: &mut Log,
    toolchain: &Toolchain,
    environment: Option<(&str, &str)>,
) -> Result<Findings, String> {
    let built = bindings::build(log)?;
    generate(log, &built)?;
    let data = workspace::root().join("tests/data");
    let mut variables = vec![
        ("HUES_LIBRARY_DIR", built.libraries.as_os_str()),
        ("HUES_CITY", built.city.as_os_str()),
        ("HUES_TEST_DATA", data.as_os_str()),
    ];
    variables.extend(environment.map(|(name, value)| (name, OsStr::new(value))));
    let mut tests = swift(toolchain, &variables)?;
    // Swift Testing alone; its tests run side by side.
    tests
        .args(["test", "--disable-xctest", "--parallel", "--scratch-path"])
        .arg(workspace::own_folder()?.join("swift"));
    Ok(results::findings(&log.run(&mut tests)?))
}

/// Checks the style of what is written by hand.
pub(crate) fn lint(log: &mut Log, toolchain: &Toolchain) -> Result<Findings, String> {
    let mut lint = swift(toolchain, &[])?;
    lint.args(["format", "lint", "--strict", "--recursive", "--parallel"]).args([
        "Package.swift",
        "Sources",
        "App",
        "Tests",
        "UITests",
    ]);
    Ok(Findings::of_check(log.run(&mut lint)?.status))
}

/// `swift` in ios/, sharing the project's folder and cargo's.
fn swift(toolchain: &Toolchain, variables: &[(&str, &OsStr)]) -> Result<Command, String> {
    let (root, target) = (workspace::root(), workspace::target()?);
    Ok(toolchain.swift(&package(), &[&root, &target], variables))
}

fn package() -> PathBuf {
    workspace::root().join("ios")
}

/// Makes the Swift and C sources where `SwiftPM` looks for them; returns their folders.
fn generate(log: &mut Log, built: &Built) -> Result<[PathBuf; 2], String> {
    let made = workspace::own_folder()?.join("swift-sources");
    let mut bindgen = Command::new(&built.bindgen);
    bindgen
        .args(["generate", "--language", "swift", "--no-format", "--config"])
        .arg(package().join("uniffi.toml"))
        .arg("--out-dir")
        .arg(&made)
        .arg(&built.library)
        // It asks cargo for the crates of the workspace.
        .current_dir(workspace::root());
    fs::create_dir_all(&made).map_err(|error| format!("{}: {error}", made.display()))?;
    let ran = log.run(&mut bindgen)?;
    if !ran.status.success() {
        return Err(format!("the Swift sources could not be made: {}", ran.output.trim_end()));
    }
    let sources = package().join("Sources");
    let (swift, c) = (sources.join("HuesCore/Generated"), sources.join("HuesCoreFFI"));
    place(&made.join("HuesCore.swift"), &swift.join("HuesCore.swift"), GENERATED)?;
    place(&made.join("HuesCoreFFI.h"), &c.join("HuesCoreFFI.h"), "")?;
    // SwiftPM knows it by this name only.
    place(&made.join("HuesCoreFFI.modulemap"), &c.join("module.modulemap"), "")?;
    Ok([swift, c])
}

/// Copies a file, with a first line, unless that is there already: a newer file would be compiled again.
fn place(from: &Path, to: &Path, first_line: &str) -> Result<(), String> {
    let trouble = |path: &Path, error| format!("{}: {error}", path.display());
    let text = fs::read_to_string(from).map_err(|error| trouble(from, error))?;
    let text = format!("{first_line}{text}");
    if fs::read_to_string(to).is_ok_and(|there| there == text) {
        return Ok(());
    }
    let folder = to.parent().map_or(Ok(()), fs::create_dir_all);
    folder.and_then(|()| fs::write(to, text)).map_err(|error| trouble(to, error))
}
