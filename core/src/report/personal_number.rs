//! Numbers that belong to a person, found in what a citizen typed: phone numbers and citizen numbers, in the spellings that people use. A
//! false alarm makes the next true one go unread, so a number must have the structure of one: hotlines, house numbers, amounts and dates are
//! none.

use crate::words::Words;

/// What a number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonalNumberKind {
    /// A Vietnamese phone number: 10 digits of a mobile, 11 of a landline, or with +84 (Circular 22/2014/TT-BTTTT's numbering plan).
    Phone,
    /// The 12 digits of a citizen number: province, century and sex, year of birth, serial (Decree 137/2015/NĐ-CP, article 13).
    CitizenNumber,
    /// The 9 digits of an identity card of before 2016.
    OldIdNumber,
}

/// A personal number in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PersonalNumber {
    /// What it is.
    pub kind: PersonalNumberKind,
    /// Where it begins, in UTF-16 code units: the index of strings in Kotlin, of `utf16` in Swift.
    pub start: u32,
    /// Where it ends, the same way, one past its last digit.
    pub end: u32,
}

impl PersonalNumberKind {
    /// What to tell the citizen before everyone can read it.
    #[must_use]
    pub fn words(self) -> Words {
        match self {
            Self::Phone => Words::of(
                "Có một số điện thoại ở đây, mọi người sẽ đọc được",
                "There is a phone number here that everyone will be able to read",
            ),
            Self::CitizenNumber => Words::of(
                "Có một số căn cước ở đây, mọi người sẽ đọc được",
                "There is a citizen number here that everyone will be able to read",
            ),
            Self::OldIdNumber => Words::of(
                "Có thể có một số chứng minh nhân dân ở đây, mọi người sẽ đọc được",
                "There may be an identity card number here that everyone will be able to read",
            ),
        }
    }
}

/// The 63 provinces of the numbers that are in use; the reform of 2025 renumbered nobody.
const PROVINCES: [u8; 63] = [
    1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35, 36, 37, 38, 40,
    42, 44, 45, 46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74, 75, 77, 79, 80, 82, 83,
    84, 86, 87, 89, 91, 92, 93, 94, 95, 96,
];

/// No number has more groups, each digit apart.
const MAX_GROUPS: usize = 16;

/// Digits that stand together.
#[derive(Clone, Copy)]
struct Group<'a> {
    digits: &'a str,
    /// In UTF-16 code units.
    start: u32,
    /// What stands between it and the group before, when that is one separator: else the groups are no number.
    separator: Option<char>,
    /// A letter or a sign touches it in front.
    tainted: bool,
    /// `+` stands before it.
    plus: bool,
}

