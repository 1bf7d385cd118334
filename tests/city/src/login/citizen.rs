//! The four people who can log in. All are made up: their numbers have the shape of a citizen number (three
//! digits of the province, one of century and sex, two of the year of birth, six of a serial), and serials
//! that nobody was given on purpose. Their codes stand in for the second factor of level 2.

/// A made-up citizen.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Citizen {
    /// The account, as the protocol names it.
    pub(crate) sub: &'static str,
    pub(crate) name: &'static str,
    /// The citizen number, 12 digits. Only [`Citizen::masked_number`] leaves this file.
    number: &'static str,
    /// The six digits that prove level 2.
    pub(crate) code: &'static str,
}

/// Everyone who can log in.
pub(crate) const CITIZENS: [Citizen; 4] = [
    Citizen { sub: "cong-dan-1", name: "Nguyễn Thị Lan", number: "046185001234", code: "482913" },
    Citizen { sub: "cong-dan-2", name: "Trần Minh Đức", number: "046092005678", code: "730562" },
    Citizen { sub: "cong-dan-3", name: "Lê Thị Thu Hương", number: "046303009012", code: "195847" },
    Citizen { sub: "cong-dan-4", name: "Phạm Quốc Bảo", number: "048068003456", code: "604318" },
];

/// How sure the city is of who someone is: `VNeID` level 1 or 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    One,
    Two,
}

impl Citizen {
    pub(crate) fn find(sub: &str) -> Option<&'static Self> {
        CITIZENS.iter().find(|citizen| citizen.sub == sub)
    }

    /// The digits of the number that may be shown: the first three and the last four.
    pub(crate) fn shown_digits(&self) -> (&'static str, &'static str) {
        (self.number.get(..3).unwrap_or_default(), self.number.get(8..).unwrap_or_default())
    }

    /// The number as it is shown: `046•••••1234`.
    pub(crate) fn masked_number(&self) -> String {
        let (province, end) = self.shown_digits();
        format!("{province}•••••{end}")
    }
}

impl Level {
    /// As the protocol writes it.
    pub(crate) fn acr(self) -> &'static str {
        match self {
            Self::One => "vneid-1",
            Self::Two => "vneid-2",
        }
    }

    pub(crate) fn read(acr: &str) -> Option<Self> {
        [Self::One, Self::Two].into_iter().find(|level| level.acr() == acr)
    }
}

#[cfg(test)]
mod tests {
    use super::CITIZENS;

    #[test]
    fn every_number_has_the_shape_of_a_citizen_number_and_its_owners_sex() {
        for citizen in &CITIZENS {
            let digits: Vec<u32> = citizen.number.chars().map(|digit| digit.to_digit(10).unwrap()).collect();
            assert_eq!(digits.len(), 12);
            assert!(["046", "048"].contains(&&citizen.number[..3]), "Huế or Đà Nẵng");
            assert_eq!(digits[3] % 2 == 1, citizen.name.contains(" Thị "), "odd is female");
            let born = 1900 + digits[3] / 2 * 100 + digits[4] * 10 + digits[5];
            assert!((1940..=2008).contains(&born), "an adult: {born}");
            assert_eq!(citizen.masked_number().chars().count(), 12);
        }
    }
}
