//! Rows of RGB from a PNG (W3C PNG, third edition), on white where it is transparent. Interlaced pictures are held
//! whole, all others stream.

use std::fs::File;
use std::io::BufReader;

use png::{ColorType, DecodingError, Reader, Transformations};

use super::colour::Conversion;
use super::header::{Decoding, Format, Header, has, skip, take, take_exif};
use super::refusal::Refusal;
use super::size::{HeldRows, Rows, Size, on_white};

/// The decoder's own buffers besides the picture: rows of the greatest width, and an ICC profile.
const DECODER_BYTES: usize = 8 << 20;

/// Walks the chunks to the end, because `eXIf` may stand behind the picture.
pub(super) fn read_header(file: &mut BufReader<File>) -> Result<Header, Refusal> {
    skip(file, 8)?;
    let mut header = None;
    let mut exif = None;
    loop {
        let length = u64::from(u32::from_be_bytes(take(file)?));
        let name = take::<4>(file)?;
        match &name {
            b"IHDR" if length == 13 && header.is_none() => header = Some(take::<13>(file)?),
            b"eXIf" if exif.is_none() => exif = Some(take_exif(file, length)?),
            b"IEND" => break,
            _ => skip(file, length)?,
        }
        skip(file, 4)?;
        if header.is_none() {
            return Err(Refusal::Corrupt);
        }
    }
    if !has(file, 4)? {
        return Err(Refusal::Truncated);
    }
    let header = header.ok_or(Refusal::Corrupt)?;
    let [w0, w1, w2, w3, h0, h1, h2, h3, _, colour, _, _, interlaced] = header;
    let size =
        Size { width: u32::from_be_bytes([w0, w1, w2, w3]), height: u32::from_be_bytes([h0, h1, h2, h3]) };
    // The decoder expands palettes, and what is transparent in one colour, to an alpha channel.
    let channels: u64 = if matches!(colour, 0 | 4) { 2 } else { 4 };
    let held_whole = if interlaced == 0 { 0 } else { size.pixels().saturating_mul(channels) };
    Ok(Header { size, exif, held_whole, format: Format::Png })
}

pub(super) fn decode(file: BufReader<File>, size: Size) -> Result<Decoding, Refusal> {
    let mut decoder = png::Decoder::new_with_limits(file, png::Limits { bytes: DECODER_BYTES });
    decoder.set_ignore_text_chunk(true);
    decoder.set_transformations(Transformations::normalize_to_color8());
    let mut reader = decoder.read_info()?;
    let channels = match reader.output_color_type().0 {
        ColorType::Grayscale => 1,
        ColorType::GrayscaleAlpha => 2,
        ColorType::Rgb | ColorType::Indexed => 3,
        ColorType::Rgba => 4,
    };
    let icc = reader.info().icc_profile.as_deref();
    let conversion = icc.and_then(|icc| Conversion::of(icc, if channels < 3 { 1 } else { 3 }));
    let rows: Box<dyn Rows> = if reader.info().interlaced {
        let mut pixels = vec![0; reader.output_buffer_size().ok_or(Refusal::TooLarge)?];
        reader.next_frame(&mut pixels)?;
        Box::new(HeldRows::new(size, pixels, channels))
    } else {
        Box::new(PngRows { reader, size, channels })
    };
    Ok(Decoding { rows, conversion })
}

struct PngRows {
    reader: Reader<BufReader<File>>,
    size: Size,
    channels: usize,
}

impl Rows for PngRows {
    fn size(&self) -> Size {
        self.size
    }

    fn read(&mut self, into: &mut [u8]) -> Result<(), Refusal> {
        for row in into.chunks_exact_mut(self.size.row()) {
            let stored = self.reader.next_row()?.ok_or(Refusal::Corrupt)?;
            on_white(stored.data(), self.channels, row)?;
        }
        Ok(())
    }
}

impl From<DecodingError> for Refusal {
    fn from(error: DecodingError) -> Self {
        match error {
            DecodingError::IoError(error) => error.into(),
            DecodingError::LimitsExceeded => Self::TooLarge,
            DecodingError::Format(_) | DecodingError::Parameter(_) => Self::Corrupt,
        }
    }
}
