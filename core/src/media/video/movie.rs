//! The tables of a video: the `moov` box, held in memory. Tracks with pictures and sound keep what a player needs, without
//! times and names; everything else is made to mean nothing. What is said of place and time is read on the way.

use std::ops::Range;

use super::boxes::{Child, Fields, child, children, free, keep, named};
use super::said::Said;
use super::{entries, samples, slack};
use crate::media::Found;
use crate::media::refusal::Refusal;

/// What the tables of a sample table's box may be (ISO/IEC 14496-12, 8.5 to 8.9).
const TABLES: [&[u8; 4]; 15] = [
    b"stsd", b"stts", b"ctts", b"cslg", b"stss", b"stsh", b"sdtp", b"stps", b"stsc", b"stsz", b"stz2",
    b"stco", b"co64", b"sbgp", b"sgpd",
];

/// Groups of samples (8.9) that a decoder starts by. Whatever else is grouped is the maker's.
const GROUPINGS: [&[u8]; 8] = [b"roll", b"prol", b"rap ", b"tele", b"sync", b"tsas", b"stsa", b"tscl"];

/// What the tables said, and what is left of them.
pub(super) struct Movie {
    /// The content of the `moov` box, as long as it was.
    pub(super) tables: Vec<u8>,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) duration_ms: u64,
    pub(super) found: Found,
    /// The bytes of the file that hold pictures and sound: in order, without overlaps.
    pub(super) samples: Vec<Range<u64>>,
}

/// A track that is kept.
struct Track {
    is_picture: bool,
    /// As shown, in pixels.
    size: (u32, u32),
    duration_ms: u64,
    samples: Vec<Range<u64>>,
}

impl Movie {
    pub(super) fn clean(mut tables: Vec<u8>) -> Result<Self, Refusal> {
        let bytes = &mut tables;
        let mut said = Said::default();
        let mut duration_ms = None;
        let mut tracks = Vec::new();
        let all = 0..bytes.len();
        for found in children(bytes, all)? {
            match &found.name {
                b"mvhd" if duration_ms.is_none() => {
                    said.made(bytes, &found);
                    duration_ms = Some(duration(bytes, &found)?);
                    forget_times(bytes, &found)?;
                    slack::forget(bytes, &found)?;
                }
                b"trak" => tracks.extend(track(bytes, &found, &mut said)?),
                // Fragmented, and compressed tables: no camera leaves such files behind.
                b"mvex" | b"cmov" => return Err(Refusal::NotAVideo),
                _ => {
                    said.look(bytes, &found);
                    free(bytes, &found);
                }
            }
        }
        let mut duration_ms = duration_ms.ok_or(Refusal::Corrupt)?;
        let pictures = tracks.iter().find(|track| track.is_picture).ok_or(Refusal::NotAVideo)?;
        let (width, height) = pictures.size;
        let mut samples = Vec::new();
        for track in tracks {
            duration_ms = duration_ms.max(track.duration_ms);
            samples.extend(track.samples);
        }
        if width == 0 || height == 0 || duration_ms == 0 {
            return Err(Refusal::Corrupt);
        }
        samples::join(&mut samples);
        Ok(Self { tables, width, height, duration_ms, found: said.found(), samples })
    }
}

/// Cleans a track; none when it is neither of pictures nor of sound, and gone.
fn track(bytes: &mut [u8], track: &Child, said: &mut Said) -> Result<Option<Track>, Refusal> {
    let media = child(bytes, track, *b"mdia")?;
    let handler = child(bytes, &media, *b"hdlr")?;
    let kind = Fields::of(bytes, &handler).0.get(8..12).ok_or(Refusal::Corrupt)?;
    let is_picture = kind == b"vide";
    if !is_picture && kind != b"soun" {
        free(bytes, track);
        return Ok(None);
    }
    for inside in children(bytes, track.body.clone())? {
        said.look(bytes, &inside);
    }
    let kept = keep(bytes, track.body.clone(), &[b"tkhd", b"edts", b"mdia"])?;
    if let Some(edits) = named(*b"edts", &kept) {
        for list in keep(bytes, edits.body.clone(), &[b"elst"])? {
            slack::forget(bytes, &list)?;
        }
    }
    let header = named(*b"tkhd", &kept).ok_or(Refusal::Corrupt)?;
    let size = shown_size(bytes, header)?;
    forget_times(bytes, header)?;
    slack::forget(bytes, header)?;
    let (duration_ms, samples) = clean_media(bytes, &media, is_picture)?;
    Ok(Some(Track { is_picture, size, duration_ms, samples }))
}

