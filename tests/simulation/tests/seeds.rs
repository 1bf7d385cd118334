//! The usual run; `cargo xtask simulate` and `cargo xtask test --long` play many more.

use hues_core::Network;
use simulation::{Deed, Scenario, Step, Weather, check, flood, play};

const SEEDS: u64 = 500;

#[test]
fn five_hundred_stories_break_no_promise() {
    let workers = std::thread::available_parallelism().map_or(1, usize::from) as u64;
    let broken: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..workers)
            .map(|worker| {
                scope.spawn(move || {
                    let own = (worker..SEEDS).step_by(usize::try_from(workers).unwrap_or(1));
                    own.filter_map(|seed| check(seed).err().map(|how| format!("seed {seed}: {how}")))
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("a worker")).collect()
    });
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn a_seed_tells_the_same_story_every_time() {
    assert_eq!(Scenario::of(7), Scenario::of(7));
    assert_ne!(Scenario::of(7), Scenario::of(8));
}

/// What a seed decides is the order of all requests, too: otherwise a promise that it broke might hold the next time.
#[test]
fn a_seed_plays_the_same_evening_every_time() {
    let evening = || flood(1, 10).map_err(|broken| broken.to_string());
    let first = evening();
    assert!(first.as_ref().is_ok_and(|taken| taken.len() > 400), "{first:?}");
    for _ in 0..2 {
        assert_eq!(evening(), first);
    }
}

/// Found by seed 257: a message waited for ever behind a withdrawal that the city had refused.
#[test]
fn a_message_goes_though_the_withdrawal_after_it_came_too_late() {
    let calm = Weather::CALM;
    let offline = Weather { network: Network::None, ..calm };
    let step = |deed, weather| Step {
        phone: 0,
        wait: std::time::Duration::from_mins(1),
        deed,
        target: 0,
        weather,
        chance: 1,
    };
    let steps = vec![
        step(Deed::Report { photos: 0 }, calm),
        step(Deed::CityMoves(hues_core::report::Status::Done), offline),
        step(Deed::Reply, offline),
        step(Deed::Withdraw, offline),
    ];
    play(&Scenario { phones: 1, steps }).expect("no promise is broken");
}

/// Found by seed 461: a report that was being taken back could be edited and sent anew, and the city, which had barred its id, refused it.
#[test]
fn a_report_that_is_being_taken_back_is_not_edited() {
    let broken = check(461);
    assert_eq!(broken, Ok(()));
}
