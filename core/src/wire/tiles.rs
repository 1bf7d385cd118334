//! The tiles of a map, from one origin that the adopter names. Nothing but the tile's numbers is said there: no credential of any kind.

use std::sync::Arc;
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::{ACCEPT, IF_NONE_MATCH};

use super::answer::{Answer, WireError};
use super::client::HttpClient;
use super::tls::Trust;
use crate::city::MapTiles;
use crate::clock::Clock;
use crate::place::{Tile, TileAddress, check_map};

/// A tile has a few kilobytes; one of a photographed map has some tens.
const MAX_TILE: usize = 256 * 1024;
/// What may be drawn, with how it begins.
const PICTURES: [(&str, &[u8]); 3] =
    [("image/png", b"\x89PNG\r\n\x1A\n"), ("image/jpeg", b"\xFF\xD8\xFF"), ("image/webp", b"RIFF")];
/// How long a tile is good of which its server does not say it.
const UNSAID: Duration = Duration::from_hours(1);

/// What came of asking for a tile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TileAnswer {
    /// The picture; `None`: it is still the one that was known.
    pub(crate) picture: Option<Vec<u8>>,
    /// To ask with the next time.
    pub(crate) etag: Option<String>,
    /// How long nobody need ask again.
    pub(crate) fresh_for: Duration,
    /// Its server does not want it kept.
    pub(crate) no_store: bool,
}

/// The server of a map's tiles.
pub(crate) struct TileServer {
    client: HttpClient,
    address: TileAddress,
}

impl TileServer {
    /// `None` when the address is none that may be asked.
    pub(crate) fn new(map: &MapTiles, trust: &Trust, clock: Arc<dyn Clock>) -> Option<Self> {
        let address = check_map(&map.tiles, &map.attribution, i64::from(map.max_zoom)).ok()?;
        let client = HttpClient::new(address.origin(), trust, clock)?;
        Some(Self { client, address })
    }

    /// Asks for a tile, with the validator of one that is known.
    pub(crate) async fn tile(&self, tile: Tile, etag: Option<&str>) -> Result<TileAnswer, WireError> {
        let mut request = self.client.get(&self.address.path(tile.zoom, tile.x, tile.y))?;
        request = request.header(ACCEPT, "image/webp, image/png, image/jpeg");
        if let Some(etag) = etag {
            request = request.header(IF_NONE_MATCH, etag);
        }
        let answer = self.client.send_for(request, MAX_TILE).await?;
        let is_known = answer.status == StatusCode::NOT_MODIFIED && etag.is_some();
        let picture = if is_known { None } else { Some(picture(&answer)?) };
        let directives = answer.header("cache-control").unwrap_or_default().to_ascii_lowercase();
        let directives: Vec<&str> = directives.split(',').map(str::trim).collect();
        Ok(TileAnswer {
            picture,
            etag: answer.header("etag").or(etag).map(str::to_owned),
            fresh_for: fresh_for(&directives),
            no_store: directives.contains(&"no-store"),
        })
    }
}

fn picture(answer: &Answer) -> Result<Vec<u8>, WireError> {
    if answer.status != StatusCode::OK {
        return Err(if answer.status.is_success() { WireError::Portal } else { answer.failure() });
    }
    let known = PICTURES.iter().find(|(media_type, _)| *media_type == answer.media_type());
    match known {
        Some((_, beginning)) if answer.body.starts_with(beginning) => Ok(answer.body.clone()),
        _ => Err(WireError::Portal),
    }
}

fn fresh_for(directives: &[&str]) -> Duration {
    if directives.contains(&"no-cache") {
        return Duration::ZERO;
    }
    let max_age = directives.iter().find_map(|directive| directive.strip_prefix("max-age="));
    max_age.and_then(|seconds| seconds.parse().ok()).map_or(UNSAID, Duration::from_secs)
}
