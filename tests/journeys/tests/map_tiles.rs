//! The map under the wards' borders: an extra, from an origin of its own, that learns nothing of the citizen but which tiles are looked at.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::time::Duration;

use city::{TileRequest, Tiles};
use hues_core::place::{MapView, Tile};
use hues_core::{ApiError, Client, Config, MapTiles, Network, Point};
use journeys::{Phone, Town};
use tempfile::TempDir;
use tokio::runtime::Runtime;

const UNDER_THE_PIN: Tile = Tile { zoom: 17, x: 104_704, y: 59_455 };

struct World {
    _home: TempDir,
    town: Town,
    phone: Phone,
    runtime: Runtime,
}

fn map(town: &Town) -> MapTiles {
    MapTiles {
        tiles: format!("{}/tiles/{{z}}/{{x}}/{{y}}.png", town.city().url()),
        attribution: "© made up".to_owned(),
        max_zoom: 19,
    }
}

fn world(tiles: Tiles) -> World {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    town.city().serve_tiles(tiles);
    let map = map(&town);
    let phone = Phone::with(home.path(), &town, |mut config: Config| {
        config.city.map = Some(map);
        config
    });
    phone.connect();
    World { _home: home, town, phone, runtime: Runtime::new().unwrap() }
}

impl World {
    fn tile(&self, tile: Tile) -> Option<Vec<u8>> {
        self.runtime.block_on(self.phone.client().map_tile(tile)).unwrap()
    }

    fn asked(&self) -> Vec<TileRequest> {
        self.town.city().state().unwrap().tiles
    }

    fn statuses(&self) -> Vec<u16> {
        self.asked().iter().map(|request| request.status).collect()
    }
}

#[test]
fn a_view_has_its_tiles_and_whom_to_thank_and_their_server_learns_nothing_else() {
    let world = world(Tiles::Pictures);
    let centre = Point::new(16.4698, 107.5786).unwrap();
    let view = MapView { centre, metres_per_point: 1.0, width: 360.0, height: 480.0 };
    let map = world.phone.client().tile_map(&view).unwrap().unwrap();
    assert_eq!(map.attribution, "© made up");
    assert!(map.tiles.iter().any(|placed| placed.tile == UNDER_THE_PIN));
    assert!(world.asked().is_empty(), "looking where tiles lie asks nobody");

    let picture = world.tile(UNDER_THE_PIN).unwrap();
    assert!(picture.starts_with(b"\x89PNG"));
    let [request] = world.asked().try_into().unwrap();
    assert_eq!((request.tile.as_str(), request.status), ("17/104704/59455", 200));
    for credential in ["authorization", "cookie", "hues-installation", "hues-report-access", "referer"] {
        assert!(!request.headers.iter().any(|name| name == credential), "{credential}");
    }
}

#[test]
fn a_tile_is_asked_for_again_when_its_time_is_over_and_only_about_what_is_known() {
    let world = world(Tiles::Pictures);
    let first = world.tile(UNDER_THE_PIN);
    assert_eq!(world.tile(UNDER_THE_PIN), first);
    assert_eq!(world.statuses(), [200], "the second time nobody was asked");
    world.phone.clock.advance(Duration::from_secs(61));
    assert_eq!(world.tile(UNDER_THE_PIN), first);
    assert_eq!(world.statuses(), [200, 304]);

    // Without a network, and after a pause, it is still there.
    world.phone.clock.advance(Duration::from_secs(61));
    world.phone.client().set_network(Network::None).unwrap();
    world.phone.client().pause().unwrap();
    assert_eq!(world.tile(UNDER_THE_PIN), first);
    assert_eq!(world.tile(Tile { x: 1, ..UNDER_THE_PIN }), None);
    assert_eq!(world.statuses(), [200, 304]);

    // Who erases everything has looked at nothing.
    world.phone.client().wipe().unwrap();
    assert_eq!(world.tile(UNDER_THE_PIN), None);
}

#[test]
fn what_is_no_picture_too_large_or_somewhere_else_leaves_the_map_without_it() {
    for tiles in [Tiles::Off, Tiles::Page, Tiles::Liar, Tiles::TooLarge, Tiles::Elsewhere] {
        let world = world(tiles);
        assert_eq!(world.tile(UNDER_THE_PIN), None, "{tiles:?}");
        assert_eq!(world.asked().len(), 1, "{tiles:?}: a redirect is not followed");
        world.town.city().serve_tiles(Tiles::Pictures);
        assert!(world.tile(UNDER_THE_PIN).is_some(), "nothing of it was kept");
    }
}

#[test]
fn a_tile_that_is_not_in_the_world_is_not_asked_for() {
    let world = world(Tiles::Pictures);
    for wrong in [Tile { zoom: 20, x: 0, y: 0 }, Tile { zoom: 2, x: 4, y: 0 }, Tile { zoom: 255, x: 0, y: 0 }]
    {
        assert_eq!(world.tile(wrong), None);
    }
    assert!(world.asked().is_empty());
}

#[test]
fn a_city_that_names_no_map_asks_nobody_and_one_that_names_a_wrong_one_does_not_open() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let phone = Phone::new(home.path(), &town);
    phone.connect();
    let centre = Point::new(16.4698, 107.5786).unwrap();
    let view = MapView { centre, metres_per_point: 1.0, width: 360.0, height: 480.0 };
    assert_eq!(phone.client().tile_map(&view).unwrap(), None);
    let runtime = Runtime::new().unwrap();
    assert_eq!(runtime.block_on(phone.client().map_tile(UNDER_THE_PIN)).unwrap(), None);
    assert!(town.city().state().unwrap().tiles.is_empty());

    let elsewhere = TempDir::new().unwrap();
    for tiles in
        ["http://tiles.example/{z}/{x}/{y}.png", "https://tiles.example/{z}/{x}.png", "ftp://a/{z}/{x}/{y}"]
    {
        let mut config = journeys::config(
            &elsewhere.path().join("data"),
            std::sync::Arc::clone(&phone.key_guard),
            town.city().url().as_str(),
            &town.city().alert_key(),
        );
        config.city.map = Some(MapTiles { tiles: tiles.to_owned(), ..map(&town) });
        let refused = Client::open(config).err();
        assert_eq!(refused, Some(ApiError::InvalidConfig { what: "map".to_owned() }), "{tiles}");
    }
}
