//! The Kotlin side: its sources out of the library, its tests on the JVM of this machine. The tests are those of android/, of the calls and of
//! the screens; they start a city of their own and talk to it over the loopback.

mod reports;

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::executables;
use crate::parts::Findings;
use crate::processes::Log;
use crate::workspace;

/// What cargo built for the other languages.
pub(crate) struct Built {
    /// The folder of the library.
    pub(crate) libraries: PathBuf,
    /// The library, with the metadata out of which sources are made.
    pub(crate) library: PathBuf,
    pub(crate) bindgen: PathBuf,
    pub(crate) city: PathBuf,
}

/// Makes the Kotlin sources of the library and says where they are.
pub(crate) fn run() -> Result<(), String> {
    let mut log = Log::create(workspace::own_folder()?.join("bindings.log"))?;
    eprintln!("Making the Kotlin sources (log: {})…", log.path().display());
    let built = build(&log)?;
    println!("{}", generate(&mut log, &built)?.display());
    Ok(())
}

/// Runs the tests of android/. The environment reaches them.
pub(crate) fn test(log: &mut Log, environment: Option<(&str, &str)>) -> Result<Findings, String> {
    let built = build(log)?;
    generate(log, &built)?;
    let results = reports::folders(&workspace::root().join("android"))?;
    // Those of the last time would be counted when Maven gets no farther than the compiler.
    for folder in results.iter().filter(|folder| folder.exists()) {
        fs::remove_dir_all(folder).map_err(|error| trouble(folder, &error))?;
    }
    let mut maven = maven(&built);
    maven.arg("test").envs(environment);
    let ran = log.run(&mut maven)?;
    let mut findings = Findings::default();
    for folder in &results {
        findings.add(reports::findings(folder)?);
    }
    if !ran.status.success() && findings.tally.failed == 0 {
        findings.add(Findings::failed(format!("mvn ended with {}", ran.status)));
    }
    Ok(findings)
}

/// Builds the library for this machine, unstripped, with what makes sources out of it and the city that the tests start.
pub(crate) fn build(log: &Log) -> Result<Built, String> {
    let build =
        ["build", "--package", "hues-bindings", "--package", "city", "--features", "hues-bindings/bindgen"];
    let built = executables::build(&build, log.handle()?)?;
    let city = executables::named("city", &built)?.to_owned();
    // Cargo puts the library beside the executables of the same build.
    let libraries = city.parent().ok_or("cargo built a city in no folder")?.to_owned();
    Ok(Built {
        library: library_in(&libraries),
        libraries,
        bindgen: executables::named("uniffi-bindgen", &built)?.to_owned(),
        city,
    })
}

/// The library, where cargo puts what it builds.
pub(crate) fn library_in(folder: &Path) -> PathBuf {
    folder.join(format!("{DLL_PREFIX}hues_bindings{DLL_SUFFIX}"))
}

/// Maven on android/, told what cargo built; its goals are still to be said.
pub(crate) fn maven(built: &Built) -> Command {
    let mut maven = Command::new("mvn");
    maven
        .args(["--batch-mode", "--no-transfer-progress", "-Dstyle.color=never", "--file"])
        .arg(workspace::root().join("android/pom.xml"))
        .arg(property("built.libraries", &built.libraries))
        .arg(property("built.city", &built.city))
        .current_dir(workspace::root());
    maven
}

/// What the tests of one module came to the last time.
pub(crate) fn findings(module: &str) -> Result<Findings, String> {
    reports::findings(&self::module(module).join("target/surefire-reports"))
}

/// Makes the Kotlin sources where Maven looks for them; returns their folder.
pub(crate) fn generate(log: &mut Log, built: &Built) -> Result<PathBuf, String> {
    let sources = package().join("target/generated-sources/uniffi");
    let mut bindgen = Command::new(&built.bindgen);
    bindgen
        .args(["generate", "--language", "kotlin", "--no-format", "--config"])
        .arg(package().join("uniffi.toml"))
        .arg("--out-dir")
        .arg(&sources)
        .arg(&built.library)
        // It asks cargo for the crates of the workspace.
        .current_dir(workspace::root());
    let ran = log.run(&mut bindgen)?;
    if ran.status.success() {
        Ok(sources)
    } else {
        Err(format!("the Kotlin sources could not be made: {}", ran.output.trim_end()))
    }
}

fn package() -> PathBuf {
    module("core-kotlin")
}

/// The folder of a module of android/.
pub(crate) fn module(name: &str) -> PathBuf {
    workspace::root().join("android").join(name)
}

pub(crate) fn property(name: &str, value: &Path) -> OsString {
    let mut property = OsString::from(format!("-D{name}="));
    property.push(value);
    property
}

fn trouble(path: &Path, error: &io::Error) -> String {
    format!("{}: {error}", path.display())
}
