//! The clean JPEG: baseline JFIF with 4:2:0 colour and nothing in it but the picture.

use mozjpeg::{ColorSpace, Compress};

use super::refusal::Refusal;
use super::size::Picture;

/// Encodes with libjpeg-turbo's settings and the standard's Huffman tables. Tables made to measure save one per cent
/// of a photo and cost three times the work, progressive scans four per cent and six times, on phones that are old.
pub(super) fn jpeg(picture: &Picture, quality: u8) -> Result<Vec<u8>, Refusal> {
    let mut encoder = Compress::new(ColorSpace::JCS_RGB);
    encoder.set_size(picture.size.width as usize, picture.size.height as usize);
    encoder.set_fastest_defaults();
    encoder.set_optimize_coding(false);
    encoder.set_quality(f32::from(quality.clamp(1, 100)));
    encoder.set_chroma_sampling_pixel_sizes((2, 2), (2, 2));
    let mut encoder = encoder.start_compress(Vec::new())?;
    encoder.write_scanlines(&picture.pixels)?;
    Ok(encoder.finish()?)
}
