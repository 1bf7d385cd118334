//! A part of a photo that is to be hidden, and the ways in which a citizen places it: drawn or dragged with a finger, or step by step with
//! buttons, which needs no eyes.

use crate::words::Words;

/// The least side of a region that is placed by hand: less can be neither seen nor hit.
const LEAST: f64 = 0.04;

/// The sides of a region before it is placed.
const FIRST: f64 = 0.3;

/// What a button moves or grows it by.
const STEP: f64 = 0.05;

/// A part of an upright photo, in shares of its width and height: 0 to 1 from the left and from the top.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Region {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

/// The numbers are no part of a photo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a part of the photo")]
pub struct NotARegion;

/// A small change of a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nudge {
    /// To the left.
    Left,
    /// To the right.
    Right,
    /// Upwards.
    Up,
    /// Downwards.
    Down,
    /// More across.
    Wider,
    /// Less across.
    Narrower,
    /// More down.
    Taller,
    /// Less down.
    Shorter,
}

impl Region {
    /// What sticks out of the photo is cut off.
    ///
    /// # Errors
    /// [`NotARegion`] when a number is not finite, or nothing of the region is in the photo.
    pub fn new(left: f64, top: f64, width: f64, height: f64) -> Result<Self, NotARegion> {
        let cut = |share: f64| share.clamp(0.0, 1.0);
        let region =
            Self { left: cut(left), top: cut(top), right: cut(left + width), bottom: cut(top + height) };
        // A NaN is neither.
        if region.left < region.right && region.top < region.bottom { Ok(region) } else { Err(NotARegion) }
    }

    /// In the middle of the photo, to be moved from there.
    #[must_use]
    pub fn in_the_middle() -> Self {
        Self::around((0.5, 0.5), (FIRST, FIRST))
    }

    /// What a finger drew from one point to another; both are shares from the left and from the top. A tap is a small region.
    ///
    /// # Errors
    /// [`NotARegion`] when a number is not finite.
    pub fn between(from: (f64, f64), to: (f64, f64)) -> Result<Self, NotARegion> {
        if ![from.0, from.1, to.0, to.1].into_iter().all(f64::is_finite) {
            return Err(NotARegion);
        }
        let cut = |share: f64| share.clamp(0.0, 1.0);
        let (a, b) = ((cut(from.0), cut(from.1)), (cut(to.0), cut(to.1)));
        let middle = (f64::midpoint(a.0, b.0), f64::midpoint(a.1, b.1));
        Ok(Self::around(middle, ((a.0 - b.0).abs(), (a.1 - b.1).abs())))
    }

    /// Share of the photo's width that lies left of it.
    #[must_use]
    pub const fn left(&self) -> f64 {
        self.left
    }

    /// Share of the photo's height that lies above it.
    #[must_use]
    pub const fn top(&self) -> f64 {
        self.top
    }

    /// Share of the photo's width.
    #[must_use]
    pub const fn width(&self) -> f64 {
        self.right - self.left
    }

    /// Share of the photo's height.
    #[must_use]
    pub const fn height(&self) -> f64 {
        self.bottom - self.top
    }

    /// As large as before, farther right and down by these shares, as far as the photo goes. What is no number moves nothing.
    #[must_use]
    pub fn moved(self, right: f64, down: f64) -> Self {
        let by = |share: f64| if share.is_finite() { share } else { 0.0 };
        let (x, y) = self.middle();
        Self::around((x + by(right), y + by(down)), (self.width(), self.height()))
    }

    /// A small step further.
    #[must_use]
    pub fn nudged(self, nudge: Nudge) -> Self {
        let grown =
            |wider, taller| Self::around(self.middle(), (self.width() + wider, self.height() + taller));
        match nudge {
            Nudge::Left => self.moved(-STEP, 0.0),
            Nudge::Right => self.moved(STEP, 0.0),
            Nudge::Up => self.moved(0.0, -STEP),
            Nudge::Down => self.moved(0.0, STEP),
            Nudge::Wider => grown(STEP, 0.0),
            Nudge::Narrower => grown(-STEP, 0.0),
            Nudge::Taller => grown(0.0, STEP),
            Nudge::Shorter => grown(0.0, -STEP),
        }
    }

    /// Where it is and how large, for whoever does not see it.
    #[must_use]
    pub fn words(&self) -> Words {
        let third = |share: f64| if share < 1.0 / 3.0 { 0 } else { usize::from(share > 2.0 / 3.0) + 1 };
        let (x, y) = self.middle();
        let (vi, en) = [
            [
                ("phía trên bên trái", "at the top left"),
                ("phía trên", "at the top"),
                ("phía trên bên phải", "at the top right"),
            ],
            [("bên trái", "at the left"), ("giữa ảnh", "in the middle"), ("bên phải", "at the right")],
            [
                ("phía dưới bên trái", "at the bottom left"),
                ("phía dưới", "at the bottom"),
                ("phía dưới bên phải", "at the bottom right"),
            ],
        ][third(y)][third(x)];
        let percent = |share: f64| (share * 100.0).round();
        let (wide, high) = (percent(self.width()), percent(self.height()));
        Words {
            vi: format!("Ở {vi}, rộng {wide}\u{a0}% và cao {high}\u{a0}% của ảnh."),
            en: format!("{}, {wide}\u{a0}% of the photo wide and {high}\u{a0}% high.", capital(en)),
        }
    }

