//! One photo file in; one clean JPEG and one thumbnail out, within a memory bound. The photo's EXIF is read (where and
//! when it was taken, which way is up) and then dropped with everything else that is not a pixel. A photo enters as the
//! path of a file and leaves as bytes in memory; the room knows nothing of databases, drafts or the network.
//!
//! A photo passes the files in this order: `header` looks at the bytes and bounds what decoding will cost, `jpeg`,
//! `png` or `webp` yields rows of RGB (of a printer's inks by `ink`), `resize` shrinks and turns them while they stream, `colour` brings them to sRGB,
//! `encode` writes the two JPEGs, `look` says which others it looks like.
//!
//! `hide` makes parts (`region`) of a clean photo unrecognisable. `video` hands on a camera's video byte for byte, but for what is neither picture nor
//! sound.

mod colour;
mod encode;
mod exif_data;
mod header;
mod hide;
mod ink;
mod jpeg;
mod jpeg_header;
mod look;
mod orientation;
mod png;
mod refusal;
mod region;
mod resize;
mod size;
mod taken_at;
#[cfg(test)]
mod tests;
mod video;
mod webp;

use std::fs::File;
use std::io::BufReader;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::thread::{self, ScopedJoinHandle};

use exif_data::ExifData;
pub use exif_data::{Found, PhotoPosition};
use header::{Decoding, Header};
pub use hide::hide;
pub use look::Look;
use orientation::Orientation;
pub use refusal::Refusal;
pub use region::{NotARegion, Nudge, Region};
use size::{Picture, Size};
pub use taken_at::{NotATime, TakenAt};
pub use video::{Video, VideoLimits};

/// What a clean photo may be, and what making it may cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The longest side of the clean JPEG, in pixels.
    pub long_side: u32,
    /// The JPEG quality on libjpeg's scale of 1 to 100, for both pictures.
    pub quality: u8,
    /// The longest side of the thumbnail, in pixels.
    pub thumbnail_side: u32,
    /// The most pixels that a source may have.
    pub max_pixels: u64,
    /// The most memory, in bytes, for what a decoder must hold whole before the first row comes out: the coefficients
    /// of a JPEG in several scans, an interlaced PNG, a WebP. All else is streamed and needs far less.
    pub memory: u64,
    /// The largest source file, in bytes.
    pub max_file_bytes: u64,
}

impl Default for Limits {
    /// Street-level detail in about half a megabyte. Sensors sold as "64 megapixels" have up to 9280 x 6944 pixels, so
    /// the bound is 64 x 2^20.
    fn default() -> Self {
        Self {
            long_side: 2048,
            quality: 80,
            thumbnail_side: 320,
            max_pixels: 64 << 20,
            memory: 128 << 20,
            max_file_bytes: 128 << 20,
        }
    }
}

/// A photo with nothing in it but the picture, and what its metadata said.
#[derive(Clone, Debug, PartialEq)]
pub struct CleanPhoto {
    /// A baseline JFIF file in sRGB, upright, without EXIF, XMP, ICC profile, comments or embedded previews.
    pub jpeg: Vec<u8>,
    /// Pixels across, after turning and shrinking.
    pub width: u32,
    /// Pixels down, after turning and shrinking.
    pub height: u32,
    /// The same picture as a small JPEG.
    pub thumbnail: Vec<u8>,
    /// The SHA-256 of `jpeg`.
    pub sha256: [u8; 32],
    /// What it looks like.
    pub look: Look,
    /// Where and when the photo says that it was taken.
    pub found: Found,
}

/// A picture as it is kept: encoded, with all that is made of its pixels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finished {
    /// A baseline JFIF file in sRGB with nothing in it but the picture.
    pub jpeg: Vec<u8>,
    /// The same picture as a small JPEG.
    pub thumbnail: Vec<u8>,
    /// The SHA-256 of `jpeg`.
    pub sha256: [u8; 32],
    /// What it looks like.
    pub look: Look,
}

/// Makes a clean photo of the JPEG, PNG or WebP file at `source`, whatever its name. Photos are shrunk to
/// [`Limits::long_side`], never enlarged, and always encoded anew.
///
/// # Errors
/// A [`Refusal`] that says what is wrong with the file. Broken EXIF is never a reason.
pub fn clean(source: &Path, limits: &Limits) -> Result<CleanPhoto, Refusal> {
    contained(|| {
        let (file, header) = open(source, limits)?;
        let exif = header.exif.as_deref().map(ExifData::read).unwrap_or_default();
        let size = header.clean_size(limits.long_side);
        let decoding = header.decode(file, size)?;
        let Size { width, height } = exif.orientation.upright(size);
        let Finished { jpeg, thumbnail, sha256, look } = decode(decoding, size, exif.orientation, limits)?;
        Ok(CleanPhoto { jpeg, width, height, thumbnail, sha256, look, found: exif.found })
    })
}

