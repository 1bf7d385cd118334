//! Parts of a photo hidden for good: faces and number plates that the citizen marks. A clean JPEG comes in, another one goes out.
//!
//! A blur or a fine mosaic can be undone: for a plate or a text in a known font one tries every character until its mosaic fits (Hill,
//! Zhou, Saul and Shacham, "On the (In)effectiveness of Mosaicing and Blurring as Tools for Document Redaction", 2016). So what is left
//! of a region is too little to search in: at most [`CELLS`] averages along its long side, each rounded to 16 steps, which is less
//! than a mean brightness for every two characters of a plate, and some 16 spots for a face. The region grows to whole JPEG blocks first, because
//! the first encoding has spread traces of its content as far as their edges.

use std::io::Cursor;
use std::ops::Range;

use super::jpeg::JpegRows;
use super::refusal::Refusal;
use super::region::Region;
use super::size::{Picture, RGB, Rows, Size};
use super::{Finished, Limits, contained, finish};

/// Averages along the long side of a region.
const CELLS: usize = 4;

/// What an average is rounded to.
const STEP: u8 = 16;

/// Pixels across and down of a JPEG's units with 4:2:0 colour, as `encode` writes them.
const UNIT: usize = 16;

impl Region {
    /// In whole blocks of a picture.
    fn pixels(self, size: Size) -> (Range<usize>, Range<usize>) {
        (blocks(self.left, self.right, size.width), blocks(self.top, self.bottom, size.height))
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "shares of 0 to 1")]
fn blocks(from: f64, to: f64, side: u32) -> Range<usize> {
    let at = |share: f64| share * f64::from(side);
    let from = at(from).floor() as usize / UNIT * UNIT;
    let to = (at(to).ceil() as usize).next_multiple_of(UNIT).min(side as usize);
    from..to
}

/// Hides regions of a clean photo of this width and height and encodes it anew, with its thumbnail.
///
/// # Errors
/// [`Refusal::Corrupt`] when the bytes are no such photo.
pub fn hide(
    jpeg: &[u8],
    (width, height): (u32, u32),
    regions: &[Region],
    limits: &Limits,
) -> Result<Finished, Refusal> {
    contained(|| {
        let size = Size { width, height };
        size.check(limits)?;
        let mut rows = JpegRows::start(Cursor::new(jpeg), size, true, None)?;
        if rows.size() != size {
            return Err(Refusal::Corrupt);
        }
        let mut picture = Picture::blank(size);
        rows.read(&mut picture.pixels)?;
        drop(rows);
        for region in regions {
            hide_region(&mut picture, *region);
        }
        finish(&picture, limits)
    })
}

fn hide_region(picture: &mut Picture, region: Region) {
    let (across, down) = region.pixels(picture.size);
    let cell = across.len().max(down.len()).div_ceil(CELLS).max(1);
    for top in down.clone().step_by(cell) {
        for left in across.clone().step_by(cell) {
            hide_cell(picture, left..(left + cell).min(across.end), top..(top + cell).min(down.end));
        }
    }
}

fn hide_cell(picture: &mut Picture, across: Range<usize>, down: Range<usize>) {
    let row = picture.size.row();
    let mut sums = [0_u64; RGB];
    for y in down.clone() {
        let line = &picture.pixels[y * row..][across.start * RGB..across.end * RGB];
        for pixel in line.as_chunks::<RGB>().0 {
            for (sum, value) in sums.iter_mut().zip(pixel) {
                *sum += u64::from(*value);
            }
        }
    }
    let count = (across.len() * down.len()) as u64;
    let average = sums.map(|sum| u8::try_from(sum / count).unwrap_or(u8::MAX) / STEP * STEP + STEP / 2);
    for y in down {
        let line = &mut picture.pixels[y * row..][across.start * RGB..across.end * RGB];
        line.as_chunks_mut::<RGB>().0.fill(average);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::CleanPhoto;
    use crate::media::tests::{cleaned, pixels};

    fn hidden(name: &str, regions: &[Region]) -> (CleanPhoto, Finished) {
        let photo = cleaned(name);
        let size = (photo.width, photo.height);
        let hidden = hide(&photo.jpeg, size, regions, &Limits::default()).unwrap();
        (photo, hidden)
    }

    #[test]
    fn of_a_hidden_region_no_more_than_a_few_averages_are_left_and_the_rest_stays() {
        let region = Region::new(0.30, 0.25, 0.21, 0.22).unwrap();
        let (before, after) = hidden("large_12mp_phone_gps.jpg", &[region]);
        let (size, before) = pixels(&before.jpeg);
        let (same, after) = pixels(&after.jpeg);
        assert_eq!(size, same);
        let (across, down) = region.pixels(size);
        let mut inside = std::collections::BTreeSet::new();
        let mut worst_outside = 0;
        for (index, (a, b)) in before.iter().zip(&after).enumerate() {
            let (x, y) = (index % size.width as usize, index / size.width as usize);
            if across.contains(&x) && down.contains(&y) {
                // What the JPEG makes of the edges between the averages is not counted.
                inside.insert(b.map(|value| value / 32));
            } else {
                worst_outside =
                    worst_outside.max(a.iter().zip(b).map(|(a, b)| a.abs_diff(*b)).max().unwrap());
            }
        }
        assert!(inside.len() <= 24, "{} colours", inside.len());
        assert!(worst_outside < 96, "{worst_outside}");
    }

    #[test]
    fn two_plates_that_differ_in_one_character_are_the_same_once_hidden() {
        // Dark bars on a light plate, of which one is moved by its own width.
        let plate = |moved: usize| {
            let size = Size { width: 256, height: 64 };
            let mut picture = Picture { size, pixels: vec![230; size.row() * 64] };
            for bar in 0..8 {
                let left = bar * 32 + 4 + if bar == 3 { moved } else { 0 };
                for y in 8..56 {
                    picture.pixels[y * size.row()..][left * RGB..(left + 8) * RGB].fill(20);
                }
            }
            hide_region(&mut picture, Region::new(0.0, 0.0, 1.0, 1.0).unwrap());
            picture.pixels
        };
        assert_eq!(plate(0), plate(8));
    }

    #[test]
    fn the_thumbnail_hides_it_too() {
        let whole = Region::new(0.0, 0.0, 1.0, 1.0).unwrap();
        let (before, after) = hidden("progressive_cat.jpg", &[whole]);
        let colours = |jpeg: &[u8]| {
            let (_, pixels) = pixels(jpeg);
            pixels
                .iter()
                .map(|pixel| pixel.map(|value| value / 32))
                .collect::<std::collections::BTreeSet<_>>()
        };
        assert!(colours(&after.thumbnail).len() * 2 < colours(&before.thumbnail).len());
        assert_ne!(after.sha256, before.sha256);
    }

    #[test]
    fn what_is_no_such_photo_is_refused() {
        let photo = cleaned("webp_lossy.webp");
        let regions = [Region::new(0.0, 0.0, 1.0, 1.0).unwrap()];
        let limits = Limits::default();
        assert!(hide(&photo.jpeg, (photo.width + 1, photo.height), &regions, &limits).is_err());
        assert!(hide(b"no JPEG", (10, 10), &regions, &limits).is_err());
    }
}
