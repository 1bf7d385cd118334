//! Owns the reading of the boundaries file that `cargo xtask boundaries` writes, and refuses what is not whole.
//! Bytes come in; wards, borders and rings go out.
//!
//! ```text
//! file    = "WARDS" version(2)  wards  grid  arcs  rings
//! wards   = count { text(code) text(name) }             ascending by code
//! grid    = micro-degrees between its lines
//! arcs    = count { count { lon lat } }                 differences to the vertex before, in lines of the grid;
//!                                                       the very first vertex to 0, 0
//! rings   = for each ward: count { count { use } }      use = 2 * arc + (1 if walked backwards)
//! ```
//! Counts, uses and the grid are LEB128 numbers, differences are zigzag LEB128, a text is its length in bytes and UTF-8. Rings
//! are closed; a ward is what lies in an odd number of its rings, so that holes and islands need no mark.

use super::Ward;
use super::borders::{Arc, ArcUse, Borders, Direction, Vertex};

const MAGIC: &[u8; 5] = b"WARDS";
const VERSION: u8 = 2;

/// The bytes are no boundaries that this version can read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BoundariesError {
    /// They do not begin as a boundaries file does.
    #[error("not a boundaries file")]
    NotBoundaries,
    /// They are in a version of the format that is not known here.
    #[error("boundaries of the unknown version {0}")]
    UnknownVersion(u8),
    /// They end too early.
    #[error("the boundaries end too early")]
    Truncated,
    /// They contradict themselves; the text names how.
    #[error("damaged boundaries: {0}")]
    Damaged(&'static str),
}

/// What a boundaries file holds.
pub(super) struct Contents {
    pub(super) wards: Vec<Ward>,
    pub(super) borders: Borders,
    /// The rings of each ward, in the order of the wards.
    pub(super) rings: Vec<Vec<Vec<ArcUse>>>,
}

pub(super) fn read(bytes: &[u8]) -> Result<Contents, BoundariesError> {
    let rest = bytes.strip_prefix(MAGIC).ok_or(BoundariesError::NotBoundaries)?;
    let mut reader = Reader { rest };
    let version = reader.byte()?;
    if version != VERSION {
        return Err(BoundariesError::UnknownVersion(version));
    }
    let wards = read_wards(&mut reader)?;
    let mut borders = read_borders(&mut reader)?;
    let mut rings = Vec::with_capacity(wards.len());
    for (ward, _) in (0..).zip(&wards) {
        rings.push(read_rings(&mut reader, &mut borders, ward)?);
    }
    if !reader.rest.is_empty() {
        return Err(BoundariesError::Damaged("bytes after the end"));
    }
    Ok(Contents { wards, borders, rings })
}

fn read_wards(reader: &mut Reader<'_>) -> Result<Vec<Ward>, BoundariesError> {
    let count = reader.count()?;
    if count == 0 || u16::try_from(count).is_err() {
        return Err(BoundariesError::Damaged("no wards, or more than 65,535"));
    }
    let mut wards = Vec::with_capacity(count);
    for _ in 0..count {
        wards.push(Ward { code: reader.text()?, name: reader.text()? });
    }
    if !wards.is_sorted_by(|a, b| a.code < b.code) {
        return Err(BoundariesError::Damaged("ward codes out of order"));
    }
    Ok(wards)
}

fn read_borders(reader: &mut Reader<'_>) -> Result<Borders, BoundariesError> {
    let grid = reader.grid()?;
    let count = reader.count()?;
    let mut arcs = Vec::with_capacity(count);
    // Most vertices take two or three bytes; what the guess has too much is given back.
    let mut vertices = Vec::with_capacity(reader.rest.len() / 2);
    let mut last = Vertex { lon: 0, lat: 0 };
    let mut start: u32 = 0;
    for _ in 0..count {
        let length = reader.count()?;
        if length < 2 {
            return Err(BoundariesError::Damaged("an arc of fewer than two vertices"));
        }
        for _ in 0..length {
            last = reader.vertex_after(last, grid)?;
            vertices.push(last);
        }
        let end = u32::try_from(vertices.len()).map_err(|_| BoundariesError::Damaged("too many vertices"))?;
        arcs.push(Arc { start, end, wards: [None; 2] });
        start = end;
    }
    vertices.shrink_to_fit();
    Ok(Borders { vertices, arcs })
}

