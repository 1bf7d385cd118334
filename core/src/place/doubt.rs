//! Owns the question how far a position can be trusted. What is doubtful is said, and never refused: the citizen decides, and a pin that they set
//! themselves is beyond doubt.

use std::time::Duration;

use crate::clock::Timestamp;
use crate::words::Words;

/// A position older than this is doubtful.
pub const FRESH_FOR: Duration = Duration::from_mins(2);
/// A position less accurate than this many metres is doubtful.
pub const ACCURATE_TO_M: f64 = 100.0;
/// The clocks of satellites and phones differ a little.
const CLOCK_LEEWAY_MS: i64 = 10_000;

/// What is known of a measurement beside its position.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measurement {
    /// Radius of the circle that holds the true position with 68 % probability, in metres.
    pub accuracy_m: Option<f64>,
    /// When it was measured.
    pub measured_at: Option<Timestamp>,
    /// What measured it.
    pub by: MeasuredBy,
    /// The system says that an app made it up.
    pub mock: bool,
}

/// What measured a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MeasuredBy {
    /// The phone's location service.
    Phone,
    /// The camera that took a photo; few of them write how accurate it is.
    Camera,
    /// The citizen, on the map.
    Hand,
}

/// A reason to look at a position twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// An app made it up.
    Mock,
    /// The phone was there some time ago.
    Old {
        /// How long ago.
        minutes: u32,
        /// What measured it.
        by_camera: bool,
    },
    /// Nobody knows when the phone was there, or its clock is wrong.
    AgeUnknown,
    /// The true position may be far from it.
    Coarse {
        /// The radius of the circle that it probably is in.
        metres: u32,
    },
    /// Nobody knows how far the true position may be from it.
    AccuracyUnknown,
}

/// Every reason to look at a position twice, the gravest first.
#[must_use]
pub fn doubts(measured: &Measurement, now: Timestamp) -> Vec<Doubt> {
    if measured.by == MeasuredBy::Hand {
        return Vec::new();
    }
    let mock = measured.mock.then_some(Doubt::Mock);
    [mock, age(measured, now), accuracy(measured)].into_iter().flatten().collect()
}

fn age(measured: &Measurement, now: Timestamp) -> Option<Doubt> {
    let Some(at) = measured.measured_at else { return Some(Doubt::AgeUnknown) };
    let age_ms = now.since_ms(at);
    if age_ms < -CLOCK_LEEWAY_MS {
        return Some(Doubt::AgeUnknown);
    }
    let age = Duration::from_millis(u64::try_from(age_ms).unwrap_or(0));
    (age > FRESH_FOR).then(|| Doubt::Old {
        minutes: u32::try_from(age.as_secs() / 60).unwrap_or(u32::MAX),
        by_camera: measured.by == MeasuredBy::Camera,
    })
}