/// Decodes to `size` as stored, turns and encodes. Where the first row comes first, decoding and encoding go side by side.
fn decode(
    decoding: Decoding,
    size: Size,
    orientation: Orientation,
    limits: &Limits,
) -> Result<Finished, Refusal> {
    let Decoding { mut rows, conversion } = decoding;
    let upright = orientation.upright(size);
    let convert = |rows: &mut [u8]| {
        if let Some(conversion) = &conversion {
            conversion.convert(rows, upright.row());
        }
    };
    if !orientation.keeps_order() {
        let picture = resize::resize(rows.as_mut(), size, orientation, &mut |rows| convert(rows))?;
        drop(rows);
        return finish(&picture, limits);
    }
    thread::scope(|scope| {
        let (pieces, encoder) = encode::beside(scope, upright, limits.quality);
        let picture = resize::resize(rows.as_mut(), size, orientation, &mut |rows| {
            convert(rows);
            // An encoder that gave up says itself why.
            let _ = pieces.send(rows.to_vec());
        });
        drop(pieces);
        drop(rows);
        let small = small(&picture?, limits)?;
        Ok(Finished::of(joined(encoder)?, small))
    })
}

/// Reads only where and when the photo at `source` says that it was taken, without decoding it.
///
/// # Errors
/// A [`Refusal`] when the file is no photo, or one that [`clean`] would refuse by its header.
pub fn read_exif(source: &Path, limits: &Limits) -> Result<Found, Refusal> {
    contained(|| {
        let (_, header) = open(source, limits)?;
        Ok(header.exif.as_deref().map(ExifData::read).unwrap_or_default().found)
    })
}

/// Encodes a picture and its thumbnail, side by side.
fn finish(picture: &Picture, limits: &Limits) -> Result<Finished, Refusal> {
    thread::scope(|scope| {
        let small = scope.spawn(|| small(picture, limits));
        let jpeg = encode::jpeg(picture, limits.quality);
        Ok(Finished::of(jpeg?, joined(small)?))
    })
}

/// What unwinds there is contained as if it had been here.
fn joined<T>(thread: ScopedJoinHandle<T>) -> T {
    thread.join().unwrap_or_else(|unwound| resume_unwind(unwound))
}

impl Finished {
    fn of(jpeg: Vec<u8>, (thumbnail, look): (Vec<u8>, Look)) -> Self {
        let digest = ring::digest::digest(&ring::digest::SHA256, &jpeg);
        let mut sha256 = [0; 32];
        sha256.copy_from_slice(digest.as_ref());
        Self { jpeg, thumbnail, sha256, look }
    }
}

fn small(picture: &Picture, limits: &Limits) -> Result<(Vec<u8>, Look), Refusal> {
    let small = resize::thumbnail(picture, limits.thumbnail_side)?;
    Ok((encode::jpeg(&small, limits.quality)?, Look::of(&small)?))
}

fn open(source: &Path, limits: &Limits) -> Result<(BufReader<File>, Header), Refusal> {
    let (file, _) = open_file(source, limits.max_file_bytes)?;
    let mut file = BufReader::with_capacity(1 << 16, file);
    let header = Header::read(&mut file)?;
    header.check(limits)?;
    Ok((file, header))
}

/// A file that may be read, and its size.
fn open_file(source: &Path, max_bytes: u64) -> Result<(File, u64), Refusal> {
    // Asked first, because opening a pipe would wait for its writer.
    let about = std::fs::metadata(source)?;
    if !about.is_file() {
        return Err(Refusal::Unreadable(std::io::ErrorKind::InvalidInput));
    }
    match about.len() {
        0 => Err(Refusal::Empty),
        size if size > max_bytes => Err(Refusal::TooLarge),
        size => Ok((File::open(source)?, size)),
    }
}

/// libjpeg has no other way to report an error than to leave its frames behind, which its Rust binding does by
/// unwinding (past the panic hook, so nothing is printed). It ends here.
fn contained<T>(work: impl FnOnce() -> Result<T, Refusal>) -> Result<T, Refusal> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(Refusal::Corrupt))
}
