//! A flood evening: many phones, much to report, and a network that is there a fifth of the time. It does not look for broken promises but measures
//! how long everything takes to arrive. The way to the city takes no time here, so what is measured is waiting: for the network, and for
//! the next try.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::time::Duration;

use hues_core::report::{Satisfaction, Status};
use hues_core::{Delivery, Network, ReportId, ReportState, SosId};

use crate::network::World;
use crate::phone::Phone;
use crate::promise::Broken;
use crate::run::{home, hush};
use crate::scenario::{Deed, Weather};

/// How long it lasts, and how long is waited for the last of it.
const EVENING: Duration = Duration::from_hours(24);
const AFTERWARDS: Duration = Duration::from_hours(24);
const ACTIONS_OF_A_PHONE: usize = 50;
/// The network comes for so long on average, and goes for four times as long.
const UP_S: f64 = 600.0;
const DOWN_S: f64 = 2400.0;
/// Of a hundred things that are done, so many are calls for help.
const CALLS: u8 = 2;
/// Of a hundred requests, so many go wrong while it is there.
const TROUBLE: u8 = 10;

/// What was done, as it arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A call for help.
    Call,
    /// A report's text.
    Text,
    /// All of a report, with its photos and its receipt.
    Whole,
    /// A message to the city.
    Message,
    /// A change of a report.
    Change,
    /// A rating.
    Rating,
    /// A report that was taken back.
    Withdrawal,
}

/// How long one thing took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// What.
    pub kind: Kind,
    /// From the tap until the phone knew that the city has it; `None`: it was still waiting at the end.
    pub time: Option<Duration>,
    /// How much of that there was a network.
    pub online: Duration,
}

/// What somebody waits for to arrive.
#[derive(Clone, Copy)]
enum Of {
    Call(SosId),
    Report(ReportId),
}

struct Waiting {
    kind: Kind,
    of: Of,
    since: Duration,
    online: Duration,
}

struct Citizen {
    phone: Phone,
    chance: fastrand::Rng,
    actions: Vec<Duration>,
    is_up: bool,
    toggles_at: Duration,
    online: Duration,
    waiting: Vec<Waiting>,
    taken: Vec<Taken>,
}

/// Plays the evening of a seed with so many phones. The same seed gives the same evening.
///
/// # Errors
/// A promise that was broken on the way.
pub fn flood(seed: u64, phones: usize) -> Result<Vec<Taken>, Broken> {
    hush();
    let home = home().map_err(|error| Broken::new("the machine runs the simulation", error.to_string()))?;
    let world = World::default();
    let mut chance = fastrand::Rng::with_seed(seed);
    let citizens = (0..phones).map(|n| {
        let phone = Phone::new(&home.path().join(n.to_string()), &world, seed ^ n as u64)?;
        Ok(Citizen::new(phone, chance.fork()))
    });
    let mut citizens = citizens.collect::<Result<Vec<_>, Broken>>()?;
    for citizen in &mut citizens {
        citizen.live_through(&world)?;
    }
    Ok(citizens.into_iter().flat_map(|citizen| citizen.taken).collect())
}

impl Citizen {
    fn new(phone: Phone, mut chance: fastrand::Rng) -> Self {
        // Most of it happens in the first hours.
        let mut actions: Vec<Duration> =
            (0..ACTIONS_OF_A_PHONE).map(|_| EVENING.mul_f64(chance.f64().powi(2))).collect();
        actions.sort_unstable_by(|one, other| other.cmp(one));
        let is_up = chance.u8(0..5) == 0;
        Self {
            phone,
            chance,
            actions,
            is_up,
            toggles_at: Duration::ZERO,
            online: Duration::ZERO,
            waiting: Vec::new(),
            taken: Vec::new(),
        }
    }

    fn live_through(&mut self, world: &World) -> Result<(), Broken> {
        let mut now = Duration::ZERO;
        while now < EVENING + AFTERWARDS {
            let wake = self.next_wake(now)?;
            let next = [self.actions.last().copied(), Some(self.toggles_at), wake];
            let next = next.into_iter().flatten().min().unwrap_or(EVENING + AFTERWARDS).max(now);
            let passed = next.saturating_sub(now);
            self.phone.fate.pass(passed);
            if self.is_up {
                self.online += passed;
            }
            now = next;
            if self.toggles_at <= now {
                self.is_up = !self.is_up;
                let mean = if self.is_up { UP_S } else { DOWN_S };
                // Exponential: it may come and go at once, or stay for hours.
                let length = -mean * (1.0 - self.chance.f64()).ln();
                self.toggles_at = now + Duration::from_secs_f64(length.max(1.0));
            }
            self.weather();
            if self.actions.last().is_some_and(|at| *at <= now) {
                self.actions.pop();
                self.act(world, now)?;
            }
            let network = if self.is_up { Network::Metered } else { Network::None };
            self.phone.live(Weather { network, ..Weather::CALM })?;
            self.note_arrivals(now)?;
            if self.actions.is_empty() && self.waiting.is_empty() {
                break;
            }
        }
        let rest = std::mem::take(&mut self.waiting);
        self.taken.extend(rest.into_iter().map(|waiting| Taken {
            kind: waiting.kind,
            time: None,
            online: self.online.saturating_sub(waiting.online),
        }));
        Ok(())
    }

