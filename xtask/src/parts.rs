//! The parts of a test run: each is timed, logged and counted, prints one line when it is green and the end of its log when
//! it is red, and none stops the next.

use std::io::Write;
use std::path::PathBuf;
use std::process::{ExitCode, ExitStatus};
use std::time::{Duration, Instant};

use crate::processes::{Log, Ran};
use crate::tally::{Tally, TestOutput};

/// How much of a failed program's output is shown.
const TAIL_LINES: usize = 60;

/// What a part found.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Findings {
    pub(crate) tally: Tally,
    /// What failed, by name.
    pub(crate) failed: Vec<String>,
    /// What was skipped, and why.
    pub(crate) skipped: Vec<String>,
    /// The end of what each program printed that failed; without any, the end of the part's log is shown.
    pub(crate) outputs: Vec<String>,
}

/// All parts so far.
pub(crate) struct Parts {
    logs: PathBuf,
    /// Nothing may be skipped.
    strict: bool,
    /// The names of those asked for; all, when there is none.
    asked: Vec<String>,
    known: Vec<&'static str>,
    done: Vec<(&'static str, Duration, Tally)>,
}

impl Findings {
    /// One check that passed.
    pub(crate) fn passed() -> Self {
        Self { tally: Tally::ONE_PASSED, ..Self::default() }
    }

    /// One check that failed, with the reason.
    pub(crate) fn failed(why: String) -> Self {
        Self { tally: Tally::ONE_FAILED, failed: vec![why], ..Self::default() }
    }

    /// A whole part that was left out, with the reason.
    pub(crate) fn skipped(why: String) -> Self {
        Self { tally: Tally::ONE_SKIPPED, skipped: vec![why], ..Self::default() }
    }

    /// A program that checks one thing.
    pub(crate) fn of_check(status: ExitStatus) -> Self {
        if status.success() { Self::passed() } else { Self::failed(format!("it ended with {status}")) }
    }

    /// A program of Rust's test harness. One that ends badly without saying which test failed is a failure itself.
    pub(crate) fn of_tests(program: &str, ran: &Ran) -> Self {
        let TestOutput { tally, failed, ignored } = TestOutput::read(&ran.output);
        let named = |names: Vec<String>| names.into_iter().map(|name| format!("{program}: {name}")).collect();
        let mut findings = Self {
            tally: tally.unwrap_or_default(),
            failed: named(failed),
            skipped: named(ignored),
            outputs: Vec::new(),
        };
        if findings.tally.failed == 0 && !ran.status.success() {
            findings.tally.failed = 1;
            findings.failed.push(format!("{program} ended with {}", ran.status));
        }
        if findings.tally.failed > 0 {
            findings.outputs.push(tail(&ran.output));
        }
        findings
    }

    /// Counts another one's too.
    pub(crate) fn add(&mut self, other: Self) {
        self.tally = [self.tally, other.tally].into_iter().sum();
        self.failed.extend(other.failed);
        self.skipped.extend(other.skipped);
        self.outputs.extend(other.outputs);
    }
}

impl Parts {
    /// None so far; their logs go to a folder that is there.
    pub(crate) fn new(logs: PathBuf, strict: bool) -> Self {
        Self { logs, strict, asked: Vec::new(), known: Vec::new(), done: Vec::new() }
    }

    /// Of all that follow, only these are done.
    pub(crate) fn only(mut self, names: &[&str]) -> Self {
        self.asked = names.iter().map(|name| (*name).to_owned()).collect();
        self
    }

    /// Whether a part of this name is to be done.
    pub(crate) fn takes(&self, name: &str) -> bool {
        self.asked.is_empty() || self.asked.iter().any(|asked| asked == name)
    }

    /// Does one part. An error of its work is a failure of the part, and so is finding nothing to check.
    pub(crate) fn run(
        &mut self,
        name: &'static str,
        work: impl FnOnce(&mut Log) -> Result<Findings, String>,
    ) {
        if self.takes(name) {
            self.run_anyway(name, work);
        } else {
            self.known.push(name);
        }
    }

    /// Does one part that others need, whether or not it is asked for.
    pub(crate) fn run_anyway(
        &mut self,
        name: &'static str,
        work: impl FnOnce(&mut Log) -> Result<Findings, String>,
    ) {
        self.known.push(name);
        print!("{name:<12}");
        flush();
        let start = Instant::now();
        let log = Log::create(self.logs.join(format!("{name}.log")));
        let (mut findings, log) = match log {
            Ok(mut log) => (work(&mut log).unwrap_or_else(Findings::failed), Some(log)),
            Err(why) => (Findings::failed(why), None),
        };
        if findings.tally == Tally::default() {
            findings = Findings::failed("it found nothing to check".to_owned());
        }
        let tally = if self.strict { findings.tally.strictly() } else { findings.tally };
        let took = start.elapsed();
        self.done.push((name, took, tally));
        let verdict = match tally {
            Tally { failed: 1.., .. } => "FAILED",
            Tally { passed: 0, .. } => "skipped",
            _ => "ok",
        };
        println!("{verdict:<8}{:>8.1} s   {tally}", took.as_secs_f64());
        self.explain(findings, log);
    }

    fn explain(&self, findings: Findings, log: Option<Log>) {
        let consequence = if self.strict { " (counts as failed, because CI=true)" } else { "" };
        for what in &findings.skipped {
            println!("    skipped{consequence}: {what}");
        }
        for what in &findings.failed {
            println!("    failed: {what}");
        }
        let Some(mut log) = log.filter(|_| findings.tally.failed > 0) else { return };
        let mut outputs = findings.outputs;
        if outputs.is_empty() {
            outputs.push(tail(&log.text().unwrap_or_default()));
        }
        for line in outputs.iter().flat_map(|output| output.lines()) {
            println!("    | {line}");
        }
        println!("    the whole log: {}", log.path().display());
    }

