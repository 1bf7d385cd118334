//! A shorter story that breaks the same promise.

use crate::promise::Broken;
use crate::run::play;
use crate::scenario::{Scenario, Weather};

/// Leaves out steps, and bad luck within them, as long as the same promise is broken.
#[must_use]
pub fn shrink(scenario: &Scenario, broken: &Broken) -> (Scenario, Broken) {
    let (mut least, mut how) = (scenario.clone(), broken.clone());
    let still_breaks =
        |candidate: &Scenario| play(candidate).err().filter(|again| again.promise == broken.promise);
    loop {
        let before = least.clone();
        for index in (0..least.steps.len()).rev() {
            let mut candidate = least.clone();
            candidate.steps.remove(index);
            if let Some(again) = still_breaks(&candidate) {
                (least, how) = (candidate, again);
            }
        }
        for index in 0..least.steps.len() {
            for calmer in calmer(least.steps[index].weather) {
                let mut candidate = least.clone();
                candidate.steps[index].weather = calmer;
                if candidate != least
                    && let Some(again) = still_breaks(&candidate)
                {
                    (least, how) = (candidate, again);
                }
            }
        }
        if least == before {
            return (least, how);
        }
    }
}

fn calmer(weather: Weather) -> [Weather; 6] {
    [
        Weather { trouble: 0, ..weather },
        Weather { dies_at_request: None, ..weather },
        Weather { dies_at_reading: None, ..weather },
        Weather { dies_at_step: None, ..weather },
        Weather { power_goes: false, ..weather },
        Weather { network: Weather::CALM.network, ..weather },
    ]
}