    fn weather(&mut self) {
        self.phone.fate.befall(Weather { trouble: TROUBLE, ..Weather::CALM }, self.chance.u64(..));
    }

    fn next_wake(&self, now: Duration) -> Result<Option<Duration>, Broken> {
        if !self.is_up {
            return Ok(None);
        }
        let client = self.phone.client()?;
        let at = client.next_wake().map_err(|error| Broken::new("a call works", format!("{error:?}")))?;
        let wall = hues_core::Clock::now(&self.phone.fate).wall;
        // A platform wakes no app sooner than that.
        let least = Duration::from_secs(1);
        Ok(at.map(|at| now + Duration::from_millis(u64::try_from(at.since_ms(wall)).unwrap_or(0)).max(least)))
    }

    fn act(&mut self, world: &World, now: Duration) -> Result<(), Broken> {
        let target = self.chance.usize(..);
        if self.chance.u8(0..100) < CALLS {
            self.phone.act(Deed::CallForHelp, target)?;
            if let Some(call) = self.phone.last_call() {
                self.wait_for(Kind::Call, Of::Call(call), now);
            }
            return Ok(());
        }
        let before = self.phone.sent.len();
        let of_target =
            |phone: &Phone| phone.sent.get(target.checked_rem(phone.sent.len())?).map(|sent| sent.id);
        let (deed, kinds): (Deed, &[Kind]) = match self.chance.u8(0..100) {
            _ if before == 0 => (Deed::Report { photos: 1 }, &[Kind::Text, Kind::Whole]),
            0..60 => (Deed::Report { photos: self.chance.usize(0..3) }, &[Kind::Text, Kind::Whole]),
            60..80 => (Deed::Reply, &[Kind::Message]),
            80..90 => (Deed::Amend, &[Kind::Change]),
            90..97 => {
                // The city closes it, so that it can be rated.
                if let Some(id) = of_target(&self.phone)
                    && world.city(|model| model.case(id).is_some())
                {
                    world.city(|model| model.set_status(id, Status::Done));
                }
                (Deed::Rate(Satisfaction::Satisfied), &[Kind::Rating])
            }
            _ => (Deed::Withdraw, &[Kind::Withdrawal]),
        };
        let had = of_target(&self.phone).map(|id| self.is_waiting(id)).transpose()?;
        self.phone.act(deed, target)?;
        let report = if self.phone.sent.len() > before {
            self.phone.sent.last().map(|sent| sent.id)
        } else {
            of_target(&self.phone)
        };
        let Some(report) = report else { return Ok(()) };
        for kind in kinds {
            // What the app did not offer just then was not done.
            let is_done = matches!(kind, Kind::Text | Kind::Whole)
                || had.as_ref().is_some_and(|had| !had.contains(kind))
                    && self.is_waiting(report)?.contains(kind);
            if is_done {
                self.wait_for(*kind, Of::Report(report), now);
            }
        }
        Ok(())
    }

    fn wait_for(&mut self, kind: Kind, of: Of, now: Duration) {
        self.waiting.push(Waiting { kind, of, since: now, online: self.online });
    }

    /// What of a report the city does not have.
    fn is_waiting(&self, report: ReportId) -> Result<Vec<Kind>, Broken> {
        let view = self.phone.client()?.reports().get(report);
        let view = view.map_err(|error| Broken::new("nothing is lost", format!("{error:?}")))?;
        let waits = |delivery: &Delivery| matches!(delivery, Delivery::Waiting { .. });
        let state = &view.state;
        let mut waiting = Vec::new();
        if matches!(state, ReportState::Queued { .. }) {
            waiting.extend([Kind::Text, Kind::Whole]);
        }
        if matches!(state, ReportState::SendingPhotos { .. }) {
            waiting.push(Kind::Whole);
        }
        if matches!(state, ReportState::Withdrawing { .. }) {
            waiting.push(Kind::Withdrawal);
        }
        if view.thread.iter().any(|entry| waits(&entry.delivery)) {
            waiting.push(Kind::Message);
        }
        if view.amendment.is_some_and(|amendment| waits(&amendment.delivery)) {
            waiting.push(Kind::Change);
        }
        if view.rating.is_some_and(|rating| waits(&rating.delivery)) {
            waiting.push(Kind::Rating);
        }
        Ok(waiting)
    }

    fn note_arrivals(&mut self, now: Duration) -> Result<(), Broken> {
        let mut known: BTreeMap<ReportId, Vec<Kind>> = BTreeMap::new();
        for waiting in std::mem::take(&mut self.waiting) {
            let still_waits = match waiting.of {
                Of::Call(call) => self.phone.is_raising(call)?,
                Of::Report(report) => match known.entry(report) {
                    Entry::Occupied(known) => known.into_mut(),
                    Entry::Vacant(unknown) => unknown.insert(self.is_waiting(report)?),
                }
                .contains(&waiting.kind),
            };
            if still_waits {
                self.waiting.push(waiting);
            } else {
                self.taken.push(Taken {
                    kind: waiting.kind,
                    time: Some(now.saturating_sub(waiting.since)),
                    online: self.online.saturating_sub(waiting.online),
                });
            }
        }
        Ok(())
    }
}
