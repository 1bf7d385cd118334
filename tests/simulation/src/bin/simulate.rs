//! `simulate --from K --seeds N`: plays so many stories and says which promises they broke. The last line is `N seeds, N violations`.

use std::env;
use std::process::ExitCode;

use simulation::{Broken, Scenario, check, shrink};

/// More would only repeat themselves.
const SHOWN: usize = 3;

fn main() -> ExitCode {
    let Some((from, seeds)) = arguments() else {
        eprintln!("usage: simulate [--from K] [--seeds N] [--plant BUG]");
        return ExitCode::from(2);
    };
    let broken = violations(from, seeds);
    for (seed, how) in broken.iter().take(SHOWN) {
        tell(*seed, how);
    }
    println!("{seeds} seeds, {} violations", broken.len());
    if broken.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Plays them on all processors.
fn violations(from: u64, seeds: u64) -> Vec<(u64, Broken)> {
    let workers = std::thread::available_parallelism().map_or(1, usize::from) as u64;
    let mut broken: Vec<(u64, Broken)> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..workers)
            .map(|worker| {
                scope.spawn(move || {
                    let own = (from + worker..from + seeds).step_by(usize::try_from(workers).unwrap_or(1));
                    own.filter_map(|seed| check(seed).err().map(|how| (seed, how))).collect::<Vec<_>>()
                })
            })
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap_or_default()).collect()
    });
    broken.sort_by_key(|(seed, _)| *seed);
    broken
}

fn tell(seed: u64, how: &Broken) {
    println!("seed {seed}: {how}");
    println!("  again: cargo xtask simulate --from {seed} --seeds 1{}", planted());
    let (least, how) = shrink(&Scenario::of(seed), how);
    println!("  shrunk to {} steps on {} phones: {how}", least.steps.len(), least.phones);
    for step in &least.steps {
        println!("    {step}");
    }
}

fn planted() -> String {
    env::var("HUES_PLANT").map_or_else(|_| String::new(), |bug| format!(" --plant {bug}"))
}

fn arguments() -> Option<(u64, u64)> {
    let (mut from, mut seeds) = (0, 500);
    let mut words = env::args().skip(1);
    while let Some(word) = words.next() {
        let value = words.next()?.parse().ok()?;
        match word.as_str() {
            "--from" => from = value,
            "--seeds" => seeds = value,
            _ => return None,
        }
    }
    Some((from, seeds))
}