/// Reads one ward's rings and notes the ward beside each arc.
fn read_rings(
    reader: &mut Reader<'_>,
    borders: &mut Borders,
    ward: u16,
) -> Result<Vec<Vec<ArcUse>>, BoundariesError> {
    let count = reader.count()?;
    let mut rings = Vec::with_capacity(count);
    for _ in 0..count {
        let length = reader.count()?;
        let mut ring = Vec::with_capacity(length);
        for _ in 0..length {
            let number = reader.number()?;
            let direction = if number & 1 == 0 { Direction::AsStored } else { Direction::Reversed };
            let arc = number >> 1;
            note_side(borders, arc, ward)?;
            ring.push(ArcUse { arc, direction });
        }
        if !is_closed(borders, &ring) {
            return Err(BoundariesError::Damaged("a ring that is not closed"));
        }
        rings.push(ring);
    }
    Ok(rings)
}

fn note_side(borders: &mut Borders, arc: u32, ward: u16) -> Result<(), BoundariesError> {
    let arc =
        borders.arcs.get_mut(arc as usize).ok_or(BoundariesError::Damaged("a ring of an unknown arc"))?;
    let free = arc.wards.iter_mut().find(|side| side.is_none());
    *free.ok_or(BoundariesError::Damaged("an arc with more than two sides"))? = Some(ward);
    Ok(())
}

fn is_closed(borders: &Borders, ring: &[ArcUse]) -> bool {
    let ends = |step: &ArcUse| {
        let vertices = borders.arc_vertices(step.arc);
        match step.direction {
            Direction::AsStored => (vertices.first(), vertices.last()),
            Direction::Reversed => (vertices.last(), vertices.first()),
        }
    };
    let following = ring.iter().cycle().skip(1);
    !ring.is_empty() && ring.iter().zip(following).all(|(step, next)| ends(step).1 == ends(next).0)
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl Reader<'_> {
    fn byte(&mut self) -> Result<u8, BoundariesError> {
        let (&byte, rest) = self.rest.split_first().ok_or(BoundariesError::Truncated)?;
        self.rest = rest;
        Ok(byte)
    }

    /// An unsigned LEB128 number.
    fn number(&mut self) -> Result<u32, BoundariesError> {
        let mut number: u64 = 0;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return u32::try_from(number).map_err(|_| BoundariesError::Damaged("a number above 32 bits"));
            }
        }
        Err(BoundariesError::Damaged("a number above 32 bits"))
    }

    /// How many things follow. Each takes a byte at least: a false count can't make us reserve more than that.
    fn count(&mut self) -> Result<usize, BoundariesError> {
        let count = self.number()? as usize;
        if count > self.rest.len() { Err(BoundariesError::Truncated) } else { Ok(count) }
    }

    fn text(&mut self) -> Result<String, BoundariesError> {
        let length = self.count()?;
        let (text, rest) = self.rest.split_at_checked(length).ok_or(BoundariesError::Truncated)?;
        self.rest = rest;
        let text =
            std::str::from_utf8(text).map_err(|_| BoundariesError::Damaged("a text that is not UTF-8"))?;
        Ok(text.to_owned())
    }

    fn grid(&mut self) -> Result<i32, BoundariesError> {
        let grid = i32::try_from(self.number()?).ok().filter(|grid| *grid > 0);
        grid.ok_or(BoundariesError::Damaged("a grid of no width"))
    }

    fn vertex_after(&mut self, last: Vertex, grid: i32) -> Result<Vertex, BoundariesError> {
        let lon = self.coordinate_after(last.lon, grid, 180_000_000)?;
        let lat = self.coordinate_after(last.lat, grid, 90_000_000)?;
        Ok(Vertex { lon, lat })
    }

    fn coordinate_after(&mut self, last: i32, grid: i32, limit: i32) -> Result<i32, BoundariesError> {
        let zigzag = self.number()?;
        let lines = (zigzag >> 1).cast_signed() ^ -(zigzag & 1).cast_signed();
        let coordinate = lines.checked_mul(grid).and_then(|difference| last.checked_add(difference));
        coordinate
            .filter(|it| (-limit..=limit).contains(it))
            .ok_or(BoundariesError::Damaged("a vertex that is not on Earth"))
    }
}
