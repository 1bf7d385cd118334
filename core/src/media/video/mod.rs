//! A camera's video, handed on as it is but for all that is neither picture nor sound. Nothing is decoded: the container (ISO/IEC
//! 14496-12, and `QuickTime`'s, which it came from) is read, cleaned, and streamed out in the same length, so that
//! every offset in it stays true.
//!
//! What may stay is listed, not what must go: the tables of the tracks with pictures and sound (`movie`), and the bytes of the file that those
//! tables point to (`samples`). Every other box becomes a `free` box full of zeros: `udta` with `loci` and `©xyz`, `meta` with its keys,
//! `uuid` with XMP, whole tracks of timed metadata, makers' trailers. Every other byte between the samples becomes zero. Where and when the video
//! was taken is read before (`said`), and offered. What a camera might hide in the pictures' own bitstream is left alone.

mod boxes;
mod entries;
mod movie;
mod said;
mod samples;
mod slack;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::Path;

use super::header::is_heic;
use super::refusal::Refusal;
use super::{Found, open_file};
use movie::Movie;

/// What a video may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VideoLimits {
    /// The longest, in milliseconds.
    pub max_duration_ms: u64,
    /// The largest file, in bytes.
    pub max_file_bytes: u64,
    /// The largest set of tables (the `moov` box), which are held in memory, in bytes.
    pub max_tables: u64,
}

impl Default for VideoLimits {
    /// A minute, to the half second that cameras are late to stop; as much as a minute of 1080p at 8 Mbit/s takes. A minute of 240
    /// pictures a second has tables of 0.3 MiB.
    fn default() -> Self {
        Self { max_duration_ms: 60_500, max_file_bytes: 60_000_000, max_tables: 2 << 20 }
    }
}

/// Boxes of a file, besides those inside of others. Cameras write about five.
const MOST_BOXES: usize = 1024;

/// A video without what it said of itself; reading it gives the bytes to be sent.
#[derive(Debug)]
pub struct Video {
    /// `video/mp4` or `video/quicktime`.
    pub media_type: &'static str,
    /// In bytes, as the file's own.
    pub size: u64,
    /// Pixels across, upright.
    pub width: u32,
    /// Pixels down, upright.
    pub height: u32,
    /// How long it is.
    pub duration_ms: u64,
    /// Where and when it says that it was taken.
    pub found: Found,
    file: File,
    left: VecDeque<Stretch>,
}

/// Bytes of the clean file.
#[derive(Debug, PartialEq, Eq)]
enum Stretch {
    Copied(Range<u64>),
    Zeros(u64),
    Made(Vec<u8>),
}

/// One box of the file itself.
struct TopBox {
    header: Vec<u8>,
    name: [u8; 4],
    body: Range<u64>,
}

impl Video {
    /// Reads the container of the file at `source`, whatever its name.
    ///
    /// # Errors
    /// A [`Refusal`] that says what is wrong with the file.
    pub fn open(source: &Path, limits: &VideoLimits) -> Result<Self, Refusal> {
        let (mut file, size) = open_file(source, limits.max_file_bytes)?;
        let (boxes, rest) = top_boxes(&mut file, size)?;
        let media_type = media_type(&mut file, boxes.first())?;
        let mut movies = boxes.iter().filter(|found| found.name == *b"moov");
        // A recording that was interrupted has pictures and no tables.
        let movie = movies.next().ok_or(Refusal::Truncated)?;
        if movies.next().is_some() {
            return Err(Refusal::Corrupt);
        }
        let length = movie.body.end - movie.body.start;
        if length > limits.max_tables {
            return Err(Refusal::TooLarge);
        }
        let movie = Movie::clean(read_at(&mut file, movie.body.start, length)?)?;
        if movie.duration_ms > limits.max_duration_ms {
            return Err(Refusal::TooLong);
        }
        let Movie { tables, width, height, duration_ms, found, samples } = movie;
        let left = stretches(boxes, rest, tables, &samples)?;
        Ok(Self { media_type, size, width, height, duration_ms, found, file, left })
    }
}

impl Read for Video {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while let Some(stretch) = self.left.front_mut() {
            let count = stretch.read(&mut self.file, into)?;
            if count > 0 || into.is_empty() {
                return Ok(count);
            }
            self.left.pop_front();
        }
        Ok(0)
    }
}

impl Stretch {
    /// Nothing when it is over.
    fn read(&mut self, file: &mut File, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Copied(range) => {
                let into = up_to(into, range.end - range.start);
                file.seek(SeekFrom::Start(range.start))?;
                let count = file.read(into)?;
                if count == 0 && !into.is_empty() {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                range.start += count as u64;
                Ok(count)
            }
            Self::Zeros(length) => {
                let into = up_to(into, *length);
                into.fill(0);
                *length -= into.len() as u64;
                Ok(into.len())
            }
            Self::Made(bytes) => {
                let into = up_to(into, bytes.len() as u64);
                into.copy_from_slice(&bytes[..into.len()]);
                bytes.drain(..into.len());
                Ok(into.len())
            }
        }
    }
}

