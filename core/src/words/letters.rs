//! Vietnamese letters taken apart: the plain letter, the mark that makes it another vowel, the tone. Both ways in which Unicode writes them
//! (composed, and with combining marks) come out the same.

/// The vowels: plain letter, its mark, and the letter in each of the six tones.
const VOWELS: [(char, char, &str); 12] = [
    ('a', ' ', "aàáảãạ"),
    ('a', 'w', "ăằắẳẵặ"),
    ('a', '^', "âầấẩẫậ"),
    ('e', ' ', "eèéẻẽẹ"),
    ('e', '^', "êềếểễệ"),
    ('i', ' ', "iìíỉĩị"),
    ('o', ' ', "oòóỏõọ"),
    ('o', '^', "ôồốổỗộ"),
    ('o', 'w', "ơờớởỡợ"),
    ('u', ' ', "uùúủũụ"),
    ('u', 'w', "ưừứửữự"),
    ('y', ' ', "yỳýỷỹỵ"),
];

/// The tones in the order of [`VOWELS`]; the first is level and not written.
const TONES: [char; 6] = [' ', '`', '\'', '?', '~', '.'];

/// A word in lower case, in two spellings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Spelling {
    /// Without any mark: `duong`.
    pub(crate) plain: String,
    /// With each mark behind its letter and the tone behind the word, wherever it was written: `ddu` `w` `o` `w` `ng` and a grave. The same as
    /// `plain` for a word without marks.
    pub(crate) marked: String,
}

impl Spelling {
    /// Takes a word apart.
    pub(crate) fn of(word: &str) -> Self {
        let mut spelling = Self::default();
        let mut tone = ' ';
        for letter in word.chars().flat_map(char::to_lowercase) {
            let (plain, mark, its_tone) = take_apart(letter);
            spelling.plain.extend(plain);
            spelling.marked.extend(plain);
            if mark != ' ' {
                spelling.marked.push(mark);
            }
            if its_tone != ' ' {
                tone = its_tone;
            }
        }
        if tone != ' ' {
            spelling.marked.push(tone);
        }
        spelling
    }
}

/// The plain letter (none for a combining mark), the mark, the tone.
fn take_apart(letter: char) -> (Option<char>, char, char) {
    match letter {
        _ if letter.is_ascii() => (Some(letter), ' ', ' '),
        'đ' => (Some('d'), 'd', ' '),
        '\u{302}' => (None, '^', ' '),
        '\u{306}' | '\u{31b}' => (None, 'w', ' '),
        '\u{300}' | '\u{340}' => (None, ' ', '`'),
        '\u{301}' | '\u{341}' => (None, ' ', '\''),
        '\u{309}' => (None, ' ', '?'),
        '\u{303}' => (None, ' ', '~'),
        '\u{323}' => (None, ' ', '.'),
        _ => VOWELS
            .iter()
            .find_map(|(plain, mark, toned)| {
                let tone = toned.chars().position(|vowel| vowel == letter)?;
                Some((Some(*plain), *mark, TONES[tone]))
            })
            .unwrap_or((Some(letter), ' ', ' ')),
    }
}

/// Whether a letter only changes the one before it.
pub(crate) fn is_combining(letter: char) -> bool {
    take_apart(letter).0.is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn composed_and_combining_letters_are_the_same() {
        for (composed, combining, plain) in [
            ("Đường", "Đu\u{31b}o\u{31b}\u{300}ng", "duong"),
            ("Ổ", "O\u{302}\u{309}", "o"),
            ("NGẬP", "NGA\u{323}\u{302}P", "ngap"),
            ("ngã", "nga\u{303}", "nga"),
            ("lở", "lơ\u{309}", "lo"),
            ("thẳng", "tha\u{306}\u{309}ng", "thang"),
        ] {
            let spelling = Spelling::of(composed);
            assert_eq!(spelling.plain, plain);
            assert_eq!(Spelling::of(combining).plain, plain);
            assert_ne!(spelling.marked, plain);
        }
    }

    #[test]
    fn the_tone_counts_wherever_it_is_written() {
        assert_eq!(Spelling::of("hoà"), Spelling::of("hòa"));
        assert_ne!(Spelling::of("chó").marked, Spelling::of("cho").marked);
    }
}
