//! What somebody may have meant by what they typed: which words say a kind of unit, which say "the old one", which only lead there, and which are
//! the name. Often more than one reading is possible; each has its price.

use super::cost::Cost;
use crate::words::Spelling;

/// More than any name, and little enough to be looked at in no time.
pub(super) const MAX_LETTERS: usize = 80;

/// A kind of unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Phường.
    Ward,
    /// Xã.
    Commune,
    /// Thị trấn.
    Town,
    /// Quận, huyện, thị xã.
    District,
    /// "Town" in English: a thị trấn or a thị xã.
    AnyTown,
}

impl Kind {
    /// Whether a unit of the kind `other` may be called this.
    pub(super) fn may_be(self, other: Self) -> bool {
        self == other || self == Self::AnyTown && matches!(other, Self::Town | Self::District)
    }
}

/// One way to read what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    /// The letters of the name, without spaces.
    pub(super) name: String,
    /// The kind that was said.
    pub(super) kind: Option<Kind>,
    /// The old one was asked for.
    pub(super) former: bool,
    /// How far-fetched it is to read it so.
    pub(super) price: Cost,
}

/// Lower-case ASCII words: marks are dropped, anything but letters and digits parts words.
pub(super) fn words(text: &str) -> Vec<String> {
    let plain: String = text.chars().take(4 * MAX_LETTERS).collect();
    let plain = Spelling::of(&plain).plain;
    let mut left = MAX_LETTERS;
    let mut words: Vec<String> = Vec::new();
    for word in plain.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        let word = &word[..word.len().min(left)];
        left -= word.len();
        if word.is_empty() {
            break;
        }
        words.push(word.to_owned());
    }
    words
}

const KINDS: [(&[&str], Kind); 22] = [
    (&["thi", "tran"], Kind::Town),
    (&["thi", "xa"], Kind::District),
    (&["thanh", "pho"], Kind::District),
    (&["phuong"], Kind::Ward),
    (&["ward"], Kind::Ward),
    (&["p"], Kind::Ward),
    (&["f"], Kind::Ward),
    (&["ph"], Kind::Ward),
    (&["xa"], Kind::Commune),
    (&["commune"], Kind::Commune),
    (&["x"], Kind::Commune),
    (&["tt"], Kind::Town),
    (&["township"], Kind::Town),
    (&["town"], Kind::AnyTown),
    (&["quan"], Kind::District),
    (&["huyen"], Kind::District),
    (&["district"], Kind::District),
    (&["dist"], Kind::District),
    (&["q"], Kind::District),
    (&["h"], Kind::District),
    (&["tx"], Kind::District),
    (&["tp"], Kind::District),
];

/// Words that only lead to a name: where one is, or what stands there.
const LEADING: [&[&str]; 31] = [
    &["uy", "ban", "nhan", "dan"],
    &["uy", "ban"],
    &["ubnd"],
    &["khu", "vuc"],
    &["dia", "ban"],
    &["khu"],
    &["kv"],
    &["o", "ben"],
    &["o"],
    &["tai"],
    &["gan"],
    &["thuoc"],
    &["tren"],
    &["duoi"],
    &["ve"],
    &["ben"],
    &["len"],
    &["tim"],
    &["the"],
    &["of"],
    &["in"],
    &["san", "bay"],
    &["benh", "vien"],
    &["ben", "xe"],
    &["bai", "bien"],
    &["bien"],
    &["cho"],
    &["cau"],
    &["ga"],
    &["chua"],
    &["truong", "hoc"],
];

/// Words that only follow it.
const TRAILING: [&[&str]; 22] = [
    &["la", "phuong", "nao"],
    &["la", "xa", "nao"],
    &["thuoc", "phuong", "nao"],
    &["thuoc", "xa", "nao"],
    &["nay", "la", "gi"],
    &["o", "dau"],
    &["o", "mo"],
    &["mo"],
    &["rua"],
    &["beach"],
    &["market"],
    &["airport"],
    &["viet", "nam"],
    &["vietnam"],
    &["vn"],
    &["tinh", "thua", "thien", "hue"],
    &["thua", "thien", "hue"],
    &["thanh", "pho", "hue"],
    &["tp", "hue"],
    &["hue", "city"],
    &["tt", "hue"],
    &["hue"],
];

/// Words that ask for the old one, in front or behind.
const FORMER: [&[&str]; 13] = [
    &["truoc", "khi", "sap", "nhap"],
    &["truoc", "sap", "nhap"],
    &["truoc", "day"],
    &["hoi", "truoc"],
    &["ngay", "truoc"],
    &["ngay", "xua"],
    &["hoi", "xua"],
    &["xua"],
    &["cu"],
    &["old"],
    &["former"],
    &["formerly"],
    &["truoc"],
];

/// The districts of a name with its district: "phú xuân, huyện phú vang".
const BETWEEN: [&[&str]; 7] =
    [&["thi", "xa"], &["thanh", "pho"], &["huyen"], &["quan"], &["district"], &["tx"], &["tp"]];

