//! What Swift adds to a call of the core: one facade read, a page of 50 reports, in Swift and in Rust, both built as a phone gets them.

use std::path::Path;
use std::process::Command;

use super::{Toolchain, bindings, generate, swift};
use crate::executables;
use crate::processes::{Log, Ran};
use crate::workspace;

/// How often the call is made; the median counts.
const ROUNDS: &str = "2000";

/// Swift may take so many times as long as Rust.
const LIMIT: f64 = 2.0;

/// Measures, prints the figures and says whether they keep the limit.
pub(crate) fn run(toolchain: &Toolchain) -> Result<bool, String> {
    let mut log = Log::create(workspace::own_folder()?.join("swift-speed.log"))?;
    eprintln!("Building as for a phone, which takes some minutes (log: {})…", log.path().display());
    // The sources come out of the library that still has its metadata.
    let built = bindings::build(&log)?;
    generate(&mut log, &built)?;
    let release = ["build", "--release", "--package", "hues-bindings", "--lib", "--example", "page"];
    let release = executables::build(&release, log.handle()?)?;
    let page = executables::named("page", &release)?;
    // Examples have a folder of their own beside the library.
    let libraries = page.parent().and_then(Path::parent).ok_or("cargo built an example in no folder")?;
    let data = workspace::own_folder()?.join("speed");
    let rust = measured(&log.run(Command::new(page).arg(fresh(&data, "rust")?).arg(ROUNDS))?)?;
    let mut bench = swift(toolchain, &[("HUES_LIBRARY_DIR", libraries.as_os_str())])?;
    bench.args(["run", "--configuration", "release", "--scratch-path"]);
    bench
        .arg(workspace::own_folder()?.join("swift"))
        .arg("HuesBench")
        .arg(fresh(&data, "swift")?)
        .arg(ROUNDS);
    let swift = measured(&log.run(&mut bench)?)?;
    println!("a page of 50 reports: Rust {rust} µs, Swift {swift} µs, {:.2} times", swift / rust);
    Ok(swift <= LIMIT * rust)
}

/// A folder that is not there.
fn fresh(data: &Path, name: &str) -> Result<std::path::PathBuf, String> {
    let folder = data.join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    std::fs::create_dir_all(data).map_err(|error| format!("{}: {error}", data.display()))?;
    Ok(folder)
}

/// The number in the last line that a program printed.
fn measured(ran: &Ran) -> Result<f64, String> {
    let last = ran.output.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let number = last.trim().parse().ok().filter(|number| ran.status.success() && *number > 0.0);
    number.ok_or_else(|| format!("nothing was measured: {last}"))
}
