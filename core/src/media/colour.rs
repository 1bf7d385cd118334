//! Colours of a wider or other gamut brought to sRGB, so that the clean photo needs no profile. Phones that photograph
//! in Display P3 would look dull without it.

use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

use super::size::Picture;

/// Converts `picture` from the colour space that `icc` describes. A profile that makes no sense, or is not of RGB,
/// changes nothing.
pub(super) fn convert_to_srgb(picture: &mut Picture, icc: &[u8]) {
    let Ok(profile) = ColorProfile::new_from_slice(icc) else { return };
    if profile.color_space != DataColorSpace::Rgb {
        return;
    }
    let srgb = ColorProfile::new_srgb();
    let options = TransformOptions::default();
    let Ok(transform) = profile.create_transform_8bit(Layout::Rgb, &srgb, Layout::Rgb, options) else {
        return;
    };
    let convert = |from: &[u8], to: &mut [u8]| transform.transform(from, to).is_ok();
    if is_next_to_nothing(&convert) {
        return;
    }
    let row_bytes = picture.size.row();
    let mut before = vec![0; row_bytes];
    for row in picture.pixels.chunks_exact_mut(row_bytes) {
        before.copy_from_slice(row);
        if !convert(&before, row) {
            row.copy_from_slice(&before);
        }
    }
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
