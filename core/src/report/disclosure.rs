//! What becomes public. Before a report goes, the citizen sees field by field what the city's staff and what everyone will read, with what
//! they typed standing there, and is shown the numbers in it that are nobody's business. It is what docs/protocol.md lets the city publish.

use super::{Draft, PersonalNumber, personal_numbers};
use crate::words::Words;

/// The city publishes positions to so many decimals of a degree: about 100 m.
pub const PUBLIC_DECIMALS: usize = 3;

/// What somebody gets to see of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visibility {
    /// As it is.
    Shown,
    /// Less exactly than it is.
    Approximate,
    /// Not at all.
    Hidden,
}

/// A part of a report, as the citizen thinks of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DisclosedField {
    /// What kind of thing it is about.
    Category,
    /// The answer to a question of the category.
    Answer,
    /// The text.
    Text,
    /// The photos.
    Photos,
    /// The position.
    Position,
    /// The ward.
    Ward,
    /// The place in words.
    Address,
    /// The citizen's name.
    Name,
    /// The citizen's phone number.
    Phone,
}

/// Who may learn the citizen's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// Nobody: the report is anonymous.
    Anonymous,
    /// The city's staff; everyone else sees the report without a name.
    StaffOnly,
    /// Everyone.
    Public,
}

/// What becomes of one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disclosed {
    /// The field.
    pub field: DisclosedField,
    /// What it holds, as it is read.
    pub value: Words,
    /// What the city's staff see.
    pub staff: Visibility,
    /// What everyone sees.
    pub everyone: Visibility,
    /// All of it in a sentence.
    pub words: Words,
}

/// A personal number in something that everyone will read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExposedNumber {
    /// The field that it stands in: the text or the address.
    pub field: DisclosedField,
    /// What and where it is.
    pub number: PersonalNumber,
}

/// What becomes public of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disclosure {
    /// Each field that holds something.
    pub fields: Vec<Disclosed>,
    /// Who may learn the name.
    pub naming: Naming,
    /// Personal numbers that everyone would read.
    pub exposed: Vec<ExposedNumber>,
}

/// What [`disclosure`] needs beside the draft.
#[derive(Clone, Copy, Debug)]
pub struct Disclosing<'a> {
    /// How many photos the report has.
    pub photos: usize,
    /// The category's name.
    pub category: Option<&'a Words>,
    /// Whether it goes under the citizen's account: the city's staff know then whose it is.
    pub has_account: bool,
    /// Whether everyone sees that there is such a report.
    pub is_listed: bool,
    /// What is asked and answered: the questions with their answers, as they are read.
    pub answers: &'a [(Words, Words)],
    /// The ward's name.
    pub ward: Option<&'a str>,
    /// What everyone sees of the position.
    pub position: Visibility,
    /// Numbers that are public anyway.
    pub hotlines: &'a [&'a str],
    /// The year on the calendar.
    pub this_year: i32,
}

/// Field by field what staff and what everyone will see of a draft as it is now.
#[must_use]
pub fn disclosure(draft: &Draft, with: &Disclosing<'_>) -> Disclosure {
    use DisclosedField as Field;
    use Visibility::{Hidden, Shown};

    let sharing = draft.sharing;
    let if_shared = |shared: bool| if shared { Shown } else { Hidden };
    let same = |text: &str| Words::of(text, text);
    let filled = |text: &str| Some(text.trim()).filter(|text| !text.is_empty()).map(same);
    let position = draft.location.map(|location| {
        let (lat, lon) = (location.point.lat(), location.point.lon());
        same(&format!("{lat:.5}, {lon:.5}"))
    });
    let contact = draft.contact.as_ref();
    let photos = (with.photos > 0).then(|| Words {
        vi: format!("{} ảnh", with.photos),
        en: format!("{} photo{}", with.photos, if with.photos == 1 { "" } else { "s" }),
    });
    let answers = with.answers.iter().map(|(question, answer)| Disclosed {
        field: Field::Answer,
        words: sentence(question, Hidden),
        value: answer.clone(),
        staff: Shown,
        // The city publishes no answer: a number plate or a customer's number may be one.
        everyone: Hidden,
    });
    let fields = [
        (Field::Text, filled(&draft.text), if_shared(sharing.text)),
        (Field::Photos, photos, if_shared(sharing.photos)),
        (Field::Position, position, with.position),
        (Field::Ward, with.ward.map(same), Shown),
        // Words about a place are the citizen's text like any other.
        (Field::Address, draft.address.as_deref().and_then(filled), if_shared(sharing.text)),
        (Field::Name, contact.and_then(|contact| filled(&contact.name)), if_shared(sharing.name)),
        (Field::Phone, contact.and_then(|contact| filled(&contact.phone)), Hidden),
    ];
    let disclosed = |(field, value, everyone): (Field, Option<Words>, Visibility)| {
        value.map(|value| Disclosed {
            field,
            words: sentence(&field.words(), everyone),
            value,
            staff: Shown,
            everyone,
        })
    };
    let category = disclosed((Field::Category, with.category.cloned(), if_shared(with.is_listed)));
    Disclosure {
        fields: category.into_iter().chain(answers).chain(fields.into_iter().filter_map(disclosed)).collect(),
        naming: naming(draft, with.has_account),
        exposed: exposed(draft, with),
    }
}

