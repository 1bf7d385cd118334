//! Beside `fast_image_resize`: the same picture where only the filter is used, one that looks the same where boxes come first.

use std::ops::RangeInclusive;

use fast_image_resize as fir;
use fir::images::{TypedImage, TypedImageRef};
use fir::pixels::U8x3;
use fir::{FilterType, ResizeAlg, ResizeOptions};
use hues_resize::{Resizer, Source, Target};
use proptest::prelude::*;

/// Levels of 255 that two roundings on the way, across and down, may come to.
const LEVELS: u8 = 2;

fn ours(source: &Source<'_>, width: u32, height: u32) -> Vec<u8> {
    let mut pixels = vec![0; (width * height * 3) as usize];
    Resizer::default().resize(source, &mut Target { width, height, pixels: &mut pixels }).expect("a picture");
    pixels
}

fn theirs(source: &Source<'_>, width: u32, height: u32) -> Vec<u8> {
    let mut pixels = vec![0; (width * height * 3) as usize];
    let from =
        TypedImageRef::<U8x3>::from_buffer(source.width, source.height, source.pixels).expect("a picture");
    let mut to = TypedImage::<U8x3>::from_buffer(width, height, &mut pixels).expect("a picture");
    let options = ResizeOptions::new()
        .resize_alg(ResizeAlg::Convolution(FilterType::CatmullRom))
        .use_alpha(false)
        .crop(0.0, source.top, f64::from(source.width), source.rows);
    fir::Resizer::new().resize_typed(&from, &mut to, &options).expect("a picture");
    pixels
}

fn furthest(ours: &[u8], theirs: &[u8]) -> u8 {
    ours.iter().zip(theirs).map(|(ours, theirs)| ours.abs_diff(*theirs)).max().unwrap_or(0)
}

/// Decibels between two pictures (PSNR).
fn likeness(ours: &[u8], theirs: &[u8]) -> f64 {
    let squares: f64 =
        ours.iter().zip(theirs).map(|(ours, theirs)| f64::from(ours.abs_diff(*theirs)).powi(2)).sum();
    let count = f64::from(u32::try_from(ours.len()).expect("a small picture"));
    10.0 * (255.0 * 255.0 / (squares / count)).log10()
}

/// Sides before and after, up to a scale at which there are no boxes, and enlarged too.
fn sides() -> impl Strategy<Value = (u32, u32)> {
    (1_u32..60).prop_flat_map(|small| (1..=small * 4, Just(small)))
}

proptest! {
    // Of middle shades: which of the two ways is gone first shows only where a colour is cut off at black or white on the way.
    #[test]
    fn the_filter_makes_the_same_picture(
        (wide, width) in sides(),
        (high, height) in sides(),
        seed in any::<u64>(),
    ) {
        let pixels = noise(wide, high, 40..=215, seed);
        let source = Source::whole(wide, high, &pixels);
        let (ours, theirs) = (ours(&source, width, height), theirs(&source, width, height));
        prop_assert!(furthest(&ours, &theirs) <= LEVELS, "{} levels", furthest(&ours, &theirs));
    }

    #[test]
    fn a_part_is_the_same_picture(
        (high, height) in sides(),
        width in 1_u32..40,
        (from, to) in (0.0..0.5_f64, 0.5..1.0_f64),
        seed in any::<u64>(),
    ) {
        let pixels = noise(width, high, 0..=255, seed);
        let (top, bottom) = (from * f64::from(high), to * f64::from(high));
        let source = Source { width, height: high, pixels: &pixels, top, rows: bottom - top };
        let (ours, theirs) = (ours(&source, width, height), theirs(&source, width, height));
        prop_assert!(furthest(&ours, &theirs) <= LEVELS, "{} levels", furthest(&ours, &theirs));
    }

    #[test]
    fn boxes_before_the_filter_make_a_picture_that_looks_the_same(
        (wide, high) in (300_u32..700, 300_u32..700),
        (width, height) in (20_u32..70, 20_u32..70),
        seed in 0_u32..1000,
    ) {
        let pixels = scene(wide, high, seed);
        let source = Source::whole(wide, high, &pixels);
        let likeness = likeness(&ours(&source, width, height), &theirs(&source, width, height));
        prop_assert!(likeness >= 34.0, "{likeness} dB");
    }
}

/// Pixels that have nothing to do with each other (Marsaglia, "Xorshift RNGs").
fn noise(width: u32, height: u32, shades: RangeInclusive<u8>, seed: u64) -> Vec<u8> {
    let mut state = seed | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let span = u64::from(shades.end() - shades.start()) + 1;
    let mut shade = || shades.start() + u8::try_from((next() >> 32) % span).expect("a byte");
    (0..width * height * 3).map(|_| shade()).collect()
}

/// A slope with discs of sharp edges on it, and a fine texture over all.
fn scene(width: u32, height: u32, seed: u32) -> Vec<u8> {
    let mut pixels = Vec::new();
    for y in 0..height {
        for x in 0..width {
            let disc = (x.abs_diff(width / 3).pow(2) + y.abs_diff(height / 2).pow(2)) / (900 + seed) % 3 == 1;
            let texture = (x * 7 + y * 13 + seed) % 11 * 2;
            let shade = x * 150 / width + texture + if disc { 70 } else { 0 };
            pixels.extend(
                [shade, 255 - shade, y * 200 / height + texture]
                    .map(|value| u8::try_from(value).unwrap_or(u8::MAX)),
            );
        }
    }
    pixels
}
