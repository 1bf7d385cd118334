//! Writes wards and arcs in version 2 of the boundaries file, which core/src/place/format.rs describes and reads.

use super::geojson::{Vertex, Ward};
use super::thinning::GRID;
use super::topology::{Direction, Topology};

pub(crate) fn encode(wards: &[Ward], topology: &Topology) -> Vec<u8> {
    let mut bytes = b"WARDS\x02".to_vec();
    push_count(&mut bytes, wards.len());
    for ward in wards {
        for text in [&ward.code, &ward.name] {
            push_count(&mut bytes, text.len());
            bytes.extend(text.as_bytes());
        }
    }
    push_count(&mut bytes, GRID.unsigned_abs() as usize);
    push_count(&mut bytes, topology.arcs.len());
    let mut last = Vertex { lon: 0, lat: 0 };
    for arc in &topology.arcs {
        push_count(&mut bytes, arc.len());
        for &vertex in arc {
            push_difference(&mut bytes, (vertex.lon - last.lon) / GRID);
            push_difference(&mut bytes, (vertex.lat - last.lat) / GRID);
            last = vertex;
        }
    }
    for rings in &topology.rings {
        push_count(&mut bytes, rings.len());
        for ring in rings {
            push_count(&mut bytes, ring.len());
            for step in ring {
                push_count(&mut bytes, 2 * step.arc + usize::from(step.direction == Direction::Reversed));
            }
        }
    }
    bytes
}

/// An unsigned LEB128 number.
fn push_count(bytes: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        bytes.push(u8::try_from(number & 0x7f).unwrap_or_default() | 0x80);
        number >>= 7;
    }
    bytes.push(u8::try_from(number).unwrap_or_default());
}

/// Zigzag: small numbers of either sign become small unsigned ones.
fn push_difference(bytes: &mut Vec<u8>, difference: i32) {
    let zigzag = (difference << 1) ^ (difference >> 31);
    push_count(bytes, zigzag.cast_unsigned() as usize);
}