/// Who may learn the name.
fn naming(draft: &Draft, has_account: bool) -> Naming {
    match &draft.contact {
        None if has_account => Naming::StaffOnly,
        None => Naming::Anonymous,
        Some(contact) if draft.sharing.name && !contact.name.trim().is_empty() => Naming::Public,
        Some(_) => Naming::StaffOnly,
    }
}

fn exposed(draft: &Draft, with: &Disclosing<'_>) -> Vec<ExposedNumber> {
    if !draft.sharing.text {
        return Vec::new();
    }
    let address = draft.address.as_deref().unwrap_or_default();
    let texts = [(DisclosedField::Text, draft.text.as_str()), (DisclosedField::Address, address)];
    let in_text = |(field, text): (DisclosedField, &str)| {
        let numbers = personal_numbers(text, with.hotlines, with.this_year);
        numbers.into_iter().map(move |number| ExposedNumber { field, number })
    };
    texts.into_iter().flat_map(in_text).collect()
}

fn sentence(field: &Words, everyone: Visibility) -> Words {
    let (vi, en) = match everyone {
        Visibility::Shown => ("mọi người đều thấy", "everyone sees it"),
        Visibility::Approximate => {
            ("mọi người chỉ thấy vị trí gần đúng, trong khoảng 100 m", "everyone sees it only to about 100 m")
        }
        Visibility::Hidden => ("chỉ cán bộ thành phố thấy", "only the city's staff see it"),
    };
    let join = |field: &str, what: &str| {
        let mark = if field.ends_with('?') { " –" } else { ":" };
        format!("{field}{mark} {what}")
    };
    Words { vi: join(&field.vi, vi), en: join(&field.en, en) }
}

impl DisclosedField {
    /// What the field is called.
    #[must_use]
    pub fn words(self) -> Words {
        match self {
            Self::Category => Words::of("Loại phản ánh", "Category"),
            Self::Answer => Words::of("Câu trả lời", "Answer"),
            Self::Text => Words::of("Nội dung", "Text"),
            Self::Photos => Words::of("Ảnh", "Photos"),
            Self::Position => Words::of("Vị trí", "Position"),
            Self::Ward => Words::of("Phường, xã", "Ward"),
            Self::Address => Words::of("Địa chỉ", "Address"),
            Self::Name => Words::of("Tên của bạn", "Your name"),
            Self::Phone => Words::of("Số điện thoại của bạn", "Your phone number"),
        }
    }
}

impl Visibility {
    /// It in a citizen's words.
    #[must_use]
    pub fn words(self) -> Words {
        match self {
            Self::Shown => Words::of("Hiện", "Shown"),
            Self::Approximate => Words::of("Gần đúng", "Approximate"),
            Self::Hidden => Words::of("Ẩn", "Hidden"),
        }
    }
}

