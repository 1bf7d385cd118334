//! Colours of a wider or other gamut brought to sRGB, so that the clean photo needs no profile. Phones that photograph
//! in Display P3 would look dull without it.

use std::sync::Arc;

use moxcms::{ColorProfile, DataColorSpace, Layout, Transform8BitExecutor, TransformOptions};

/// From the colour space of a photo to sRGB.
pub(super) struct Conversion(Arc<Transform8BitExecutor>);

impl Conversion {
    /// From the colour space that `icc` describes; `None` when its profile makes no sense, is not of RGB, or would change nothing.
    pub(super) fn from(icc: &[u8]) -> Option<Self> {
        let profile = ColorProfile::new_from_slice(icc).ok()?;
        if profile.color_space != DataColorSpace::Rgb {
            return None;
        }
        let srgb = ColorProfile::new_srgb();
        let options = TransformOptions::default();
        let transform = profile.create_transform_8bit(Layout::Rgb, &srgb, Layout::Rgb, options).ok()?;
        let convert = |from: &[u8], to: &mut [u8]| transform.transform(from, to).is_ok();
        (!is_next_to_nothing(&convert)).then_some(Self(transform))
    }

    /// Converts `rows`, each of so many bytes.
    pub(super) fn convert(&self, rows: &mut [u8], row_bytes: usize) {
        let mut before = vec![0; row_bytes];
        for row in rows.chunks_exact_mut(row_bytes) {
            before.copy_from_slice(row);
            if self.0.transform(&before, row).is_err() {
                row.copy_from_slice(&before);
            }
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
