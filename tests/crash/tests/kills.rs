//! The app's process is ended by SIGKILL before each write, sync, rename and removal of a drafting session; the next start finds what the
//! citizen had seen last, or what the call under way would have shown, and nothing in between.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crash::session::{phone, scratch, seen};
use hues_core::{Client, DraftEdit};

/// What the process had said when it ended.
struct Told {
    seen: Vec<String>,
    /// How many steps there were, when it came to its end.
    steps: Option<usize>,
}

fn run(home: &Path, rounds: usize, steps: usize) -> Told {
    let output = Command::new(env!("CARGO_BIN_EXE_doomed"))
        .args([home.join("data"), home.join("keystore")])
        .args([rounds, steps].map(|number| number.to_string()))
        .stderr(Stdio::inherit())
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let lines =
        |kind: &str| said.lines().filter_map(|line| line.strip_prefix(kind)).map(str::to_owned).collect();
    let seen: Vec<String> = lines("seen ");
    let steps: Vec<String> = lines("steps ");
    assert_eq!(output.status.success(), !steps.is_empty(), "it ends by itself or by SIGKILL");
    Told { seen, steps: steps.first().map(|steps| steps.parse().unwrap()) }
}

/// Opens what a kill left, and holds it to what was seen.
fn check(home: &Path, told: &Told, whole: &[String], what: &str) {
    let (data_dir, keystore) = (home.join("data"), home.join("keystore"));
    let client =
        Client::open(phone(&data_dir, &keystore, None)).unwrap_or_else(|error| panic!("{what}: {error}"));
    let found = seen(&client).unwrap_or_else(|error| panic!("{what}: {error}"));
    assert_eq!(told.seen, whole[..told.seen.len()], "{what}: the session is the same each time");
    let (last, next) = (told.seen.last(), whole.get(told.seen.len()));
    assert!(
        [last, next].contains(&Some(&found)),
        "{what}: {found}\nis neither what was seen last: {last:?}\nnor what came next: {next:?}"
    );
    // The citizen writes on.
    let id = client.reports().create().unwrap();
    client.reports().edit(id, DraftEdit::Text("Viết tiếp".into())).unwrap();
    assert!(client.troubles().unwrap().is_empty(), "{what}");
    client.close();
    let sealed_twice = found.matches('+').count();
    assert_eq!(
        fs::read_dir(data_dir.join("photos")).unwrap().count(),
        sealed_twice,
        "{what}: no file is left over"
    );
    let handed_over = found.matches("(handed over").count();
    let in_the_clear = fs::read_dir(data_dir.join("outgoing")).map_or(0, Iterator::count);
    assert_eq!(in_the_clear, handed_over, "{what}: nothing lies in the clear that the system does not have");
    let database = rusqlite::Connection::open(data_dir.join("hues.db")).unwrap();
    let sound: String = database.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(sound, "ok", "{what}");
}

#[test]
fn a_kill_before_any_step_leaves_what_the_citizen_saw() {
    let home = scratch();
    // A kill before every second step, or in the long run before every step of two sessions.
    let (rounds, every, least) =
        if std::env::var_os("HUES_LONG").is_some() { (2, 1, 500) } else { (1, 2, 150) };
    let whole = run(home.path(), rounds, usize::MAX);
    let steps = whole.steps.unwrap();
    check(home.path(), &whole, &whole.seen, "no kill");
    let kills = steps / every;
    assert!(kills >= least && whole.seen.len() > 20, "{steps} steps, {} things seen", whole.seen.len());

    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let kill = next.fetch_add(1, Ordering::SeqCst);
                    if kill >= kills {
                        return;
                    }
                    let at = kill * every;
                    let home = scratch();
                    let told = run(home.path(), rounds, at);
                    assert!(told.steps.is_none(), "it was killed");
                    check(home.path(), &told, &whole.seen, &format!("step {at} of {steps}"));
                }
            });
        }
    });
}
