//! What follows from a draft is asked for anew when what it depends on has changed, and not at every keystroke.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use hues_core::{DraftEdit, Location, LocationSource, Point, Revisions, Sharing};
use journeys::{Phone, Town, photo_in_hue};
use tempfile::TempDir;

#[test]
fn a_keystroke_changes_what_depends_on_the_text_and_nothing_else() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let phone = Phone::new(home.path(), &town);
    let reports = phone.client().reports();
    let id = reports.create().unwrap();
    let now = || reports.get(id).unwrap().revisions;
    let edit = |edit: DraftEdit| reports.edit(id, edit).unwrap();
    let changed = |before: Revisions, after: Revisions| {
        (
            before.suggestions != after.suggestions,
            before.nearby != after.nearby,
            before.disclosure != after.disclosure,
        )
    };
    let mut last = now();
    let mut step = || {
        let (before, after) = (last, now());
        last = after;
        changed(before, after)
    };
    assert_eq!(step(), (false, false, false), "asking changes nothing");
    edit(DraftEdit::Text("o ga sau truoc cho".into()));
    assert_eq!(step(), (true, false, true));
    assert_eq!(reports.suggestions(id).unwrap()[0].id, "road-damage");
    edit(DraftEdit::Sharing(Sharing { text: false, photos: true, name: false }));
    assert_eq!(step(), (false, false, true));
    let point = Point::new(16.4698, 107.5786).unwrap();
    let here = Location { point, accuracy_m: None, fixed_at: None, source: LocationSource::Pin, mock: false };
    edit(DraftEdit::Location(Some(here)));
    assert_eq!(step(), (true, true, true));
    edit(DraftEdit::Category("road-damage".into()));
    assert_eq!(step(), (true, true, true));
    assert_eq!(reports.suggestions(id).unwrap(), [], "the citizen has chosen");
    reports.add_photo(id, &photo_in_hue(), hues_core::PhotoHint::default()).unwrap();
    assert_eq!(step(), (false, false, true));
}
