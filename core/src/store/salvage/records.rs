//! The rows that stand on a leaf of whatever table, as "Database File Format", sections 1.6 and 2.1, says.

use rusqlite::types::Value;

use super::pages::{PAGE, Pages, number};

/// The kind of a page that is a leaf of a table.
const LEAF: u8 = 0x0d;

pub(super) struct Record {
    pub(super) rowid: i64,
    pub(super) values: Vec<Value>,
}

/// The rows of a page that can be read; of a page of another kind there are none.
pub(super) fn records(pages: &Pages, page: &[u8]) -> Vec<Record> {
    let (Some(&LEAF), Some(count)) = (page.first(), short(page, 3)) else { return Vec::new() };
    let record = |cell| record(pages, page.get(short(page, 8 + 2 * cell)?..)?);
    (0..count).filter_map(record).collect()
}

fn record(pages: &Pages, cell: &[u8]) -> Option<Record> {
    let (len, rest) = varint(cell)?;
    let (rowid, rest) = varint(rest)?;
    let payload = payload(pages, usize::try_from(len).ok()?, rest)?;
    Some(Record { rowid: rowid.cast_signed(), values: values(&payload)? })
}

/// What a cell holds: its beginning stands on the page, and what is too long for that on others.
fn payload(pages: &Pages, len: usize, rest: &[u8]) -> Option<Vec<u8>> {
    const MOST: usize = PAGE - 35;
    const LEAST: usize = (PAGE - 12) * 32 / 255 - 23;
    if len <= MOST {
        return Some(rest.get(..len)?.to_vec());
    }
    let kept = LEAST + (len - LEAST) % (PAGE - 4);
    let kept = if kept <= MOST { kept } else { LEAST };
    let mut payload = rest.get(..kept)?.to_vec();
    let mut next = number(rest, kept)?;
    // A chain that goes round gives no more than there is.
    let mut left = pages.count();
    while payload.len() < len {
        left = left.checked_sub(1)?;
        let page = pages.get(next)?;
        payload.extend_from_slice(page.get(4..4 + (len - payload.len()).min(PAGE - 4))?);
        next = number(&page, 0)?;
    }
    Some(payload)
}

fn values(payload: &[u8]) -> Option<Vec<Value>> {
    let (header_len, after) = varint(payload)?;
    let (header, mut body) = payload.split_at_checked(usize::try_from(header_len).ok()?)?;
    let mut kinds = header.get(payload.len() - after.len()..)?;
    let mut values = Vec::new();
    while !kinds.is_empty() {
        let (kind, rest) = varint(kinds)?;
        kinds = rest;
        let len = match kind {
            0 | 8 | 9 => 0,
            1..=4 => kind,
            5 => 6,
            6 => 8,
            12.. => (kind - 12) / 2,
            // There is no column of fractions, and the rest is none at all.
            _ => return None,
        };
        let (value, rest) = body.split_at_checked(usize::try_from(len).ok()?)?;
        body = rest;
        values.push(match kind {
            0 => Value::Null,
            8 | 9 => Value::Integer(i64::from(kind == 9)),
            1..=6 => Value::Integer(integer(value)),
            _ if kind % 2 == 0 => Value::Blob(value.to_vec()),
            _ => Value::Text(String::from_utf8(value.to_vec()).ok()?),
        });
    }
    Some(values)
}

fn integer(bytes: &[u8]) -> i64 {
    let is_negative = bytes.first().is_some_and(|byte| byte & 0x80 != 0);
    bytes.iter().fold(if is_negative { -1 } else { 0 }, |value, byte| value << 8 | i64::from(*byte))
}

fn short(bytes: &[u8], at: usize) -> Option<usize> {
    Some(usize::from(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?)))
}

/// Seven bits in each of up to eight bytes, eight in a ninth.
fn varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut value = 0;
    for at in 0..8 {
        let byte = *bytes.get(at)?;
        value = value << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((value, bytes.get(at + 1..)?));
        }
    }
    Some((value << 8 | u64::from(*bytes.get(8)?), bytes.get(9..)?))
}
