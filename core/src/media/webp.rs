//! Rows of RGB from a WebP (RFC 9649), on white where it is transparent; of an animation, the first frame. The decoder
//! only gives whole pictures, so the header walk here counts what it will allocate, from the bitstream's own headers:
//! those of the container may say less.

use std::fs::File;
use std::io::BufReader;

use image_webp::{DecodingError, WebPDecoder};

use super::colour::Conversion;
use super::header::{Decoding, Format, Header, MAX_ICC, has, skip, take, take_exif};
use super::refusal::Refusal;
use super::size::{HeldRows, Size};

/// Bytes that the decoder allocates for each pixel: the RGB or RGBA that it gives, the way there, and a little.
const LOSSY: u64 = 3 + 2;
/// By way of the whole picture as RGBA.
const LOSSLESS: u64 = 4 + 4 + 1;
/// The alpha plane goes through the lossless decoder.
const WITH_ALPHA: u64 = 4 + 2 + 6;
/// A canvas and a frame as RGBA beside the frame's own needs.
const ANIMATED: u64 = 4 + 4 + WITH_ALPHA;

/// Bytes of position, size and timing before a frame's own chunks (RFC 9649, 2.7.1.1).
const FRAME_HEADER: u64 = 16;

/// What the chunks say.
#[derive(Default)]
struct Chunks {
    canvas: Option<Size>,
    animated: bool,
    pictures: Vec<Size>,
    bytes_per_pixel: u64,
    /// Compressed bytes of the pictures, which the decoder reads whole.
    compressed: u64,
    exif: Option<Vec<u8>>,
}

pub(super) fn read_header(file: &mut BufReader<File>) -> Result<Header, Refusal> {
    skip(file, 4)?;
    let mut left = u64::from(u32::from_le_bytes(take(file)?));
    if !has(file, left)? {
        return Err(Refusal::Truncated);
    }
    skip(file, 4)?;
    left = left.checked_sub(4).ok_or(Refusal::Corrupt)?;
    let mut chunks = Chunks::default();
    while left >= 8 {
        let name = take::<4>(file)?;
        let length = u64::from(u32::from_le_bytes(take(file)?));
        let after_name = left - 8;
        if length > after_name {
            return Err(Refusal::Corrupt);
        }
        let used = chunks.chunk(file, name, length)?;
        skip(file, used.to_skip)?;
        left = after_name.saturating_sub(used.read + used.to_skip);
    }
    chunks.finished()
}

/// How much of a chunk has been read, and how much is of no interest.
struct Used {
    read: u64,
    to_skip: u64,
}

impl Chunks {
    fn chunk(&mut self, file: &mut BufReader<File>, name: [u8; 4], length: u64) -> Result<Used, Refusal> {
        let padded = length + length % 2;
        let read = match &name {
            b"VP8X" => self.extended(file)?,
            b"VP8 " => self.lossy(file, length)?,
            b"VP8L" => self.lossless(file, length)?,
            b"ALPH" => {
                self.bytes_per_pixel = self.bytes_per_pixel.max(WITH_ALPHA);
                0
            }
            b"EXIF" if self.exif.is_none() => {
                self.exif = Some(take_exif(file, length)?);
                length
            }
            // Step into the first frame, whose pictures are chunks like any other.
            b"ANMF" if self.pictures.is_empty() => {
                self.animated = true;
                return Ok(Used { read: 0, to_skip: FRAME_HEADER.min(padded) });
            }
            _ => 0,
        };
        Ok(Used { read, to_skip: padded.checked_sub(read).ok_or(Refusal::Corrupt)? })
    }

    fn extended(&mut self, file: &mut BufReader<File>) -> Result<u64, Refusal> {
        let [_, _, _, _, w0, w1, w2, h0, h1, h2] = take(file)?;
        let width = u32::from_le_bytes([w0, w1, w2, 0]) + 1;
        let height = u32::from_le_bytes([h0, h1, h2, 0]) + 1;
        self.canvas = self.canvas.or(Some(Size { width, height }));
        Ok(10)
    }

    /// RFC 6386, 9.1: a key frame's tag, start code and 14 bits of each side.
    fn lossy(&mut self, file: &mut BufReader<File>, length: u64) -> Result<u64, Refusal> {
        let [_, _, _, _, _, _, w0, w1, h0, h1] = take(file)?;
        let side = |low, high| u32::from(u16::from_le_bytes([low, high]) & 0x3FFF);
        self.picture(Size { width: side(w0, w1), height: side(h0, h1) }, LOSSY, length);
        Ok(10)
    }

    /// RFC 9649, 3.4: a signature and 14 bits of each side, less one.
    fn lossless(&mut self, file: &mut BufReader<File>, length: u64) -> Result<u64, Refusal> {
        let [_, b0, b1, b2, b3] = take(file)?;
        let bits = u32::from_le_bytes([b0, b1, b2, b3]);
        let size = Size { width: (bits & 0x3FFF) + 1, height: ((bits >> 14) & 0x3FFF) + 1 };
        self.picture(size, LOSSLESS, length);
        Ok(5)
    }

    fn picture(&mut self, size: Size, bytes_per_pixel: u64, compressed: u64) {
        self.pictures.push(size);
        self.bytes_per_pixel = self.bytes_per_pixel.max(bytes_per_pixel);
        self.compressed = self.compressed.max(compressed);
    }

    fn finished(self) -> Result<Header, Refusal> {
        let first = self.pictures.first().ok_or(Refusal::Corrupt)?;
        let size = self.canvas.unwrap_or(*first);
        let fits = |picture: &Size| picture.width <= size.width && picture.height <= size.height;
        if !self.pictures.iter().all(fits) {
            return Err(Refusal::Corrupt);
        }
        let bytes_per_pixel = if self.animated { ANIMATED } else { self.bytes_per_pixel };
        let held_whole = size.pixels().saturating_mul(bytes_per_pixel).saturating_add(self.compressed);
        Ok(Header { size, exif: self.exif, held_whole, format: Format::WebP })
    }
}

pub(super) fn decode(file: BufReader<File>, size: Size) -> Result<Decoding, Refusal> {
    let mut decoder = WebPDecoder::new(file)?;
    decoder.set_memory_limit(MAX_ICC);
    // A profile that is missing or too long is no reason to refuse the photo.
    let icc = decoder.icc_profile().ok().flatten();
    let conversion = icc.and_then(|icc| Conversion::of(&icc, 3));
    let channels = if decoder.has_alpha() { 4 } else { 3 };
    let mut pixels = vec![0; decoder.output_buffer_size().ok_or(Refusal::TooLarge)?];
    decoder.read_image(&mut pixels)?;
    Ok(Decoding { rows: Box::new(HeldRows::new(size, pixels, channels)), conversion })
}

impl From<DecodingError> for Refusal {
    fn from(error: DecodingError) -> Self {
        match error {
            DecodingError::IoError(error) => error.into(),
            DecodingError::ImageTooLarge | DecodingError::MemoryLimitExceeded => Self::TooLarge,
            _ => Self::Corrupt,
        }
    }
}