/// Every way to read it, the plainest first.
pub(super) fn readings(typed: &str) -> Vec<Reading> {
    let all = words(typed);
    if KINDS.iter().any(|(said, _)| all == *said) {
        return Vec::new();
    }
    // "Phú Xuân cũ, huyện Phú Vang"
    let inside = all.len().checked_sub(1).and_then(|last| (1..last).find(|&at| all[at] == "cu"));
    let Some(inside) = inside else { return readings_of(&all, false) };
    let without = [&all[..inside], &all[inside + 1..]].concat();
    let mut readings = readings_of(&without, true);
    readings.extend(readings_of(&all, false).into_iter().map(|it| Reading { price: it.price + 1, ..it }));
    readings
}

fn readings_of(all: &[String], mut former: bool) -> Vec<Reading> {
    let mut words = all;
    let mut kind = None;
    let mut with_kind: &[String] = words;
    let mut with_former: Option<(&[String], Option<Kind>)> = None;
    // What is said around a name comes in any order: "ở xã Phú Xuân cũ, tp Huế", "old Phu Xuan commune".
    loop {
        let before = words.len();
        words = without_leading(words, &LEADING);
        words = without_trailing(words, &TRAILING);
        let newer = without_trailing(without_leading(words, &FORMER), &FORMER);
        if newer.len() < words.len() {
            with_former.get_or_insert((words, kind));
            former = true;
            words = newer;
        }
        if kind.is_none()
            && let Some((rest, found)) = without_kind(words)
        {
            with_kind = words;
            kind = Some(found);
            words = rest;
        }
        if words.len() == before {
            break;
        }
    }
    let mut readings = vec![Reading { name: name(words), kind, former, price: 0 }];
    if kind.is_some() {
        readings.push(Reading { name: name(with_kind), kind: None, former, price: 2 });
    }
    if let Some((words, kind)) = with_former {
        readings.push(Reading { name: name(words), kind, former: false, price: 1 });
    }
    if kind.is_none() {
        readings.extend(misspelt_kind(words, former));
    }
    readings.retain(|reading| !reading.name.is_empty());
    readings
}

/// The name's letters; a district's kind between two names says nothing.
fn name(words: &[String]) -> String {
    let mut letters = String::new();
    let mut rest = words;
    while let Some((first, behind)) = rest.split_first() {
        let shorter = without_leading(rest, &BETWEEN);
        if !letters.is_empty() && shorter.len() < rest.len() && !shorter.is_empty() {
            rest = shorter;
        } else {
            letters.push_str(first);
            rest = behind;
        }
    }
    letters
}

/// A kind with a mistake in it, or written together with the name: `phuowng phu xuan`, `phuongphuxuan`.
fn misspelt_kind(words: &[String], former: bool) -> Option<Reading> {
    const SPELT: [(&str, Kind); 6] = [
        ("phuong", Kind::Ward),
        ("thitran", Kind::Town),
        ("huyen", Kind::District),
        ("quan", Kind::District),
        ("thixa", Kind::District),
        ("xa", Kind::Commune),
    ];
    let (first, rest) = words.split_first()?;
    for (spelt, kind) in SPELT {
        let forgiven = if spelt.len() < 4 { 3 } else { 10 };
        let mistakes = super::cost::costs(first.as_bytes(), spelt.as_bytes()).whole;
        if !rest.is_empty() && mistakes <= forgiven {
            return Some(Reading { name: name(rest), kind: Some(kind), former, price: mistakes + 2 });
        }
        if let Some(name_of_it) = first.strip_prefix(spelt)
            && name_of_it.len() > 3
        {
            let name = name_of_it.to_owned() + &name(rest);
            return Some(Reading { name, kind: Some(kind), former, price: 1 });
        }
    }
    None
}

/// A kind in front, or, as in English, behind; never the whole of it.
pub(super) fn without_kind(words: &[String]) -> Option<(&[String], Kind)> {
    let in_front = KINDS.iter().find_map(|(said, kind)| Some((strip_front(words, said)?, *kind)));
    let behind = || {
        let english =
            |said: &[&str]| matches!(said[0], "ward" | "commune" | "town" | "township" | "district" | "dist");
        KINDS
            .iter()
            .filter(|(said, _)| english(said))
            .find_map(|(said, kind)| Some((strip_back(words, said)?, *kind)))
    };
    in_front.or_else(behind).filter(|(rest, _)| !rest.is_empty())
}

fn without_leading<'a>(words: &'a [String], said: &[&[&str]]) -> &'a [String] {
    let found = said.iter().find_map(|said| strip_front(words, said));
    found.filter(|rest| !rest.is_empty()).unwrap_or(words)
}

fn without_trailing<'a>(words: &'a [String], said: &[&[&str]]) -> &'a [String] {
    let found = said.iter().find_map(|said| strip_back(words, said));
    found.filter(|rest| !rest.is_empty()).unwrap_or(words)
}

fn strip_front<'a>(words: &'a [String], said: &[&str]) -> Option<&'a [String]> {
    let (front, rest) = words.split_at_checked(said.len())?;
    (front == said).then_some(rest)
}

fn strip_back<'a>(words: &'a [String], said: &[&str]) -> Option<&'a [String]> {
    let (rest, back) = words.split_at_checked(words.len().checked_sub(said.len())?)?;
    (back == said).then_some(rest)
}
