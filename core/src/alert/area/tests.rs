use super::super::cap::{Area, Message, parse};
use super::{Place, Reach, reach, touches};
use crate::place::Point;

fn read(name: &str) -> Message {
    let path = format!("{}/../tests/data/cap/{name}", env!("CARGO_MANIFEST_DIR"));
    parse(&std::fs::read(path).unwrap()).unwrap()
}

fn area(name: &str) -> Area {
    read(name).infos.swap_remove(0).areas.swap_remove(0)
}

/// An area whose elements other than `areaDesc` are these.
fn area_of(elements: &str) -> Area {
    let xml = format!(
        "<alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'><identifier>1</identifier><sender>a</sender>\
         <sent>2026-01-01T00:00:00+07:00</sent><status>Actual</status><msgType>Alert</msgType>\
         <info><area><areaDesc>x</areaDesc>{elements}</area></info></alert>"
    );
    parse(xml.as_bytes()).unwrap().infos.swap_remove(0).areas.swap_remove(0)
}

fn at(lat: f64, lon: f64) -> Place<'static> {
    Place { point: Some(Point::new(lat, lon).unwrap()), ward: None }
}

fn in_ward(code: &str) -> Place<'_> {
    Place { point: None, ward: Some(code) }
}

#[test]
fn a_flood_warning_for_the_citadel_touches_the_citadel_and_not_the_airport() {
    let area = area("hue_flood_warning.xml");
    assert_eq!(reach(&area, &at(16.4698, 107.5786)), Reach::Inside);
    assert_eq!(reach(&area, &at(16.4015, 107.7026)), Reach::Outside);
    assert_eq!(reach(&area, &at(16.4698, -107.5786)), Reach::Outside);
}

#[test]
fn a_ward_that_is_named_is_touched_even_outside_the_polygon() {
    let area = area("hue_flood_warning.xml");
    let airport = at(16.4015, 107.7026);
    assert_eq!(reach(&area, &Place { ward: Some("19753"), ..airport }), Reach::Inside);
    assert_eq!(reach(&area, &Place { ward: Some("19789"), ..airport }), Reach::Inside);
    assert_eq!(reach(&area, &Place { ward: Some("19900"), ..airport }), Reach::Outside);
    assert_eq!(reach(&area, &in_ward("19753")), Reach::Inside);
}

#[test]
fn a_real_polygon_holds_its_corners_its_edges_and_what_is_between() {
    let area = area("valid/nws_thunderstorm_polygon.xml");
    for (lat, lon) in [(38.47, -120.14), (38.34, -119.95), (38.48, -119.9), (38.43, -119.845)] {
        assert_eq!(reach(&area, &at(lat, lon)), Reach::Inside, "{lat},{lon}");
    }
    for (lat, lon) in [(38.34, -120.14), (38.62, -120.14), (38.35, -119.75), (38.7, -119.9), (38.48, 119.9)] {
        assert_eq!(reach(&area, &at(lat, lon)), Reach::Outside, "{lat},{lon}");
    }
}

#[test]
fn a_circle_reaches_as_far_as_its_radius() {
    let epicentre = area("valid/noaa_tsunami_update_circle.xml");
    assert_eq!(reach(&epicentre, &at(55.3, -134.9)), Reach::Inside);
    assert_eq!(reach(&epicentre, &at(55.31, -134.9)), Reach::Outside);
    let citadel = area_of("<circle>16.4698,107.5786 16</circle>");
    assert_eq!(reach(&citadel, &at(16.4015, 107.7026)), Reach::Inside);
    let citadel = area_of("<circle>16.4698,107.5786 15</circle>");
    assert_eq!(reach(&citadel, &at(16.4015, 107.7026)), Reach::Outside);
}

#[test]
fn a_polygon_may_lie_across_the_antimeridian_or_around_the_world() {
    let fiji = area_of("<polygon>-15,177 -15,-178 -20,-178 -20,177 -15,177</polygon>");
    assert_eq!(reach(&fiji, &at(-17.0, 179.0)), Reach::Inside);
    assert_eq!(reach(&fiji, &at(-17.0, -179.0)), Reach::Inside);
    assert_eq!(reach(&fiji, &at(-17.0, 107.0)), Reach::Outside);
    let quake = area("valid/gdacs_1470644.xml");
    for (lon, expected) in
        [(-178.5, true), (-179.9, true), (179.7, true), (179.5, false), (-177.0, false), (107.5, false)]
    {
        assert_eq!(touches(&quake, &at(-22.2, lon)), expected, "{lon}");
    }
    let world = area_of("<polygon>-90,-180 -90,180 90,180 90,-180 -90,-180</polygon>");
    assert_eq!(reach(&world, &at(16.4698, 107.5786)), Reach::Inside);
}

#[test]
fn where_nobody_can_tell_the_warning_concerns_everyone() {
    let hue = at(16.4698, 107.5786);
    let broken = area("invalid/derived_latitude_out_of_range.xml");
    let words = area("valid/homeland_43b080713727.xml");
    let polygon = area("valid/nws_thunderstorm_polygon.xml");
    let codes = area("valid/ireland_small_craft.xml");
    for (area, place) in [(&broken, hue), (&words, hue), (&polygon, in_ward("19753")), (&codes, hue)] {
        assert_eq!(reach(area, &place), Reach::Unknown, "{}", area.description);
        assert!(touches(area, &place), "{}", area.description);
    }
    assert!(!touches(&codes, &in_ward("19753")));
    let half = area_of("<polygon>1,1 1,2 2,2 1,1</polygon><polygon>95,1 1,2 2,2 95,1</polygon>");
    assert_eq!(reach(&half, &hue), Reach::Unknown);
}
