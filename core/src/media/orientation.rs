//! Which way is up: the EXIF orientation, applied to rows as they arrive.

use super::size::{Picture, RGB, Size};

/// How stored rows lie in the upright picture: first mirrored along the diagonal, then flipped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Orientation {
    transposed: bool,
    flipped_across: bool,
    flipped_down: bool,
}

impl Orientation {
    /// Of the value of EXIF tag 0x0112 (Exif 2.32, 4.6.4): 1 to 8. Any other value means "as stored".
    pub(super) fn from_exif(value: u32) -> Self {
        let (transposed, flipped_across, flipped_down) = match value {
            2 => (false, true, false),
            3 => (false, true, true),
            4 => (false, false, true),
            5 => (true, false, false),
            6 => (true, true, false),
            7 => (true, true, true),
            8 => (true, false, true),
            _ => (false, false, false),
        };
        Self { transposed, flipped_across, flipped_down }
    }

    /// The upright size of a picture stored as `size`.
    pub(super) fn upright(self, size: Size) -> Size {
        if self.transposed { size.turned() } else { size }
    }

    /// Whether the upright picture comes to be from its top to its bottom.
    pub(super) fn keeps_order(self) -> bool {
        !self.transposed && !self.flipped_down
    }

    /// Puts stored `rows` of `width` pixels, the first of which is row `first`, where they belong in the `upright`
    /// picture.
    pub(super) fn place(self, rows: &[u8], width: u32, first: usize, upright: &mut Picture) {
        if self.transposed {
            self.place_as_columns(rows, width as usize, first, upright);
        } else {
            self.place_as_rows(rows, first, upright);
        }
    }

    fn place_as_rows(self, rows: &[u8], first: usize, upright: &mut Picture) {
        let row_bytes = upright.size.row();
        let height = upright.size.height as usize;
        for (offset, row) in rows.chunks_exact(row_bytes).enumerate() {
            let y = first + offset;
            let y = if self.flipped_down { height - 1 - y } else { y };
            let to = &mut upright.pixels[y * row_bytes..][..row_bytes];
            if self.flipped_across {
                let (from, _) = row.as_chunks::<RGB>();
                let (to, _) = to.as_chunks_mut::<RGB>();
                for (to, from) in to.iter_mut().zip(from.iter().rev()) {
                    *to = *from;
                }
            } else {
                to.copy_from_slice(row);
            }
        }
    }

    /// Stored rows become columns. The outer loop runs down the upright picture, so that it is written in order.
    fn place_as_columns(self, rows: &[u8], width: usize, first: usize, upright: &mut Picture) {
        let (rows, _) = rows.as_chunks::<RGB>();
        let count = rows.len() / width;
        let across = upright.size.width as usize;
        let left = if self.flipped_across { across - first - count } else { first };
        let (pixels, _) = upright.pixels.as_chunks_mut::<RGB>();
        for (y, line) in pixels.chunks_exact_mut(across).enumerate() {
            let x = if self.flipped_down { width - 1 - y } else { y };
            for (offset, to) in line[left..left + count].iter_mut().enumerate() {
                let row = if self.flipped_across { count - 1 - offset } else { offset };
                *to = rows[row * width + x];
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The letter F as the pixels of its upright picture, three across and two down, numbered in reading order.
    fn shown(value: u32) -> (Size, Vec<u8>) {
        let stored = Size { width: 3, height: 2 };
        let orientation = Orientation::from_exif(value);
        let mut upright = Picture::blank(orientation.upright(stored));
        let rows: Vec<u8> = (0..6).flat_map(|pixel| [pixel; RGB]).collect();
        orientation.place(&rows[..9], 3, 0, &mut upright);
        orientation.place(&rows[9..], 3, 1, &mut upright);
        (upright.size, upright.pixels.into_iter().step_by(RGB).collect())
    }

    #[test]
    fn each_exif_orientation_puts_every_pixel_where_the_standard_says() {
        let (wide, tall) = (Size { width: 3, height: 2 }, Size { width: 2, height: 3 });
        for (value, size, pixels) in [
            (1, wide, [0, 1, 2, 3, 4, 5]),
            (2, wide, [2, 1, 0, 5, 4, 3]),
            (3, wide, [5, 4, 3, 2, 1, 0]),
            (4, wide, [3, 4, 5, 0, 1, 2]),
            (5, tall, [0, 3, 1, 4, 2, 5]),
            (6, tall, [3, 0, 4, 1, 5, 2]),
            (7, tall, [5, 2, 4, 1, 3, 0]),
            (8, tall, [2, 5, 1, 4, 0, 3]),
            (0, wide, [0, 1, 2, 3, 4, 5]),
            (9, wide, [0, 1, 2, 3, 4, 5]),
        ] {
            assert_eq!(shown(value), (size, pixels.to_vec()), "orientation {value}");
        }
    }
}
