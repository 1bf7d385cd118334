//! Reports through programs that nobody here wrote, which do to them what networks do: toxiproxy (slow, cut, reset and limited lines, and kills of
//! the app meanwhile), mitmproxy (answers that are lost after the commit, captive portals, false dates) and nginx, which takes every request in whole
//! before it passes it on. Each ends with exactly one report, and every photo as the phone took it.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

mod mitmproxy;
mod nginx;
mod toxiproxy;

use hues_core::{ReportId, ReportState};
use journeys::{Peer, Phone, Town, large_photo, photo_in_hue};
use tempfile::TempDir;

/// A city, a phone, and something between them.
struct Scene {
    phone: Phone,
    town: Town,
    /// Lives as long as the scene.
    _between: Peer,
    home: TempDir,
}

impl Scene {
    /// `between` is told of the city's port, and returns what passes things on to it, with the origin where it does.
    fn new(between: impl FnOnce(&TempDir, u16) -> (Peer, String)) -> Self {
        let home = TempDir::new().unwrap();
        let town = Town::start(&home.path().join("city"));
        let (between, origin) = between(&home, town.city().port());
        let phone = Phone::behind(home.path(), &town, &origin);
        Self { phone, town, _between: between, home }
    }

    /// A report with a small photo and one that goes in several pieces, queued; there is a network.
    fn report(&self) -> ReportId {
        self.queued(&[photo_in_hue(), large_photo()])
    }

    fn queued(&self, photos: &[std::path::PathBuf]) -> ReportId {
        let id = self.phone.draft("Đường ngập, mạng rất yếu", photos);
        self.phone.client().reports().submit(id).unwrap();
        self.phone.connect();
        id
    }

    /// Goes on for so many rounds at most, until the report has arrived.
    fn must_deliver(&self, id: ReportId, rounds: u32) {
        self.phone.sync_until_quiet(rounds);
        assert!(matches!(self.phone.state(id), ReportState::Delivered { .. }), "{:?}", self.phone.state(id));
        must_hold(&self.town, &[id]);
    }
}

/// The city has exactly these reports, and all photos of each.
fn must_hold(town: &Town, ids: &[ReportId]) {
    let there = town.city().state().unwrap();
    let mut held: Vec<String> = there.reports.iter().map(|report| report.id.clone()).collect();
    let mut meant: Vec<String> = ids.iter().map(ToString::to_string).collect();
    held.sort();
    meant.sort();
    assert_eq!(held, meant);
    for report in &there.reports {
        assert!(!report.attachments.is_empty());
        for photo in &report.attachments {
            assert_eq!(photo.stored_sha256.as_ref(), Some(&photo.sha256), "{}", report.id);
        }
    }
}
