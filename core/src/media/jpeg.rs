//! Rows of RGB from a JPEG. libjpeg shrinks while it decodes (by eighths, in the DCT), so that a phone's photo is never
//! unpacked in full; a file in one scan streams, any other holds its coefficients.

use std::cell::Cell;
use std::ffi::c_int;
use std::io::{self, BufRead};
use std::panic::resume_unwind;
use std::ptr;

use mozjpeg::ColorSpace;
use mozjpeg::decompress::{DecompressBuilder, DecompressStarted};
use mozjpeg_sys::{jpeg_common_struct, jpeg_error_mgr};

use super::ink::{CMYK, Inks};
use super::refusal::Refusal;
use super::size::{Rows, Size};

pub(super) struct JpegRows<R> {
    decoder: DecompressStarted<R>,
    size: Size,
    /// One row of ink, if the photo was made for a printer.
    ink: Option<Vec<u8>>,
    /// What its inks look like, if its profile says so.
    inks: Option<Inks>,
    next: u32,
    /// Damage is forgiven from this row on.
    last_unit: u32,
    warnings_before: u32,
}

impl<R: BufRead> JpegRows<R> {
    pub(super) fn start(
        file: R,
        wanted: Size,
        in_one_scan: bool,
        inks: Option<Inks>,
    ) -> Result<Self, Refusal> {
        let mut decoder =
            DecompressBuilder::new().with_err(error_manager()).from_reader(file).map_err(corrupt)?;
        let stored = Size { width: side(decoder.width())?, height: side(decoder.height())? };
        let eighths = eighths(stored, wanted);
        decoder.scale(eighths);
        // With several scans all data are read by the start, with one they are read row by row.
        let warnings_at_header = WARNINGS.get();
        let is_ink = matches!(decoder.color_space(), ColorSpace::JCS_CMYK | ColorSpace::JCS_YCCK);
        let decoder = decoder
            .to_colorspace(if is_ink { ColorSpace::JCS_CMYK } else { ColorSpace::JCS_RGB })
            .map_err(corrupt)?;
        let warnings_before = if in_one_scan { WARNINGS.get() } else { warnings_at_header };
        let size = Size { width: side(decoder.width())?, height: side(decoder.height())? };
        let ink = is_ink.then(|| vec![0; size.width as usize * CMYK]);
        let last_unit = size.height.saturating_sub(2 * 2 * u32::from(eighths));
        Ok(Self { decoder, size, ink, inks, next: 0, last_unit, warnings_before })
    }

    /// libjpeg warns and paints on when entropy-coded data make no sense; most of the picture is then grey or garbled.
    /// Only the last units are forgiven, where some cameras stop a few bits early.
    fn check_warnings(&self) -> Result<(), Refusal> {
        if WARNINGS.get() > self.warnings_before && self.next < self.last_unit {
            return Err(Refusal::Corrupt);
        }
        Ok(())
    }
}

impl<R: BufRead> Rows for JpegRows<R> {
    fn size(&self) -> Size {
        self.size
    }

    fn read(&mut self, into: &mut [u8]) -> Result<(), Refusal> {
        for row in into.chunks_exact_mut(self.size.row()) {
            if let Some(ink) = &mut self.ink {
                self.decoder.read_scanlines_into(ink.as_mut_slice()).map_err(corrupt)?;
                match &self.inks {
                    Some(inks) => inks.print(ink, row),
                    None => print(ink, row),
                }
            } else {
                self.decoder.read_scanlines_into(row).map_err(corrupt)?;
            }
            self.check_warnings()?;
            self.next += 1;
        }
        Ok(())
    }
}

/// The binding's own errors say that there is no picture, or no more of it. The file could be read to its end before.
#[allow(clippy::needless_pass_by_value, reason = "to be handed to map_err")]
fn corrupt(_: io::Error) -> Refusal {
    Refusal::Corrupt
}

fn side(length: usize) -> Result<u32, Refusal> {
    u32::try_from(length).map_err(|_| Refusal::TooLarge)
}

/// A size that the decoder can give without further resizing, less than a sixteenth below `long_side`: the half of
/// 4032 or 4000 pixels, as most phones have them, costs little more than half of what exactly 2048 would.
pub(super) fn free_size(stored: Size, long_side: u32) -> Option<Size> {
    let is_near = |size: &Size| {
        let long = u64::from(size.long_side());
        long <= u64::from(long_side) && long * 16 >= u64::from(long_side) * 15
    };
    if stored.long_side() <= long_side {
        return None;
    }
    (1..8).rev().map(|eighths| scaled(stored, eighths)).find(is_near)
}

/// The least scale, in eighths, that is not smaller than `wanted`.
fn eighths(stored: Size, wanted: Size) -> u8 {
    (1..8).find(|&eighths| scaled(stored, eighths).long_side() >= wanted.long_side()).unwrap_or(8)
}

fn scaled(stored: Size, eighths: u8) -> Size {
    let scale = |side: u32| (side * u32::from(eighths)).div_ceil(8);
    Size { width: scale(stored.width), height: scale(stored.height) }
}

/// What the ink looks like on paper when no profile says it. Files hold the paper's share, 255 for none, as Adobe's programs write it.
fn print(ink: &[u8], rgb: &mut [u8]) {
    let (ink, _) = ink.as_chunks::<CMYK>();
    let (rgb, _) = rgb.as_chunks_mut::<3>();
    for ([red, green, blue], [cyan, magenta, yellow, black]) in rgb.iter_mut().zip(ink) {
        for (to, paper) in [(red, cyan), (green, magenta), (blue, yellow)] {
            *to = u8::try_from(u16::from(*paper) * u16::from(*black) / 255).unwrap_or(u8::MAX);
        }
    }
}

thread_local! {
    /// How often libjpeg warned on this thread. Its callbacks carry no state of ours.
    static WARNINGS: Cell<u32> = const { Cell::new(0) };
}

/// The binding's own error manager swallows warnings.
fn error_manager() -> jpeg_error_mgr {
    jpeg_error_mgr {
        error_exit: Some(give_up),
        emit_message: Some(count_warning),
        output_message: Some(ignore),
        format_message: None,
        reset_error_mgr: Some(ignore),
        msg_code: 0,
        msg_parm: mozjpeg_sys::msg_parm_union::default(),
        trace_level: 0,
        num_warnings: 0,
        jpeg_message_table: ptr::null(),
        last_jpeg_message: 0,
        addon_message_table: ptr::null(),
        first_addon_message: 0,
        last_addon_message: 0,
    }
}

/// Leaves libjpeg for good; the room's entrance catches it.
extern "C-unwind" fn give_up(_: &mut jpeg_common_struct) {
    resume_unwind(Box::new(Refusal::Corrupt));
}

extern "C-unwind" fn count_warning(_: &mut jpeg_common_struct, level: c_int) {
    if level < 0 {
        WARNINGS.set(WARNINGS.get().wrapping_add(1));
    }
}

extern "C-unwind" fn ignore(_: &mut jpeg_common_struct) {}
