//! Shrinks a photo while its rows stream in, and turns it upright as the rows go out. First a few rows at a time are
//! narrowed, then as many narrow rows as the filter spans make the next rows of the picture: what is held does not
//! depend on the height of the photo, and little on its width.

use hues_resize::{NotThisSize, REACH, Resizer, Source, Target};

use super::orientation::Orientation;
use super::refusal::Refusal;
use super::size::{Picture, Rows, Size};

/// Bytes of source rows that are read at a time (at least one row, at most as many as pay).
const READ_BYTES: usize = 1 << 20;
const MOST_READ_ROWS: usize = 64;

/// Rows of the picture that are made at a time.
const STEP: u32 = 64;

/// Makes the upright picture whose stored orientation has size `to`. Its rows are handed to `finish`, which may still change their colours:
/// from the top as they come, or all at once where only then the first one is complete.
pub(super) fn resize(
    rows: &mut dyn Rows,
    to: Size,
    orientation: Orientation,
    finish: &mut dyn FnMut(&mut [u8]),
) -> Result<Picture, Refusal> {
    let picture = Picture::blank(orientation.upright(to));
    let mut upright = Upright { picture, orientation, finish };
    if rows.size() == to {
        copy(rows, &mut upright)?;
    } else {
        Shrinking::new(rows, to).run(&mut upright)?;
    }
    if !orientation.keeps_order() {
        (upright.finish)(&mut upright.picture.pixels);
    }
    Ok(upright.picture)
}

/// The picture that is being made.
struct Upright<'a> {
    picture: Picture,
    orientation: Orientation,
    finish: &'a mut dyn FnMut(&mut [u8]),
}

impl Upright<'_> {
    /// Takes stored rows of `width` pixels, the first of which is row `first`.
    fn place(&mut self, rows: &[u8], width: u32, first: usize) {
        self.orientation.place(rows, width, first, &mut self.picture);
        if self.orientation.keeps_order() {
            let start = first * self.picture.size.row();
            (self.finish)(&mut self.picture.pixels[start..start + rows.len()]);
        }
    }
}

/// A smaller copy with no side longer than `long_side`.
pub(super) fn thumbnail(picture: &Picture, long_side: u32) -> Result<Picture, Refusal> {
    exactly(picture, picture.size.fitted_into(long_side))
}

/// A copy of this size, whatever becomes of its shape.
pub(super) fn exactly(picture: &Picture, size: Size) -> Result<Picture, Refusal> {
    let mut small = Picture::blank(size);
    let from = Source::whole(picture.size.width, picture.size.height, &picture.pixels);
    let mut to = Target { width: size.width, height: size.height, pixels: &mut small.pixels };
    Resizer::default().resize(&from, &mut to)?;
    Ok(small)
}

fn copy(rows: &mut dyn Rows, upright: &mut Upright) -> Result<(), Refusal> {
    let Size { width, height } = rows.size();
    let mut buffer = vec![0; rows.size().row() * read_rows(rows.size())];
    let mut first = 0;
    while first < height as usize {
        let count = read_rows(rows.size()).min(height as usize - first);
        let chunk = &mut buffer[..count * rows.size().row()];
        rows.read(chunk)?;
        upright.place(chunk, width, first);
        first += count;
    }
    Ok(())
}

fn read_rows(size: Size) -> usize {
    (READ_BYTES / size.row()).clamp(1, MOST_READ_ROWS)
}

struct Shrinking<'a> {
    rows: &'a mut dyn Rows,
    from: Size,
    to: Size,
    resizer: Resizer,
    wide: Vec<u8>,
    /// Narrowed rows, of which the first is row `first` of the source.
    narrow: Vec<u8>,
    first: u32,
}

impl<'a> Shrinking<'a> {
    fn new(rows: &'a mut dyn Rows, to: Size) -> Self {
        let from = rows.size();
        let wide = vec![0; from.row() * read_rows(from)];
        Self { rows, from, to, resizer: Resizer::default(), wide, narrow: Vec::new(), first: 0 }
    }

    fn run(&mut self, upright: &mut Upright) -> Result<(), Refusal> {
        let mut made = vec![0; self.to.row() * STEP as usize];
        let mut done = 0;
        while done < self.to.height {
            let count = STEP.min(self.to.height - done);
            let chunk = &mut made[..self.to.row() * count as usize];
            self.make(done, count, chunk)?;
            upright.place(chunk, self.to.width, done as usize);
            done += count;
        }
        Ok(())
    }

    /// Makes `count` rows of the smaller picture from row `done` on.
    fn make(&mut self, done: u32, count: u32, into: &mut [u8]) -> Result<(), Refusal> {
        let scale = f64::from(self.from.height) / f64::from(self.to.height);
        let reach = REACH * scale.max(1.0) + 1.0;
        let top = f64::from(done) * scale;
        let bottom = f64::from(done + count) * scale;
        self.forget_until(row_at((top - reach).floor(), self.from.height));
        self.narrow_until(row_at((bottom + reach).ceil(), self.from.height))?;

        let held = u32::try_from(self.narrow.len() / self.to.row()).map_err(|_| Refusal::TooLarge)?;
        let top = top - f64::from(self.first);
        // Never past the last row held, not even by a rounding error.
        let height = (f64::from(count) * scale).min(f64::from(held) - top - 1e-9);
        let from = Source { width: self.to.width, height: held, pixels: &self.narrow, top, rows: height };
        Ok(self.resizer.resize(&from, &mut Target { width: self.to.width, height: count, pixels: into })?)
    }

    fn forget_until(&mut self, row: u32) {
        let rows = row.saturating_sub(self.first);
        self.narrow.drain(..rows as usize * self.to.row());
        self.first += rows;
    }

    fn narrow_until(&mut self, row: u32) -> Result<(), Refusal> {
        let (wide_row, narrow_row) = (self.from.row(), self.to.row());
        loop {
            let held = self.narrow.len() / narrow_row;
            let missing = (row as usize).saturating_sub(self.first as usize + held);
            if missing == 0 {
                return Ok(());
            }
            let count = missing.min(read_rows(self.from));
            let wide = &mut self.wide[..count * wide_row];
            self.rows.read(wide)?;
            self.narrow.resize((held + count) * narrow_row, 0);
            let lines = u32::try_from(count).map_err(|_| Refusal::TooLarge)?;
            let from = Source::whole(self.from.width, lines, wide);
            let pixels = &mut self.narrow[held * narrow_row..];
            self.resizer.resize(&from, &mut Target { width: self.to.width, height: lines, pixels })?;
        }
    }
}

/// A row number within the picture.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=height")]
fn row_at(row: f64, height: u32) -> u32 {
    row.clamp(0.0, f64::from(height)) as u32
}

impl From<NotThisSize> for Refusal {
    fn from(_: NotThisSize) -> Self {
        Self::Corrupt
    }
}
