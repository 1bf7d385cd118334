//! `opening`: opening the data of 10,000 reports and reading their first page of 50, unsealed, beside better-sqlite3 doing the same reads on rows
//! in the clear. The peer is a program that makes its database in the folder it is given, and then opens and reads it once for each line of its
//! input, telling microseconds.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use hues_core::report::DraftEdit;

use super::{client, median, milliseconds, report};

const REPORTS: u32 = 10_000;
pub(crate) const PAGE: u32 = 50;
const ROUNDS: usize = 25;

pub(crate) fn measure(folder: &Path, peer: &[&str]) {
    let own = folder.join("data");
    fill(&own);
    let [program, arguments @ ..] = peer else { panic!("no peer is named") };
    let mut child = Command::new(program)
        .args(arguments)
        .arg(folder.join("peer.db"))
        .arg(REPORTS.to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut ask = child.stdin.take().unwrap();
    let mut told = BufReader::new(child.stdout.take().unwrap()).lines();
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        writeln!(ask, "{PAGE}").unwrap();
        theirs.push(told.next().unwrap().unwrap().parse::<f64>().unwrap() / 1000.0);
        let mut opened = None;
        ours.push(milliseconds(|| {
            let client = client(&own);
            assert_eq!(client.reports().list(0, PAGE).unwrap().len(), PAGE as usize);
            opened = Some(client);
        }));
    }
    drop(ask);
    assert!(child.wait().unwrap().success(), "the peer failed");
    report("opening", median(ours), median(theirs), "better-sqlite3 on rows in the clear", "ms", 1.5);
}

pub(crate) fn fill(folder: &Path) {
    let client = client(folder);
    for number in 0..REPORTS {
        let id = client.reports().create().unwrap();
        client
            .reports()
            .edit(id, DraftEdit::Text(format!("Ổ gà sâu trước chợ Đông Ba, số {number}")))
            .unwrap();
    }
}
