//! Boxes (ISO/IEC 14496-12, 4.2; `QuickTime`'s atoms): a length, a name, and what is inside.

use std::ops::Range;

use crate::media::refusal::Refusal;

/// The name of a box whose content means nothing.
pub(super) const FREE: &[u8; 4] = b"free";

pub(super) struct Header {
    pub(super) name: [u8; 4],
    /// Bytes of the header itself: 8 or 16.
    pub(super) length: usize,
    /// Bytes of the box with its header.
    pub(super) size: u64,
}

impl Header {
    /// Reads a header where `room` bytes are left; none when it is cut or the box is larger than that.
    pub(super) fn read(bytes: &[u8], room: u64) -> Option<Self> {
        let size = u32::from_be_bytes(*bytes.first_chunk()?);
        let name = *bytes.get(4..)?.first_chunk()?;
        let (length, size) = match size {
            0 => (8, room),
            1 => (16, u64::from_be_bytes(*bytes.get(8..)?.first_chunk()?)),
            size => (8, size.into()),
        };
        (length as u64 <= size && size <= room).then_some(Self { name, length, size })
    }
}

/// A box inside of another one that is in memory.
#[derive(Clone, Debug)]
pub(super) struct Child {
    pub(super) name: [u8; 4],
    pub(super) start: usize,
    pub(super) body: Range<usize>,
}

/// The boxes in a stretch of bytes.
pub(super) fn children(bytes: &[u8], within: Range<usize>) -> Result<Vec<Child>, Refusal> {
    let mut found = Vec::new();
    let mut start = within.start;
    while start < within.end {
        let rest = bytes.get(start..within.end).ok_or(Refusal::Corrupt)?;
        // QuickTime ends some lists with four zeros.
        if rest.len() < 8 && rest.iter().all(|byte| *byte == 0) {
            break;
        }
        let header = Header::read(rest, rest.len() as u64).ok_or(Refusal::Corrupt)?;
        let end = start + usize::try_from(header.size).map_err(|_| Refusal::Corrupt)?;
        found.push(Child { name: header.name, start, body: start + header.length..end });
        start = end;
    }
    Ok(found)
}

/// The first box of a name.
pub(super) fn named(name: [u8; 4], among: &[Child]) -> Option<&Child> {
    among.iter().find(|child| child.name == name)
}

/// The first box of a name in a box.
pub(super) fn child(bytes: &[u8], within: &Child, name: [u8; 4]) -> Result<Child, Refusal> {
    named(name, &children(bytes, within.body.clone())?).cloned().ok_or(Refusal::Corrupt)
}

/// Makes a box mean nothing.
pub(super) fn free(bytes: &mut [u8], child: &Child) {
    bytes[child.start + 4..child.start + 8].copy_from_slice(FREE);
    bytes[child.body.clone()].fill(0);
}

/// Makes every box mean nothing whose name is not listed; returns the others.
pub(super) fn keep(
    bytes: &mut [u8],
    within: Range<usize>,
    names: &[&[u8; 4]],
) -> Result<Vec<Child>, Refusal> {
    let (kept, others): (Vec<_>, Vec<_>) =
        children(bytes, within)?.into_iter().partition(|child| names.contains(&&child.name));
    for child in &others {
        free(bytes, child);
    }
    Ok(kept)
}

/// Big-endian fields, read one after the other. What is missing makes the whole damaged.
pub(super) struct Fields<'a>(pub(super) &'a [u8]);

impl<'a> Fields<'a> {
    pub(super) fn of(bytes: &'a [u8], child: &Child) -> Self {
        Self(&bytes[child.body.clone()])
    }

    pub(super) fn take(&mut self, length: usize) -> Result<&'a [u8], Refusal> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(Refusal::Corrupt)?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Refusal> {
        let (taken, rest) = self.0.split_first_chunk().ok_or(Refusal::Corrupt)?;
        self.0 = rest;
        Ok(*taken)
    }

    pub(super) fn u8(&mut self) -> Result<u8, Refusal> {
        self.array().map(u8::from_be_bytes)
    }

    pub(super) fn u32(&mut self) -> Result<u32, Refusal> {
        self.array().map(u32::from_be_bytes)
    }

    pub(super) fn u64(&mut self) -> Result<u64, Refusal> {
        self.array().map(u64::from_be_bytes)
    }

    /// A number of 32 bits, or of 64 in version 1 of a box.
    pub(super) fn sized(&mut self, version: u8) -> Result<u64, Refusal> {
        if version == 1 { self.u64() } else { self.u32().map(u64::from) }
    }

    /// The version of a "full box"; its flags are passed over.
    pub(super) fn version(&mut self) -> Result<u8, Refusal> {
        let version = self.u8()?;
        self.take(3)?;
        Ok(version)
    }
}
