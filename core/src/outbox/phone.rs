//! What the platform says of the phone, and from where on that is little.

/// A battery is low from here on, in percent: where iPhones warn. A system that has its own line says [`Battery::called_low`].
const LOW_PERCENT: u8 = 20;
/// A phone with less room than this is nearly full: where Android warns. It is five times what the system is handed at most.
const LITTLE_ROOM: u64 = 500 * 1024 * 1024;

/// What the platform knows of the battery; at first, that there is nothing to worry about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Battery {
    /// How full it is, in percent; `None`: the platform can't tell, or has a line of its own.
    pub percent: Option<u8>,
    /// The phone is on a charger.
    pub is_charging: bool,
    /// The system calls it low.
    pub called_low: bool,
    /// The citizen has asked the system to save power.
    pub is_saved: bool,
}

impl Battery {
    /// Whether it is to be spared.
    #[must_use]
    pub fn is_low(self) -> bool {
        let is_nearly_empty = self.percent.is_some_and(|percent| percent <= LOW_PERCENT);
        !self.is_charging && (self.called_low || self.is_saved || is_nearly_empty)
    }
}

/// Whether a phone with so many bytes left is nearly full.
#[must_use]
pub fn is_little_room(free: u64) -> bool {
    free < LITTLE_ROOM
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_battery_is_low_by_its_percentage_or_by_the_systems_word_but_never_on_a_charger() {
        assert!(!Battery::default().is_low());
        for (percent, is_low) in [(0, true), (LOW_PERCENT, true), (LOW_PERCENT + 1, false), (100, false)] {
            let battery = Battery { percent: Some(percent), ..Battery::default() };
            assert_eq!(battery.is_low(), is_low, "{percent} %");
            assert!(!Battery { is_charging: true, ..battery }.is_low(), "{percent} % on a charger");
        }
        let full = Battery { percent: Some(100), ..Battery::default() };
        for spared in [Battery { called_low: true, ..full }, Battery { is_saved: true, ..full }] {
            assert!(spared.is_low(), "{spared:?}");
            assert!(!Battery { is_charging: true, ..spared }.is_low(), "{spared:?} on a charger");
        }
    }

    #[test]
    fn a_phone_is_nearly_full_below_a_line() {
        assert!(is_little_room(0) && is_little_room(LITTLE_ROOM - 1));
        assert!(!is_little_room(LITTLE_ROOM));
    }
}
