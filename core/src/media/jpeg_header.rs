//! The skeleton of a JPEG file (ITU-T T.81, annex B): its segments up to the end-of-image marker, which must be there,
//! because decoders paint over a missing end in grey. What follows the end (phones append videos) is left alone.

use std::fs::File;
use std::io::{BufRead, BufReader};

use super::header::{Format, Header, MAX_ICC, skip, take, take_exif};
use super::refusal::Refusal;
use super::size::Size;
use crate::sorting::sort_by_key;

/// Encoders write about ten scans. Each costs a pass over all coefficients, so a file of a few kilobytes that claims
/// thousands would keep the decoder busy for hours.
const MAX_SCANS: u32 = 100;

/// Bytes of the 64 coefficients of a block.
const BLOCK: u64 = 128;

const ICC: &[u8] = b"ICC_PROFILE\0";

/// What the frame header says.
struct Frame {
    size: Size,
    progressive: bool,
    components: u8,
    /// Bytes of all coefficients.
    coefficients: u64,
}

#[derive(Default)]
struct Skeleton {
    frame: Option<Frame>,
    exif: Option<Vec<u8>>,
    icc: IccParts,
    scans: u32,
    components_in_first_scan: u8,
}

pub(super) fn read(file: &mut BufReader<File>) -> Result<Header, Refusal> {
    let mut skeleton = Skeleton::default();
    take::<2>(file)?;
    let mut in_scan = false;
    loop {
        let marker = next_marker(file, in_scan)?;
        match marker {
            0xD9 => break,
            0x01 | 0xD0..=0xD8 => {}
            _ => {
                let length = u16::from_be_bytes(take(file)?).checked_sub(2).ok_or(Refusal::Corrupt)?;
                skeleton.segment(file, marker, length.into())?;
                in_scan = marker == 0xDA;
            }
        }
    }
    skeleton.finished()
}

/// Goes behind the next marker and returns its code. In the data of a scan, stuffed zeros, restart markers and codes
/// that mean nothing are passed over: whether such data are sound is for the decoder to say.
fn next_marker(file: &mut BufReader<File>, in_scan: bool) -> Result<u8, Refusal> {
    loop {
        file.skip_until(0xFF)?;
        let mut code = 0xFF;
        while code == 0xFF {
            [code] = take(file)?;
        }
        let means_something = if in_scan { matches!(code, 0xC0..=0xCF | 0xD9..=0xFE) } else { code != 0 };
        if means_something {
            return Ok(code);
        }
    }
}

impl Skeleton {
    fn segment(&mut self, file: &mut BufReader<File>, marker: u8, length: u64) -> Result<(), Refusal> {
        match marker {
            0xC0..=0xC2 => self.frame_header(file, marker, length),
            // Lossless, hierarchical and arithmetic-coded frames.
            0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => Err(Refusal::NotAPhoto),
            0xDA => self.scan_header(file, length),
            0xE1 => self.application_1(file, length),
            0xE2 => self.application_2(file, length),
            _ => skip(file, length),
        }
    }

    fn frame_header(&mut self, file: &mut BufReader<File>, marker: u8, length: u64) -> Result<(), Refusal> {
        let [precision, high, low, left, right, components] = take(file)?;
        if precision != 8 {
            return Err(Refusal::NotAPhoto);
        }
        if length != 6 + 3 * u64::from(components) || self.frame.is_some() {
            return Err(Refusal::Corrupt);
        }
        let size = Size {
            width: u16::from_be_bytes([left, right]).into(),
            height: u16::from_be_bytes([high, low]).into(),
        };
        let mut sampling = Vec::new();
        for _ in 0..components {
            let [_, factors, _] = take(file)?;
            sampling.push((u64::from(factors >> 4), u64::from(factors & 15)));
        }
        let coefficients = coefficients(size, &sampling)?;
        self.frame = Some(Frame { size, progressive: marker == 0xC2, components, coefficients });
        Ok(())
    }

    fn scan_header(&mut self, file: &mut BufReader<File>, length: u64) -> Result<(), Refusal> {
        let [components] = take(file)?;
        if self.scans == 0 {
            self.components_in_first_scan = components;
        }
        self.scans += 1;
        if self.scans > MAX_SCANS {
            return Err(Refusal::Corrupt);
        }
        skip(file, length.checked_sub(1).ok_or(Refusal::Corrupt)?)
    }

    fn application_1(&mut self, file: &mut BufReader<File>, length: u64) -> Result<(), Refusal> {
        let block = take_exif(file, length)?;
        if self.exif.is_none() && block.starts_with(b"Exif\0\0") {
            self.exif = Some(block);
        }
        Ok(())
    }

    fn application_2(&mut self, file: &mut BufReader<File>, length: u64) -> Result<(), Refusal> {
        let block = take_exif(file, length)?;
        if let Some([number, _, part @ ..]) = block.strip_prefix(ICC) {
            self.icc.add(*number, part);
        }
        Ok(())
    }

    fn finished(self) -> Result<Header, Refusal> {
        let frame = self.frame.ok_or(Refusal::Corrupt)?;
        if self.scans == 0 {
            return Err(Refusal::Corrupt);
        }
        let in_one_scan = !frame.progressive && self.components_in_first_scan == frame.components;
        Ok(Header {
            size: frame.size,
            exif: self.exif,
            held_whole: if in_one_scan { 0 } else { frame.coefficients },
            format: Format::Jpeg { in_one_scan, channels: frame.components, icc: self.icc.joined() },
        })
    }
}

/// The coefficients of all components, each in whole minimum coded units (T.81, A.2.4).
fn coefficients(size: Size, sampling: &[(u64, u64)]) -> Result<u64, Refusal> {
    if sampling.iter().any(|&(across, down)| !(1..=4).contains(&across) || !(1..=4).contains(&down)) {
        return Err(Refusal::Corrupt);
    }
    let most = |factors: fn(&(u64, u64)) -> u64| sampling.iter().map(factors).max().ok_or(Refusal::Corrupt);
    let units_across = u64::from(size.width).div_ceil(8 * most(|factors| factors.0)?);
    let units_down = u64::from(size.height).div_ceil(8 * most(|factors| factors.1)?);
    let blocks_in_unit: u64 = sampling.iter().map(|(across, down)| across * down).sum();
    Ok(units_across * units_down * blocks_in_unit * BLOCK)
}

/// An ICC profile in numbered parts (ICC.1:2022, B.4).
#[derive(Default)]
struct IccParts(Vec<(u8, Vec<u8>)>);

impl IccParts {
    fn add(&mut self, number: u8, part: &[u8]) {
        let held: usize = self.0.iter().map(|(_, part)| part.len()).sum();
        if held + part.len() <= MAX_ICC {
            self.0.push((number, part.to_vec()));
        }
    }

    fn joined(mut self) -> Option<Vec<u8>> {
        sort_by_key(&mut self.0, |(number, _)| *number);
        let profile: Vec<u8> = self.0.into_iter().flat_map(|(_, part)| part).collect();
        (!profile.is_empty()).then_some(profile)
    }
}
