//! Shrinks pictures of 8-bit RGB with the Catmull-Rom filter, in plain loops. A crate of its own
//! because a level of optimisation is given to a crate: here it is speed, in the core it is size.

#![deny(missing_docs)]

mod boxes;
mod filter;
mod loops;

use boxes::Boxes;
pub use filter::REACH;
use filter::{Filter, Line};
use loops::{Narrowing, lower};

/// Bytes of a pixel.
const RGB: usize = 3;

/// What is read: rows of RGB, and which of them.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// Pixels across.
    pub width: u32,
    /// Rows held.
    pub height: u32,
    /// The rows, one after another.
    pub pixels: &'a [u8],
    /// How far below the top of the first row the picture starts; what lies above is looked at by the filter alone.
    pub top: f64,
    /// How many rows the picture spans from there.
    pub rows: f64,
}

impl<'a> Source<'a> {
    /// All of a picture.
    #[must_use]
    pub fn whole(width: u32, height: u32, pixels: &'a [u8]) -> Self {
        Self { width, height, pixels, top: 0.0, rows: f64::from(height) }
    }

    /// The pixels, if they are those of a picture.
    fn checked(&self) -> Option<&'a [u8]> {
        let is_within = self.top >= 0.0 && self.rows > 0.0 && self.top + self.rows <= f64::from(self.height);
        self.pixels.get(..bytes(self.width, self.height)?).filter(|_| is_within)
    }

    /// A row, in boxes of so many pixels.
    fn across(&self, pixels: usize) -> Line {
        Line::in_boxes(self.width as usize, 0.0, f64::from(self.width), pixels)
    }

    /// A column, in boxes of so many pixels.
    fn down(&self, pixels: usize) -> Line {
        Line::in_boxes(self.height as usize, self.top, self.rows, pixels)
    }

    fn is_whole(&self) -> bool {
        (self.top, self.rows) == (0.0, f64::from(self.height))
    }
}

/// What is written: rows of RGB.
#[derive(Debug)]
pub struct Target<'a> {
    /// Pixels across.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// The rows, one after another.
    pub pixels: &'a mut [u8],
}

impl Target<'_> {
    fn checked(&mut self) -> Option<&mut [u8]> {
        self.pixels.get_mut(..bytes(self.width, self.height)?)
    }
}

/// What a picture of this size takes; one without pixels is none.
fn bytes(width: u32, height: u32) -> Option<usize> {
    let bytes = (width as usize).checked_mul(height as usize)?.checked_mul(RGB)?;
    (bytes > 0).then_some(bytes)
}

/// The pixels are fewer than their width and height say, or the picture reaches beyond them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the pixels are not of a picture of this size")]
pub struct NotThisSize;

/// Keeps what it needs between two pictures.
#[derive(Debug, Default)]
pub struct Resizer {
    across: Option<Filter>,
    down: Option<Filter>,
    narrowing: Narrowing,
}

impl Resizer {
    /// Makes all of `target` from `source`.
    ///
    /// # Errors
    /// [`NotThisSize`].
    // Never inlined: the caller is compiled for size.
    #[inline(never)]
    pub fn resize(&mut self, source: &Source<'_>, target: &mut Target<'_>) -> Result<(), NotThisSize> {
        let pixels = source.checked().ok_or(NotThisSize)?;
        let (width, height) = (target.width as usize, target.height as usize);
        let into = target.checked().ok_or(NotThisSize)?;
        if source.width as usize == width {
            lower(pixels, width * RGB, kept(&mut self.down, source.down(1), height), into);
            return Ok(());
        }
        let boxes = Boxes::between(source, width, height);
        let across = kept(&mut self.across, source.across(boxes.across), width);
        let down = source.down(boxes.down);
        if down == Line::whole(height) {
            self.narrowing.narrow(pixels, source.width as usize * RGB, boxes, across, into);
        } else {
            let mut narrow = vec![0; down.length * width * RGB];
            self.narrowing.narrow(pixels, source.width as usize * RGB, boxes, across, &mut narrow);
            lower(&narrow, width * RGB, kept(&mut self.down, down, height), into);
        }
        Ok(())
    }
}

/// The filter that was used last, or the one that is needed now.
fn kept(last: &mut Option<Filter>, line: Line, count: usize) -> &Filter {
    if !last.as_ref().is_some_and(|filter| filter.is_for(line, count)) {
        *last = None;
    }
    last.get_or_insert_with(|| Filter::new(line, count))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture whose red grows to the right and whose green grows downwards.
    fn slopes(width: u32, height: u32) -> Vec<u8> {
        let shade = |at: u32, of: u32| u8::try_from(at * 255 / (of - 1)).expect("at most 255");
        (0..height)
            .flat_map(|y| (0..width).flat_map(move |x| [shade(x, width), shade(y, height), 7]))
            .collect()
    }

    fn resized(source: &Source<'_>, width: u32, height: u32) -> Result<Vec<u8>, NotThisSize> {
        let mut pixels = vec![0; (width * height * 3) as usize];
        Resizer::default().resize(source, &mut Target { width, height, pixels: &mut pixels })?;
        Ok(pixels)
    }

    #[test]
    fn a_slope_stays_a_slope() {
        let small = resized(&Source::whole(64, 48, &slopes(64, 48)), 16, 12).expect("a picture");
        for (index, pixel) in small.as_chunks::<3>().0.iter().enumerate() {
            let (x, y) = (index % 16, index / 16);
            let expected = [(x * 4 + 2) * 255 / 63, (y * 4 + 2) * 255 / 47, 7];
            for (is, should) in pixel.iter().zip(expected) {
                assert!(usize::from(*is).abs_diff(should) <= 6, "{pixel:?} at {x}, {y}, not {expected:?}");
            }
        }
    }

    #[test]
    fn a_band_with_its_surroundings_is_as_in_the_whole() {
        let picture = slopes(32, 96);
        let whole = resized(&Source::whole(32, 96, &picture), 8, 24).expect("a picture");
        let held = &picture[20 * 32 * 3..80 * 32 * 3];
        let band = Source { width: 32, height: 60, pixels: held, top: 20.0, rows: 16.0 };
        assert_eq!(resized(&band, 8, 4).expect("a band"), whole[10 * 8 * 3..14 * 8 * 3]);
    }

    #[test]
    fn too_few_pixels_and_rows_beyond_them_are_refused() {
        let picture = slopes(8, 8);
        assert_eq!(resized(&Source::whole(8, 9, &picture), 4, 4), Err(NotThisSize));
        let beyond = Source { top: 4.0, rows: 5.0, ..Source::whole(8, 8, &picture) };
        assert_eq!(resized(&beyond, 4, 4), Err(NotThisSize));
    }
}
