//! Pictures whose ICC profile says that their numbers are not sRGB's. What is expected of inks and greys is what littlecms 2.14 makes of them,
//! perceptually, without black point compensation.

use std::borrow::Cow;

use moxcms::{ColorProfile, DataColorSpace};
use mozjpeg::ColorSpace;
use png::{BitDepth, ColorType, Encoder, Info};

use super::formats::{SIDE, every_pixel, jpeg_of};
use super::{clean_bytes, photo, pixels, segments};

fn assert_flat(file: &[u8], expected: [u8; 3], within: u8) {
    let photo = clean_bytes(file).unwrap();
    assert!(!segments(&photo.jpeg).0.contains(&0xE2), "the clean photo has no profile");
    let pixel = pixels(&photo.jpeg).1[100];
    let is_near = pixel.iter().zip(expected).all(|(a, b)| a.abs_diff(b) <= within);
    assert!(is_near, "{pixel:?} instead of {expected:?}");
}

/// The profile in a photo made for a printer (SWOP, in 41 parts).
fn printers_profile() -> Vec<u8> {
    let file = std::fs::read(photo("cmyk_multi_icc.jpg")).unwrap();
    let mut profile = Vec::new();
    let mut rest = &file[2..];
    while let [0xFF, marker, high, low, ..] = rest {
        let (segment, behind) = rest.split_at(2 + usize::from(u16::from_be_bytes([*high, *low])));
        if let Some(part) = segment[4..].strip_prefix(b"ICC_PROFILE\0") {
            profile.extend(&part[2..]);
        }
        if *marker == 0xDA {
            break;
        }
        rest = behind;
    }
    profile
}

/// A JPEG of one colour of ink, stored as Adobe's programs do: 255 is none.
fn inked(ink: [u8; 4], profile: &[u8]) -> Vec<u8> {
    jpeg_of(ColorSpace::JCS_CMYK, &every_pixel(|_| ink.map(|value| 255 - value)), Some(profile))
}

#[test]
fn a_printers_profile_says_what_its_inks_look_like() {
    let profile = printers_profile();
    for (ink, expected) in [
        ([0, 0, 0, 0], [255, 255, 255]),
        ([0, 0, 0, 255], [35, 31, 32]),
        ([255, 0, 0, 0], [0, 174, 239]),
        ([0, 255, 0, 0], [236, 0, 140]),
        ([0, 0, 255, 0], [255, 242, 0]),
        ([255, 0, 255, 0], [0, 166, 80]),
        ([64, 32, 16, 8], [182, 199, 215]),
        ([20, 200, 130, 40], [193, 80, 89]),
        ([120, 90, 60, 150], [72, 79, 90]),
    ] {
        assert_flat(&inked(ink, &profile), expected, 4);
    }
}

#[test]
fn a_printers_profile_of_two_megabytes_is_read() {
    let mut profile = printers_profile();
    // Its table goes to the end.
    let tag = 4 + profile[..512].windows(4).position(|name| name == b"A2B0").unwrap();
    let number = |at: usize| u32::from_be_bytes(*profile[at..].first_chunk().unwrap()) as usize;
    let table = profile[number(tag)..][..number(tag + 4)].to_vec();
    profile.resize(2_000_000, 0);
    profile.extend(&table);
    profile[tag..tag + 4].copy_from_slice(&2_000_000_u32.to_be_bytes());
    let length = u32::try_from(profile.len()).unwrap();
    profile[..4].copy_from_slice(&length.to_be_bytes());
    assert_flat(&inked([0, 0, 0, 255], &profile), [35, 31, 32], 4);
}

#[test]
fn inks_without_a_profile_of_inks_look_as_bright_as_their_numbers() {
    let of_colours = ColorProfile::new_display_p3().encode().unwrap();
    let mut damaged = printers_profile();
    damaged.truncate(50_000);
    for profile in [&b"no profile at all"[..], &of_colours, &damaged] {
        assert_flat(&inked([255, 0, 0, 0], profile), [0, 255, 255], 4);
    }
}

fn grey_png(grey: u8, profile: Vec<u8>) -> Vec<u8> {
    let mut info = Info::with_size(SIDE, SIDE);
    info.color_type = ColorType::Grayscale;
    info.bit_depth = BitDepth::Eight;
    info.icc_profile = Some(Cow::Owned(profile));
    let mut file = Vec::new();
    let mut writer = Encoder::with_info(&mut file, info).unwrap().write_header().unwrap();
    writer.write_image_data(&every_pixel(|_| [grey])).unwrap();
    drop(writer);
    file
}

#[test]
fn a_profile_of_greys_says_how_bright_they_are() {
    let linear = ColorProfile::new_gray_with_gamma(1.0);
    let mut lightness = linear.clone();
    lightness.pcs = DataColorSpace::Lab;
    for (profile, levels) in [
        (linear, [(0, 0), (32, 99), (64, 137), (128, 188), (255, 255)]),
        (lightness, [(0, 0), (32, 33), (64, 60), (128, 119), (255, 255)]),
    ] {
        let profile = profile.encode().unwrap();
        for (grey, expected) in levels {
            let jpeg = jpeg_of(ColorSpace::JCS_GRAYSCALE, &every_pixel(|_| [grey]), Some(&profile));
            assert_flat(&jpeg, [expected; 3], 2);
            assert_flat(&grey_png(grey, profile.clone()), [expected; 3], 2);
        }
    }
    let of_colours = ColorProfile::new_display_p3().encode().unwrap();
    let jpeg = jpeg_of(ColorSpace::JCS_GRAYSCALE, &every_pixel(|_| [64]), Some(&of_colours));
    assert_flat(&jpeg, [64; 3], 2);
}
