//! Kinds of photos that no fixture has, made here, and the limits.

use moxcms::ColorProfile;
use mozjpeg::{ColorSpace, Compress};
use png::{BitDepth, ColorType, Encoder, Info};

use super::{clean_bytes, clean_bytes_within, photo, pixels, segments};
use crate::media::{Limits, Refusal, clean};

pub(super) const SIDE: u32 = 16;

/// A grey ramp from the top left to the bottom right of a 16 x 16 picture.
fn ramp(x: u32, y: u32) -> u8 {
    u8::try_from((x + y) * 8).unwrap()
}

fn assert_ramp(jpeg: &[u8]) {
    let (size, pixels) = pixels(jpeg);
    assert_eq!((size.width, size.height), (SIDE, SIDE));
    for (index, pixel) in (0..).zip(pixels) {
        let expected = ramp(index % SIDE, index / SIDE);
        assert!(pixel.iter().all(|value| value.abs_diff(expected) <= 6), "pixel {index}: {pixel:?}");
    }
}

fn png_of(colour: ColorType, depth: BitDepth, data: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, SIDE, SIDE);
    encoder.set_color(colour);
    encoder.set_depth(depth);
    encoder.write_header().unwrap().write_image_data(data).unwrap();
    file
}

pub(super) fn every_pixel<const N: usize>(make: impl Fn(u8) -> [u8; N]) -> Vec<u8> {
    (0..SIDE * SIDE).flat_map(|index| make(ramp(index % SIDE, index / SIDE))).collect()
}

#[test]
fn a_png_of_any_depth_becomes_eight_bits() {
    let sixteen = png_of(ColorType::Rgb, BitDepth::Sixteen, &every_pixel(|grey| [grey, 7, grey, 7, grey, 7]));
    assert_ramp(&clean_bytes(&sixteen).unwrap().jpeg);
    let grey = png_of(ColorType::Grayscale, BitDepth::Eight, &every_pixel(|grey| [grey]));
    assert_ramp(&clean_bytes(&grey).unwrap().jpeg);
}

#[test]
fn what_is_transparent_lies_on_white() {
    // Black, as transparent as the ramp is bright, is the ramp.
    let black = png_of(ColorType::Rgba, BitDepth::Eight, &every_pixel(|grey| [0, 0, 0, 255 - grey]));
    assert_ramp(&clean_bytes(&black).unwrap().jpeg);
    let grey = png_of(ColorType::GrayscaleAlpha, BitDepth::Eight, &every_pixel(|grey| [0, 255 - grey]));
    assert_ramp(&clean_bytes(&grey).unwrap().jpeg);
}

