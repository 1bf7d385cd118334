//! The size of a picture, and the picture itself while it is made: rows of 8-bit RGB.

use super::Limits;
use super::refusal::Refusal;

/// Bytes of one RGB pixel.
pub(super) const RGB: usize = 3;

/// libjpeg's own bound on a side (`JPEG_MAX_DIMENSION`), applied to every format.
const MAX_SIDE: u32 = 65_500;

/// Pixels across and down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) width: u32,
    pub(super) height: u32,
}

impl Size {
    pub(super) fn pixels(self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }

    pub(super) fn long_side(self) -> u32 {
        self.width.max(self.height)
    }

    /// Bytes of one row of RGB.
    pub(super) fn row(self) -> usize {
        self.width as usize * RGB
    }

    pub(super) fn turned(self) -> Self {
        Self { width: self.height, height: self.width }
    }

    pub(super) fn check(self, limits: &Limits) -> Result<(), Refusal> {
        if self.width == 0 || self.height == 0 {
            Err(Refusal::Corrupt)
        } else if self.long_side() > MAX_SIDE || self.pixels() > limits.max_pixels {
            Err(Refusal::TooLarge)
        } else {
            Ok(())
        }
    }

    /// The same shape with no side longer than `long_side`; a picture that fits keeps its size.
    pub(super) fn fitted_into(self, long_side: u32) -> Self {
        let (long, limit) = (u64::from(self.long_side()), u64::from(long_side.max(1)));
        if long <= limit {
            return self;
        }
        let shrink = |side: u32| {
            let rounded = (u64::from(side) * limit + long / 2) / long;
            u32::try_from(rounded).unwrap_or(u32::MAX).max(1)
        };
        Self { width: shrink(self.width), height: shrink(self.height) }
    }
}

/// A source of rows of RGB, from the top down.
pub(super) trait Rows {
    /// The size in which the rows come, which may be smaller than the stored photo.
    fn size(&self) -> Size;

    /// Fills `into` with the next rows; its length is a whole number of them.
    fn read(&mut self, into: &mut [u8]) -> Result<(), Refusal>;
}

/// A whole picture of RGB rows.
pub(super) struct Picture {
    pub(super) size: Size,
    pub(super) pixels: Vec<u8>,
}

impl Picture {
    pub(super) fn blank(size: Size) -> Self {
        Self { size, pixels: vec![0; size.row() * size.height as usize] }
    }
}

/// Rows of a picture that its decoder could only give whole.
pub(super) struct HeldRows {
    size: Size,
    pixels: Vec<u8>,
    channels: usize,
    read: usize,
}

impl HeldRows {
    /// `pixels` have 1 to 4 `channels`: grey or RGB, with alpha or without.
    pub(super) fn new(size: Size, pixels: Vec<u8>, channels: usize) -> Self {
        Self { size, pixels, channels, read: 0 }
    }
}

impl Rows for HeldRows {
    fn size(&self) -> Size {
        self.size
    }

    fn read(&mut self, into: &mut [u8]) -> Result<(), Refusal> {
        let end = self.read + into.len() / RGB * self.channels;
        let stored = self.pixels.get(self.read..end).ok_or(Refusal::Corrupt)?;
        self.read = end;
        on_white(stored, self.channels, into)
    }
}

/// Lays pixels of 1 to 4 `channels` on white paper.
pub(super) fn on_white(stored: &[u8], channels: usize, rgb: &mut [u8]) -> Result<(), Refusal> {
    if stored.len() * RGB != rgb.len() * channels {
        return Err(Refusal::Corrupt);
    }
    let (rgb, _) = rgb.as_chunks_mut::<RGB>();
    match channels {
        1 => rgb.iter_mut().zip(stored).for_each(|(to, grey)| *to = [*grey; RGB]),
        2 => {
            let (stored, _) = stored.as_chunks();
            rgb.iter_mut().zip(stored).for_each(|(to, [grey, alpha])| *to = [blend(*grey, *alpha); RGB]);
        }
        3 => rgb.as_flattened_mut().copy_from_slice(stored),
        _ => {
            let (stored, _) = stored.as_chunks();
            for (to, [red, green, blue, alpha]) in rgb.iter_mut().zip(stored) {
                *to = [red, green, blue].map(|colour| blend(*colour, *alpha));
            }
        }
    }
    Ok(())
}

fn blend(colour: u8, alpha: u8) -> u8 {
    let (colour, alpha) = (u16::from(colour), u16::from(alpha));
    u8::try_from((colour * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(u8::MAX)
}
