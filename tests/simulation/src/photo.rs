//! Photos of noise: small ones that go with one request, and now and then one that takes several pieces. They are cheap to make and to clean.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

/// One of so many photos is large.
const LARGE: usize = 8;
const SMALL_SIDE: u32 = 24;
/// Noise does not compress: as a JPEG it is larger than what goes at once.
const LARGE_SIDE: u32 = 720;

/// Writes the n-th photo into a folder, unless it is there.
pub(crate) fn write(folder: &Path, n: usize) -> std::io::Result<PathBuf> {
    let file = folder.join(format!("{n}.png"));
    if !file.exists() {
        let side = if n % LARGE == LARGE - 1 { LARGE_SIDE } else { SMALL_SIDE };
        let mut out = BufWriter::new(File::create(&file)?);
        let mut encoder = png::Encoder::new(&mut out, side, side);
        encoder.set_color(png::ColorType::Rgb);
        let mut noise = vec![0; (side * side * 3) as usize];
        fastrand::Rng::with_seed(n as u64).fill(&mut noise);
        encoder.write_header()?.write_image_data(&noise)?;
        out.flush()?;
    }
    Ok(file)
}
