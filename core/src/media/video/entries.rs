//! The sample entries of a track (ISO/IEC 14496-12, 8.5.2): what a decoder must know before its first sample. Its settings stay; the name of
//! the compressor and makers' boxes go.

use super::boxes::{Child, Fields, children, keep};
use crate::media::refusal::Refusal;

/// Of a picture's entry: all that stands before its boxes (12.1.3).
const PICTURE_ENTRY: usize = 78;

/// The boxes that describe a picture: decoders' settings, shape, colours, bit rate.
const PICTURE_BOXES: [&[u8; 4]; 17] = [
    b"avcC", b"hvcC", b"lhvC", b"vvcC", b"av1C", b"vpcC", b"esds", b"d263", b"pasp", b"clap", b"colr",
    b"fiel", b"btrt", b"mdcv", b"clli", b"dvcC", b"dvvC",
];

/// The boxes that describe sound: decoders' settings, channels, rates. `QuickTime` has another list of them in `wave`, with an empty name at its
/// end.
const SOUND_BOXES: [&[u8; 4]; 21] = [
    b"esds",
    b"damr",
    b"dawp",
    b"devc",
    b"dqcp",
    b"dac3",
    b"dec3",
    b"dac4",
    b"dOps",
    b"dfLa",
    b"alac",
    b"pcmC",
    b"chan",
    b"chnl",
    b"srat",
    b"btrt",
    b"wave",
    b"frma",
    b"enda",
    b"mp4a",
    b"\0\0\0\0",
];

pub(super) fn clean(bytes: &mut [u8], description: &Child, is_picture: bool) -> Result<(), Refusal> {
    let is_newer = Fields::of(bytes, description).version()? == 1;
    let entries = description.body.start + 8..description.body.end;
    for entry in children(bytes, entries)? {
        if is_picture { picture(bytes, &entry)? } else { sound(bytes, &entry, is_newer)? }
    }
    Ok(())
}

fn picture(bytes: &mut [u8], entry: &Child) -> Result<(), Refusal> {
    let fixed = bytes.get_mut(entry.body.clone()).and_then(|body| body.get_mut(..PICTURE_ENTRY));
    // The name is a length and up to 31 characters.
    fixed.ok_or(Refusal::Corrupt)?[42..74].fill(0);
    keep(bytes, entry.body.start + PICTURE_ENTRY..entry.body.end, &PICTURE_BOXES)?;
    Ok(())
}

fn sound(bytes: &mut [u8], entry: &Child, is_newer: bool) -> Result<(), Refusal> {
    let version = bytes[entry.body.clone()].get(8..10).ok_or(Refusal::Corrupt)?;
    // All that stands before its boxes (12.2.3); QuickTime's own later versions are longer.
    let fixed = match (version, is_newer) {
        ([0, 0], _) | ([0, 1], true) => 28,
        ([0, 1], false) => 44,
        ([0, 2], false) => 64,
        _ => return Err(Refusal::NotAVideo),
    };
    let boxes = entry.body.start + fixed..entry.body.end;
    for inside in keep(bytes, boxes, &SOUND_BOXES)? {
        if inside.name == *b"wave" {
            keep(bytes, inside.body.clone(), &SOUND_BOXES)?;
        }
    }
    Ok(())
}