fn accuracy(measured: &Measurement) -> Option<Doubt> {
    // Core Location writes a negative accuracy where it has none.
    match measured.accuracy_m.filter(|metres| metres.is_finite() && *metres >= 0.0) {
        Some(metres) if metres > ACCURATE_TO_M => Some(Doubt::Coarse { metres: whole(metres) }),
        None if measured.by == MeasuredBy::Phone => Some(Doubt::AccuracyUnknown),
        Some(_) | None => None,
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` ends at the largest number"
)]
fn whole(metres: f64) -> u32 {
    metres.ceil() as u32
}

impl Doubt {
    /// The reason in a citizen's words.
    #[must_use]
    pub fn words(self) -> Words {
        match self {
            Self::Mock => Words::of(
                "Vị trí này có thể không đúng. Hãy xem lại trên bản đồ",
                "This place may be wrong. Check it on the map",
            ),
            Self::Old { minutes, by_camera } => {
                let (vi, en) = ago(minutes);
                if by_camera {
                    Words {
                        vi: format!("Vị trí của ảnh chụp {vi} trước"),
                        en: format!("The position of a photo taken {en} ago"),
                    }
                } else {
                    Words {
                        vi: format!("Vị trí đã cũ: đo {vi} trước"),
                        en: format!("The position is old: measured {en} ago"),
                    }
                }
            }
            Self::AgeUnknown => {
                Words::of("Không rõ vị trí này đo lúc nào", "It is not known when this position was measured")
            }
            Self::Coarse { metres } => {
                let (vi, en) = within(metres);
                Words {
                    vi: format!("Vị trí chưa chính xác: có thể lệch đến {vi}"),
                    en: format!("The position is not accurate: it may be {en} off"),
                }
            }
            Self::AccuracyUnknown => Words::of(
                "Không rõ vị trí này chính xác đến đâu",
                "It is not known how accurate this position is",
            ),
        }
    }
}

fn ago(minutes: u32) -> (String, String) {
    let said = |number: u32, vi: &str, en: &str| {
        (format!("{number} {vi}"), format!("{number} {en}{}", if number == 1 { "" } else { "s" }))
    };
    match minutes {
        0..60 => said(minutes, "phút", "minute"),
        60..1_440 => said(minutes / 60, "giờ", "hour"),
        _ => said(minutes / 1_440, "ngày", "day"),
    }
}

fn within(metres: u32) -> (String, String) {
    if metres < 1_000 {
        return (format!("{metres} m"), format!("{metres} m"));
    }
    let (whole, tenth) = (metres / 1_000, metres % 1_000 / 100);
    (format!("{whole},{tenth} km"), format!("{whole}.{tenth} km"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_unix_ms(1_790_000_000_000);

    fn measured(accuracy_m: f64, age_s: i64) -> Measurement {
        Measurement {
            accuracy_m: Some(accuracy_m),
            measured_at: Some(Timestamp::from_unix_ms(NOW.unix_ms() - age_s * 1_000)),
            by: MeasuredBy::Phone,
            mock: false,
        }
    }

    #[test]
    fn a_fresh_and_accurate_position_is_beyond_doubt_up_to_two_minutes_and_a_hundred_metres() {
        assert_eq!(doubts(&measured(100.0, 120), NOW), []);
        assert_eq!(doubts(&measured(100.1, 120), NOW), [Doubt::Coarse { metres: 101 }]);
        assert_eq!(doubts(&measured(0.0, 121), NOW), [Doubt::Old { minutes: 2, by_camera: false }]);
        assert_eq!(doubts(&measured(5.0, -10), NOW), []);
    }

    #[test]
    fn what_nobody_knows_is_doubtful_and_what_no_clock_can_say_too() {
        let unknown = Measurement { accuracy_m: None, measured_at: None, ..measured(0.0, 0) };
        assert_eq!(doubts(&unknown, NOW), [Doubt::AgeUnknown, Doubt::AccuracyUnknown]);
        assert_eq!(doubts(&measured(5.0, -3_600), NOW), [Doubt::AgeUnknown]);
        for nonsense in [-1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(doubts(&measured(nonsense, 0), NOW), [Doubt::AccuracyUnknown]);
        }
    }

    #[test]
    fn a_made_up_position_is_flagged_before_all_else() {
        let mock = Measurement { mock: true, ..measured(3_250.0, 7_200) };
        let found = doubts(&mock, NOW);
        assert_eq!(found[0], Doubt::Mock);
        let said: Vec<String> = found.iter().map(|doubt| doubt.words().vi).collect();
        assert_eq!(said[1], "Vị trí đã cũ: đo 2 giờ trước");
        assert_eq!(said[2], "Vị trí chưa chính xác: có thể lệch đến 3,2 km");
        assert_eq!(found[1].words().en, "The position is old: measured 2 hours ago");
    }

    #[test]
    fn a_pin_set_by_hand_is_never_doubtful() {
        let pin = Measurement { by: MeasuredBy::Hand, accuracy_m: None, measured_at: None, mock: true };
        assert_eq!(doubts(&pin, NOW), []);
    }

    #[test]
    fn a_photo_may_not_say_how_accurate_it_is_but_it_says_when_it_was_taken() {
        let photo = Measurement { by: MeasuredBy::Camera, accuracy_m: None, ..measured(0.0, 172_800) };
        assert_eq!(doubts(&photo, NOW), [Doubt::Old { minutes: 2_880, by_camera: true }]);
        assert_eq!(doubts(&photo, NOW)[0].words().vi, "Vị trí của ảnh chụp 2 ngày trước");
    }
}
