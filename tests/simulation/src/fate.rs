//! What befalls one phone: the network's mischief, and the moment in which its process dies, or its power goes. The clock and the randomness that the core reads are
//! here too, because each reading is a moment in which it can die.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hues_core::{Clock, Entropy, Now, Timestamp};
use tokio::sync::Notify;

use crate::scenario::Weather;

/// What a panic of a dying process carries; the panic hook says nothing of it.
pub(crate) const DEATH: &str = "the simulated process dies here";

/// What goes wrong with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mishap {
    /// It never arrives.
    LostRequest,
    /// It lies in a proxy, and arrives some day.
    Delayed,
    /// The city does it, and the answer is lost.
    LostAnswer,
    /// It arrives twice.
    Doubled,
    /// The city has no time.
    Busy {
        /// It says how long.
        retry_after: Option<Duration>,
    },
    /// A café answers in its place.
    Portal,
    /// The answer is cut.
    Garbled,
    /// Bytes of an upload are damaged on their way.
    Damaged,
    /// Only some bytes of an upload arrive.
    Cut,
}

/// One phone's fate; the phone and its gateway share it.
#[derive(Clone)]
pub(crate) struct Fate(Arc<Shared>);

struct Shared {
    state: Mutex<State>,
    died: Notify,
}

#[expect(clippy::struct_excessive_bools, reason = "each is asked by itself")]
struct State {
    now: Now,
    entropy: fastrand::Rng,
    chance: fastrand::Rng,
    trouble: u8,
    requests_left: Option<u32>,
    readings_left: Option<u32>,
    steps_left: Option<u32>,
    power_goes: bool,
    requests: u32,
    is_dead: bool,
    may_die: bool,
    /// A call for help was made, and is to be the next request.
    calls: bool,
}

impl Fate {
    pub(crate) fn new(seed: u64) -> Self {
        let now = Now { wall: Timestamp::from_unix_ms(1_795_000_000_000), boot: Duration::from_hours(1) };
        let state = State {
            now,
            entropy: fastrand::Rng::with_seed(seed),
            chance: fastrand::Rng::with_seed(seed),
            trouble: 0,
            requests_left: None,
            readings_left: None,
            steps_left: None,
            power_goes: false,
            requests: 0,
            is_dead: false,
            may_die: false,
            calls: false,
        };
        Self(Arc::new(Shared { state: Mutex::new(state), died: Notify::new() }))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next request is to be a call for help, or need not be.
    pub(crate) fn set_calls(&self, calls: bool) {
        self.state().calls = calls;
    }

    /// Whether the next request is to be a call for help.
    pub(crate) fn calls(&self) -> bool {
        self.state().calls
    }

    /// The next step begins.
    pub(crate) fn befall(&self, weather: Weather, chance: u64) {
        let mut state = self.state();
        state.chance = fastrand::Rng::with_seed(chance);
        state.trouble = weather.trouble;
        state.requests_left = weather.dies_at_request;
        state.readings_left = weather.dies_at_reading;
        state.steps_left = weather.dies_at_step;
        state.power_goes = weather.power_goes;
        state.requests = 0;
        state.is_dead = false;
    }

    /// Whoever is dead does not die again while they are being revived.
    pub(crate) fn revive(&self) {
        let mut state = self.state();
        state.is_dead = false;
        state.requests_left = None;
        state.readings_left = None;
        state.steps_left = None;
    }

    /// Only while the core is at work; whoever looks on does no harm.
    pub(crate) fn may_die(&self, may: bool) {
        self.state().may_die = may;
    }

    pub(crate) fn is_dead(&self) -> bool {
        self.state().is_dead
    }

    /// In an orderly way, or by taking out the battery.
    pub(crate) fn switch_off(&self) {
        let mut state = self.state();
        state.is_dead = state.power_goes;
        state.now.boot = Duration::from_secs(30);
    }

    /// With the process all the phone is dead.
    pub(crate) fn is_power_cut(&self) -> bool {
        let state = self.state();
        state.is_dead && state.power_goes
    }

    pub(crate) async fn death(&self) {
        while !self.is_dead() {
            self.0.died.notified().await;
        }
    }

    /// Whether the process is dead before this step on the disk.
    pub(crate) fn dies_at_step(&self) -> bool {
        let mut state = self.state();
        if state.may_die {
            state.is_dead |= state.steps_left == Some(0);
            state.steps_left = state.steps_left.and_then(|left| left.checked_sub(1));
        }
        let dies = state.is_dead;
        drop(state);
        if dies {
            self.0.died.notify_one();
        }
        dies
    }

    /// Randomness for what the power cut leaves.
    pub(crate) fn chance(&self) -> fastrand::Rng {
        self.state().chance.fork()
    }

    pub(crate) fn pass(&self, by: Duration) {
        let mut state = self.state();
        state.now = Now { wall: state.now.wall.after(by), boot: state.now.boot + by };
    }

    pub(crate) fn set_clock(&self, by_seconds: i64) {
        let mut state = self.state();
        state.now.wall = Timestamp::from_unix_ms(state.now.wall.unix_ms() + by_seconds * 1000);
    }

    pub(crate) fn reboot(&self) {
        self.state().now.boot = Duration::from_secs(30);
    }

    /// Requests since the step began.
    pub(crate) fn requests(&self) -> u32 {
        self.state().requests
    }

    /// A moment before or after a request in which the process may die; it does not return then.
    pub(crate) async fn moment(&self) {
        let dies = {
            let mut state = self.state();
            state.requests += 1;
            let dies = state.requests_left == Some(0);
            state.requests_left = state.requests_left.and_then(|left| left.checked_sub(1));
            state.is_dead |= dies;
            state.is_dead
        };
        if dies {
            self.0.died.notify_one();
            std::future::pending::<()>().await;
        }
    }

    /// What goes wrong with the next request.
    pub(crate) fn mishap(&self) -> Option<Mishap> {
        let mut state = self.state();
        if state.chance.u8(0..100) >= state.trouble {
            return None;
        }
        Some(match state.chance.u8(0..11) {
            0 | 1 => Mishap::LostRequest,
            2 => Mishap::Delayed,
            3..6 => Mishap::LostAnswer,
            6 => Mishap::Doubled,
            7 => {
                let retry_after =
                    state.chance.bool().then(|| Duration::from_secs(state.chance.u64(1..100_000)));
                Mishap::Busy { retry_after }
            }
            8 => Mishap::Portal,
            9 => Mishap::Garbled,
            _ if state.chance.bool() => Mishap::Damaged,
            _ => Mishap::Cut,
        })
    }

    /// How much of so many bytes arrives.
    pub(crate) fn part_of(&self, bytes: usize) -> usize {
        self.state().chance.usize(0..=bytes)
    }

    fn reading(&self) -> MutexGuard<'_, State> {
        let mut state = self.state();
        if !state.may_die {
            return state;
        }
        if state.readings_left == Some(0) {
            state.is_dead = true;
        }
        state.readings_left = state.readings_left.and_then(|left| left.checked_sub(1));
        if state.is_dead {
            drop(state);
            self.0.died.notify_one();
            std::panic::panic_any(DEATH);
        }
        state
    }
}

impl Clock for Fate {
    fn now(&self) -> Now {
        self.reading().now
    }
}

impl Entropy for Fate {
    fn fill(&self, buffer: &mut [u8]) {
        self.reading().entropy.fill(buffer);
    }
}
