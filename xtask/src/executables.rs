//! Building with cargo, and which executables came of it: cargo says so itself, wherever it put them.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::Value;

use crate::workspace;

/// One executable that cargo made.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Executable {
    /// The folder of its package, from the root of the workspace, such as `tests/city`.
    pub(crate) package: PathBuf,
    /// The name of the binary, the example, or the library or file of tests.
    pub(crate) name: String,
    pub(crate) path: PathBuf,
}

/// Runs a building command of cargo. What the compiler has to say goes to `messages`.
pub(crate) fn build(arguments: &[&str], messages: Stdio) -> Result<Vec<Executable>, String> {
    let told = workspace::cargo()
        .args(arguments)
        .args(["--locked", "--message-format=json-render-diagnostics"])
        .stdin(Stdio::null())
        .stderr(messages)
        .output()
        .map_err(|error| format!("cargo can't be started: {error}"))?;
    if !told.status.success() {
        return Err(format!("cargo {} failed", arguments.join(" ")));
    }
    Ok(listed(&String::from_utf8_lossy(&told.stdout), &workspace::root()))
}

/// The one executable of this name.
pub(crate) fn named<'a>(name: &str, among: &'a [Executable]) -> Result<&'a Path, String> {
    let found = among.iter().find(|executable| executable.name == name);
    found.map(|executable| executable.path.as_path()).ok_or_else(|| format!("cargo built no {name}"))
}

/// Reads cargo's messages, one JSON object a line. When it builds tests, the other binaries that it lists beside them are
/// those that the tests start.
fn listed(messages: &str, root: &Path) -> Vec<Executable> {
    let objects = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let artifacts: Vec<Value> = objects.filter(|object| object["executable"].is_string()).collect();
    let tests = artifacts.iter().any(is_test);
    artifacts
        .iter()
        .filter(|artifact| is_test(artifact) == tests)
        .filter_map(|artifact| {
            let package = Path::new(artifact["manifest_path"].as_str()?).parent()?;
            Some(Executable {
                package: package.strip_prefix(root).unwrap_or(package).to_owned(),
                name: artifact["target"]["name"].as_str()?.to_owned(),
                path: artifact["executable"].as_str()?.into(),
            })
        })
        .collect()
}

fn is_test(artifact: &Value) -> bool {
    artifact["profile"]["test"] == true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn artifact(package: &str, name: &str, executable: &str, test: bool) -> String {
        let executable = if executable.is_empty() { "null".to_owned() } else { format!("{executable:?}") };
        format!(
            r#"{{"reason":"compiler-artifact","manifest_path":"/r/{package}/Cargo.toml","target":{{"name":"{name}"}},
                "profile":{{"test":{test}}},"executable":{executable}}}"#
        )
        .replace('\n', "")
    }

    fn executable(package: &str, name: &str, path: &str) -> Executable {
        Executable { package: package.into(), name: name.to_owned(), path: path.into() }
    }

    #[test]
    fn libraries_and_what_cargo_says_besides_are_no_executables() {
        let messages = [
            artifact("core", "hues_core", "", false),
            artifact("tests/city", "city", "/t/release/city", false),
            r#"{"reason":"build-finished","success":true}"#.to_owned(),
            "not JSON".to_owned(),
        ];
        let found = listed(&messages.join("\n"), Path::new("/r"));
        assert_eq!(found, [executable("tests/city", "city", "/t/release/city")]);
        assert_eq!(named("city", &found).unwrap(), Path::new("/t/release/city"));
        assert_eq!(named("demo", &found).unwrap_err(), "cargo built no demo");
    }

    #[test]
    fn a_binary_that_tests_start_is_not_run_as_a_test() {
        let messages = [
            artifact("tests/city", "city", "/t/debug/city", false),
            artifact("tests/city", "city", "/t/debug/deps/city-1", true),
            artifact("tests/city", "protocol", "/t/debug/deps/protocol-2", true),
        ];
        let found = listed(&messages.join("\n"), Path::new("/r"));
        let expected = [
            executable("tests/city", "city", "/t/debug/deps/city-1"),
            executable("tests/city", "protocol", "/t/debug/deps/protocol-2"),
        ];
        assert_eq!(found, expected);
    }
}
