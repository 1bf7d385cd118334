//! The fuzz part of `cargo xtask test --long`: libFuzzer gives each target of tests/fuzz whatever it likes for a while. cargo-fuzz is
//! installed once into the target folder; what libFuzzer learns stays there too, the kept corpora are small and only read.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::parts::Findings;
use crate::processes::Log;
use crate::workspace;

/// Those of tests/fuzz/Cargo.toml.
const TARGETS: [&str; 5] = ["photo", "exif", "video", "boundaries", "search"];

/// How long each is tried.
const SECONDS: u32 = 60;

/// The version that the targets were written with.
const CARGO_FUZZ: &str = "0.13.2";

pub(crate) fn run(log: &mut Log) -> Result<Findings, String> {
    let program = cargo_fuzz(log)?;
    let mut findings = Findings::default();
    for target in TARGETS {
        findings.add(fuzz(log, &program, target)?);
    }
    Ok(findings)
}

/// The program, installed when it is not there yet.
fn cargo_fuzz(log: &mut Log) -> Result<PathBuf, String> {
    let tools = workspace::own_folder()?.join("tools");
    let program = tools.join("bin/cargo-fuzz");
    if !program.is_file() {
        let mut cargo = workspace::cargo();
        cargo.args(["install", "cargo-fuzz", "--version", CARGO_FUZZ, "--locked", "--root"]).arg(&tools);
        if !log.run(&mut cargo)?.status.success() {
            return Err("cargo-fuzz could not be installed".to_owned());
        }
    }
    Ok(program)
}

fn fuzz(log: &mut Log, program: &Path, target: &str) -> Result<Findings, String> {
    let folder = workspace::root().join("tests/fuzz");
    let learned = workspace::own_folder()?.join("fuzz").join(target);
    fs::create_dir_all(&learned).map_err(|error| format!("{}: {error}", learned.display()))?;
    let mut command = Command::new(program);
    command
        // C is not instrumented, and Rust needs no sanitizer where nothing is unsafe: that makes it three times as fast.
        .args(["fuzz", "run", "--fuzz-dir", ".", "--sanitizer", "none", target])
        .arg(learned)
        .arg(folder.join("corpus").join(target))
        .args(["--", "-timeout=20", "-rss_limit_mb=1024", "-print_final_stats=1"])
        .arg(format!("-max_total_time={SECONDS}"))
        .current_dir(&folder)
        // libFuzzer's coverage needs flags that the stable compiler keeps for itself otherwise.
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_TARGET_DIR", workspace::target()?.join("fuzz"));
    let ran = log.run(&mut command)?;
    Ok(if ran.status.success() {
        Findings::passed()
    } else {
        Findings::failed(format!("{target}: libFuzzer found an input that breaks it, or it does not build"))
    })
}
