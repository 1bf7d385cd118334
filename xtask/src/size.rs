//! `cargo xtask size`: how large the library is that a phone gets, and what each crate takes of it; for this machine's processor and, where
//! Rust and a compiler for it are there, for ARM64, which is what phones have.

use std::collections::HashMap;
use std::env::consts::ARCH;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use serde_json::Value;

use crate::bench::{figure, row};
use crate::executables;
use crate::processes::Log;
use crate::{bindings, setup, workspace};

const MIB: f64 = 1024.0 * 1024.0;

/// What the library may take on a phone, stripped, and on its way there, in MiB.
const STRIPPED: f64 = 5.5;
const ZIPPED: f64 = 2.5;

/// What takes less is summed up.
const LEAST_SHOWN: u64 = 16 << 10;

/// What phones have, and what builds for it on Debian.
const ARM64: &str = "aarch64-unknown-linux-gnu";
const ARM64_GCC: &str = "aarch64-linux-gnu-gcc";
const ARM64_STRIP: &str = "aarch64-linux-gnu-strip";

/// A library that was built.
struct Built {
    processor: &'static str,
    library: PathBuf,
    strip: &'static str,
}

/// Builds, measures and prints. Whether the goals hold is the exit code.
pub(crate) fn run(json: bool) -> Result<ExitCode, String> {
    setup::ensure(&setup::BUILD)?;
    let mut log = Log::create(workspace::own_folder()?.join("size.log"))?;
    eprintln!("Building as for a phone, which takes some minutes (log: {})…", log.path().display());
    let mut libraries = vec![here(&log)?];
    if has_arm64(&mut log) {
        libraries.push(arm64(&mut log)?);
    } else {
        eprintln!("Rust has no {ARM64} here, or there is no {ARM64_GCC}: nothing is said of ARM64.");
    }
    let mut holds = true;
    for built in libraries {
        if !json {
            let symbols =
                output(&mut log, Command::new("readelf").args(["-sW", "--demangle"]).arg(&built.library))?;
            println!("{}", built.processor);
            for (owner, bytes) in by_owner(&symbols) {
                println!("{:>9.1} KiB  {owner}", count(bytes) / 1024.0);
            }
        }
        for figure in figures(&mut log, &built)? {
            println!("{}", if json { figure.to_string() } else { row(&figure) });
            holds &= figure["holds"] == true;
        }
    }
    Ok(if holds { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn here(log: &Log) -> Result<Built, String> {
    executables::build(&BUILD, log.handle()?)?;
    let library = bindings::library_in(&workspace::target()?.join("release"));
    Ok(Built { processor: ARCH, library, strip: "strip" })
}

/// What cargo is told to build.
const BUILD: [&str; 5] = ["build", "--release", "--package", "hues-bindings", "--lib"];

fn has_arm64(log: &mut Log) -> bool {
    let mut says = |program: &str, argument: &str| {
        log.run(Command::new(program).arg(argument)).is_ok_and(|ran| ran.status.success())
    };
    says(ARM64_GCC, "--version")
        && says(ARM64_STRIP, "--version")
        && sysroot().is_ok_and(|root| root.join("lib/rustlib").join(ARM64).is_dir())
}

/// Linked with Rust's own lld, as the NDK links with its.
fn arm64(log: &mut Log) -> Result<Built, String> {
    let variable = ARM64.to_uppercase().replace('-', "_");
    let lld = sysroot()?.join(format!("lib/rustlib/{ARCH}-unknown-linux-gnu/bin/gcc-ld"));
    let mut cargo = workspace::cargo();
    cargo
        .args(BUILD)
        .args(["--locked", "--target", ARM64])
        .env(format!("CARGO_TARGET_{variable}_LINKER"), ARM64_GCC)
        .env(format!("CC_{}", ARM64.replace('-', "_")), ARM64_GCC);
    if lld.is_dir() {
        let flags = format!("-Clink-arg=-fuse-ld=lld -Clink-arg=-B{}", lld.display());
        cargo.env(format!("CARGO_TARGET_{variable}_RUSTFLAGS"), flags);
    }
    output(log, &mut cargo)?;
    let library = bindings::library_in(&workspace::target()?.join(ARM64).join("release"));
    Ok(Built { processor: "aarch64", library, strip: ARM64_STRIP })
}

/// Where the Rust that is used keeps what belongs to it.
fn sysroot() -> Result<PathBuf, String> {
    let told = Command::new("rustc")
        .args(["--print", "sysroot"])
        .current_dir(workspace::root())
        .output()
        .map_err(|error| format!("rustc can't be started: {error}"))?;
    Ok(PathBuf::from(String::from_utf8_lossy(&told.stdout).trim()))
}

/// The sizes of one library beside what they may be.
fn figures(log: &mut Log, built: &Built) -> Result<[Value; 2], String> {
    let stripped = workspace::own_folder()?.join(format!("stripped-{}.so", built.processor));
    output(log, Command::new(built.strip).arg(&built.library).arg("-o").arg(&stripped))?;
    output(log, Command::new("gzip").args(["-9", "--keep", "--force"]).arg(&stripped))?;
    let beside = |what: &str, file: &Path, goal: f64| -> Result<Value, String> {
        let size = fs::metadata(file).map_err(|error| error.to_string())?.len();
        let name = format!("{what}-{}", built.processor);
        Ok(figure(&name, count(size) / MIB, goal, "the goal", "MiB", 1.0))
    };
    Ok([
        beside("stripped", &stripped, STRIPPED)?,
        beside("gzipped", &stripped.with_extension("so.gz"), ZIPPED)?,
    ])
}

fn output(log: &mut Log, command: &mut Command) -> Result<String, String> {
    let ran = log.run(command)?;
    if ran.status.success() {
        Ok(ran.output)
    } else {
        Err(format!("{command:?} failed: {}", log.path().display()))
    }
}

#[allow(clippy::cast_precision_loss, reason = "libraries are small")]
fn count(bytes: u64) -> f64 {
    bytes as f64
}

/// Bytes of functions and tables by who wrote them, the largest first: a crate by its name, C by its file.
fn by_owner(symbols: &str) -> Vec<(String, u64)> {
    let mut sums: HashMap<String, u64> = HashMap::new();
    let mut file = "";
    let mut is_whole = false;
    for line in symbols.lines() {
        if line.starts_with("Symbol table") {
            // The other one holds what is exported, once more.
            is_whole = line.contains(".symtab");
        }
        let Some(symbol) = Symbol::read(line).filter(|_| is_whole) else { continue };
        match symbol.kind {
            "FILE" => file = symbol.name,
            "FUNC" | "OBJECT" => *sums.entry(owner(&symbol, file)).or_default() += symbol.size,
            _ => {}
        }
    }
    let (mut shown, small): (Vec<_>, Vec<_>) = sums.into_iter().partition(|(_, size)| *size >= LEAST_SHOWN);
    shown.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
    shown.push(("all others".to_owned(), small.iter().map(|(_, size)| size).sum()));
    shown
}

/// A line of `readelf -sW`.
struct Symbol<'a> {
    size: u64,
    kind: &'a str,
    is_local: bool,
    name: &'a str,
}

impl<'a> Symbol<'a> {
    fn read(line: &'a str) -> Option<Self> {
        let mut rest = line;
        let mut field = || {
            let (field, after) = rest.trim_start().split_once(' ')?;
            rest = after;
            Some(field)
        };
        let (number, _value, size) = (field()?, field()?, field()?);
        let (kind, binding, _visibility, section) = (field()?, field()?, field()?, field()?);
        if !number.ends_with(':') || section == "UND" {
            return None;
        }
        let size = size
            .strip_prefix("0x")
            .map_or_else(|| size.parse().ok(), |hex| u64::from_str_radix(hex, 16).ok())?;
        Some(Self { size, kind, is_local: binding == "LOCAL", name: rest.trim() })
    }
}

fn owner(symbol: &Symbol<'_>, file: &str) -> String {
    if symbol.is_local && file.strip_suffix(".c").is_some() {
        return file.to_owned();
    }
    let first = symbol.name.split("::").next().unwrap_or_default();
    let name =
        first.rsplit(|sign: char| !sign.is_ascii_alphanumeric() && sign != '_').next().unwrap_or_default();
    if symbol.name.contains("::") && !name.is_empty() {
        name.to_owned()
    } else if symbol.name.starts_with("uniffi_") || symbol.name.starts_with("UNIFFI_") {
        "what UniFFI makes".to_owned()
    } else {
        "without a name".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_belong_to_their_crate_their_c_file_or_to_uniffi() {
        let symbols = "\
Symbol table '.dynsym' contains 2 entries:
     1: 0000000000328049  90000 FUNC    GLOBAL DEFAULT   12 uniffi_hues_bindings_fn_method_client_alerts
Symbol table '.symtab' contains 5 entries:
     1: 0000000000000000     0 FILE    LOCAL  DEFAULT  ABS sqlite3.c
     2: 00000000009800d0 51125 FUNC    LOCAL  DEFAULT   12 sqlite3VdbeExec
     3: 0000000000000000     0 FILE    LOCAL  DEFAULT  ABS hues_bindings.1-cgu.0
     4: 00000000006cbd69 46218 FUNC    LOCAL  DEFAULT   12 hues_core::media::clean
     5: 00000000006cbd69 20000 FUNC    LOCAL  DEFAULT   12 <hues_core::client::Client as core::fmt::Debug>::fmt
     6: 0000000000328049 90000 FUNC    GLOBAL DEFAULT   12 uniffi_hues_bindings_fn_method_client_alerts
     7: 0000000000328049 0x40000 OBJECT  LOCAL  DEFAULT   12 tokio::TABLE
     8: 0000000000328049  99999 FUNC    GLOBAL DEFAULT  UND free
     9: 0000000000328049  5 FUNC    LOCAL  DEFAULT   12 h2::small
";
        let expected = [
            ("tokio", 0x40000),
            ("what UniFFI makes", 90_000),
            ("hues_core", 66_218),
            ("sqlite3.c", 51_125),
            ("all others", 5),
        ];
        let found = by_owner(symbols);
        assert_eq!(found.iter().map(|(name, size)| (name.as_str(), *size)).collect::<Vec<_>>(), expected);
    }
}
