//! The ARM part of `cargo xtask test --long`: the core's own tests on the processors of phones, 64 and 32 bits, in QEMU's user mode.

use std::process::Command;

use crate::parts::Findings;
use crate::processes::Log;
use crate::workspace;

/// A processor: Rust's target, the prefix of Debian's cross compiler, and the emulator.
struct Processor {
    target: &'static str,
    gcc: &'static str,
    emulator: &'static str,
}

const PROCESSORS: [Processor; 2] = [
    Processor {
        target: "aarch64-unknown-linux-gnu",
        gcc: "aarch64-linux-gnu",
        emulator: "qemu-aarch64-static",
    },
    Processor {
        target: "armv7-unknown-linux-gnueabihf",
        gcc: "arm-linux-gnueabihf",
        emulator: "qemu-arm-static",
    },
];

pub(crate) fn run(log: &mut Log) -> Result<Findings, String> {
    let mut findings = Findings::default();
    for processor in PROCESSORS {
        findings.add(test(log, &processor)?);
    }
    Ok(findings)
}

fn test(log: &mut Log, processor: &Processor) -> Result<Findings, String> {
    let Processor { target, gcc, emulator } = processor;
    let mut rustup = Command::new("rustup");
    if !log.run(rustup.args(["target", "add", target]).current_dir(workspace::root()))?.status.success() {
        return Ok(Findings::skipped(format!("{target} can't be had")));
    }
    let variable = target.to_uppercase().replace('-', "_");
    let mut cargo = workspace::cargo();
    cargo
        .args(["test", "--locked", "--package", "hues-core", "--lib", "--no-fail-fast", "--target", target])
        .env("CARGO_TERM_COLOR", "never")
        .env(format!("CARGO_TARGET_{variable}_LINKER"), format!("{gcc}-gcc"))
        .env(format!("CARGO_TARGET_{variable}_RUNNER"), format!("{emulator} -L /usr/{gcc}"))
        .env(format!("CC_{}", target.replace('-', "_")), format!("{gcc}-gcc"));
    Ok(Findings::of_tests(target, &log.run(&mut cargo)?))
}
