//! Owns the question what lies beyond the city. Nobody gave us the neighbours' borders, so a city names positions of which it is known whose
//! they are, and the answer is given only near them and only where they agree.

use serde::Deserialize;

use super::Point;
use crate::sorting::sort_by;
use crate::words::Words;

/// No further than this from a known position.
const NEAR_M: f64 = 15_000.0;
/// The nearest position of somebody else must be so many times as far.
const CLEARLY: f64 = 2.0;

/// What lies beyond a stretch of the city's border.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Neighbour {
    /// Its name, such as "thành phố Đà Nẵng".
    pub name: Words,
    /// Positions that are known to be there: `[latitude, longitude]`.
    pub points: Vec<[f64; 2]>,
}

/// The neighbour that a position outside the city clearly belongs to; none where that is not known.
#[must_use]
pub fn neighbour_at(neighbours: &[Neighbour], point: Point) -> Option<&Neighbour> {
    let mut nearest: Vec<(f64, &Neighbour)> =
        neighbours.iter().map(|neighbour| (neighbour.distance_m(point), neighbour)).collect();
    sort_by(&mut nearest, |a, b| a.0.total_cmp(&b.0));
    let (first, rest) = nearest.split_first()?;
    let second = rest.first().map_or(f64::INFINITY, |(metres, _)| *metres);
    (first.0 <= NEAR_M && second >= CLEARLY * first.0).then_some(first.1)
}

impl Neighbour {
    /// To the nearest of its known positions.
    fn distance_m(&self, point: Point) -> f64 {
        let known = self.points.iter().filter_map(|[lat, lon]| Point::new(*lat, *lon).ok());
        known.map(|known| known.distance_m(point)).fold(f64::INFINITY, f64::min)
    }
}

/// What to tell somebody whose position no ward of `city` has.
#[must_use]
pub fn outside(city: &Words, neighbour: Option<&Neighbour>) -> Words {
    match neighbour {
        Some(Neighbour { name, .. }) => Words {
            vi: format!("Vị trí này nằm ngoài {}, ở {}", city.vi, name.vi),
            en: format!("This position is outside {}, in {}", city.en, name.en),
        },
        None => Words {
            vi: format!("Vị trí này nằm ngoài {}", city.vi),
            en: format!("This position is outside {}", city.en),
        },
    }
}
