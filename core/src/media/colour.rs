//! Colours of a wider or other gamut brought to sRGB, so that the clean photo needs no profile. Phones that photograph
//! in Display P3 would look dull without it, and scanners' greys too dark or too bright.

use std::sync::Arc;

use moxcms::{ColorProfile, DataColorSpace, Layout, Transform8BitExecutor, TransformOptions};

/// From the colour space of a photo to sRGB.
pub(super) enum Conversion {
    Colours(Arc<Transform8BitExecutor>),
    /// Of each level of grey.
    Greys(Box<[u8; 256]>),
}

impl Conversion {
    /// By the number of a picture's channels besides alpha. Of inks, the rows are brought to sRGB where they are read.
    pub(super) fn of(icc: &[u8], channels: usize) -> Option<Self> {
        match channels {
            1 => Self::of_greys(icc),
            3 => Self::of_colours(icc),
            _ => None,
        }
    }

    /// From the colour space of RGB that `icc` describes; `None` when its profile makes no sense, is not of RGB, or would change nothing.
    fn of_colours(icc: &[u8]) -> Option<Self> {
        let profile = profile(icc, DataColorSpace::Rgb)?;
        let srgb = ColorProfile::new_srgb();
        let options = TransformOptions::default();
        let transform = profile.create_transform_8bit(Layout::Rgb, &srgb, Layout::Rgb, options).ok()?;
        let convert = |from: &[u8], to: &mut [u8]| transform.transform(from, to).is_ok();
        (!is_next_to_nothing(&convert)).then_some(Self::Colours(transform))
    }

    /// From the greys that `icc` describes; `None` when its profile makes no sense or is not of grey.
    fn of_greys(icc: &[u8]) -> Option<Self> {
        let profile = profile(icc, DataColorSpace::Gray)?;
        let curve = profile.gray_trc?.make_linear_evaluator().ok()?;
        let mut levels = Box::new([0; 256]);
        for (grey, level) in (0_u8..=255).zip(levels.as_mut()) {
            let value = curve.evaluate_value(f32::from(grey) / 255.0);
            let light = if profile.pcs == DataColorSpace::Lab { lightness(value * 100.0) } else { value };
            *level = byte(encoded(light));
        }
        Some(Self::Greys(levels))
    }

    /// Converts `rows`, each of so many bytes.
    pub(super) fn convert(&self, rows: &mut [u8], row_bytes: usize) {
        match self {
            Self::Colours(transform) => {
                let mut before = vec![0; row_bytes];
                for row in rows.chunks_exact_mut(row_bytes) {
                    before.copy_from_slice(row);
                    if transform.transform(&before, row).is_err() {
                        row.copy_from_slice(&before);
                    }
                }
            }
            Self::Greys(levels) => rows.iter_mut().for_each(|value| *value = levels[usize::from(*value)]),
        }
    }
}

fn profile(icc: &[u8], space: DataColorSpace) -> Option<ColorProfile> {
    ColorProfile::new_from_slice(icc).ok().filter(|profile| profile.color_space == space)
}

/// Most profiles are sRGB by another name: no colour of a coarse grid moves by more than a rounding error.
fn is_next_to_nothing(convert: &impl Fn(&[u8], &mut [u8]) -> bool) -> bool {
    let steps = [0_u8, 51, 102, 153, 204, 255];
    let mut grid = Vec::new();
    for red in steps {
        for green in steps {
            for blue in steps {
                grid.extend([red, green, blue]);
            }
        }
    }
    let mut converted = vec![0; grid.len()];
    !convert(&grid, &mut converted) || grid.iter().zip(&converted).all(|(a, b)| a.abs_diff(*b) <= 2)
}

/// The share of the white's light that a lightness of 0 to 100 is (CIE 15, 8.2.1).
pub(super) fn lightness(l: f32) -> f32 {
    if l > 8.0 { ((l + 16.0) / 116.0).powi(3) } else { l * 27.0 / 24_389.0 }
}

/// From XYZ under D50, as all profiles have it, to sRGB from 0 to 1 (ICC's profile of IEC 61966-2-1, inverted).
pub(super) fn srgb([x, y, z]: [f32; 3]) -> [f32; 3] {
    [
        3.134_051 * x - 1.617_028 * y - 0.490_652 * z,
        -0.978_763 * x + 1.916_142 * y + 0.033_450 * z,
        0.071_943 * x - 0.228_971 * y + 1.405_218 * z,
    ]
    .map(encoded)
}

/// The transfer curve of IEC 61966-2-1.
fn encoded(light: f32) -> f32 {
    let light = light.clamp(0.0, 1.0);
    if light <= 0.003_130_8 { light * 12.92 } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 255")]
fn byte(value: f32) -> u8 {
    (value.clamp(0.0, 1.0) * 255.0).round() as u8
}
