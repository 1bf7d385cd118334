//! `cargo xtask bench`: each figure beside its named peer, measured in one run, as a table of ratios or as JSON lines. To add one: a [`Bench`] in
//! [`BENCHES`], which returns its figures.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};

use serde_json::{Value, json};

use crate::city::City;
use crate::executables::{self, Executable};
use crate::processes::Log;
use crate::swift::Toolchain;
use crate::{bindings, peers, setup, swift, workspace};

/// What can be asked for by name.
const BENCHES: [Bench; 11] = [
    Bench { name: "photo", measure: photo },
    Bench { name: "autosave", measure: autosave },
    Bench { name: "opening", measure: opening },
    Bench { name: "ward", measure: ward },
    Bench { name: "category", measure: category },
    Bench { name: "delivery", measure: delivery },
    Bench { name: "link", measure: link },
    Bench { name: "memory", measure: memory },
    Bench { name: "idle", measure: idle },
    Bench { name: "kotlin", measure: kotlin },
    Bench { name: "swift", measure: swift },
];

/// How often a page is read; the median counts.
const ROUNDS: &str = "2000";

struct Bench {
    name: &'static str,
    measure: fn(&mut Log, &[Executable]) -> Result<Vec<Value>, String>,
}

/// Measures what is named, or all. Whether every goal holds is the exit code.
pub(crate) fn run(arguments: &[&str]) -> Result<ExitCode, String> {
    let json = arguments.contains(&"--json");
    let names: Vec<&str> = arguments.iter().copied().filter(|word| *word != "--json").collect();
    if let Some(unknown) = names.iter().find(|name| !BENCHES.iter().any(|bench| bench.name == **name)) {
        let known: Vec<&str> = BENCHES.iter().map(|bench| bench.name).collect();
        return Err(format!("there is no {unknown} to measure, only {}", known.join(", ")));
    }
    setup::ensure(&setup::BENCH)?;
    let mut log = Log::create(workspace::own_folder()?.join("bench.log"))?;
    eprintln!("Building as for a phone, which takes some minutes (log: {})…", log.path().display());
    let build =
        ["build", "--release", "--package", "hues-bindings", "--package", "hues-core", "--lib", "--examples"];
    let built = executables::build(&build, log.handle()?)?;
    let chosen = BENCHES.iter().filter(|bench| names.is_empty() || names.contains(&bench.name));
    let measured: Result<Vec<Vec<Value>>, String> =
        chosen.map(|bench| (bench.measure)(&mut log, &built)).collect();
    let folders = folders()?;
    fs::remove_dir_all(&folders).map_err(|error| format!("{}: {error}", folders.display()))?;
    let figures = measured?.concat();
    for figure in &figures {
        println!("{}", if json { figure.to_string() } else { row(figure) });
    }
    let holds = figures.iter().all(|figure| figure["holds"] == true);
    Ok(if holds { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// One photo of 12 megapixels, beside libjpeg-turbo and vipsthumbnail.
fn photo(log: &mut Log, built: &[Executable]) -> Result<Vec<Value>, String> {
    measure(log, built, "photo", &[&data("photos/large_12mp_phone_gps.jpg")])
}

/// A change of a draft, beside as many bytes synced to a plain file.
fn autosave(log: &mut Log, built: &[Executable]) -> Result<Vec<Value>, String> {
    measure(log, built, "autosave", &[&fresh("autosave")?])
}

/// The start with many reports, beside better-sqlite3.
fn opening(log: &mut Log, built: &[Executable]) -> Result<Vec<Value>, String> {
    let program = peers::of_npm(log, "better-sqlite3")?.join("open.cjs");
    measure(log, built, "opening", &[&fresh("opening")?, Path::new("node"), &program])
}

fn ward(log: &mut Log, built: &[Executable]) -> Result<Vec<Value>, String> {
    measure(log, built, "ward", &[&data("wards/test_points.csv")])
}

fn category(log: &mut Log, built: &[Executable]) -> Result<Vec<Value>, String> {
    measure(log, built, "category", &[&data("suggestions/evaluation.tsv")])
}

/// A thousand reports with an attachment of 100 KB, saved and sent, beside `PouchDB`.
fn delivery(log: &mut Log, built: &[Executable]) -> Result<Vec<Value>, String> {
    beside_pouchdb(log, built, "delivery")
}

/// Sixty of them over 10 Mbit/s and a round trip of 200 ms.
fn link(log: &mut Log, built: &[Executable]) -> Result<Vec<Value>, String> {
    beside_pouchdb(log, built, "link")
}

fn beside_pouchdb(log: &mut Log, built: &[Executable], what: &str) -> Result<Vec<Value>, String> {
    let folder = fresh(what)?;
    let city = city(log, &folder)?;
    let pouchdb = peers::of_npm(log, "pouchdb")?;
    let couchdb = CouchDb::start(&pouchdb, &folder.join("couchdb"))?;
    let peer = [Path::new("node"), &pouchdb.join("client.cjs")];
    let told = [&folder, Path::new(&city.origin), Path::new(&couchdb.origin), peer[0], peer[1]];
    measure(log, built, what, &told)
}

/// What a large video takes while it is sent.
fn memory(log: &mut Log, built: &[Executable]) -> Result<Vec<Value>, String> {
    let folder = fresh("memory")?;
    let city = city(log, &folder)?;
    measure(log, built, "upload-memory", &[&folder, Path::new(&city.origin)])
}

/// How often a phone is woken that has nothing to do. It takes five minutes, in which nothing must happen.
fn idle(log: &mut Log, built: &[Executable]) -> Result<Vec<Value>, String> {
    let folder = fresh("idle")?;
    let city = city(log, &folder)?;
    measure(log, built, "idle", &[&folder, Path::new(&city.origin)])
}

fn city(log: &mut Log, folder: &Path) -> Result<City, String> {
    let built = executables::build(&["build", "--release", "--package", "city", "--bins"], log.handle()?)?;
    City::start(executables::named("city", &built)?, &folder.join("city"))
}

/// The peer's server, which ends with this value.
struct CouchDb {
    process: Child,
    origin: String,
}

impl CouchDb {
    fn start(program: &Path, folder: &Path) -> Result<Self, String> {
        fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let mut process = Command::new("node")
            .arg(program.join("server.cjs"))
            .arg(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("node can't be started: {error}"))?;
        let mut port = String::new();
        if let Some(output) = process.stdout.take() {
            BufReader::new(output).read_line(&mut port).map_err(|error| format!("the peer: {error}"))?;
        }
        Ok(Self { process, origin: format!("http://127.0.0.1:{}", port.trim()) })
    }
}

impl Drop for CouchDb {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What core/examples/measure says.
fn measure(
    log: &mut Log,
    built: &[Executable],
    what: &str,
    arguments: &[&Path],
) -> Result<Vec<Value>, String> {
    let mut measure = Command::new(executables::named("measure", built)?);
    let ran = log.run(measure.arg(what).args(arguments))?;
    let figures: Vec<Value> = ran.output.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    if ran.status.success() && !figures.is_empty() {
        Ok(figures)
    } else {
        Err(format!("nothing was measured of {what}: {}", log.path().display()))
    }
}

fn data(name: &str) -> PathBuf {
    workspace::root().join("tests/data").join(name)
}

/// A page of 50 reports in Kotlin beside the same in Rust, and how long the app takes to its first home.
fn kotlin(log: &mut Log, built: &[Executable]) -> Result<Vec<Value>, String> {
    let data = fresh("kotlin")?;
    let (rust, libraries) = page(log, built, &data)?;
    let debug = bindings::build(log)?;
    bindings::generate(log, &debug)?;
    let told = data.join("kotlin.txt");
    let mut maven = bindings::maven(&debug);
    maven
        .args(["test", "--projects", "desktop", "--also-make", "-Dsurefire.failIfNoSpecifiedTests=false"])
        .arg("-Dtest=city.hues.desktop.SpeedBench")
        .arg(bindings::property("built.libraries", &libraries))
        .arg(bindings::property("built.bench", &told));
    if !log.run(&mut maven)?.status.success() {
        return Err(format!("the screens could not be measured: {}", log.path().display()));
    }
    let told = fs::read_to_string(&told).map_err(|error| format!("{}: {error}", told.display()))?;
    let figure_of = |name: &str| {
        let line = told.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
        last_number(line)
    };
    Ok(vec![
        figure("page-kotlin", figure_of("page ")?, rust, "the same call in Rust", "µs", 2.0),
        figure("start", figure_of("start ")? / 1000.0, 1500.0, "a second and a half", "ms", 1.0),
    ])
}

/// The page in Swift beside the same in Rust.
fn swift(log: &mut Log, built: &[Executable]) -> Result<Vec<Value>, String> {
    setup::ensure(&setup::SWIFT)?;
    let data = fresh("swift")?;
    let (rust, libraries) = page(log, built, &data)?;
    let told = swift::speed::page(log, &Toolchain::ensure()?, &libraries, &data.join("swift"), ROUNDS)?;
    Ok(vec![figure("page-swift", last_number(&told)?, rust, "the same call in Rust", "µs", 2.0)])
}

/// What the page takes in Rust, in microseconds, and where the library lies that Kotlin and Swift load.
fn page(log: &mut Log, built: &[Executable], data: &Path) -> Result<(f64, PathBuf), String> {
    let page = executables::named("page", built)?;
    // Examples have a folder of their own beside the library.
    let libraries = page.parent().and_then(Path::parent).ok_or("cargo built an example in no folder")?;
    let rust = last_number(&log.run(Command::new(page).arg(data.join("rust")).arg(ROUNDS))?.output)?;
    Ok((rust, libraries.to_owned()))
}

pub(crate) fn figure(name: &str, ours: f64, peer: f64, peer_name: &str, unit: &str, goal: f64) -> Value {
    let ratio = ours / peer;
    json!({"name": name, "ours": ours, "peer": peer, "peer_name": peer_name, "unit": unit, "ratio": ratio, "goal": goal,
           "holds": ratio <= goal})
}

pub(crate) fn row(figure: &Value) -> String {
    let number = |name: &str| figure[name].as_f64().unwrap_or(f64::NAN);
    let text = |name: &str| figure[name].as_str().unwrap_or_default().to_owned();
    format!(
        "{:<16} {:>10.1} {:<3} beside {:>10.1} of {:<38} {:>5.2} (goal {:.2}) {}",
        text("name"),
        number("ours"),
        text("unit"),
        number("peer"),
        text("peer_name"),
        number("ratio"),
        number("goal"),
        if figure["holds"] == true { "holds" } else { "MISSED" }
    )
}

/// An empty folder for one measurement.
fn fresh(name: &str) -> Result<PathBuf, String> {
    let folder = folders()?.join(format!("{}-{name}", std::process::id()));
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(folder)
}

/// Where all of them are. They are removed when all is measured, because a file system that has just removed thousands of files is slow to make
/// new ones: ext4 without a journal passes over what it freed within a minute, looking at each.
fn folders() -> Result<PathBuf, String> {
    let folders = workspace::own_folder()?.join("bench");
    fs::create_dir_all(&folders).map_err(|error| format!("{}: {error}", folders.display()))?;
    Ok(folders)
}

/// The number in the last line that says something.
fn last_number(output: &str) -> Result<f64, String> {
    let last = output.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default().trim();
    last.parse().map_err(|_| format!("nothing was measured: {last}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_says_whether_its_goal_holds() {
        let kept = figure("page", 190.0, 100.0, "Rust", "µs", 2.0);
        assert_eq!((kept["ratio"].as_f64(), kept["holds"].as_bool()), (Some(1.9), Some(true)));
        assert!(row(&kept).ends_with("1.90 (goal 2.00) holds"), "{}", row(&kept));
        assert_eq!(figure("page", 210.0, 100.0, "Rust", "µs", 2.0)["holds"], false);
    }

    #[test]
    fn the_last_line_is_the_measurement() {
        assert_eq!(last_number("warming up\n 1402 \n\n"), Ok(1402.0));
        assert!(last_number("it broke\n").is_err());
    }
}
