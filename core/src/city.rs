//! Which city this is: what `city.toml` says, with the boundaries and categories that it names. Nothing about a city stands anywhere else.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;

use crate::place::Neighbour;
use crate::wire::Pins;
use crate::words::Words;

/// A city, as an adopter configures it.
#[derive(Clone, Debug, Deserialize)]
pub struct CityConfig {
    /// Short name, as `hue`.
    pub id: String,
    /// Its name.
    pub name: Words,
    /// Languages of its citizens, the first one first.
    pub languages: Vec<String>,
    /// The city's offset from UTC, in minutes, for times that are read by people.
    pub utc_offset_minutes: i32,
    /// The accent colour, `#RRGGBB`, on light and on dark.
    pub accent: Accent,
    /// Where its server is.
    pub server: Server,
    /// How it is spoken to if its server speaks Open311 and not docs/protocol.md.
    #[serde(default)]
    pub open311: Option<Open311>,
    /// Where its citizens log in; none: the city has no login.
    #[serde(default)]
    pub login: Option<Login>,
    /// Who may warn its citizens.
    pub alerts: AlertKeys,
    /// Whose map lies under the wards' borders where a place is chosen; none: the borders alone, and nobody is asked.
    #[serde(default)]
    pub map: Option<MapTiles>,
    /// Numbers to call, the most useful first.
    #[serde(default)]
    pub hotlines: Vec<Hotline>,
    /// What lies beyond the city's border.
    #[serde(default)]
    pub neighbours: Vec<Neighbour>,
    /// The ward boundaries, in the format of `cargo xtask boundaries`.
    #[serde(skip)]
    pub boundaries: Cow<'static, [u8]>,
    /// The bundled categories, JSON as `GET /v1/categories` answers.
    #[serde(skip)]
    pub categories: Cow<'static, [u8]>,
    /// What citizens write about each category, in the format of [`crate::report::Suggester::read`].
    #[serde(skip)]
    pub phrases: Cow<'static, str>,
    /// What the wards were made of, in the format of [`crate::place::Gazetteer::new`]; empty: nobody knows.
    #[serde(skip)]
    pub former_units: Cow<'static, str>,
}

/// The accent colour, `#RRGGBB`.
#[derive(Clone, Debug, Deserialize)]
pub struct Accent {
    /// On a light background.
    pub light: String,
    /// On a dark one.
    pub dark: String,
}

/// A city's server.
#[derive(Clone, Debug, Deserialize)]
pub struct Server {
    /// As `https://api.city.example`; plain `http` only to this very device.
    pub origin: String,
    /// The keys that it may have; left out: any that a certificate authority vouches for.
    #[serde(default)]
    pub pins: Option<Pins>,
}

/// An endpoint of Open311 `GeoReport` v2 at the server's origin. It has no login and no warnings: a city with one has neither `[login]` nor keys of alerts.
#[derive(Clone, Debug, Deserialize)]
pub struct Open311 {
    /// Its path, as `/open311/v2`.
    pub path: String,
    /// Its `jurisdiction_id`, where it serves several.
    #[serde(default)]
    pub jurisdiction: Option<String>,
    /// The key that it gave to the app. It is in every phone and no secret.
    #[serde(default)]
    pub api_key: Option<String>,
    /// What it is asked to answer in.
    #[serde(default)]
    pub format: Format,
    /// How many photos of a report it keeps.
    #[serde(default = "one_photo")]
    pub photos: usize,
    /// The `service_code` of each category, by its id; services that are not named are not offered. Empty: every service is a category under the
    /// endpoint's own name for it.
    #[serde(default)]
    pub services: BTreeMap<String, String>,
}

/// A format of `GeoReport` v2.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Every endpoint has it.
    #[default]
    Xml,
    /// Some have it too, and some speak it better.
    Json,
}

const fn one_photo() -> usize {
    1
}

/// The identity provider, and how it knows this app (`OpenID` Connect).
#[derive(Clone, Debug, Deserialize)]
pub struct Login {
    /// The provider's issuer, as `https://id.city.example`; plain `http` only to this very device.
    pub issuer: String,
    /// The app's name at the provider; it is a public client.
    pub client_id: String,
    /// Where the browser comes back to: a scheme of the app's own, or an https link that the system hands to it (RFC 8252 section 7).
    pub redirect_uri: String,
}

/// Who may warn.
#[derive(Clone, Debug, Deserialize)]
pub struct AlertKeys {
    /// Ed25519 public keys, base64; none: the city publishes no warnings.
    pub keys: Vec<String>,
}

/// A map made of tiles, and whom to thank for it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct MapTiles {
    /// As `https://tiles.example/{z}/{x}/{y}.png`; plain `http` only to this very device.
    pub tiles: String,
    /// Whose map it is, as its licence wants it said.
    pub attribution: String,
    /// The finest zoom that there is, 1 to 22.
    pub max_zoom: u8,
}

/// A number to call.
#[derive(Clone, Debug, Deserialize)]
pub struct Hotline {
    /// As it is dialled.
    pub number: String,
    /// Who answers.
    pub name: Words,
}

impl CityConfig {
    /// The city that is compiled in.
    ///
    /// # Errors
    /// When its `city.toml` lacks something.
    pub fn embedded() -> Result<Self, serde_json::Error> {
        let mut city: Self = serde_json::from_slice(include_bytes!(concat!(env!("OUT_DIR"), "/city.json")))?;
        city.boundaries = Cow::Borrowed(include_bytes!(concat!(env!("OUT_DIR"), "/boundaries.bin")));
        city.categories = Cow::Borrowed(include_bytes!(concat!(env!("OUT_DIR"), "/categories.json")));
        city.phrases = Cow::Borrowed(include_str!(concat!(env!("OUT_DIR"), "/phrases.txt")));
        city.former_units = Cow::Borrowed(include_str!(concat!(env!("OUT_DIR"), "/former-units.csv")));
        Ok(city)
    }
}