    /// Prints how long each part took and, as the last line, what all of them came to.
    pub(crate) fn conclude(&self) -> ExitCode {
        if let Some(unknown) = self.asked.iter().find(|asked| !self.known.contains(&asked.as_str())) {
            println!("there is no part {unknown}, only {}", self.known.join(", "));
            return ExitCode::FAILURE;
        }
        println!();
        for (name, took, _) in &self.done {
            println!("{name:<12}{:>8.1} s", took.as_secs_f64());
        }
        let total: Duration = self.done.iter().map(|(_, took, _)| *took).sum();
        println!("{:<12}{:>8.1} s", "together", total.as_secs_f64());
        let tally: Tally = self.done.iter().map(|(.., tally)| *tally).sum();
        println!("{tally}");
        if tally.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

/// The last lines of an output.
fn tail(output: &str) -> String {
    let lines: Vec<&str> = output.lines().collect();
    lines.split_at(lines.len().saturating_sub(TAIL_LINES)).1.join("\n")
}

/// Whoever watches sees what is being done.
fn flush() {
    // A reader that is gone is noticed at the next line.
    let _ = std::io::stdout().flush();
}

#[cfg(test)]
mod tests {
    use std::os::unix::process::ExitStatusExt;

    use super::*;

    fn ran(output: &str, status: i32) -> Ran {
        Ran { status: ExitStatus::from_raw(status), output: output.to_owned() }
    }

    #[test]
    fn a_test_program_that_dies_is_a_failure_and_is_named() {
        const SIGSEGV: i32 = 11;
        let findings = Findings::of_tests("core", &ran("test a ... ok\n", SIGSEGV));
        assert_eq!(findings.tally, Tally::ONE_FAILED);
        assert!(
            findings.failed.iter().all(|what| what.starts_with("core ended with signal: 11")),
            "{findings:?}"
        );
    }

    #[test]
    fn failed_and_ignored_tests_are_named_with_their_program() {
        let output = "test a ... FAILED\ntest b ... ignored, slow\n\
            test result: FAILED. 2 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n";
        let findings = Findings::of_tests("core", &ran(output, 101 << 8));
        let expected = Findings {
            tally: Tally { passed: 2, failed: 1, skipped: 1 },
            failed: vec!["core: a".to_owned()],
            skipped: vec!["core: b, slow".to_owned()],
            outputs: vec![output.trim_end().to_owned()],
        };
        assert_eq!(findings, expected);
    }

    #[test]
    fn what_a_failed_program_printed_is_shown_though_others_ran_after_it() {
        let bad = "test a ... FAILED\ntest result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out\n";
        let good = "test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n";
        let mut findings = Findings::of_tests("core", &ran(bad, 101 << 8));
        findings.add(Findings::of_tests("city", &ran(good, 0)));
        assert_eq!(findings.tally, Tally { passed: 1, failed: 1, skipped: 0 });
        assert_eq!(findings.outputs, [bad.trim_end()]);
        let long = format!("{}first{}last", "\n".repeat(100), "\n".repeat(TAIL_LINES - 1));
        assert!(tail(&long).starts_with("first\n") && tail(&long).ends_with("\nlast"));
        assert_eq!(tail(&"\n".repeat(100)).len(), TAIL_LINES - 1);
    }

    #[test]
    fn a_part_that_breaks_or_finds_nothing_has_failed_and_the_next_one_is_done() {
        let logs = std::env::temp_dir().join(format!("xtask-parts-{}", std::process::id()));
        std::fs::create_dir_all(&logs).unwrap();
        let mut parts = Parts::new(logs.clone(), false);
        parts.run("broken", |_| Err("no".to_owned()));
        parts.run("empty", |_| Ok(Findings::default()));
        parts.run("skipped", |_| Ok(Findings::skipped("for a reason".to_owned())));
        parts.run("good", |_| Ok(Findings::passed()));
        std::fs::remove_dir_all(logs).unwrap();
        let tallies: Vec<Tally> = parts.done.iter().map(|(.., tally)| *tally).collect();
        assert_eq!(tallies, [Tally::ONE_FAILED, Tally::ONE_FAILED, Tally::ONE_SKIPPED, Tally::ONE_PASSED]);
        assert_eq!(parts.conclude(), ExitCode::FAILURE);
    }

    #[test]
    fn parts_that_are_not_asked_for_are_left_out_and_a_name_of_none_fails() {
        let logs = std::env::temp_dir().join(format!("xtask-only-{}", std::process::id()));
        std::fs::create_dir_all(&logs).unwrap();
        let mut parts = Parts::new(logs.clone(), true).only(&["good"]);
        parts.run("broken", |_| Err("no".to_owned()));
        parts.run("good", |_| Ok(Findings::passed()));
        assert_eq!((parts.done.len(), parts.conclude()), (1, ExitCode::SUCCESS));
        parts.asked.push("unknown".to_owned());
        assert_eq!(parts.conclude(), ExitCode::FAILURE);
        std::fs::remove_dir_all(logs).unwrap();
    }

    #[test]
    fn a_skipped_part_has_failed_where_nothing_may_be_skipped() {
        let logs = std::env::temp_dir().join(format!("xtask-strict-{}", std::process::id()));
        std::fs::create_dir_all(&logs).unwrap();
        let mut parts = Parts::new(logs.clone(), true);
        parts.run("skipped", |_| Ok(Findings::skipped("for a reason".to_owned())));
        std::fs::remove_dir_all(logs).unwrap();
        assert_eq!(parts.conclude(), ExitCode::FAILURE);
    }
}