/// Every personal number of a text, in order. `public_numbers` (the city's hotlines) are none; `this_year` is the latest year of birth.
#[must_use]
pub fn personal_numbers(text: &str, public_numbers: &[&str], this_year: i32) -> Vec<PersonalNumber> {
    let groups = groups(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < groups.len() {
        let run = 1 + groups[at + 1..]
            .iter()
            .take(MAX_GROUPS)
            .take_while(|group| group.separator.is_some())
            .count();
        let longest = (1..=run).rev().find_map(|count| {
            let taken = &groups[at..at + count];
            let after = text_after(text, taken[count - 1]);
            Some((count, kind(taken, text, after, public_numbers, this_year)?))
        });
        match longest {
            Some((count, kind)) => {
                let last = groups[at + count - 1];
                let start = groups[at].start - u32::from(groups[at].plus);
                found.push(PersonalNumber { kind, start, end: last.start + utf16_len(last.digits) });
                at += count;
            }
            None => at += 1,
        }
    }
    found
}

fn kind(
    groups: &[Group<'_>],
    text: &str,
    after: &str,
    public_numbers: &[&str],
    this_year: i32,
) -> Option<PersonalNumberKind> {
    let digits: String = groups.iter().map(|group| group.digits).collect();
    // Part of a longer word, such as a file number or an address of the web.
    if groups[0].tainted || goes_on(after) {
        return None;
    }
    let same = |number: &&str| number.chars().filter(char::is_ascii_digit).eq(digits.chars());
    if public_numbers.iter().any(same) {
        return None;
    }
    let lengths: Vec<usize> = groups.iter().map(|group| group.digits.len()).collect();
    if is_phone(&digits, groups[0].plus) && is_spelt_as_phone(groups, &lengths) {
        return Some(PersonalNumberKind::Phone);
    }
    if groups[0].plus {
        return None;
    }
    if is_citizen_number(&digits, this_year) && is_spelt_as_citizen_number(&lengths) {
        return Some(PersonalNumberKind::CitizenNumber);
    }
    let named = || names_an_id(text, groups[0]);
    let spelt = lengths == [9] || lengths == [3, 3, 3] && named();
    (spelt && is_old_id(&digits) && !is_amount(after)).then_some(PersonalNumberKind::OldIdNumber)
}

/// Whether the word that a number stands in goes on behind it. Of two phone numbers with nothing but a slash between them each is one.
fn goes_on(after: &str) -> bool {
    let is_next_number = after.strip_prefix('/').is_some_and(|next| next.starts_with(['0', '+']));
    !is_next_number && after.starts_with(|next: char| next.is_alphanumeric() || "/_@%".contains(next))
}

/// A mobile has 10 digits and begins with 03, 05, 07, 08 or 09; a landline has 11 and begins with 02.
fn is_phone(digits: &str, plus: bool) -> bool {
    let abroad = || {
        let rest = digits.strip_prefix("0084").or_else(|| digits.strip_prefix("84"));
        // "+84 (0)905…" keeps the zero.
        rest.map(|rest| rest.strip_prefix('0').unwrap_or(rest))
    };
    let national = if plus {
        abroad()
    } else {
        digits.strip_prefix('0').filter(|rest| !rest.starts_with('0')).or_else(abroad)
    };
    national.is_some_and(|national| match national.as_bytes() {
        [b'3' | b'5' | b'7' | b'8' | b'9', ..] => national.len() == 9,
        [b'2', ..] => national.len() == 10,
        _ => false,
    })
}

/// Together, in groups of three and more, in pairs, or each digit apart. `03.05.2025 10` is a date.
fn is_spelt_as_phone(groups: &[Group<'_>], lengths: &[usize]) -> bool {
    let (first, rest) = match lengths {
        [first, rest @ ..] => (*first, rest),
        [] => return false,
    };
    let alike = || groups.iter().skip(2).all(|group| group.separator == groups[1].separator);
    if rest.is_empty() || lengths.iter().all(|length| *length == 1) {
        return true;
    }
    if groups[0].plus || groups[0].digits == "84" || groups[0].digits == "0084" {
        // After the country's code anything goes that is not digit by digit.
        return rest.iter().all(|length| *length >= 2) || rest.iter().skip(1).all(|length| *length >= 2);
    }
    if groups[0].digits == "0" {
        return rest.iter().all(|length| *length == 3) && alike();
    }
    if first == 2 {
        // Between commas, pairs are a list.
        return groups[1].separator != Some(',') && rest.iter().all(|length| *length == 2) && alike();
    }
    // A landline's first digit behind the province often stands alone: (0234) 3.822.022.
    let least = if groups[0].digits.starts_with("02") { 1 } else { 2 };
    first >= 3 && rest.iter().all(|length| *length >= least)
}

fn is_citizen_number(digits: &str, this_year: i32) -> bool {
    if digits.len() != 12 {
        return false;
    }
    let number = |range: std::ops::Range<usize>| digits.get(range).and_then(|part| part.parse::<u16>().ok());
    let (Some(province), Some(century), Some(year)) = (number(0..3), number(3..4), number(4..6)) else {
        return false;
    };
    let born = 1900 + 100 * i32::from(century / 2) + i32::from(year);
    u8::try_from(province).is_ok_and(|province| PROVINCES.contains(&province)) && born <= this_year
}

fn is_spelt_as_citizen_number(lengths: &[usize]) -> bool {
    matches!(
        lengths,
        [12] | [3, 9]
            | [6, 6]
            | [4, 4, 4]
            | [3, 3, 6]
            | [3, 3, 3, 3]
            | [3, 1, 2, 6]
            | [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
    )
}

/// The provinces of the old identity cards run from 01 to 38.
fn is_old_id(digits: &str) -> bool {
    digits
        .get(..2)
        .and_then(|province| province.parse::<u8>().ok())
        .is_some_and(|province| (1..=38).contains(&province))
}

/// Whether money, or another measure, is counted.
fn is_amount(after: &str) -> bool {
    const UNITS: [&str; 12] = ["đ", "đồng", "dong", "vnd", "vnđ", "k", "tr", "triệu", "usd", "m", "kg", "%"];
    let next = after.trim_start_matches([' ', '\u{a0}', '.', ',']).to_lowercase();
    let word: String = next.chars().take_while(|letter| letter.is_alphabetic() || *letter == '%').collect();
    UNITS.contains(&word.as_str())
}

/// Whether the words before it say that it is the number of an identity card.
fn names_an_id(text: &str, group: Group<'_>) -> bool {
    const NAMES: [&str; 7] = ["cmnd", "cmt", "cmtnd", "chứng minh", "chung minh", "cccd", "căn cước"];
    let start = offset(text, group.digits);
    let before = text.get(..start).unwrap_or_default().to_lowercase();
    let near: String = before.chars().rev().take(24).collect::<Vec<_>>().into_iter().rev().collect();
    NAMES.iter().any(|name| near.contains(name))
}

fn groups(text: &str) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut utf16 = 0;
    let mut rest = text;
    let mut between = String::new();
    while let Some(first) = rest.chars().next() {
        if !first.is_ascii_digit() {
            between.push(first);
            utf16 += u32::try_from(first.len_utf16()).unwrap_or(0);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let len = rest.find(|next: char| !next.is_ascii_digit()).unwrap_or(rest.len());
        let (digits, behind) = rest.split_at(len);
        groups.push(Group {
            digits,
            start: utf16,
            separator: separator(&between).filter(|_| !groups.is_empty()),
            tainted: is_tainted(&between, groups.last()),
            plus: between.ends_with('+'),
        });
        between.clear();
        utf16 += utf16_len(digits);
        rest = behind;
    }
    groups
}

/// Whether a letter or a sign in front makes the digits part of something else. What only says that a number follows does not.
fn is_tainted(between: &str, before: Option<&Group<'_>>) -> bool {
    const NAMES: [&str; 15] = [
        "sđt", "sdt", "đt", "dt", "đtdđ", "tel", "lh", "zalo", "cccd", "cmnd", "cmt", "phone", "hotline",
        "gọi", "goi",
    ];
    if let ("/" | "/+", Some(before)) = (between, before) {
        return before.tainted;
    }
    let word_start = between
        .rfind(|letter: char| !letter.is_alphabetic())
        .map_or(0, |at| at + between[at..].chars().next().map_or(0, char::len_utf8));
    let word = between[word_start..].to_lowercase();
    // Right behind digits, a word is a part of something: `12dt0905…`.
    let stands_alone = word_start > 0 || before.is_none();
    if stands_alone && NAMES.contains(&word.as_str()) {
        return between[..word_start].ends_with(['/', '_', '@', '#']);
    }
    between.ends_with(|last: char| last.is_alphanumeric() || "/_@#".contains(last))
}

/// What people write inside a number: a space, a dot, a dash, brackets, a comma without a space; at most one sign with spaces around it.
fn separator(between: &str) -> Option<char> {
    let is_space = |letter: char| matches!(letter, ' ' | '\u{a0}' | '\u{202f}');
    let signs: Vec<char> = between.chars().filter(|letter| !is_space(*letter)).collect();
    let spaces = between.chars().count() - signs.len();
    match signs[..] {
        _ if spaces > 2 => None,
        [] => Some(' '),
        [sign @ ('.' | '-' | '–' | '(' | ')' | '·')] => Some(sign),
        [')', '-' | '.'] => Some(')'),
        [','] if spaces == 0 => Some(','),
        _ => None,
    }
}

fn text_after<'a>(text: &'a str, group: Group<'_>) -> &'a str {
    text.get(offset(text, group.digits) + group.digits.len()..).unwrap_or_default()
}

/// Where a piece of the text begins in it, in bytes.
fn offset(text: &str, piece: &str) -> usize {
    (piece.as_ptr() as usize).saturating_sub(text.as_ptr() as usize)
}

fn utf16_len(text: &str) -> u32 {
    u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HOTLINES: [&str; 3] = ["19001075", "0234 3822 022", "114"];

    fn found(text: &str) -> Vec<(PersonalNumberKind, String)> {
        let utf16: Vec<u16> = text.encode_utf16().collect();
        let piece = |number: &PersonalNumber| {
            String::from_utf16(&utf16[number.start as usize..number.end as usize]).unwrap()
        };
        personal_numbers(text, &HOTLINES, 2026).iter().map(|number| (number.kind, piece(number))).collect()
    }

    #[test]
    fn phone_numbers_are_found_however_they_are_spelt() {
        for (text, number) in [
            ("Gọi 0905123456 nhé", "0905123456"),
            ("0905 123 456", "0905 123 456"),
            ("0905.123.456.", "0905.123.456"),
            ("0905,123,456", "0905,123,456"),
            ("0 905 123 456", "0 905 123 456"),
            ("sđt:0905-123-456", "0905-123-456"),
            ("09 05 12 34 56", "09 05 12 34 56"),
            ("0 9 0 5 1 2 3 4 5 6", "0 9 0 5 1 2 3 4 5 6"),
            ("+84905123456", "+84905123456"),
            ("+84 905 123 456", "+84 905 123 456"),
            ("(+84) 905 123 456", "+84) 905 123 456"),
            ("84 905 123 456", "84 905 123 456"),
            ("84905123456", "84905123456"),
            ("0084 905 123 456", "0084 905 123 456"),
            ("máy bàn 0234 3823 456", "0234 3823 456"),
            ("(0234) 3.823.456", "0234) 3.823.456"),
            ("nhà số 12 0905123456", "0905123456"),
            ("sđt0905123456", "0905123456"),
            ("LH:ĐT0905.123.456", "0905.123.456"),
            ("tổ 12, zalo0905123456", "0905123456"),
            ("😀 đường 😀 0356 789 012 😀", "0356 789 012"),
            ("0905\u{a0}123\u{a0}456", "0905\u{a0}123\u{a0}456"),
        ] {
            assert_eq!(found(text), [(PersonalNumberKind::Phone, number.to_owned())], "{text}");
        }
        assert_eq!(found("0905123456 hoặc 0914 222 333").len(), 2);
        assert_eq!(found("0905123456 0914222333").len(), 2);
        for text in ["0905123456/0914222333", "LH 0905.123.456/0914.222.333", "0905123456/+84914222333"] {
            assert_eq!(found(text).len(), 2, "{text}");
        }
    }

    #[test]
    fn citizen_numbers_are_found_by_their_structure() {
        for text in
            ["046094000000", "046 094 000 000", "0460 9400 0000", "CCCD046205000000.", "079305-000000"]
        {
            assert_eq!(found(text)[0].0, PersonalNumberKind::CitizenNumber, "{text}");
        }
        // No province 003, born in 2094, 11 and 13 digits, a letter, digits of another script.
        for text in
            ["003094000000", "046294000000", "04609400000", "0460940000000", "04609400000A", "٠٤٦٠٩٤٠٠٠٠٠٠"]
        {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn numbers_of_old_identity_cards_are_found() {
        for text in ["CMND 191234567", "191234567", "số cmnd: 191 234 567"] {
            assert_eq!(found(text)[0].0, PersonalNumberKind::OldIdNumber, "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_one_raises_no_alarm() {
        for text in [
            "Tổng đài 19001075, 1900 1075, 1022, 113, 114",
            "gọi 1800 6001 hoặc 1900 54 54 64",
            "Trung tâm 0234.3822.022 không nghe máy",
            "số 12/34/56 Nguyễn Huệ, kiệt 131, tổ 10",
            "150.000.000 đồng",
            "150000000 đồng, 200000000đ, 300000000 VND",
            "thiệt hại 1.234.567.890 đ",
            "ngày 05/07/2025, 05-07-2025, 05.07.2025 lúc 10.30",
            "03.01.2025 08.15 và 03.05.2025 10",
            "từ 2020-2025, năm 2019 2020 2021",
            "16.463713, 107.590866",
            "mã HUE-2026-000001, hồ sơ H57.12-250701-0012",
            "biển số 75A-123.45, 75-F1 123.45",
            "sâu 30 cm, dài 1200 m, rộng 3 m",
            "nhà số 05,12,34,56,78 và 0,905,1234,56",
            "https://vd.vn/0905123456/x",
            "https://vd.vn/0905123456/0914222333",
            "hồ sơ 0312345678/2026, 0312345678/BB, PB0905123456, 12dt0905123456, a/dt0905123456",
            "tài khoản số 1234567",
            "nước lên 3.5 m lúc 07:30 - 08:45",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    proptest! {
        #[test]
        fn spans_lie_inside_the_text_in_order_and_hold_digits(text in "[0-9 .+()đ😀-]{0,60}|.{0,60}") {
            let len = u32::try_from(text.encode_utf16().count()).unwrap();
            let mut last = 0;
            for number in personal_numbers(&text, &[], 2026) {
                prop_assert!(last <= number.start && number.start < number.end && number.end <= len);
                last = number.end;
            }
        }
    }
}
