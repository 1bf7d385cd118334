//! Where the samples of a track lie in the file, and how long they play (ISO/IEC 14496-12, 8.6 and 8.7).

use std::ops::Range;

use super::boxes::{Child, Fields, named};
use crate::media::refusal::Refusal;
use crate::sorting::sort_by_key;

/// The sizes of a track's samples, taken in order.
enum Sizes<'a> {
    /// All the same: the size, and how many are left.
    Equal(u64, u64),
    /// Each in four bytes.
    Listed(Fields<'a>),
}

impl Sizes<'_> {
    fn read<'a>(bytes: &'a [u8], tables: &[Child]) -> Result<Sizes<'a>, Refusal> {
        // `stz2`, with sizes of a few bits, is no camera's.
        let table = named(*b"stsz", tables).ok_or(Refusal::NotAVideo)?;
        let mut fields = Fields::of(bytes, table);
        fields.version()?;
        let (size, count) = (fields.u32()?, fields.u32()?);
        match size {
            0 => {
                let length = usize::try_from(count).ok().and_then(|count| count.checked_mul(4));
                Ok(Sizes::Listed(Fields(fields.take(length.ok_or(Refusal::Corrupt)?)?)))
            }
            // QuickTime's old files count uncompressed sound so, whatever its real size.
            1 => Err(Refusal::NotAVideo),
            size => Ok(Sizes::Equal(size.into(), count.into())),
        }
    }

    /// The bytes of the next `count` samples together.
    fn next(&mut self, count: u32) -> Result<u64, Refusal> {
        match self {
            Self::Equal(size, left) => {
                *left = left.checked_sub(count.into()).ok_or(Refusal::Corrupt)?;
                size.checked_mul(count.into()).ok_or(Refusal::Corrupt)
            }
            Self::Listed(sizes) => {
                let mut sum = 0;
                for _ in 0..count {
                    sum += u64::from(sizes.u32()?);
                }
                Ok(sum)
            }
        }
    }
}

/// The chunks of a track, as ranges of bytes of the file.
pub(super) fn chunks(bytes: &[u8], tables: &[Child]) -> Result<Vec<Range<u64>>, Refusal> {
    let (offsets, is_wide) = match (named(*b"stco", tables), named(*b"co64", tables)) {
        (Some(table), None) => (table, 0),
        (None, Some(table)) => (table, 1),
        _ => return Err(Refusal::Corrupt),
    };
    let mut offsets = Fields::of(bytes, offsets);
    offsets.version()?;
    let count = offsets.u32()?;
    let mut runs = Runs::read(bytes, tables)?;
    let mut sizes = Sizes::read(bytes, tables)?;
    let mut chunks = Vec::new();
    for chunk in 1..=count {
        let start = offsets.sized(is_wide)?;
        let length = sizes.next(runs.samples_in(chunk)?)?;
        let end = start.checked_add(length).ok_or(Refusal::Corrupt)?;
        if length > 0 {
            chunks.push(start..end);
        }
    }
    Ok(chunks)
}

/// Runs of chunks with equally many samples (`stsc`, 8.7.4).
struct Runs<'a> {
    fields: Fields<'a>,
    left: u32,
    samples: u32,
    /// The first chunk of the next run.
    next: Option<u32>,
}

impl<'a> Runs<'a> {
    fn read(bytes: &'a [u8], tables: &[Child]) -> Result<Self, Refusal> {
        let mut fields = Fields::of(bytes, named(*b"stsc", tables).ok_or(Refusal::Corrupt)?);
        fields.version()?;
        let left = fields.u32()?;
        let mut runs = Self { fields, left, samples: 0, next: None };
        runs.peek()?;
        Ok(runs)
    }

    fn peek(&mut self) -> Result<(), Refusal> {
        self.next = match self.left {
            0 => None,
            _ => Some(u32::from_be_bytes(*self.fields.0.first_chunk().ok_or(Refusal::Corrupt)?)),
        };
        Ok(())
    }

    /// How many samples a chunk has; chunks are asked for in order.
    fn samples_in(&mut self, chunk: u32) -> Result<u32, Refusal> {
        if self.next == Some(chunk) {
            self.fields.u32()?;
            self.samples = self.fields.u32()?;
            self.fields.u32()?;
            self.left -= 1;
            self.peek()?;
        }
        // Runs must begin at the first chunk and go up.
        if self.samples == 0 || self.next.is_some_and(|next| next <= chunk) {
            return Err(Refusal::Corrupt);
        }
        Ok(self.samples)
    }
}

/// How long the samples play together, in the track's timescale (`stts`, 8.6.1.2).
pub(super) fn duration(bytes: &[u8], tables: &[Child]) -> Result<u64, Refusal> {
    let mut fields = Fields::of(bytes, named(*b"stts", tables).ok_or(Refusal::Corrupt)?);
    fields.version()?;
    let mut sum: u64 = 0;
    for _ in 0..fields.u32()? {
        let (count, each) = (fields.u32()?, fields.u32()?);
        sum = sum.saturating_add(u64::from(count) * u64::from(each));
    }
    Ok(sum)
}

/// Sorts ranges and joins those that touch or overlap.
pub(super) fn join(ranges: &mut Vec<Range<u64>>) {
    sort_by_key(ranges, |range| range.start);
    ranges.dedup_by(|next, before| {
        let touches = next.start <= before.end;
        if touches {
            before.end = before.end.max(next.end);
        }
        touches
    });
}
