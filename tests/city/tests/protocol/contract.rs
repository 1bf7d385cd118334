//! docs/openapi.yaml, held to what the city really answers: every exchange of all these tests is checked against it, and what it describes must
//! have been met by one of them.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::PathBuf;
use std::process::Command;
use std::sync::LazyLock;

use city::Witness;
use openapi::Document;
use tempfile::TempDir;

/// Names the file to which a run of these tests adds what it met, a line each: method, path, status.
const MET: &str = "HUES_MET";

static DOCUMENT: LazyLock<Document> = LazyLock::new(Document::read);

/// Checks every exchange. One that the document does not know costs the phone its answer, so that its test fails.
pub(crate) fn witness() -> Witness {
    let met = std::env::var_os(MET).map(PathBuf::from);
    Witness::new(move |exchange| {
        let seen = DOCUMENT.check(exchange);
        if let Some(met) = &met {
            let line = match &seen {
                Ok(Some(answer)) => format!("{answer}\n"),
                Ok(None) => String::new(),
                Err(wrong) => format!("WRONG {wrong}\n"),
            };
            // One write of a short line is not mixed with others'.
            let file = File::options().create(true).append(true).open(met);
            file.and_then(|mut file| file.write_all(line.as_bytes())).expect("the file of what was met");
        }
        if let Err(wrong) = seen {
            panic!("docs/openapi.yaml: {wrong}");
        }
    })
}

#[test]
fn every_operation_and_answer_of_the_document_is_met_and_no_other() {
    if std::env::var_os(MET).is_some() {
        return;
    }
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("met");
    let tests = std::env::current_exe().expect("this program");
    let ran = Command::new(tests).args(["--skip", "contract::"]).env(MET, &file).output().expect("it runs");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stdout));
    let met = fs::read_to_string(&file).expect("what was met");
    let wrong: Vec<&str> = met.lines().filter(|line| line.starts_with("WRONG")).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let met: BTreeSet<String> = met.lines().map(str::to_owned).collect();
    let never: Vec<String> = DOCUMENT.answers().into_iter().filter(|answer| !met.contains(answer)).collect();
    assert!(never.is_empty(), "nothing met these: {never:#?}");
}