impl Naming {
    /// The choice in a citizen's words.
    #[must_use]
    pub fn words(self) -> Words {
        match self {
            Self::Anonymous => Words::of(
                "Không gửi kèm tên và số điện thoại của bạn",
                "Sent without your name and phone number",
            ),
            Self::StaffOnly => {
                Words::of("Chỉ cán bộ thành phố biết bạn là ai", "Only the city's staff learn who you are")
            }
            Self::Public => Words::of("Công khai kèm tên của bạn", "Public with your name"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::Point;
    use crate::report::{Contact, Location, LocationSource, PersonalNumberKind, Sharing};

    fn draft() -> Draft {
        Draft {
            text: "Gọi tôi 0905 123 456".into(),
            location: Some(Location {
                point: Point::new(16.469_812, 107.578_634).unwrap(),
                accuracy_m: None,
                fixed_at: None,
                source: LocationSource::Pin,
                mock: false,
            }),
            address: Some("12 Lê Lợi".into()),
            contact: Some(Contact { name: "Lan".into(), phone: "0905123456".into() }),
            ..Draft::default()
        }
    }

    fn disclosed(draft: &Draft) -> Disclosure {
        let category = Words::of("Đường hư", "Damaged road");
        let asked = (Words::of("Sâu bao nhiêu?", "How deep?"), Words::of("12 cm", "12 cm"));
        let with = Disclosing {
            photos: 2,
            has_account: false,
            is_listed: true,
            category: Some(&category),
            answers: &[asked],
            ward: Some("Phường Phú Xuân"),
            position: Visibility::Approximate,
            hotlines: &["19001075"],
            this_year: 2026,
        };
        disclosure(draft, &with)
    }

    fn everyone(draft: &Draft, field: DisclosedField) -> Option<Visibility> {
        disclosed(draft).fields.iter().find(|disclosed| disclosed.field == field).map(|found| found.everyone)
    }

    #[test]
    fn staff_see_all_of_it_and_everyone_what_the_citizen_chose() {
        use DisclosedField as Field;
        let said = disclosed(&draft());
        assert!(said.fields.iter().all(|field| field.staff == Visibility::Shown));
        let table: Vec<_> = said.fields.iter().map(|field| (field.field, field.everyone)).collect();
        assert_eq!(
            table,
            [
                (Field::Category, Visibility::Shown),
                (Field::Answer, Visibility::Hidden),
                (Field::Text, Visibility::Shown),
                (Field::Photos, Visibility::Shown),
                (Field::Position, Visibility::Approximate),
                (Field::Ward, Visibility::Shown),
                (Field::Address, Visibility::Shown),
                (Field::Name, Visibility::Hidden),
                (Field::Phone, Visibility::Hidden),
            ]
        );
        let private = Draft { sharing: Sharing { text: false, photos: false, name: false }, ..draft() };
        for field in [Field::Text, Field::Photos, Field::Address, Field::Name] {
            assert_eq!(everyone(&private, field), Some(Visibility::Hidden), "{field:?}");
        }
    }

    #[test]
    fn the_sentences_say_it_with_the_value() {
        let said = disclosed(&draft());
        let answer = &said.fields[1];
        assert_eq!(answer.words.vi, "Sâu bao nhiêu? – chỉ cán bộ thành phố thấy");
        assert_eq!(answer.value.vi, "12 cm");
        let photos = &said.fields[3];
        assert_eq!((photos.value.vi.as_str(), photos.value.en.as_str()), ("2 ảnh", "2 photos"));
        assert_eq!(said.fields[8].words.vi, "Số điện thoại của bạn: chỉ cán bộ thành phố thấy");
        assert_eq!(said.fields[4].value.vi, "16.46981, 107.57863");
    }

    #[test]
    fn anonymous_and_public_without_a_name_are_choices() {
        assert_eq!(disclosed(&draft()).naming, Naming::StaffOnly);
        let public = Draft { sharing: Sharing { name: true, ..Sharing::default() }, ..draft() };
        assert_eq!(disclosed(&public).naming, Naming::Public);
        let anonymous = Draft { contact: None, ..public };
        assert_eq!(disclosed(&anonymous).naming, Naming::Anonymous);
        assert_eq!(everyone(&anonymous, DisclosedField::Name), None);
    }

    #[test]
    fn numbers_are_pointed_out_in_what_everyone_will_read_and_only_there() {
        let with_address = Draft { address: Some("nhà có CCCD 046094000000".into()), ..draft() };
        let exposed = disclosed(&with_address).exposed;
        let kinds: Vec<_> = exposed.iter().map(|exposed| (exposed.field, exposed.number.kind)).collect();
        assert_eq!(
            kinds,
            [
                (DisclosedField::Text, PersonalNumberKind::Phone),
                (DisclosedField::Address, PersonalNumberKind::CitizenNumber)
            ]
        );
        assert_eq!((exposed[0].number.start, exposed[0].number.end), (8, 20));
        let private = Draft { sharing: Sharing { text: false, ..Sharing::default() }, ..with_address };
        assert_eq!(disclosed(&private).exposed, []);
    }

    #[test]
    fn an_empty_draft_discloses_nothing() {
        let with = Disclosing {
            photos: 0,
            has_account: false,
            is_listed: true,
            category: None,
            answers: &[],
            ward: None,
            position: Visibility::Approximate,
            hotlines: &[],
            this_year: 2026,
        };
        assert_eq!(disclosure(&Draft::default(), &with).fields, []);
    }
}
