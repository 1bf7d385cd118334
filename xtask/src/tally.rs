//! Counting: what cargo's test programs and the parts of the test command came to.

use std::fmt;
use std::iter::Sum;

/// How many checks went how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
    pub(crate) skipped: usize,
}

impl Tally {
    pub(crate) const ONE_PASSED: Self = Self { passed: 1, failed: 0, skipped: 0 };
    pub(crate) const ONE_FAILED: Self = Self { passed: 0, failed: 1, skipped: 0 };
    pub(crate) const ONE_SKIPPED: Self = Self { passed: 0, failed: 0, skipped: 1 };

    /// Where nothing may be skipped, what was is as good as failed.
    #[must_use]
    pub(crate) fn strictly(self) -> Self {
        Self { failed: self.failed + self.skipped, skipped: 0, ..self }
    }
}

impl Sum for Tally {
    fn sum<I: Iterator<Item = Self>>(tallies: I) -> Self {
        tallies.fold(Self::default(), |sum, next| Self {
            passed: sum.passed + next.passed,
            failed: sum.failed + next.failed,
            skipped: sum.skipped + next.skipped,
        })
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

/// What a program of Rust's test harness printed.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct TestOutput {
    /// The sum of its results; none when it printed none, because it died before or is no such program.
    pub(crate) tally: Option<Tally>,
    /// The names of the tests that failed.
    pub(crate) failed: Vec<String>,
    /// The names of the tests that were ignored, with the reason if there is one.
    pub(crate) ignored: Vec<String>,
}

impl TestOutput {
    pub(crate) fn read(output: &str) -> Self {
        let mut read = Self::default();
        for line in output.lines() {
            let line = without_colours(line);
            if let Some(tally) = result(&line) {
                read.tally = Some(read.tally.into_iter().chain([tally]).sum());
            } else if let Some((name, outcome)) =
                line.strip_prefix("test ").and_then(|test| test.split_once(" ... "))
            {
                if outcome == "FAILED" {
                    read.failed.push(name.to_owned());
                } else if let Some(reason) = outcome.strip_prefix("ignored") {
                    read.ignored.push(format!("{name}{reason}"));
                }
            }
        }
        read
    }
}

/// Of "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s".
fn result(line: &str) -> Option<Tally> {
    let (_, counts) = line.strip_prefix("test result: ")?.split_once(". ")?;
    let count = |of: &str| {
        counts.split("; ").find_map(|count| count.strip_suffix(of)?.strip_suffix(' ')?.parse::<usize>().ok())
    };
    Some(Tally { passed: count("passed")?, failed: count("failed")?, skipped: count("ignored")? })
}

/// Drops the escape sequences that colour a terminal (ECMA-48, SGR).
fn without_colours(line: &str) -> String {
    let mut parts = line.split("\x1b[");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain += part.split_once('m').map_or(part, |(_, text)| text);
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(passed: usize, failed: usize, skipped: usize) -> Tally {
        Tally { passed, failed, skipped }
    }

    #[test]
    fn the_closing_line_is_as_promised() {
        assert_eq!(tally(120, 0, 1).to_string(), "120 passed, 0 failed, 1 skipped");
    }

    #[test]
    fn what_is_skipped_has_failed_where_nothing_may_be_skipped() {
        assert_eq!(tally(3, 1, 2).strictly(), tally(3, 3, 0));
    }

    #[test]
    fn results_are_added_up_and_names_kept() {
        let output = "\nrunning 4 tests\ntest a::one ... ok\ntest a::two ... FAILED\n\
            test b ... ignored, needs a phone\ntest c ... ignored\n\nfailures:\n    a::two\n\n\
            test result: FAILED. 1 passed; 1 failed; 2 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
            \ntest result: ok. 10 passed; 0 failed; 0 ignored; 0 measured; 3 filtered out; finished in 1.20s\n";
        let read = TestOutput::read(output);
        assert_eq!(read.tally, Some(tally(11, 1, 2)));
        assert_eq!(read.failed, ["a::two"]);
        assert_eq!(read.ignored, ["b, needs a phone", "c"]);
    }

    #[test]
    fn colours_change_nothing() {
        let output = "test a ... \x1b[31mFAILED\x1b[m\n\
            test result: \x1b[31mFAILED\x1b[m. 5 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0s";
        let read = TestOutput::read(output);
        assert_eq!((read.tally, read.failed), (Some(tally(5, 1, 0)), vec!["a".to_owned()]));
    }

    #[test]
    fn a_program_that_died_has_no_result() {
        assert_eq!(TestOutput::read("running 2 tests\ntest a ... ok\nSegmentation fault").tally, None);
        assert_eq!(TestOutput::read("test result: none of ours").tally, None);
    }
}