fn clean_media(bytes: &mut [u8], media: &Child, is_picture: bool) -> Result<(u64, Vec<Range<u64>>), Refusal> {
    let kept = keep(bytes, media.body.clone(), &[b"mdhd", b"hdlr", b"minf"])?;
    let header = named(*b"mdhd", &kept).ok_or(Refusal::Corrupt)?;
    let (timescale, _) = timing(bytes, header)?;
    let said = duration(bytes, header)?;
    forget_times(bytes, header)?;
    let information = named(*b"minf", &kept).ok_or(Refusal::Corrupt)?;
    let inside = keep(bytes, information.body.clone(), &[b"vmhd", b"smhd", b"hdlr", b"dinf", b"stbl"])?;
    for handler in kept.iter().chain(&inside).filter(|found| found.name == *b"hdlr") {
        forget_name(bytes, handler);
    }
    check_references(bytes, named(*b"dinf", &inside).ok_or(Refusal::Corrupt)?)?;
    let table = named(*b"stbl", &inside).ok_or(Refusal::Corrupt)?;
    let tables = keep(bytes, table.body.clone(), &TABLES)?;
    entries::clean(bytes, named(*b"stsd", &tables).ok_or(Refusal::Corrupt)?, is_picture)?;
    for groups in tables.iter().filter(|table| matches!(&table.name, b"sbgp" | b"sgpd")) {
        let is_known = |kind: &[u8]| GROUPINGS.contains(&kind);
        if !Fields::of(bytes, groups).0.get(4..8).is_some_and(is_known) {
            free(bytes, groups);
        }
    }
    for sized in kept.iter().chain(&inside).chain(&tables) {
        slack::forget(bytes, sized)?;
    }
    // The headers may say what they like: the table of times is what a player goes by.
    let played = milliseconds(samples::duration(bytes, &tables)?, timescale);
    Ok((said.max(played), samples::chunks(bytes, &tables)?))
}

/// The timescale and the duration in it, of `mvhd` and `mdhd` (8.2.2, 8.4.2).
fn timing(bytes: &[u8], header: &Child) -> Result<(u32, u64), Refusal> {
    let mut fields = Fields::of(bytes, header);
    let version = fields.version()?;
    fields.sized(version)?;
    fields.sized(version)?;
    let timescale = fields.u32()?;
    let duration = fields.sized(version)?;
    if timescale == 0 { Err(Refusal::Corrupt) } else { Ok((timescale, duration)) }
}

fn duration(bytes: &[u8], header: &Child) -> Result<u64, Refusal> {
    let (timescale, duration) = timing(bytes, header)?;
    Ok(milliseconds(duration, timescale))
}

fn milliseconds(duration: u64, timescale: u32) -> u64 {
    duration.saturating_mul(1000) / u64::from(timescale)
}

/// When it was made and changed: the first two fields of `mvhd`, `tkhd` and `mdhd`.
fn forget_times(bytes: &mut [u8], header: &Child) -> Result<(), Refusal> {
    let length = if Fields::of(bytes, header).version()? == 1 { 16 } else { 8 };
    let start = header.body.start + 4;
    bytes[start..header.body.end].get_mut(..length).ok_or(Refusal::Corrupt)?.fill(0);
    Ok(())
}

/// The name of a handler says which program or camera wrote the track.
fn forget_name(bytes: &mut [u8], handler: &Child) {
    if let Some(name) = bytes[handler.body.clone()].get_mut(24..) {
        name.fill(0);
    }
    // QuickTime's maker, which ISO reserves.
    if let Some(maker) = bytes[handler.body.clone()].get_mut(12..24) {
        maker.fill(0);
    }
}

/// Width and height as shown (8.3.2): a matrix that turns by a quarter swaps them.
fn shown_size(bytes: &[u8], header: &Child) -> Result<(u32, u32), Refusal> {
    let mut fields = Fields::of(bytes, header);
    let version = fields.version()?;
    // Times, track, duration; layer, group, volume.
    fields.take(if version == 1 { 32 } else { 20 })?;
    fields.take(16)?;
    let mut matrix = [0; 9];
    for number in &mut matrix {
        *number = fields.u32()?;
    }
    let (width, height) = (fields.u32()? >> 16, fields.u32()? >> 16);
    let is_turned = matrix[0] == 0 && matrix[4] == 0;
    Ok(if is_turned { (height, width) } else { (width, height) })
}

/// Every reference must be to this file itself, and then says nothing more.
fn check_references(bytes: &mut [u8], information: &Child) -> Result<(), Refusal> {
    let kept = keep(bytes, information.body.clone(), &[b"dref"])?;
    let references = named(*b"dref", &kept).ok_or(Refusal::Corrupt)?;
    let entries = references.body.start + 8..references.body.end;
    for reference in children(bytes, entries)? {
        let is_here = Fields::of(bytes, &reference).u32()? & 1 == 1;
        if !is_here {
            return Err(Refusal::NotAVideo);
        }
        bytes[reference.body.start + 4..reference.body.end].fill(0);
    }
    Ok(())
}
