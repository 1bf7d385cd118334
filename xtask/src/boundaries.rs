//! `cargo xtask boundaries WARDS.geojson WARDS.bin`: makes the boundaries that a city's app embeds from the city's
//! `GeoJSON`. Text comes in, a compact binary file goes out; what it means is written in core/src/place/format.rs.
//!
//! The `GeoJSON` is a `FeatureCollection` (RFC 7946) of Polygons and `MultiPolygons`, one feature for each ward, with the
//! properties `code` (the state's code, a text, unique) and `full_name` (such as "Phường Phú Xuân"); others are
//! ignored. Neighbours should share their vertices along a common border, to a micro-degree (0.11 m), which is also
//! what positions are rounded to. A border that two wards share is stored once, thinned within a metre, as differences: a city of 130,000 vertices
//! takes 102 KiB. A city that doesn't fit simplifies its `GeoJSON` before, with a tool that keeps shared borders shared (such as
//! `mapshaper -simplify`).

mod encoding;
mod geojson;
mod thinning;
mod topology;

use std::fs;

/// What the app can afford to embed.
const MOST_BYTES: usize = 300 * 1024;

/// Runs the command with the arguments after its name, and says what it made.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let [from, to] = args else {
        return Err("usage: cargo xtask boundaries WARDS.geojson WARDS.bin".to_owned());
    };
    let text = fs::read_to_string(from).map_err(|error| format!("{from}: {error}"))?;
    let made = make(&text).map_err(|error| format!("{from}: {error}"))?;
    fs::write(to, &made.bytes).map_err(|error| format!("{to}: {error}"))?;
    println!(
        "{to}: {} bytes, {} wards, {} arcs, {} vertices stored for the {} of the rings",
        made.bytes.len(),
        made.wards,
        made.arcs,
        made.arc_vertices,
        made.ring_vertices
    );
    Ok(())
}

struct Made {
    bytes: Vec<u8>,
    wards: usize,
    arcs: usize,
    arc_vertices: usize,
    ring_vertices: usize,
}

fn make(geojson: &str) -> Result<Made, String> {
    let wards = geojson::read(geojson)?;
    let mut topology = topology::build(&wards)?;
    thinning::thin(&mut topology.arcs)?;
    let bytes = encoding::encode(&wards, &topology);
    if bytes.len() > MOST_BYTES {
        return Err(format!(
            "takes {} bytes, more than {MOST_BYTES}: simplify it first, keeping shared borders shared",
            bytes.len()
        ));
    }
    Ok(Made {
        wards: wards.len(),
        arcs: topology.arcs.len(),
        arc_vertices: topology.arcs.iter().map(Vec::len).sum(),
        ring_vertices: wards.iter().flat_map(|ward| &ward.rings).map(Vec::len).sum(),
        bytes,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A ward of one ring, as a feature.
    fn ward(code: &str, ring: &str) -> String {
        format!(
            r#"{{"type":"Feature","properties":{{"code":"{code}","full_name":"Ward {code}"}},
                "geometry":{{"type":"Polygon","coordinates":[{ring}]}}}}"#
        )
    }

    fn city(wards: &[String]) -> String {
        format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, wards.join(","))
    }

    fn refusal(wards: &[String]) -> String {
        make(&city(wards)).err().expect("it should be refused")
    }

    const WEST: &str = "[[107,16],[107.5,16],[107.5,16.5],[107,16.5],[107,16]]";
    const EAST: &str = "[[107.5,16],[108,16],[108,16.5],[107.5,16.5],[107.5,16]]";

    #[test]
    fn the_embedded_boundaries_are_those_of_the_published_geojson() {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
        let geojson = fs::read_to_string(format!("{root}/tests/data/wards/hue_wards_full.geojson")).unwrap();
        let embedded = fs::read(format!("{root}/data/hue/wards.bin")).unwrap();
        assert!(make(&geojson).unwrap().bytes == embedded, "run `cargo xtask boundaries` again");
    }

    #[test]
    fn a_border_between_two_wards_is_stored_once() {
        let made = make(&city(&[ward("1", WEST), ward("2", EAST)])).unwrap();
        // The common border of two vertices, and each ward's own of four.
        assert_eq!((made.arcs, made.arc_vertices), (3, 2 + 4 + 4));
    }

    #[test]
    fn a_hole_and_the_ward_that_fills_it_share_one_ring() {
        let hole = "[[107.1,16.1],[107.2,16.1],[107.2,16.2],[107.1,16.1]]";
        // The same ring from another corner, and the other way round.
        let island = "[[107.2,16.2],[107.2,16.1],[107.1,16.1],[107.2,16.2]]";
        let made = make(&city(&[ward("1", &format!("{WEST},{hole}")), ward("2", island)])).unwrap();
        assert_eq!((made.arcs, made.arc_vertices), (2, 5 + 4));
    }

    #[test]
    fn vertices_that_repeat_are_stored_once() {
        let stuttering = WEST.replacen("[107.5,16]", "[107.5,16],[107.5,16],[107.5000001,16]", 1);
        let plain = make(&city(&[ward("1", WEST)])).unwrap();
        assert!(make(&city(&[ward("1", &stuttering)])).unwrap().bytes == plain.bytes);
    }

    #[test]
    fn the_order_of_the_features_changes_nothing() {
        let (west, east) = (ward("1", WEST), ward("2", EAST));
        let one = make(&city(&[west.clone(), east.clone()])).unwrap();
        assert!(one.bytes == make(&city(&[east, west])).unwrap().bytes);
    }

    #[test]
    fn a_wrong_ring_is_refused_and_named() {
        let unclosed = refusal(&[ward("1", "[[107,16],[107.5,16],[107.5,16.5],[107,16.5]]")]);
        assert_eq!(unclosed, "ward 1, polygon 1, ring 1: its last position is not its first");
        let flat = refusal(&[ward("1", "[[107,16],[107.5,16],[107,16]]")]);
        assert_eq!(flat, "ward 1, polygon 1, ring 1: it has no area");
        let swapped = refusal(&[ward("1", "[[16,107],[16,107.5],[16.5,107.5],[16,107]]")]);
        assert_eq!(swapped, "ward 1, polygon 1, ring 1: [16,107] is not [longitude, latitude] in degrees");
    }

    #[test]
    fn a_ward_without_a_name_a_code_or_an_area_is_refused_and_named() {
        let nameless = ward("1", WEST).replace("full_name", "name");
        assert_eq!(refusal(&[nameless]), "feature 1 has no text in its property \"full_name\"");
        let numbered = ward("1", WEST).replace(r#""1","#, "1,");
        assert_eq!(refusal(&[numbered]), "feature 1 has no text in its property \"code\"");
        let pointed = ward("1", WEST).replace("Polygon", "Point");
        assert_eq!(refusal(&[pointed]), "ward 1 is no Polygon or MultiPolygon");
        assert_eq!(refusal(&[]), "it has no features");
    }

    #[test]
    fn two_wards_with_one_code_or_one_area_are_refused() {
        assert_eq!(refusal(&[ward("1", WEST), ward("1", EAST)]), "two features have the code 1");
        let overlap = refusal(&[ward("1", WEST), ward("2", WEST)]);
        assert_eq!(overlap, "wards 1 and 2 overlap along their borders from [107, 16]");
    }
}