/// First column, first row, step across and step down of each Adam7 pass (W3C PNG, 8.1).
const ADAM7: [(u32, u32, usize, usize); 7] =
    [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

#[test]
fn an_interlaced_png_is_put_together() {
    let mut rows = Vec::new();
    for (left, top, across, down) in ADAM7 {
        for y in (top..SIDE).step_by(down) {
            rows.push(0);
            rows.extend((left..SIDE).step_by(across).map(|x| ramp(x, y)));
        }
    }
    // zlib, one stored block.
    let length = u16::try_from(rows.len()).unwrap();
    let (a, b) = rows.iter().fold((1_u32, 0_u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65521;
        (a, (b + a) % 65521)
    });
    let mut data = vec![0x78, 0x01, 0x01];
    data.extend(length.to_le_bytes());
    data.extend((!length).to_le_bytes());
    data.extend(&rows);
    data.extend(((b << 16) | a).to_be_bytes());

    let mut file = Vec::new();
    let mut info = Info::with_size(SIDE, SIDE);
    info.color_type = ColorType::Grayscale;
    info.bit_depth = BitDepth::Eight;
    info.interlaced = true;
    let mut writer = Encoder::with_info(&mut file, info).unwrap().write_header().unwrap();
    writer.write_chunk(png::chunk::IDAT, &data).unwrap();
    writer.write_chunk(png::chunk::IEND, &[]).unwrap();
    drop(writer);
    assert_ramp(&clean_bytes(&file).unwrap().jpeg);
}

pub(super) fn jpeg_of(colour: ColorSpace, data: &[u8], icc: Option<&[u8]>) -> Vec<u8> {
    let mut encoder = Compress::new(colour);
    encoder.set_size(SIDE as usize, SIDE as usize);
    encoder.set_quality(98.0);
    if colour == ColorSpace::JCS_RGB {
        encoder.set_chroma_sampling_pixel_sizes((1, 1), (1, 1));
    }
    let mut encoder = encoder.start_compress(Vec::new()).unwrap();
    if let Some(icc) = icc {
        encoder.write_icc_profile(icc);
    }
    encoder.write_scanlines(data).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn grey_and_printers_jpegs_become_rgb() {
    let grey = jpeg_of(ColorSpace::JCS_GRAYSCALE, &every_pixel(|grey| [grey]), None);
    assert_ramp(&clean_bytes(&grey).unwrap().jpeg);
    // As Adobe's programs store it: 255 is no ink.
    let cmyk = jpeg_of(ColorSpace::JCS_CMYK, &every_pixel(|grey| [255, 255, 255, grey]), None);
    assert_ramp(&clean_bytes(&cmyk).unwrap().jpeg);
}

#[test]
fn a_wide_gamut_is_converted_to_srgb() {
    let flat = |[red, green, blue]: [u8; 3]| every_pixel(|_| [red, green, blue]);
    let profile = ColorProfile::new_display_p3().encode().unwrap();
    let wide = jpeg_of(ColorSpace::JCS_RGB, &flat([200, 100, 90]), Some(&profile));
    assert!(segments(&wide).0.contains(&0xE2), "the source has a profile");
    let photo = clean_bytes(&wide).unwrap();
    assert!(!segments(&photo.jpeg).0.contains(&0xE2), "the clean photo has none");
    // Display P3 (200, 100, 90) is sRGB (214, 95, 83): CSS Color 4, color(display-p3 ...).
    let [red, green, blue] = pixels(&photo.jpeg).1[100];
    assert!(
        red.abs_diff(214) <= 3 && green.abs_diff(95) <= 4 && blue.abs_diff(83) <= 4,
        "{red} {green} {blue}"
    );

    let nonsense = jpeg_of(ColorSpace::JCS_RGB, &flat([200, 100, 90]), Some(b"no profile at all"));
    let [red, ..] = pixels(&clean_bytes(&nonsense).unwrap().jpeg).1[100];
    assert!(red.abs_diff(200) <= 3, "{red}");
}

/// A JPEG that is all header: three components at 4:2:0, one scan of `components_in_scan`, no data.
fn header_only(frame: u8, width: u16, height: u16, components_in_scan: u8) -> Vec<u8> {
    let mut file = vec![0xFF, 0xD8, 0xFF, frame, 0, 17, 8];
    file.extend(height.to_be_bytes());
    file.extend(width.to_be_bytes());
    file.extend([3, 1, 0x22, 0, 2, 0x11, 0, 3, 0x11, 0]);
    file.extend([0xFF, 0xDA, 0, 6 + 2 * components_in_scan, components_in_scan]);
    file.extend([1, 0, 2, 0, 3, 0].iter().take(2 * usize::from(components_in_scan)));
    file.extend([0, 63, 0, 0xFF, 0xD9]);
    file
}

fn png_header_only(width: u32, height: u32, interlaced: u8) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR".to_vec();
    file.extend(width.to_be_bytes());
    file.extend(height.to_be_bytes());
    file.extend([8, 6, 0, 0, interlaced, 0, 0, 0, 0]);
    file.extend(b"\0\0\0\0IEND\xAE\x42\x60\x82");
    file
}

fn webp_header_only(width: u32, height: u32) -> Vec<u8> {
    let mut file = b"RIFF\x12\0\0\0WEBPVP8L\x05\0\0\0\x2F".to_vec();
    file.extend(((width - 1) | ((height - 1) << 14)).to_le_bytes());
    file.push(0);
    file
}

#[test]
fn what_would_not_fit_into_memory_is_refused_by_its_header() {
    const BASELINE: u8 = 0xC0;
    const PROGRESSIVE: u8 = 0xC2;
    for (file, what) in [
        (header_only(PROGRESSIVE, 10_000, 6_000, 3), "progressive, 60 megapixels"),
        (header_only(BASELINE, 10_000, 6_000, 1), "a scan for each component, 60 megapixels"),
        (header_only(BASELINE, 10_000, 7_000, 3), "70 megapixels"),
        (header_only(BASELINE, 65_535, 1, 3), "a side of more than 65,500"),
        (png_header_only(100_000, 100_000, 0), "PNG, 10,000 megapixels"),
        (png_header_only(u32::MAX, 1, 0), "PNG, 4,294,967,295 across"),
        (png_header_only(6_000, 6_000, 1), "interlaced PNG, 36 megapixels with alpha"),
        (webp_header_only(16_384, 4_000), "WebP, 65 megapixels"),
    ] {
        assert_eq!(clean_bytes(&file), Err(Refusal::TooLarge), "{what}");
    }
    // The same without the claim fails for want of data, not for its size.
    assert_eq!(clean_bytes(&header_only(PROGRESSIVE, 100, 100, 3)), Err(Refusal::Corrupt));
    assert_eq!(clean_bytes(&png_header_only(0, 100, 0)), Err(Refusal::Corrupt));
}

#[test]
fn limits_are_the_callers() {
    let path = photo("orient_1.jpg");
    let small = Limits { long_side: 500, thumbnail_side: 50, ..Limits::default() };
    let photo = clean(&path, &small).unwrap();
    assert_eq!((photo.width, photo.height), (500, 333));
    assert_eq!(pixels(&photo.thumbnail).0.long_side(), 50);

    let bytes = std::fs::read(&path).unwrap();
    let few_bytes = Limits { max_file_bytes: bytes.len() as u64 - 1, ..Limits::default() };
    assert_eq!(clean_bytes_within(&bytes, &few_bytes), Err(Refusal::TooLarge));
    let few_pixels = Limits { max_pixels: 1800 * 1200 - 1, ..Limits::default() };
    assert_eq!(clean_bytes_within(&bytes, &few_pixels), Err(Refusal::TooLarge));
}

#[test]
fn formats_are_told_by_their_bytes() {
    let brands = |brands: &[u8]| [b"\0\0\0\x18ftyp", brands].concat();
    for (bytes, refusal) in [
        (brands(b"heic\0\0\0\0mif1heic"), Refusal::Heic),
        (brands(b"mif1\0\0\0\0mif1heic"), Refusal::Heic),
        (brands(b"avif\0\0\0\0avifmif1"), Refusal::NotAPhoto),
        (brands(b"mp42\0\0\0\0isommp42"), Refusal::NotAPhoto),
        (b"GIF89a\x01\0\x01\0\0\0\0;".to_vec(), Refusal::NotAPhoto),
        (b"RIFF\x04\0\0\0WAVE".to_vec(), Refusal::NotAPhoto),
        (b"\xFF".to_vec(), Refusal::NotAPhoto),
        // Arithmetic coding, lossless: JPEGs that no camera writes.
        (header_only(0xC9, 100, 100, 3), Refusal::NotAPhoto),
        (header_only(0xC3, 100, 100, 3), Refusal::NotAPhoto),
    ] {
        assert_eq!(clean_bytes(&bytes), Err(refusal));
    }
}
