//! The tests that take somebody else's program: each group is done if that program can be had, and else says what is missing.

use std::path::PathBuf;
use std::process::Command;

use crate::executables::Executable;
use crate::parts::Findings;
use crate::peers;
use crate::processes::Log;
use crate::setup::{self, Need};
use crate::workspace;

/// Tests that need one program.
struct Group {
    /// The program of tests, of tests/journeys.
    tests: &'static str,
    /// The module of its tests.
    module: &'static str,
    needs: &'static [Need],
    install: fn(&mut Log) -> Result<PathBuf, String>,
}

const GROUPS: [Group; 5] = [
    Group {
        tests: "tus_servers",
        module: "node::",
        needs: &[Need::Node],
        install: |log| peers::of_npm(log, "tus-node"),
    },
    Group {
        tests: "tus_servers",
        module: "java::",
        needs: &[Need::Jdk, Need::Maven],
        install: |log| peers::of_maven(log, "tus-java"),
    },
    Group {
        tests: "bad_links",
        module: "toxiproxy::",
        needs: &[Need::Go],
        install: |log| peers::of_go(log, "toxiproxy"),
    },
    Group {
        tests: "bad_links",
        module: "mitmproxy::",
        needs: &[Need::Python],
        install: |log| peers::of_pip(log, "mitmproxy"),
    },
    // Debian installs it.
    Group { tests: "bad_links", module: "nginx::", needs: &[Need::Nginx], install: |_| peers::folder() },
];

/// Whether a program of tests takes other programs.
pub(crate) fn takes(program: &Executable) -> bool {
    program.package.ends_with("tests/journeys") && GROUPS.iter().any(|group| group.tests == program.name)
}

/// Runs all groups. The environment reaches them.
pub(crate) fn run(
    log: &mut Log,
    programs: &[&Executable],
    environment: Option<(&str, &str)>,
) -> Result<Findings, String> {
    let mut findings = Findings::default();
    for group in GROUPS {
        let name = format!("{} {}", group.tests, group.module);
        log.note(&format!("\n{name}"))?;
        if let Err(why) = setup::ensure(group.needs).and_then(|()| (group.install)(log)) {
            findings.add(Findings::skipped(format!("{name}: {why}")));
            continue;
        }
        let program = programs.iter().find(|program| program.name == group.tests);
        let program = program.ok_or_else(|| format!("cargo built no {}", group.tests))?;
        let folder = workspace::root().join(&program.package);
        let mut tests = Command::new(&program.path);
        tests.arg(group.module).current_dir(&folder).env("CARGO_MANIFEST_DIR", &folder);
        tests.env("HUES_PEERS", peers::folder()?).envs(environment);
        findings.add(Findings::of_tests(&name, &log.run(&mut tests)?));
    }
    Ok(findings)
}
