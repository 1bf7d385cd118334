//! Tiles that were fetched before, in memory alone: which tiles somebody looked at tells where they are.

use std::collections::HashMap;
use std::time::Duration;

use crate::place::Tile;
use crate::wire::TileAnswer;

/// About a hundred tiles.
const MAX_BYTES: usize = 4 * 1024 * 1024;

/// The tiles that are known.
#[derive(Default)]
pub(super) struct TileCache {
    known: HashMap<Tile, Known>,
    bytes: usize,
    /// Counts what is asked for, so that what was asked for longest ago goes first.
    turn: u64,
}

struct Known {
    picture: Vec<u8>,
    etag: Option<String>,
    /// On the boot clock.
    fresh_until: Duration,
    turn: u64,
}

/// What is known of a tile.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Nothing.
    Nothing,
    /// A picture that needs no asking.
    Fresh(Vec<u8>),
    /// One to ask about, with its validator.
    Stale(Vec<u8>, Option<String>),
}

impl TileCache {
    pub(super) fn find(&mut self, tile: Tile, now: Duration) -> Found {
        self.turn += 1;
        let Some(known) = self.known.get_mut(&tile) else { return Found::Nothing };
        known.turn = self.turn;
        let picture = known.picture.clone();
        if now < known.fresh_until {
            Found::Fresh(picture)
        } else {
            Found::Stale(picture, known.etag.clone())
        }
    }

    /// Keeps what came, unless its server does not want that. The picture that is to be drawn.
    pub(super) fn keep(&mut self, tile: Tile, answer: TileAnswer, now: Duration) -> Option<Vec<u8>> {
        let before = self.take(tile);
        let picture = answer.picture.or(before)?;
        if !answer.no_store {
            self.turn += 1;
            self.bytes += picture.len();
            let fresh_until = now.saturating_add(answer.fresh_for);
            let known = Known { picture: picture.clone(), etag: answer.etag, fresh_until, turn: self.turn };
            self.known.insert(tile, known);
            self.make_room();
        }
        Some(picture)
    }

    fn take(&mut self, tile: Tile) -> Option<Vec<u8>> {
        let known = self.known.remove(&tile)?;
        self.bytes -= known.picture.len();
        Some(known.picture)
    }

    fn make_room(&mut self) {
        while self.bytes > MAX_BYTES {
            let oldest = self.known.iter().min_by_key(|(_, known)| known.turn).map(|(tile, _)| *tile);
            let Some(oldest) = oldest else { return };
            self.take(oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_mins(1);

    fn tile(x: u32) -> Tile {
        Tile { zoom: 17, x, y: 1 }
    }

    fn answer(picture: Option<Vec<u8>>) -> TileAnswer {
        TileAnswer { picture, etag: Some("\"1\"".to_owned()), fresh_for: MINUTE, no_store: false }
    }

    #[test]
    fn a_tile_is_fresh_as_long_as_its_server_said_and_then_asked_about() {
        let mut cache = TileCache::default();
        assert_eq!(cache.find(tile(1), Duration::ZERO), Found::Nothing);
        assert_eq!(cache.keep(tile(1), answer(Some(vec![7])), Duration::ZERO), Some(vec![7]));
        assert_eq!(cache.find(tile(1), MINUTE / 2), Found::Fresh(vec![7]));
        assert_eq!(cache.find(tile(1), MINUTE), Found::Stale(vec![7], Some("\"1\"".to_owned())));
        assert_eq!(cache.keep(tile(1), answer(None), MINUTE), Some(vec![7]), "it is still the same");
        assert_eq!(cache.find(tile(1), MINUTE * 3 / 2), Found::Fresh(vec![7]));
    }

    #[test]
    fn what_is_not_to_be_kept_is_not_and_what_was_asked_for_longest_ago_makes_room() {
        let mut cache = TileCache::default();
        let once = TileAnswer { no_store: true, ..answer(Some(vec![7])) };
        assert_eq!(cache.keep(tile(1), once, Duration::ZERO), Some(vec![7]));
        assert_eq!(cache.find(tile(1), Duration::ZERO), Found::Nothing);
        let third = || answer(Some(vec![0; MAX_BYTES / 3]));
        for x in 1..=3 {
            cache.keep(tile(x), third(), Duration::ZERO);
        }
        cache.find(tile(1), Duration::ZERO);
        cache.keep(tile(4), third(), Duration::ZERO);
        let left: Vec<u32> =
            (1..=4).filter(|x| cache.find(tile(*x), Duration::ZERO) != Found::Nothing).collect();
        assert_eq!(left, [1, 3, 4]);
        assert!(cache.bytes <= MAX_BYTES);
    }
}
