//! Surefire's reports: one XML file for each class of tests.

use std::fs;
use std::path::{Path, PathBuf};

use crate::parts::Findings;
use crate::tally::Tally;

/// Where each module of a Maven build leaves its reports.
pub(super) fn folders(build: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(build).map_err(|error| format!("{}: {error}", build.display()))?;
    let mut modules: Vec<_> =
        entries.flatten().map(|entry| entry.path()).filter(|path| path.join("pom.xml").exists()).collect();
    modules.sort();
    Ok(modules.into_iter().map(|module| module.join("target/surefire-reports")).collect())
}

/// What the tests came to; nothing when Maven did not get as far as to run them.
pub(super) fn findings(folder: &Path) -> Result<Findings, String> {
    let mut findings = Findings::default();
    let Ok(entries) = fs::read_dir(folder) else { return Ok(findings) };
    let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    files.sort();
    for file in files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "xml")) {
        let report = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
        findings.add(of_report(&report));
    }
    Ok(findings)
}

/// Reads `<testcase name="…" classname="…">`, in which a `<failure>`, `<error>` or `<skipped>` may stand.
fn of_report(xml: &str) -> Findings {
    let mut findings = Findings::default();
    for case in without_verbatim(xml).split("<testcase ").skip(1) {
        let name = format!("{}: {}", attribute(case, "classname"), attribute(case, "name"));
        let is = |element: &str| case.contains(&format!("<{element}"));
        if is("failure") || is("error") {
            findings.add(Findings { tally: Tally::ONE_FAILED, failed: vec![name], ..Findings::default() });
        } else if is("skipped") {
            findings.add(Findings::skipped(name));
        } else {
            findings.add(Findings::passed());
        }
    }
    findings
}

/// What tests printed stands in CDATA sections, and may look like anything.
fn without_verbatim(xml: &str) -> String {
    let mut parts = xml.split("<![CDATA[");
    let mut rest = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        rest += part.split_once("]]>").map_or("", |(_, after)| after);
    }
    rest
}

/// The value of an attribute of the element that the text begins in.
fn attribute(element: &str, name: &str) -> String {
    let attributes = element.split_once('>').map_or(element, |(attributes, _)| attributes);
    let beginning = format!(" {name}=\"");
    let value = format!(" {attributes}")
        .split_once(&beginning)
        .and_then(|(_, rest)| rest.split_once('"').map(|(value, _)| value.to_owned()))
        .unwrap_or_default();
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&#39;", "'"), ("&amp;", "&")]
        .into_iter()
        .fold(value, |value, (escaped, plain)| value.replace(escaped, plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_test_is_counted_and_those_that_failed_are_named() {
        let report = r#"<?xml version="1.0"?><testsuite name="city.hues.InputTest" tests="4">
            <properties><property name="hues.city" value="city"/></properties>
            <testcase name="a file is &quot;refused&quot; &amp; said" classname="city.hues.InputTest" time="0.1"/>
            <testcase name="b" classname="city.hues.InputTest"><failure type="x"><![CDATA[<testcase ]]></failure></testcase>
            <testcase name="c" classname="city.hues.InputTest"><error type="x">at y</error></testcase>
            <testcase name="the city's name" classname="city.hues.InputTest"><skipped message="no"/></testcase>
            <system-out><![CDATA[<testcase name="no test"/>]]></system-out></testsuite>"#;
        let expected = Findings {
            tally: Tally { passed: 1, failed: 2, skipped: 1 },
            failed: vec!["city.hues.InputTest: b".to_owned(), "city.hues.InputTest: c".to_owned()],
            skipped: vec!["city.hues.InputTest: the city's name".to_owned()],
            outputs: Vec::new(),
        };
        assert_eq!(of_report(report), expected);
    }

    #[test]
    fn a_name_is_read_as_it_was_written() {
        let case = r#"name="it says &quot;&amp;lt;&quot;" classname="T"/>"#;
        assert_eq!(attribute(case, "name"), r#"it says "&lt;""#);
        assert_eq!(attribute(case, "time"), "");
    }
}
