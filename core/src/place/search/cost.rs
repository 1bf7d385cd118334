//! What it costs to take what somebody typed for a name. An edit distance (optimal string alignment) of its own and not a crate's, because
//! what matters here is which edit it is: a letter that a Vietnamese keyboard left behind says nothing, another digit says everything. It
//! also has to tell what the *beginning* of a name costs, for a list that is there while somebody is still typing.

/// A tenth of an ordinary wrong letter.
pub(super) type Cost = u32;

/// Another letter, a letter too many or too few.
const LETTER: Cost = 10;
/// Two letters in the wrong order.
const SWAPPED: Cost = 8;
/// `y` for `i`: the same sound, and both spellings are in use.
const SAME_SOUND: Cost = 3;
/// Letters that sound alike somewhere in the country.
const LIKE_SOUND: Cost = 6;
/// A mark that an input method should have taken: `phuowng`, `phus xuaan`, `phu1`.
const LEFT_BEHIND: Cost = 3;
/// "A Lưới 2" is not "A Lưới 3".
const OTHER_NUMBER: Cost = 40;

/// What a text costs when it stands for a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Costs {
    /// For the whole of it.
    pub(super) whole: Cost,
    /// For that beginning of it that costs least.
    pub(super) beginning: Cost,
}

/// Both are lower-case ASCII letters and digits.
pub(super) fn costs(typed: &[u8], name: &[u8]) -> Costs {
    let first_row = (0..=name.len()).map(|end| name[..end].iter().map(|&letter| missing(letter)).sum());
    let mut before: Vec<Cost> = Vec::new();
    let mut last: Vec<Cost> = first_row.collect();
    for (row, &letter) in typed.iter().enumerate() {
        let previous = row.checked_sub(1).and_then(|at| typed.get(at)).copied();
        let too_many = superfluous(letter, previous);
        let mut next = Vec::with_capacity(last.len());
        next.push(last[0] + too_many);
        for (column, &wanted) in name.iter().enumerate() {
            let mut best = (last[column] + instead(letter, wanted))
                .min(last[column + 1] + too_many)
                .min(next[column] + missing(wanted));
            if let (Some(previous), Some(earlier)) = (previous, column.checked_sub(1))
                && (previous, letter) == (wanted, name[earlier])
                && previous != letter
            {
                best = best.min(before[earlier] + SWAPPED);
            }
            next.push(best);
        }
        before = std::mem::replace(&mut last, next);
    }
    Costs {
        whole: last.last().copied().unwrap_or_default(),
        beginning: last.iter().copied().min().unwrap_or_default(),
    }
}

/// `typed` stands where `wanted` should.
fn instead(typed: u8, wanted: u8) -> Cost {
    if typed == wanted {
        return 0;
    }
    match (typed.min(wanted), typed.max(wanted)) {
        (b'i', b'y') => SAME_SOUND,
        (b'c', b'k' | b't') | (b's', b'x') | (b'l', b'n') | (b'd', b'v' | b'g') | (b'f', b'p') => LIKE_SOUND,
        (b'0'..=b'9', b'0'..=b'9') => OTHER_NUMBER,
        _ => LETTER,
    }
}

/// `letter` is there and should not be.
fn superfluous(letter: u8, previous: Option<u8>) -> Cost {
    match letter {
        b's' | b'f' | b'r' | b'x' | b'j' | b'w' | b'z' | b'1'..=b'9' if previous.is_some() => LEFT_BEHIND,
        b'a' | b'e' | b'o' | b'd' if previous == Some(letter) => LEFT_BEHIND,
        b'h' | b'g' => LIKE_SOUND,
        _ => LETTER,
    }
}

/// `letter` should be there and is not.
fn missing(letter: u8) -> Cost {
    match letter {
        b'0'..=b'9' => OTHER_NUMBER,
        b'h' | b'g' => LIKE_SOUND,
        _ => LETTER,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(typed: &str, name: &str) -> Cost {
        costs(typed.as_bytes(), name.as_bytes()).whole
    }

    #[test]
    fn what_a_keyboard_left_behind_costs_less_than_a_wrong_letter() {
        assert_eq!(whole("phuowng", "phuong"), LEFT_BEHIND);
        assert_eq!(whole("phus", "phu"), LEFT_BEHIND);
        assert_eq!(whole("xua6n", "xuan"), LEFT_BEHIND);
        assert_eq!(whole("ddieen", "dien"), 2 * LEFT_BEHIND);
        assert_eq!(whole("vida", "vyda"), SAME_SOUND);
        assert_eq!(whole("kimlomg", "kimlong"), LETTER);
    }

    #[test]
    fn swapped_letters_are_one_mistake_and_another_number_is_none_to_forgive() {
        assert_eq!(whole("kmilong", "kimlong"), SWAPPED);
        assert!(whole("aluoi2", "aluoi3") > 2 * LETTER);
    }

    #[test]
    fn the_beginning_of_a_name_costs_nothing() {
        assert_eq!(costs(b"chanm", b"chanmay"), Costs { whole: 2 * LETTER, beginning: 0 });
        assert_eq!(costs(b"", b"a"), Costs { whole: LETTER, beginning: 0 });
        assert_eq!(costs(b"a", b""), Costs { whole: LETTER, beginning: LETTER });
    }
}
