//! What is seen of a text: its words as they are written, without their marks, and as they sound, each alone and in pairs. A text without marks
//! loses only the first of these, a misspelling by ear only the first two.

use crate::words::{Spelling, is_combining};

/// Of a longer text only its beginning counts, so that a suggestion takes no longer.
const MAX_WORDS: usize = 100;

/// A kind of feature; each has a vocabulary of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Marked,
    Plain,
    Sound,
    PlainPair,
    SoundPair,
}

impl Kind {
    pub(super) const ALL: [Self; 5] =
        [Self::Marked, Self::Plain, Self::Sound, Self::PlainPair, Self::SoundPair];

    /// How much a feature of this kind counts.
    pub(super) const fn weight(self) -> f32 {
        match self {
            Self::Marked | Self::Plain => 1.0,
            Self::Sound => 0.5,
            Self::PlainPair => 1.5,
            Self::SoundPair => 0.7,
        }
    }
}

/// A feature: its kind and a hash of what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Feature {
    pub(super) kind: u8,
    hash: u32,
}

impl Feature {
    fn new(kind: Kind, first: &str, second: &str) -> Self {
        // FNV-1a. Two features that meet in 32 bits cost a little of the accuracy and nothing else.
        let bytes = first.bytes().chain([0]).chain(second.bytes());
        let hash =
            bytes.fold(0x811c_9dc5, |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        Self { kind: kind as u8, hash }
    }
}

/// A word in the three ways in which it counts.
struct Word {
    /// `None` for a word that is written without marks.
    marked: Option<String>,
    plain: String,
    sound: String,
}

impl Word {
    fn read(word: &str) -> Self {
        let Spelling { plain, marked } = Spelling::of(word);
        let marked = (marked != plain).then_some(marked);
        let plain = written_out(&plain);
        let sound = sound(&plain);
        Self { marked, plain, sound }
    }
}

/// The features of a text, each once.
pub(super) fn features(text: &str) -> Vec<Feature> {
    let words: Vec<Word> = text
        .split(|letter: char| !letter.is_alphanumeric() && !is_combining(letter))
        .filter(|word| !word.is_empty())
        .take(MAX_WORDS)
        .map(Word::read)
        .collect();
    let mut features = Vec::with_capacity(words.len() * 5);
    for word in &words {
        features.extend(word.marked.as_deref().map(|marked| Feature::new(Kind::Marked, marked, "")));
        features.push(Feature::new(Kind::Plain, &word.plain, ""));
        features.push(Feature::new(Kind::Sound, &word.sound, ""));
    }
    for [first, second] in words.array_windows() {
        features.push(Feature::new(Kind::PlainPair, &first.plain, &second.plain));
        features.push(Feature::new(Kind::SoundPair, &first.sound, &second.sound));
    }
    features.sort_unstable();
    features.dedup();
    features
}

/// Writes out what people shorten, and letters that they repeat for emphasis once.
fn written_out(word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    if !word.bytes().all(|byte| byte.is_ascii_digit()) {
        letters.dedup();
    }
    let word: String = letters.into_iter().collect();
    let long = match word.as_str() {
        "ko" | "k" | "kg" | "hok" | "khg" | "hong" => "khong",
        "dc" | "dk" => "duoc",
        "wa" | "ua" => "qua",
        "ng" => "nguoi",
        "nc" => "nuoc",
        "j" => "gi",
        "trc" => "truoc",
        "r" => "roi",
        "dg" => "duong",
        "cx" => "cung",
        "vs" => "voi",
        "hs" => "hoc sinh",
        "gv" => "giao vien",
        "bv" => "benh vien",
        "xm" => "xe may",
        _ => return word,
    };
    long.to_owned()
}

/// How a plain word sounds to many in Huế: beginnings and endings that are often mistaken for each other become one.
fn sound(word: &str) -> String {
    let beginnings = [
        ("ngh", "ng"),
        ("gh", "g"),
        ("tr", "ch"),
        ("gi", "d"),
        ("qu", "q"),
        ("ph", "f"),
        ("x", "s"),
        ("r", "d"),
        ("z", "d"),
        ("v", "d"),
        ("w", "q"),
        ("k", "c"),
    ];
    let begun = beginnings
        .iter()
        .find_map(|(written, heard)| {
            let rest = word.strip_prefix(written)?;
            (!rest.is_empty()).then(|| format!("{heard}{rest}"))
        })
        .unwrap_or_else(|| word.to_owned());
    let endings = [("ng", "n"), ("nh", "n"), ("ch", "t"), ("c", "t"), ("y", "i")];
    endings
        .iter()
        .find_map(|(written, heard)| {
            let rest = begun.strip_suffix(written)?;
            (!rest.is_empty()).then(|| format!("{rest}{heard}"))
        })
        .unwrap_or(begun)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspellings_by_ear_sound_the_same() {
        for (one, other) in [
            ("sat lo", "sac lo"),
            ("trom", "chom"),
            ("rac", "rat"),
            ("xe", "se"),
            ("via", "dia"),
            ("dien", "dieng"),
        ] {
            let heard = |text: &str| text.split(' ').map(sound).collect::<Vec<_>>();
            assert_eq!(heard(one), heard(other), "{one} {other}");
        }
    }

    #[test]
    fn what_is_shortened_or_drawn_out_is_written_out() {
        assert_eq!(features("nc ngap quaaaa"), features("nuoc ngap qua"));
        assert_eq!(written_out("1122"), "1122");
    }

    #[test]
    fn a_text_without_words_has_no_features() {
        assert_eq!(features(" …!? \u{301}"), features("\u{301}"));
        assert!(features(" …!? ").is_empty());
    }
}
