//! The clean JPEG: baseline JFIF with 4:2:0 colour and nothing in it but the picture.

use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread::{Scope, ScopedJoinHandle};

use mozjpeg::{ColorSpace, Compress};

use super::refusal::Refusal;
use super::size::{Picture, Size};

/// Pieces of a picture that wait for the encoder: enough that neither waits for the other for long.
const WAITING: usize = 4;

/// Encodes with libjpeg-turbo's settings and the standard's Huffman tables. Tables made to measure save one per cent
/// of a photo and cost three times the work, progressive scans four per cent and six times, on phones that are old.
pub(super) fn jpeg(picture: &Picture, quality: u8) -> Result<Vec<u8>, Refusal> {
    let mut encoder = encoder(picture.size, quality).start_compress(Vec::new())?;
    encoder.write_scanlines(&picture.pixels)?;
    Ok(encoder.finish()?)
}

/// An encoder at work.
type Encoding<'scope> = ScopedJoinHandle<'scope, Result<Vec<u8>, Refusal>>;

/// Encodes on a thread of its own, while the rows of the picture come in.
pub(super) fn beside<'scope>(
    scope: &'scope Scope<'scope, '_>,
    size: Size,
    quality: u8,
) -> (SyncSender<Vec<u8>>, Encoding<'scope>) {
    let (sender, receiver) = mpsc::sync_channel(WAITING);
    (sender, scope.spawn(move || rows(&receiver, size, quality)))
}

fn rows(pieces: &Receiver<Vec<u8>>, size: Size, quality: u8) -> Result<Vec<u8>, Refusal> {
    let mut encoder = encoder(size, quality).start_compress(Vec::new())?;
    let mut missing = size.row() * size.height as usize;
    for piece in pieces {
        missing = missing.saturating_sub(piece.len());
        encoder.write_scanlines(&piece)?;
    }
    // Whoever decodes found that there is no more, and says why.
    if missing > 0 { Err(Refusal::Corrupt) } else { Ok(encoder.finish()?) }
}

fn encoder(size: Size, quality: u8) -> Compress {
    let mut encoder = Compress::new(ColorSpace::JCS_RGB);
    encoder.set_size(size.width as usize, size.height as usize);
    encoder.set_fastest_defaults();
    encoder.set_optimize_coding(false);
    encoder.set_quality(f32::from(quality.clamp(1, 100)));
    encoder.set_chroma_sampling_pixel_sizes((2, 2), (2, 2));
    encoder
}
