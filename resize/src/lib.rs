//! Shrinks pictures of 8-bit RGB with the Catmull-Rom filter. A crate of its own because what is generic is compiled at the level of the
//! crate that calls it: here for speed, the core for size.

#![deny(missing_docs)]

use fast_image_resize as fir;
use fir::images::{TypedImage, TypedImageRef};
use fir::pixels::U8x3;
use fir::{FilterType, ResizeAlg, ResizeOptions};

/// How far the filter reaches, in rows or columns of the smaller picture.
pub const REACH: f64 = 2.0;

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

/// The pixels are fewer than their width and height say, or the picture reaches beyond them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the pixels are not of a picture of this size")]
pub struct NotThisSize;

/// Keeps what it needs between two pictures.
#[derive(Debug, Default)]
pub struct Resizer(fir::Resizer);

impl Resizer {
    /// Makes all of `target` from `source`.
    ///
    /// # Errors
    /// [`NotThisSize`].
    // The only call, by type and with fixed options: the library holds the loops for this kind of pixel, and once.
    #[inline(never)]
    pub fn resize(&mut self, source: &Source<'_>, target: &mut Target<'_>) -> Result<(), NotThisSize> {
        let from = TypedImageRef::<U8x3>::from_buffer(source.width, source.height, source.pixels)
            .map_err(|_| NotThisSize)?;
        let mut to = TypedImage::<U8x3>::from_buffer(target.width, target.height, target.pixels)
            .map_err(|_| NotThisSize)?;
        let options = ResizeOptions::new()
            .resize_alg(ResizeAlg::Convolution(FilterType::CatmullRom))
            .use_alpha(false)
            .crop(0.0, source.top, f64::from(source.width), source.rows);
        self.0.resize_typed(&from, &mut to, &options).map_err(|_| NotThisSize)
    }
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
