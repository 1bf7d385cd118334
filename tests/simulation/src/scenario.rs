//! A story: what happens, one step after the other. It is made of a seed, and each step carries its own chance, so that leaving one out changes
//! nothing in the others.

use std::fmt;
use std::time::Duration;

use hues_core::Network;
use hues_core::report::{Satisfaction, Status};

/// A whole story.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// How many phones.
    pub phones: usize,
    /// What happens.
    pub steps: Vec<Step>,
}

/// One thing that happens, and the round of sending after it.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// On which phone.
    pub phone: usize,
    /// Time since the step before.
    pub wait: Duration,
    /// What.
    pub deed: Deed,
    /// Of the phone's things, which is meant.
    pub target: usize,
    /// What the network is like.
    pub weather: Weather,
    /// Decides what the network does to each request.
    pub chance: u64,
}

/// What the network is like, and whether the process lives through it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weather {
    /// What the platform says.
    pub network: Network,
    /// Of a hundred requests, so many go wrong.
    pub trouble: u8,
    /// The process dies at this request, counted before and after each.
    pub dies_at_request: Option<u32>,
    /// The process dies when the clock or randomness is asked for the n-th time.
    pub dies_at_reading: Option<u32>,
    /// The process dies before its n-th step on the disk.
    pub dies_at_step: Option<u32>,
    /// When it dies, or the phone is switched off, that is because the power goes: what was not synced is lost, or is there in pieces.
    pub power_goes: bool,
}

/// What somebody does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Deed {
    /// The citizen writes and sends a report with so many photos.
    Report {
        /// How many.
        photos: usize,
    },
    /// They ask an agency something about no place, with so many photos.
    Ask {
        /// How many.
        photos: usize,
    },
    /// They take it back to a draft, change it and send it again.
    EditAgain,
    /// They change the text of a report that the city may have.
    Amend,
    /// They choose between their text and the city's, or drop their change.
    Resolve {
        /// Theirs counts, the city's, or they give it up.
        mine: Option<bool>,
    },
    /// They write to the city.
    Reply,
    /// They take their last message back.
    Unsend,
    /// They rate.
    Rate(Satisfaction),
    /// They take a report back.
    Withdraw,
    /// They think better of that.
    Keep,
    /// They call for help.
    CallForHelp,
    /// They take their last call for help back.
    CancelCall,
    /// They tap "try now".
    TryNow,
    /// They want the photos gone, whatever it costs.
    SendAnyway,
    /// They want photos to wait for Wi-Fi, or not.
    Thrift(bool),
    /// The app goes to sleep, and the system gets to send what it can.
    HandOver,
    /// The system sends what it has, as far as it gets; the app may not hear of it, or something else.
    SystemSends {
        /// How much of each file, in percent.
        percent: u8,
        /// What the app hears.
        word: SystemsWord,
    },
    /// The app is closed and opened.
    Restart,
    /// The phone is switched off and on.
    Reboot,
    /// Its clock is set.
    ClockJump {
        /// By so much.
        seconds: i64,
    },
    /// The city's staff move a report.
    CityMoves(Status),
    /// They write to the citizen.
    CityReplies,
    /// They correct a report: its text, or its address.
    CityCorrects {
        /// Its text.
        text: bool,
    },
    /// They remove a report for good.
    CityRemoves,
    /// The city comes back from an older backup of its feed.
    CityForgetsCursors,
    /// It does not know the phones any more.
    CityForgetsInstallations,
    /// It drops the uploads that are on their way.
    CityForgetsUploads,
    /// Something that lay in a proxy arrives.
    StragglerArrives,
    /// Nothing but time passes.
    Wait,
}

/// What the system says of an upload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SystemsWord {
    /// What the answer was.
    Truth,
    /// That all of it is there.
    Done,
    /// That it failed.
    Failed,
    /// That it was stopped.
    Stopped,
    /// That the upload is gone.
    Gone,
    /// Nothing.
    Silence,
}

impl Scenario {
    /// The story of a seed.
    #[must_use]
    pub fn of(seed: u64) -> Self {
        let mut chance = fastrand::Rng::with_seed(seed);
        let phones = chance.usize(1..=3);
        let steps = chance.usize(8..40);
        Self { phones, steps: (0..steps).map(|_| Step::any(&mut chance, phones)).collect() }
    }
}

