//! Which pixels of a line each pixel of a shorter line is made of, and how much each of them counts.

/// How far the filter reaches, in pixels of the smaller picture.
pub const REACH: f64 = 2.0;

/// Bits behind the point of a weight.
const BITS: u32 = 14;
const ONE: i32 = 1 << BITS;

/// A line: its pixels, and the part of them that becomes the new line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Line {
    pub(crate) length: usize,
    pub(crate) start: f64,
    pub(crate) span: f64,
}

impl Line {
    /// All of a line.
    pub(crate) fn whole(length: usize) -> Self {
        Self { length, start: 0.0, span: as_float(length) }
    }

    /// A part of a line whose pixels are put into boxes, so many each; the last may hold fewer.
    pub(crate) fn in_boxes(length: usize, start: f64, span: f64, pixels: usize) -> Self {
        let size = as_float(pixels);
        Self { length: length.div_ceil(pixels), start: start / size, span: span / size }
    }
}

/// What makes `count` pixels of a line.
#[derive(Clone, Debug)]
pub(crate) struct Filter {
    line: Line,
    count: usize,
    /// As many for each new pixel, so that the loops are simple; what a pixel does not need counts nothing.
    taps: usize,
    starts: Vec<usize>,
    weights: Vec<i16>,
}

impl Filter {
    /// For a line that has pixels.
    pub(crate) fn new(line: Line, count: usize) -> Self {
        let scale = line.span / as_float(count);
        let spread = scale.max(1.0);
        let reach = REACH * spread;
        let taps = at_least_zero((2.0 * reach).ceil()).min(line.length);
        let mut filter = Self {
            line,
            count,
            taps,
            starts: Vec::with_capacity(count),
            weights: Vec::with_capacity(count * taps),
        };
        let mut weighed = vec![0.0; taps];
        for index in 0..count {
            let middle = line.start + (as_float(index) + 0.5) * scale;
            let start = at_least_zero((middle - reach - 0.5).ceil()).min(line.length - taps);
            for (tap, weight) in weighed.iter_mut().enumerate() {
                *weight = catmull_rom((as_float(start + tap) + 0.5 - middle) / spread);
            }
            filter.starts.push(start);
            filter.weights.extend(rounded(&weighed));
        }
        filter
    }

    /// How many pixels it makes.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// Whether it is the one that [`Self::new`] would make.
    pub(crate) fn is_for(&self, line: Line, count: usize) -> bool {
        (self.line, self.count) == (line, count)
    }

    /// For each new pixel the first of the pixels that make it, and their weights.
    pub(crate) fn each(&self) -> impl Iterator<Item = (usize, &[i16])> {
        self.starts.iter().copied().zip(self.weights.chunks_exact(self.taps))
    }
}

/// The value that a sum of weighed bytes stands for.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to a byte, which try_from does not make SIMD of"
)]
pub(crate) fn value(sum: i32) -> u8 {
    ((sum + ONE / 2) >> BITS).clamp(0, 255) as u8
}

/// Weights whose sum is one to the last bit: an even area keeps its colour. What rounding leaves goes to the heaviest.
#[allow(clippy::cast_possible_truncation, reason = "a weight is between -1 and 1")]
fn rounded(weights: &[f64]) -> Vec<i16> {
    let sum: f64 = weights.iter().sum();
    let mut rounded: Vec<i16> =
        weights.iter().map(|weight| (weight / sum * f64::from(ONE)).round() as i16).collect();
    let missing = ONE - rounded.iter().map(|&weight| i32::from(weight)).sum::<i32>();
    if let Some(heaviest) = rounded.iter_mut().max() {
        *heaviest += missing as i16;
    }
    rounded
}

/// Keys, "Cubic Convolution Interpolation for Digital Image Processing", 1981, with a = -1/2.
fn catmull_rom(distance: f64) -> f64 {
    let x = distance.abs();
    if x < 1.0 {
        (1.5 * x - 2.5) * x * x + 1.0
    } else if x < 2.0 {
        ((-0.5 * x + 2.5) * x - 4.0) * x + 2.0
    } else {
        0.0
    }
}

#[allow(clippy::cast_precision_loss, reason = "a picture's side is far below 2^52")]
fn as_float(count: usize) -> f64 {
    count as f64
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "cast only where it is not below zero"
)]
fn at_least_zero(position: f64) -> usize {
    position.max(0.0) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_one_together_and_stay_within_the_line() {
        for (length, count) in [(1, 1), (1, 9), (5, 3), (2304, 2048), (62_728, 2048), (8, 320)] {
            let filter = Filter::new(Line::whole(length), count);
            assert_eq!(filter.each().count(), count);
            for (start, weights) in filter.each() {
                assert_eq!(
                    weights.iter().map(|&weight| i32::from(weight)).sum::<i32>(),
                    ONE,
                    "{length} to {count}"
                );
                assert!(start + weights.len() <= length);
            }
        }
    }

    #[test]
    fn a_line_of_the_same_length_stays_as_it_is() {
        let filter = Filter::new(Line::whole(7), 7);
        for (index, (start, weights)) in filter.each().enumerate() {
            let whole = weights.iter().position(|&weight| i32::from(weight) == ONE);
            assert_eq!(whole.map(|tap| start + tap), Some(index));
        }
    }
}
