//! What a photo looks like in 64 bits, so that the same scene is known again after another camera app, messenger or
//! editor saved it anew: a difference hash (Krawetz, "Kind of Like That", 2013), in which each bit says whether one of 8 x 8 fields is
//! darker than its neighbour to the right. It says nothing of what is in the photo beyond such a coarse shape.

use serde::{Deserialize, Serialize};

use super::refusal::Refusal;
use super::resize;
use super::size::{Picture, RGB, Size};

/// A difference hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look(u64);

/// Fields of one line, one more than the differences between them.
const ACROSS: u32 = 9;
const DOWN: u32 = 8;

/// Bits in which two of one scene differ at most. Saving anew and scaling change up to 3; any two different photos of tests/data
/// differ in more than 10.
const ALIKE: u32 = 6;

impl Look {
    pub(super) fn of(thumbnail: &Picture) -> Result<Self, Refusal> {
        let fields = resize::exactly(thumbnail, Size { width: ACROSS, height: DOWN })?;
        let (pixels, _) = fields.pixels.as_chunks::<RGB>();
        let mut bits = 0;
        for line in pixels.chunks_exact(ACROSS as usize) {
            for pair in line.windows(2) {
                bits = bits << 1 | u64::from(brightness(pair[0]) < brightness(pair[1]));
            }
        }
        Ok(Self(bits))
    }

    /// Whether two photos are probably of one scene.
    #[must_use]
    pub fn is_like(self, other: Self) -> bool {
        self.distance(other) <= ALIKE
    }

    fn distance(self, other: Self) -> u32 {
        (self.0 ^ other.0).count_ones()
    }
}

/// In thousandths (ITU-R BT.601), and rounded so that noise in an even area is no difference.
fn brightness([red, green, blue]: [u8; RGB]) -> u32 {
    (299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue)) / 2000
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::encode;
    use crate::media::tests::{clean_bytes, cleaned, pixels};

    fn saved_anew(name: &str, long_side: u32, quality: u8) -> Look {
        let (size, pixels) = pixels(&cleaned(name).jpeg);
        let whole = Picture { size, pixels: pixels.into_flattened() };
        let smaller = resize::thumbnail(&whole, long_side).unwrap();
        clean_bytes(&encode::jpeg(&smaller, quality).unwrap()).unwrap().look
    }

    const DIFFERENT: [&str; 7] = [
        "derived_hue_gps_o6.jpg",
        "gps_altitude_only_progressive.jpg",
        "large_12mp_phone_gps.jpg",
        "large_16mp_small_file.jpg",
        "progressive_cat.jpg",
        "webp_lossy.webp",
        "exif_in_webp_gps.webp",
    ];

    #[test]
    fn a_photo_that_was_saved_anew_smaller_and_worse_is_known_again() {
        for name in DIFFERENT {
            let first = cleaned(name).look;
            for (long_side, quality) in [(1024, 60), (640, 40), (320, 75)] {
                let anew = saved_anew(name, long_side, quality);
                assert!(first.is_like(anew), "{name} at {long_side}: {} bits", first.distance(anew));
            }
        }
    }

    #[test]
    fn a_photo_with_other_metadata_and_another_encoder_is_the_same_scene() {
        assert!(cleaned("derived_hue_gps_o6.jpg").look.is_like(cleaned("orient_portrait_6.jpg").look));
    }

    #[test]
    fn different_photos_are_not_alike() {
        let looks = DIFFERENT.map(|name| (name, cleaned(name).look));
        for (first, a) in looks {
            for (second, b) in looks {
                assert_eq!(a.is_like(b), first == second, "{first} and {second}: {} bits", a.distance(b));
            }
        }
    }
}
