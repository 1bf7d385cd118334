//! A map's tiles, as an adopter's other server would have them: made-up streets, parks and a river, drawn here. Nobody asks for them unless a
//! test switches them on; what each request brought along is written down.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

use crate::{App, http};

/// What a request for a tile gets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tiles {
    /// There are none: `404`.
    #[default]
    Off,
    /// A picture that is good for a minute, and then to be asked about.
    Pictures,
    /// A page in words.
    Page,
    /// A page that says it is a picture.
    Liar,
    /// More than any tile needs.
    TooLarge,
    /// Another address.
    Elsewhere,
}

/// A request for a tile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TileRequest {
    /// As `17/104704/59455`.
    pub tile: String,
    /// What it was answered with.
    pub status: u16,
    /// The names of the headers that came with it, in lower case.
    pub headers: Vec<String>,
}

/// The switch, and what was asked.
#[derive(Debug, Default)]
pub(crate) struct TileSwitch(Mutex<(Tiles, Vec<TileRequest>)>);

impl TileSwitch {
    pub(crate) fn set(&self, tiles: Tiles) {
        self.lock().0 = tiles;
    }

    pub(crate) fn requests(&self) -> Vec<TileRequest> {
        self.lock().1.clone()
    }

    fn lock(&self) -> MutexGuard<'_, (Tiles, Vec<TileRequest>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(crate) async fn serve(
    State(app): State<Arc<App>>,
    Path((zoom, x, file)): Path<(u8, u32, String)>,
    headers: HeaderMap,
) -> Response {
    let mut switch = app.tiles.lock();
    let y = file.strip_suffix(".png").and_then(|y| y.parse().ok());
    let answer =
        y.map_or_else(|| StatusCode::NOT_FOUND.into_response(), |y| answer(switch.0, zoom, x, y, &headers));
    switch.1.push(TileRequest {
        tile: format!("{zoom}/{x}/{}", file.trim_end_matches(".png")),
        status: answer.status().as_u16(),
        headers: headers.keys().map(|name| name.as_str().to_owned()).collect(),
    });
    answer
}

fn answer(tiles: Tiles, zoom: u8, x: u32, y: u32, headers: &HeaderMap) -> Response {
    const PNG: [(header::HeaderName, &str); 1] = [(header::CONTENT_TYPE, "image/png")];
    match tiles {
        Tiles::Off => StatusCode::NOT_FOUND.into_response(),
        Tiles::Pictures => {
            let etag = format!("\"{zoom}-{x}-{y}\"");
            let kept = [(header::CACHE_CONTROL, "public, max-age=60"), (header::ETAG, etag.as_str())];
            if http::text_of(headers, header::IF_NONE_MATCH) == Some(etag.as_str()) {
                return (StatusCode::NOT_MODIFIED, kept).into_response();
            }
            (PNG, kept, png(x, y)).into_response()
        }
        Tiles::Page => "Please log in to the Wi-Fi".into_response(),
        Tiles::Liar => (PNG, "Please log in to the Wi-Fi").into_response(),
        Tiles::TooLarge => {
            let mut picture = png(x, y);
            picture.resize(256 * 1024 + 1, 0);
            (PNG, picture).into_response()
        }
        Tiles::Elsewhere => {
            let there = format!("/tiles/{zoom}/{}/{y}.png", x + 1);
            (StatusCode::FOUND, [(header::LOCATION, there)]).into_response()
        }
    }
}

const SIDE: u32 = 256;
/// Land, street, water, park.
const PALETTE: [u8; 12] = [0xE4, 0xDE, 0xD2, 0xFF, 0xFF, 0xFF, 0x9C, 0xC4, 0xE4, 0xC6, 0xE3, 0xB8];

/// Which colour a point of the world has, so that neighbouring tiles fit.
fn colour(x: u64, y: u64) -> u8 {
    if (x + y / 2) % 1024 < 90 {
        2
    } else if x % 128 < 8 || y % 96 < 8 {
        1
    } else if (x / 128 + 3 * (y / 96)).is_multiple_of(7) {
        3
    } else {
        0
    }
}

/// A picture of four colours (PNG, third edition), whose bytes are stored and not compressed (RFC 1950, RFC 1951).
fn png(x: u32, y: u32) -> Vec<u8> {
    let mut rows = Vec::new();
    for row in 0..SIDE {
        rows.push(0);
        let at = |column: u32| colour(u64::from(x * SIDE + column), u64::from(y * SIDE + row));
        rows.extend(
            (0..SIDE).step_by(4).map(|column| (0..4).fold(0, |byte, point| byte << 2 | at(column + point))),
        );
    }
    let length = u16::try_from(rows.len()).unwrap_or(u16::MAX);
    let mut stored = vec![0x78, 0x01, 1];
    stored.extend(length.to_le_bytes());
    stored.extend((!length).to_le_bytes());
    stored.extend(&rows);
    stored.extend(adler32(&rows).to_be_bytes());

    let mut header = Vec::new();
    header.extend(SIDE.to_be_bytes());
    header.extend(SIDE.to_be_bytes());
    header.extend([2, 3, 0, 0, 0]);
    let mut picture = b"\x89PNG\r\n\x1A\n".to_vec();
    for (name, data) in
        [(b"IHDR", header.as_slice()), (b"PLTE", &PALETTE), (b"IDAT", &stored), (b"IEND", &[])]
    {
        picture.extend(u32::try_from(data.len()).unwrap_or(u32::MAX).to_be_bytes());
        let chunk = [name.as_slice(), data].concat();
        picture.extend(&chunk);
        picture.extend(crc32(&chunk).to_be_bytes());
    }
    picture
}

fn adler32(bytes: &[u8]) -> u32 {
    let (a, b) = bytes.iter().fold((1_u32, 0_u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    b << 16 | a
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(
            crc ^ u32::from(*byte),
            |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 },
        )
    })
}
