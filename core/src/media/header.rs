//! What a photo's own bytes say before anything is decoded: the format, the size, the EXIF, and what decoding will
//! have to hold in memory. The file's name is never looked at.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};

use super::colour::Conversion;
use super::ink::{CMYK, Inks};
use super::refusal::Refusal;
use super::size::{Rows, Size};
use super::{Limits, jpeg, jpeg_header, png, webp};

/// The most EXIF that is read: what one JPEG segment can hold.
const MAX_EXIF: u64 = 1 << 16;

/// The most ICC profile that is read. Profiles of cameras and screens have a few kilobytes, those of printers up to 3 MB.
pub(super) const MAX_ICC: usize = 3 << 20;

pub(super) struct Header {
    /// As stored, before the orientation is applied.
    pub(super) size: Size,
    pub(super) exif: Option<Vec<u8>>,
    /// Bytes that the decoder must hold at once before the first row comes out.
    pub(super) held_whole: u64,
    pub(super) format: Format,
}

pub(super) enum Format {
    Jpeg { in_one_scan: bool, channels: u8, icc: Option<Vec<u8>> },
    Png,
    WebP,
}

/// A decoder at its first row.
pub(super) struct Decoding {
    pub(super) rows: Box<dyn Rows>,
    /// Of a picture whose profile says that its rows are not of sRGB.
    pub(super) conversion: Option<Conversion>,
}

impl Header {
    pub(super) fn read(file: &mut BufReader<File>) -> Result<Self, Refusal> {
        let mut start = [0; 64];
        let length = read_up_to(file, &mut start)?;
        let start = &start[..length];
        file.rewind()?;
        if start.starts_with(&[0xFF, 0xD8, 0xFF]) {
            jpeg_header::read(file)
        } else if start.starts_with(b"\x89PNG\r\n\x1A\n") {
            png::read_header(file)
        } else if start.starts_with(b"RIFF") && start.get(8..12) == Some(b"WEBP") {
            webp::read_header(file)
        } else if is_heic(start) {
            Err(Refusal::Heic)
        } else {
            Err(Refusal::NotAPhoto)
        }
    }

    pub(super) fn check(&self, limits: &Limits) -> Result<(), Refusal> {
        self.size.check(limits)?;
        if self.held_whole > limits.memory { Err(Refusal::TooLarge) } else { Ok(()) }
    }

    /// The size that the photo is to have, as stored: no side longer than `long_side`.
    pub(super) fn clean_size(&self, long_side: u32) -> Size {
        let fitted = self.size.fitted_into(long_side);
        match self.format {
            Format::Jpeg { .. } => jpeg::free_size(self.size, long_side).unwrap_or(fitted),
            Format::Png | Format::WebP => fitted,
        }
    }

    /// Starts decoding. The rows come in the stored size or smaller, but not smaller than `wanted`.
    pub(super) fn decode(self, mut file: BufReader<File>, wanted: Size) -> Result<Decoding, Refusal> {
        file.rewind()?;
        match self.format {
            Format::Jpeg { in_one_scan, channels, icc } => {
                let icc = icc.as_deref();
                let channels = usize::from(channels);
                let inks = icc.filter(|_| channels == CMYK).and_then(Inks::from);
                let rows = Box::new(jpeg::JpegRows::start(file, wanted, in_one_scan, inks)?);
                Ok(Decoding { rows, conversion: icc.and_then(|icc| Conversion::of(icc, channels)) })
            }
            Format::Png => png::decode(file, self.size),
            Format::WebP => webp::decode(file, self.size),
        }
    }
}

/// ISO/IEC 23008-12: a `ftyp` box whose major or compatible brands name HEIF. AVIF shares the container, and no phone
/// camera writes it.
pub(super) fn is_heic(start: &[u8]) -> bool {
    if start.get(4..8) != Some(b"ftyp") {
        return false;
    }
    let (brands, _) = start.get(8..).unwrap_or_default().as_chunks::<4>();
    let named = |names: &[&[u8; 4]]| brands.iter().any(|brand| names.contains(&brand));
    !named(&[b"avif", b"avis"])
        && named(&[b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"mif2", b"msf1"])
}

fn read_up_to(file: &mut impl Read, into: &mut [u8]) -> Result<usize, Refusal> {
    let mut length = 0;
    while length < into.len() {
        match file.read(&mut into[length..])? {
            0 => break,
            more => length += more,
        }
    }
    Ok(length)
}

/// Fills an array, or says that the file is cut short.
pub(super) fn take<const N: usize>(file: &mut impl Read) -> Result<[u8; N], Refusal> {
    let mut bytes = [0; N];
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// Reads a metadata block of `length` bytes, or its beginning if it is longer than any sensible one, and goes to its end.
pub(super) fn take_exif(file: &mut (impl BufRead + Seek), length: u64) -> Result<Vec<u8>, Refusal> {
    let mut block = Vec::new();
    let read = file.by_ref().take(length.min(MAX_EXIF)).read_to_end(&mut block)? as u64;
    skip(file, length - read)?;
    Ok(block)
}

/// Goes forward, perhaps past the end: whoever reads next finds out.
pub(super) fn skip(file: &mut impl Seek, length: u64) -> Result<(), Refusal> {
    let forward = i64::try_from(length).map_err(|_| Refusal::Corrupt)?;
    file.seek_relative(forward)?;
    Ok(())
}

/// Whether the file has at least `length` more bytes.
pub(super) fn has(file: &mut impl Seek, length: u64) -> Result<bool, Refusal> {
    let here = file.stream_position()?;
    let end = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(here))?;
    Ok(end.saturating_sub(here) >= length)
}
