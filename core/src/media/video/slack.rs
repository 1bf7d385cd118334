//! What stands behind the last field of a box. No player reads it, and no camera has a reason to write anything there.

use super::boxes::{Child, Fields};
use crate::media::refusal::Refusal;

/// Fills it with zeros, in boxes that say themselves where they end (ISO/IEC 14496-12, 8.2 to 8.7).
pub(super) fn forget(bytes: &mut [u8], found: &Child) -> Result<(), Refusal> {
    let Some(length) = length(Fields::of(bytes, found), found.name)? else { return Ok(()) };
    if let Some(slack) = bytes[found.body.clone()].get_mut(length..) {
        slack.fill(0);
    }
    Ok(())
}

/// Of the body, as its fields say; none for a box of another kind.
fn length(mut fields: Fields<'_>, name: [u8; 4]) -> Result<Option<usize>, Refusal> {
    let (headers, each) = match &name {
        b"mvhd" => ([100, 112], 0),
        b"tkhd" => ([84, 96], 0),
        b"mdhd" => ([24, 36], 0),
        b"vmhd" => ([12, 12], 0),
        b"smhd" => ([8, 8], 0),
        b"elst" => ([8, 8], [12, 20][usize::from(is_wide(&fields)?)]),
        b"stsc" => ([8, 8], 12),
        b"stts" | b"ctts" | b"stsh" | b"co64" => ([8, 8], 8),
        b"stss" | b"stps" | b"stco" => ([8, 8], 4),
        b"stsz" => ([12, 12], 4),
        _ => return Ok(None),
    };
    let header = headers[usize::from(is_wide(&fields)?)];
    if each == 0 {
        return Ok(Some(header));
    }
    fields.version()?;
    let is_of_one_size = name == *b"stsz" && fields.u32()? != 0;
    let count = if is_of_one_size { 0 } else { usize::try_from(fields.u32()?).unwrap_or(usize::MAX) };
    Ok(Some(header.saturating_add(count.saturating_mul(each))))
}

fn is_wide(fields: &Fields<'_>) -> Result<bool, Refusal> {
    Ok(Fields(fields.0).version()? == 1)
}
