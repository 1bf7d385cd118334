//! What the citizen says.

use serde::{Deserialize, Serialize};

use crate::report::Location;
use crate::words::Words;

/// The longest note, in characters; the rest is cut off.
pub const MAX_NOTE_CHARS: usize = 500;
/// The longest phone number, in characters.
pub const MAX_PHONE_CHARS: usize = 30;
/// The most people in one call.
pub const MAX_PEOPLE: u16 = 999;

/// What is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// To be brought out of the water, or away from another danger.
    Evacuation,
    /// A doctor, or medicine.
    Medical,
    /// Food or drinking water.
    FoodWater,
    /// Something else, as the note says.
    Other,
}

impl Need {
    /// All of them, the most urgent first.
    pub const ALL: [Self; 4] = [Self::Evacuation, Self::Medical, Self::FoodWater, Self::Other];

    /// On a button.
    #[must_use]
    pub fn words(self) -> Words {
        match self {
            Self::Evacuation => Words::of("Đưa ra khỏi nơi nguy hiểm", "Get us out of danger"),
            Self::Medical => Words::of("Cấp cứu, thuốc men", "A doctor or medicine"),
            Self::FoodWater => Words::of("Thức ăn, nước uống", "Food or drinking water"),
            Self::Other => Words::of("Việc khác", "Something else"),
        }
    }
}

/// A call for help. All of it may be left out: a call that says nothing but where it comes from is one too.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SosCall {
    /// Where help is needed.
    pub location: Option<Location>,
    /// How many people need it.
    pub people: Option<u16>,
    /// What is needed.
    pub needs: Vec<Need>,
    /// A number at which the citizen can be called.
    pub phone: Option<String>,
    /// In their own words.
    pub note: Option<String>,
    /// What is left in the phone's battery, in percent: rescuers know then how long the phone can be called.
    pub battery: Option<u8>,
}

impl SosCall {
    /// The same within the bounds that the city takes: cut, where it is too much.
    #[must_use]
    pub fn within_bounds(mut self) -> Self {
        self.people = self.people.filter(|people| *people > 0).map(|people| people.min(MAX_PEOPLE));
        self.needs = Need::ALL.into_iter().filter(|need| self.needs.contains(need)).collect();
        self.phone = cut(self.phone, MAX_PHONE_CHARS);
        self.note = cut(self.note, MAX_NOTE_CHARS);
        self.battery = self.battery.map(|percent| percent.min(100));
        self
    }
}

fn cut(text: Option<String>, at_most: usize) -> Option<String> {
    let text: String = text?.trim().chars().take(at_most).collect();
    Some(text.trim_end().to_owned()).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_much_is_cut_and_nothing_is_refused() {
        let call = SosCall {
            people: Some(5_000),
            needs: vec![Need::Other, Need::Medical, Need::Other],
            phone: Some("  ".to_owned()),
            note: Some(format!(" {}", "ướt ".repeat(400))),
            battery: Some(120),
            location: None,
        };
        let call = call.within_bounds();
        assert_eq!((call.people, call.battery), (Some(MAX_PEOPLE), Some(100)));
        assert_eq!(call.needs, [Need::Medical, Need::Other], "each once, the most urgent first");
        assert_eq!(call.phone, None);
        let note = call.note.unwrap();
        assert!(note.chars().count() <= MAX_NOTE_CHARS && note.starts_with("ướt") && note.ends_with("ướt"));
        assert_eq!(SosCall { people: Some(0), ..SosCall::default() }.within_bounds(), SosCall::default());
    }
}
