//! `flood [SEED]`: plays a flood evening and prints how long everything took to arrive, as a table for docs/performance.md.

use std::process::ExitCode;
use std::time::Duration;

use simulation::{Kind, Taken, flood};

const PHONES: usize = 60;

const KINDS: [(Kind, &str); 7] = [
    (Kind::Call, "call for help"),
    (Kind::Text, "report, its text"),
    (Kind::Whole, "report, whole, with its receipt"),
    (Kind::Message, "message"),
    (Kind::Change, "change"),
    (Kind::Rating, "rating"),
    (Kind::Withdrawal, "withdrawal"),
];

fn main() -> ExitCode {
    let seed = std::env::args().nth(1).and_then(|seed| seed.parse().ok()).unwrap_or(1);
    match flood(seed, PHONES) {
        Ok(taken) => {
            print(&taken);
            if taken.iter().all(|taken| taken.time.is_some()) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(broken) => {
            eprintln!("{broken}");
            ExitCode::FAILURE
        }
    }
}

fn print(taken: &[Taken]) {
    println!(
        "| what | how many | median | 90 % | 99 % | longest | of that with a network: median | 99 % | never |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    for (kind, name) in KINDS {
        let of_kind = || taken.iter().filter(move |taken| taken.kind == kind);
        let mut times: Vec<Duration> = of_kind().filter_map(|taken| taken.time).collect();
        let mut online: Vec<Duration> = of_kind().map(|taken| taken.online).collect();
        times.sort_unstable();
        online.sort_unstable();
        let count = of_kind().count();
        println!(
            "| {name} | {count} | {} | {} | {} | {} | {} | {} | {} |",
            said(&times, 0.5),
            said(&times, 0.9),
            said(&times, 0.99),
            said(&times, 1.0),
            said(&online, 0.5),
            said(&online, 0.99),
            count - times.len()
        );
    }
}

/// The value below which this share of the sorted ones lies.
fn said(sorted: &[Duration], share: f64) -> String {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an index"
    )]
    let index = ((sorted.len() as f64 * share).ceil() as usize).saturating_sub(1);
    let Some(value) = sorted.get(index) else { return "-".to_owned() };
    let seconds = value.as_secs();
    if seconds < 120 { format!("{seconds} s") } else { format!("{} min", (seconds + 30) / 60) }
}