    fn middle(self) -> (f64, f64) {
        (f64::midpoint(self.left, self.right), f64::midpoint(self.top, self.bottom))
    }

    /// Of these sides, as near to this middle as the photo lets.
    fn around(middle: (f64, f64), sides: (f64, f64)) -> Self {
        let (left, right) = stretch(middle.0, sides.0);
        let (top, bottom) = stretch(middle.1, sides.1);
        Self { left, top, right, bottom }
    }
}

fn stretch(middle: f64, side: f64) -> (f64, f64) {
    let side = side.clamp(LEAST, 1.0);
    let from = (middle - side / 2.0).clamp(0.0, 1.0 - side);
    (from, (from + side).min(1.0))
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NUDGES: [Nudge; 8] = [
        Nudge::Left,
        Nudge::Right,
        Nudge::Up,
        Nudge::Down,
        Nudge::Wider,
        Nudge::Narrower,
        Nudge::Taller,
        Nudge::Shorter,
    ];

    fn is_near(one: Region, other: Region) -> bool {
        let sides = |region: Region| [region.left, region.top, region.right, region.bottom];
        sides(one).into_iter().zip(sides(other)).all(|(one, other)| (one - other).abs() < 1e-9)
    }

    #[test]
    fn a_region_is_cut_to_the_photo_and_nonsense_is_none() {
        assert_eq!(Region::new(-1.0, 0.5, 1.5, 9.0), Region::new(0.0, 0.5, 0.5, 0.5));
        for (left, top, width, height) in [
            (f64::NAN, 0.0, 1.0, 1.0),
            (0.0, 0.0, f64::NAN, 1.0),
            (0.0, 0.0, 0.0, 1.0),
            (0.0, 0.0, 1.0, -1.0),
            (1.5, 0.0, 1.0, 1.0),
            (f64::INFINITY, 0.0, f64::NEG_INFINITY, 1.0),
        ] {
            assert_eq!(
                Region::new(left, top, width, height),
                Err(NotARegion),
                "{left} {top} {width} {height}"
            );
        }
    }

    #[test]
    fn a_finger_draws_from_any_corner_to_any_other() {
        let drawn = Region::new(0.2, 0.3, 0.4, 0.1).unwrap();
        for (from, to) in [((0.2, 0.3), (0.6, 0.4)), ((0.6, 0.4), (0.2, 0.3)), ((0.2, 0.4), (0.6, 0.3))] {
            assert!(is_near(Region::between(from, to).unwrap(), drawn), "{from:?} {to:?}");
        }
        let tapped = Region::between((1.0, 0.0), (1.0, 0.0)).unwrap();
        assert!(is_near(tapped, Region::new(1.0 - LEAST, 0.0, LEAST, LEAST).unwrap()), "{tapped:?}");
        assert_eq!(Region::between((f64::NAN, 0.0), (1.0, 1.0)), Err(NotARegion));
    }

    #[test]
    fn whatever_is_pressed_however_often_it_stays_in_the_photo_and_keeps_a_size() {
        for nudge in NUDGES {
            let mut region = Region::in_the_middle();
            for _ in 0..40 {
                region = region.nudged(nudge);
                assert!(region.left >= 0.0 && region.right <= 1.0, "{nudge:?} {region:?}");
                assert!(region.top >= 0.0 && region.bottom <= 1.0, "{nudge:?} {region:?}");
                assert!(
                    region.width() > LEAST - 1e-9 && region.height() > LEAST - 1e-9,
                    "{nudge:?} {region:?}"
                );
            }
        }
        let middle = Region::in_the_middle();
        let (one, back) = (
            [Nudge::Left, Nudge::Up, Nudge::Wider, Nudge::Taller],
            [Nudge::Right, Nudge::Down, Nudge::Narrower, Nudge::Shorter],
        );
        for (one, back) in one.into_iter().zip(back) {
            assert!(!is_near(middle.nudged(one), middle), "{one:?}");
            assert!(is_near(middle.nudged(one).nudged(back), middle), "{back:?}");
        }
        let corner = middle.moved(9.0, 9.0);
        assert!(is_near(corner, Region::new(0.7, 0.7, 0.3, 0.3).unwrap()), "{corner:?}");
        assert_eq!(middle.moved(f64::NAN, f64::INFINITY), middle);
    }

    #[test]
    fn it_says_where_it_is() {
        let middle = Region::in_the_middle();
        assert_eq!(middle.words().en, "In the middle, 30\u{a0}% of the photo wide and 30\u{a0}% high.");
        assert_eq!(
            middle.moved(-1.0, 1.0).words().vi,
            "Ở phía dưới bên trái, rộng 30\u{a0}% và cao 30\u{a0}% của ảnh."
        );
    }
}