fn up_to(into: &mut [u8], length: u64) -> &mut [u8] {
    let length = usize::try_from(length).unwrap_or(usize::MAX).min(into.len());
    &mut into[..length]
}

fn read_at(file: &mut File, offset: u64, length: u64) -> Result<Vec<u8>, Refusal> {
    let mut bytes = vec![0; usize::try_from(length).map_err(|_| Refusal::TooLarge)?];
    file.seek(SeekFrom::Start(offset))?;
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// Boxes that no video is whole without.
const NEEDED: [&[u8; 4]; 3] = [b"moov", b"mdat", b"moof"];

/// The boxes of the file, and how many bytes behind them are none: padding and what programs append, which players pass over.
fn top_boxes(file: &mut File, size: u64) -> Result<(Vec<TopBox>, u64), Refusal> {
    let mut boxes = Vec::new();
    let mut at = 0;
    while size - at >= 8 {
        let start = read_at(file, at, 16.min(size - at))?;
        let Some(header) = boxes::Header::read(&start, size - at) else {
            // What does not begin as a container is none.
            if boxes.is_empty() {
                return Err(Refusal::NotAVideo);
            }
            if NEEDED.iter().any(|name| start[4..].starts_with(&name[..])) {
                return Err(Refusal::Truncated);
            }
            break;
        };
        if boxes.len() == MOST_BOXES {
            return Err(Refusal::Corrupt);
        }
        let body = at + header.length as u64..at + header.size;
        boxes.push(TopBox { header: start[..header.length].to_vec(), name: header.name, body });
        at += header.size;
    }
    Ok((boxes, size - at))
}

/// By the major brand of `ftyp`, with which a file must begin. Fragmented files, which no camera leaves behind, are not taken: their tables
/// are all over them.
fn media_type(file: &mut File, first: Option<&TopBox>) -> Result<&'static str, Refusal> {
    let brands = first.filter(|first| first.name == *b"ftyp").ok_or(Refusal::NotAVideo)?;
    let length = brands.body.end - brands.body.start;
    if !(8..=256).contains(&length) {
        return Err(Refusal::NotAVideo);
    }
    let start = [&brands.header[..], &read_at(file, brands.body.start, length)?].concat();
    match start.get(brands.header.len()..).and_then(|brands| brands.get(..4)) {
        Some(b"qt  ") => Ok("video/quicktime"),
        // Photos in the same container.
        Some(b"avif") => Err(Refusal::NotAVideo),
        _ if is_heic(&start) => Err(Refusal::NotAVideo),
        _ => Ok("video/mp4"),
    }
}

/// The clean file. `samples` are in order and do not overlap.
fn stretches(
    boxes: Vec<TopBox>,
    rest: u64,
    tables: Vec<u8>,
    samples: &[Range<u64>],
) -> Result<VecDeque<Stretch>, Refusal> {
    let mut stretches = VecDeque::new();
    let mut tables = Some(tables);
    let mut kept = 0;
    for TopBox { mut header, name, body } in boxes {
        match &name {
            // A second one is no camera's.
            b"ftyp" if stretches.is_empty() => {
                stretches.extend([Stretch::Made(header), Stretch::Copied(body)]);
            }
            b"moov" => {
                let tables = tables.take().ok_or(Refusal::Corrupt)?;
                stretches.extend([Stretch::Made(header), Stretch::Made(tables)]);
            }
            b"mdat" => {
                stretches.push_back(Stretch::Made(header));
                let mut at = body.start;
                let first = samples.partition_point(|sample| sample.start < body.start);
                for sample in samples[first..].iter().take_while(|sample| sample.start < body.end) {
                    if sample.end > body.end {
                        return Err(Refusal::Corrupt);
                    }
                    stretches.extend([Stretch::Zeros(sample.start - at), Stretch::Copied(sample.clone())]);
                    at = sample.end;
                    kept += 1;
                }
                stretches.push_back(Stretch::Zeros(body.end - at));
            }
            b"moof" => return Err(Refusal::NotAVideo),
            _ => {
                header[4..8].copy_from_slice(boxes::FREE);
                stretches.extend([Stretch::Made(header), Stretch::Zeros(body.end - body.start)]);
            }
        }
    }
    stretches.extend(freed(rest));
    // Pictures outside of the boxes for them would have become zeros.
    if kept == samples.len() {
        Ok(stretches)
    } else {
        Err(if rest > 0 { Refusal::Truncated } else { Refusal::Corrupt })
    }
}

/// The end of the file as a box that means nothing, or as zeros where there is no room for one.
fn freed(rest: u64) -> [Stretch; 2] {
    let Some(content) = rest.checked_sub(8) else { return [Stretch::Zeros(rest), Stretch::Zeros(0)] };
    // No size means up to the end of the file.
    let size = u32::try_from(rest).unwrap_or(0).to_be_bytes();
    [Stretch::Made([&size[..], boxes::FREE].concat()), Stretch::Zeros(content)]
}