impl Step {
    fn any(chance: &mut fastrand::Rng, phones: usize) -> Self {
        Self {
            phone: chance.usize(0..phones),
            wait: wait(chance),
            deed: Deed::any(chance),
            target: chance.usize(..),
            weather: Weather::any(chance),
            chance: chance.u64(..),
        }
    }
}

fn wait(chance: &mut fastrand::Rng) -> Duration {
    match chance.u8(0..10) {
        0..5 => Duration::from_secs(chance.u64(0..120)),
        5..9 => Duration::from_mins(chance.u64(1..180)),
        _ => Duration::from_hours(chance.u64(3..24 * 20)),
    }
}

impl Weather {
    /// Nothing goes wrong any more.
    pub const CALM: Self = Self {
        network: Network::Unmetered,
        trouble: 0,
        dies_at_request: None,
        dies_at_reading: None,
        dies_at_step: None,
        power_goes: false,
    };

    fn any(chance: &mut fastrand::Rng) -> Self {
        let network = match chance.u8(0..10) {
            0..4 => Network::None,
            4..7 => Network::Metered,
            _ => Network::Unmetered,
        };
        let trouble = if chance.bool() { 0 } else { chance.u8(5..70) };
        Self {
            network,
            trouble,
            dies_at_request: (chance.u8(0..4) == 0).then(|| chance.u32(0..16)),
            dies_at_reading: (chance.u8(0..8) == 0).then(|| chance.u32(0..60)),
            dies_at_step: (chance.u8(0..6) == 0).then(|| chance.u32(0..80)),
            power_goes: chance.bool(),
        }
    }
}

impl Deed {
    fn any(chance: &mut fastrand::Rng) -> Self {
        let kind = chance.u8(0..54);
        match kind {
            0..12 => {
                let photos = chance.usize(0..3);
                if kind < 3 { Self::Ask { photos } } else { Self::Report { photos } }
            }
            12 | 13 => Self::EditAgain,
            14..17 => Self::Reply,
            17 => Self::Unsend,
            18 => Self::Rate(match chance.u8(0..3) {
                0 => Satisfaction::Satisfied,
                1 => Satisfaction::Acceptable,
                _ => Satisfaction::Unsatisfied,
            }),
            19 | 20 => Self::Withdraw,
            21 => Self::Keep,
            22 => Self::TryNow,
            23 => Self::SendAnyway,
            24 => Self::Thrift(chance.bool()),
            25 | 26 => Self::Restart,
            27 => Self::Reboot,
            28 => Self::ClockJump { seconds: chance.i64(-26 * 3600..26 * 3600) },
            29..32 => Self::CityMoves(match chance.u8(0..4) {
                0 => Status::Assigned,
                1 => Status::InProgress,
                2 => Status::Done,
                _ => Status::Rejected,
            }),
            32 => Self::CityReplies,
            33 => Self::CityForgetsCursors,
            34 => Self::CityForgetsInstallations,
            35 => Self::CityForgetsUploads,
            36 => Self::StragglerArrives,
            37 | 38 => Self::CallForHelp,
            39 => Self::CancelCall,
            40..43 => Self::Amend,
            43 => Self::Resolve { mine: [Some(true), Some(false), None][chance.usize(0..3)] },
            44 | 45 => Self::CityCorrects { text: chance.bool() },
            46..48 => Self::HandOver,
            48..51 => Self::SystemSends {
                percent: [0, 50, 100, 100][chance.usize(0..4)],
                word: match chance.u8(0..10) {
                    0..5 => SystemsWord::Truth,
                    5 => SystemsWord::Done,
                    6 => SystemsWord::Failed,
                    7 => SystemsWord::Stopped,
                    8 => SystemsWord::Gone,
                    _ => SystemsWord::Silence,
                },
            },
            51 | 52 => Self::CityRemoves,
            _ => Self::Wait,
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Weather { network, trouble, dies_at_request, dies_at_reading, dies_at_step, power_goes } =
            self.weather;
        write!(f, "phone {} after {:?}: {:?} (of {})", self.phone, self.wait, self.deed, self.target % 100)?;
        write!(f, ", network {network:?}, {trouble} % trouble")?;
        if let Some(request) = dies_at_request {
            write!(f, ", dies at request {request}")?;
        }
        if let Some(reading) = dies_at_reading {
            write!(f, ", dies at reading {reading}")?;
        }
        if let Some(step) = dies_at_step {
            write!(f, ", dies at step {step} on the disk")?;
        }
        if power_goes {
            write!(f, ", of a power cut")?;
        }
        Ok(())
    }
}
