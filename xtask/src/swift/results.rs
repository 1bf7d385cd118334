//! What a run of Swift Testing printed, read as counts and names.

use crate::parts::Findings;
use crate::processes::Ran;
use crate::tally::Tally;

/// How one test ended.
enum Outcome {
    Passed,
    Failed,
    Skipped,
}

/// A run that ends badly without saying which test failed is a failure itself.
pub(super) fn findings(ran: &Ran) -> Findings {
    let mut findings = Findings::default();
    for (name, outcome) in ran.output.lines().filter_map(outcome) {
        let counted = match outcome {
            Outcome::Passed => Tally::ONE_PASSED,
            Outcome::Failed => {
                findings.failed.push(name.to_owned());
                Tally::ONE_FAILED
            }
            Outcome::Skipped => {
                findings.skipped.push(name.to_owned());
                Tally::ONE_SKIPPED
            }
        };
        findings.tally = [findings.tally, counted].into_iter().sum();
    }
    if findings.tally.failed == 0 && !ran.status.success() {
        findings.add(Findings::failed(format!("swift test ended with {}", ran.status)));
    }
    findings
}

/// Of `✔ Test aPhotoArrives() passed after 0.001 seconds.`; which sign stands in front depends on the terminal and the system. A test with
/// several arguments ends once.
fn outcome(line: &str) -> Option<(&str, Outcome)> {
    let (_, said) = line.split_once(' ')?;
    let test = said.strip_prefix("Test ").filter(|test| !test.starts_with("run "))?;
    // A display name stands in quotes, and may hold any of these words.
    let (name, verdict) = match test.strip_prefix('"') {
        Some(quoted) => quoted.split_once("\" ")?,
        None => test.split_once(' ')?,
    };
    let outcome = if verdict.starts_with("passed after ") {
        Outcome::Passed
    } else if verdict.starts_with("failed after ") {
        Outcome::Failed
    } else if verdict.starts_with("skipped") {
        Outcome::Skipped
    } else {
        return None;
    };
    Some((name, outcome))
}

#[cfg(test)]
mod tests {
    use std::os::unix::process::ExitStatusExt;
    use std::process::ExitStatus;

    use super::*;

    fn ran(output: &str, status: i32) -> Ran {
        Ran { status: ExitStatus::from_raw(status), output: output.to_owned() }
    }

    #[test]
    fn tests_are_counted_and_suites_and_arguments_are_not() {
        let output = "◇ Test run started.\n◇ Suite Other started.\n◇ Test args(_:) started.\n\
            ✘ Test skipped() skipped: \"no reason\"\n◇ Passing 1 argument x → 1 to args(_:)\n\
            ✘ Test args(_:) recorded an issue with 1 argument x → 2 at T.swift:9:52: Expectation failed\n\
            ✘ Test args(_:) failed after 0.001 seconds with 1 issue.\n\
            ✘ Test \"A skipped photo\" failed after 0.001 seconds with 1 issue.\n\
            ✔ Test aPhotoArrives() passed after 0.001 seconds.\n\
            ✘ Suite Other failed after 0.001 seconds with 2 issues.\n\
            ✘ Test run with 4 tests failed after 0.011 seconds with 2 issues.\n";
        let findings = findings(&ran(output, 1 << 8));
        assert_eq!(findings.tally, Tally { passed: 1, failed: 2, skipped: 1 });
        assert_eq!(findings.failed, ["args(_:)", "A skipped photo"]);
        assert_eq!(findings.skipped, ["skipped()"]);
    }

    #[test]
    fn a_run_that_dies_or_does_not_compile_has_failed() {
        assert_eq!(findings(&ran("error: no such module\n", 1 << 8)).tally, Tally::ONE_FAILED);
        let died = findings(&ran("✔ Test a() passed after 0.001 seconds.\n", 11));
        assert_eq!(died.tally, Tally { passed: 1, failed: 1, skipped: 0 });
    }
}
