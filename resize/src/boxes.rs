//! What is much larger than needed is averaged by whole numbers of pixels first: a filter that spans fifty of them costs more and shows no more.

use crate::Source;

/// Beyond this scale there are boxes. What they make is at least one and a half times as large as needed.
const BEYOND: usize = 4;

/// The sum of as many bytes, across and down, fits into 16 bits.
const MOST: usize = 16;

/// How many pixels become one before the filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Boxes {
    pub(crate) across: usize,
    pub(crate) down: usize,
}

impl Boxes {
    /// A part of a picture is not averaged downwards: it would depend on where the part begins.
    pub(crate) fn between(source: &Source<'_>, width: usize, height: usize) -> Self {
        let down = if source.is_whole() { side(source.height as usize, height) } else { 1 };
        Self { across: side(source.width as usize, width), down }
    }
}

fn side(from: usize, to: usize) -> usize {
    if from > BEYOND * to { (2 * from / (3 * to)).min(MOST) } else { 1 }
}

/// Divides sums of up to [`MOST`] x [`MOST`] bytes by how many they are of, rounded, and does not divide for each.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Average {
    half: u64,
    inverse: u64,
}

impl Average {
    pub(crate) fn of(bytes: usize) -> Self {
        let bytes = bytes as u64;
        Self { half: bytes / 2, inverse: (1 << 32) / bytes + 1 }
    }

    pub(crate) fn value(self, sum: u16) -> u8 {
        u8::try_from(((u64::from(sum) + self.half) * self.inverse) >> 32).unwrap_or(u8::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_average_is_rounded_to_the_nearest() {
        for bytes in [1, 2, 3, 4, 7, 9, 15, 16, 16 * 15, 16 * 16] {
            let average = Average::of(bytes);
            for sum in 0..=255 * bytes {
                let value = usize::from(average.value(u16::try_from(sum).expect("few")));
                assert_eq!(value, (2 * sum + bytes) / (2 * bytes), "{sum} of {bytes}");
            }
        }
    }

    #[test]
    fn boxes_leave_at_least_half_as_much_again() {
        assert_eq!([7, 8, 9, 11, 12, 1000].map(|from| side(from, 2)), [1, 1, 3, 3, 4, 16]);
    }
}
