//! `cargo xtask size`: how large the library is that a phone gets, and what each crate takes of it.

use std::collections::HashMap;
use std::fs;
use std::process::{Command, ExitCode};

use crate::executables;
use crate::processes::Log;
use crate::{bindings, setup, workspace};

const MIB: f64 = 1024.0 * 1024.0;

/// What the library may take on a phone, stripped, and on its way there.
const GOAL: Goal = Goal { stripped: 5.5, zipped: 2.5 };

struct Goal {
    stripped: f64,
    zipped: f64,
}

/// What takes less is summed up.
const LEAST_SHOWN: u64 = 16 << 10;

/// Builds, measures and prints. Whether the goals hold is the exit code.
pub(crate) fn run() -> Result<ExitCode, String> {
    setup::ensure(&setup::BUILD)?;
    let mut log = Log::create(workspace::own_folder()?.join("size.log"))?;
    eprintln!("Building as for a phone, which takes some minutes (log: {})…", log.path().display());
    executables::build(&["build", "--release", "--package", "hues-bindings", "--lib"], log.handle()?)?;
    let library = bindings::library_in(&workspace::target()?.join("release"));
    let symbols = output(&mut log, Command::new("readelf").args(["-sW", "--demangle"]).arg(&library))?;
    for (owner, bytes) in by_owner(&symbols) {
        println!("{:>9.1} KiB  {owner}", count(bytes) / 1024.0);
    }
    let stripped = workspace::own_folder()?.join("stripped.so");
    output(&mut log, Command::new("strip").arg(&library).arg("-o").arg(&stripped))?;
    let size = fs::metadata(&stripped).map_err(|error| error.to_string())?.len();
    output(&mut log, Command::new("gzip").args(["-9", "--keep", "--force"]).arg(&stripped))?;
    let zipped = fs::metadata(stripped.with_extension("so.gz")).map_err(|error| error.to_string())?.len();
    let (size, zipped) = (count(size) / MIB, count(zipped) / MIB);
    println!(
        "stripped {size:.2} MiB (goal {}), gzipped {zipped:.2} MiB (goal {})",
        GOAL.stripped, GOAL.zipped
    );
    Ok(if size <= GOAL.stripped && zipped <= GOAL.zipped { ExitCode::SUCCESS } else { ExitCode::FAILURE })
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
