//! Which city this is, and where its wards are.

use std::time::SystemTime;

use hues_core::CityConfig;

use crate::client::Client;
use crate::error::ApiError;
use crate::panics::guarded;
use crate::place::Point;
use crate::time::from_system;
use crate::words::Words;

/// The city that is compiled in.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct CityInfo {
    /// Short name, as `hue`.
    pub id: String,
    /// Its name.
    pub name: Words,
    /// Languages of its citizens, the first one first.
    pub languages: Vec<String>,
    /// The city's offset from UTC, in minutes, for times that are read by people.
    pub utc_offset_minutes: i32,
    /// The accent colour on a light background, `#RRGGBB`.
    pub accent_light: String,
    /// The accent colour on a dark background, `#RRGGBB`.
    pub accent_dark: String,
    /// Numbers to call, the most useful first.
    pub hotlines: Vec<Hotline>,
}

/// What a city does beside taking reports. An app offers nothing else: no switch without an effect, no place that stays empty. It is the same as long
/// as the client is open.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Capabilities {
    /// What everyone reads of each report, where the citizen has no choice; none: they choose it by `Sharing`.
    pub always_public: Option<Words>,
    /// The city replies, and takes messages.
    pub replies: bool,
}

/// A number to call.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Hotline {
    /// As it is dialled.
    pub number: String,
    /// Who answers.
    pub name: Words,
}

/// A ward of the city.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Ward {
    /// Its official code, as drafts and reports carry it.
    pub code: String,
    /// Its full name.
    pub name: String,
}

/// The wards as a map draws them.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct CityMap {
    /// The south-western corner of the rectangle that holds the city.
    pub south_west: Point,
    /// The north-eastern one.
    pub north_east: Point,
    /// Each ward.
    pub wards: Vec<WardOutline>,
}

/// A ward and its borders.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct WardOutline {
    /// Which one.
    pub ward: Ward,
    /// Closed rings; what an odd number of them encloses belongs to the ward.
    pub rings: Vec<Vec<Point>>,
}

/// Which city this is: also for the screens that come before a client is open.
///
/// # Errors
/// [`ApiError::InvalidConfig`] when the city was compiled in wrongly.
#[uniffi::export]
pub fn embedded_city() -> Result<CityInfo, ApiError> {
    guarded(|| {
        let city = embedded()?;
        let hotline =
            |hotline: hues_core::Hotline| Hotline { number: hotline.number, name: hotline.name.into() };
        Ok(CityInfo {
            id: city.id,
            name: city.name.into(),
            languages: city.languages,
            utc_offset_minutes: city.utc_offset_minutes,
            accent_light: city.accent.light,
            accent_dark: city.accent.dark,
            hotlines: city.hotlines.into_iter().map(hotline).collect(),
        })
    })
}

#[uniffi::export]
impl Client {
    /// What the city does beside taking reports.
    ///
    /// # Errors
    /// [`ApiError::Closed`].
    pub fn capabilities(&self) -> Result<Capabilities, ApiError> {
        self.call(|core| {
            let hues_core::report::Capabilities { always_public, replies } = core.capabilities()?;
            Ok(Capabilities { always_public: always_public.map(Words::from), replies })
        })
    }

    /// Every ward with its borders, thinned to `tolerance_m` metres; neighbours keep a common border. 50 m suit a map of the whole city
    /// on a phone.
    ///
    /// # Errors
    /// [`ApiError::Closed`].
    pub fn map(&self, tolerance_m: f64) -> Result<CityMap, ApiError> {
        self.call(|core| {
            let map = core.map(tolerance_m)?;
            let ring = |ring: Vec<hues_core::Point>| ring.into_iter().map(Point::from).collect();
            let outline = |outline: hues_core::WardOutline| WardOutline {
                ward: outline.ward.into(),
                rings: outline.rings.into_iter().map(ring).collect(),
            };
            Ok(CityMap {
                south_west: map.bounds.south_west.into(),
                north_east: map.bounds.north_east.into(),
                wards: map.wards.into_iter().map(outline).collect(),
            })
        })
    }

    /// The ward in which a point lies; none outside the city.
    ///
    /// # Errors
    /// [`ApiError::InvalidInput`] for a position that is none, or [`ApiError::Closed`].
    pub fn ward_at(&self, point: Point) -> Result<Option<Ward>, ApiError> {
        self.call(|core| Ok(core.ward_at(point.try_into()?)?.map(Ward::from)))
    }

    /// A moment as people in this city say it now: `lúc 14:05`, `hôm qua lúc 14:05`.
    ///
    /// # Errors
    /// [`ApiError::Closed`].
    pub fn moment(&self, at: SystemTime) -> Result<Words, ApiError> {
        self.call(|core| Ok(core.moment(from_system(at))?.into()))
    }
}

impl From<hues_core::place::Ward> for Ward {
    fn from(ward: hues_core::place::Ward) -> Self {
        Self { code: ward.code, name: ward.name }
    }
}

pub(crate) fn embedded() -> Result<CityConfig, hues_core::ApiError> {
    CityConfig::embedded().map_err(|_| hues_core::ApiError::InvalidConfig { what: "city.toml".to_owned() })
}
