//! Reads the wards of a `GeoJSON` and refuses what is no ward, naming the feature or the ring. Text comes in, wards with
//! clean rings on a grid of micro-degrees go out.

use serde_json::Value;

/// A corner on the grid of micro-degrees. Longitude first, as in `GeoJSON`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Vertex {
    pub(crate) lon: i32,
    pub(crate) lat: i32,
}

pub(crate) struct Ward {
    pub(crate) code: String,
    pub(crate) name: String,
    /// Outer rings counter-clockwise and holes clockwise (RFC 7946, section 3.1.6), without the closing vertex and
    /// without vertices that repeat the one before.
    pub(crate) rings: Vec<Vec<Vertex>>,
}

/// The wards of a `FeatureCollection`, ascending by code.
pub(crate) fn read(text: &str) -> Result<Vec<Ward>, String> {
    let collection: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let features = collection["features"].as_array().ok_or("it is no FeatureCollection")?;
    if features.is_empty() {
        return Err("it has no features".to_owned());
    }
    let mut wards = features
        .iter()
        .enumerate()
        .map(|(place, feature)| read_ward(feature, place + 1))
        .collect::<Result<Vec<_>, _>>()?;
    wards.sort_by(|a, b| a.code.cmp(&b.code));
    match wards.array_windows().find(|[a, b]| a.code == b.code) {
        Some([twice, _]) => Err(format!("two features have the code {}", twice.code)),
        None => Ok(wards),
    }
}

fn read_ward(feature: &Value, place: usize) -> Result<Ward, String> {
    let property = |name: &str| {
        let text = feature["properties"][name].as_str().map(str::trim).filter(|text| !text.is_empty());
        text.map(str::to_owned)
            .ok_or_else(|| format!("feature {place} has no text in its property \"{name}\""))
    };
    let (code, name) = (property("code")?, property("full_name")?);
    let coordinates = &feature["geometry"]["coordinates"];
    let polygons = match feature["geometry"]["type"].as_str() {
        Some("Polygon") => Some(std::slice::from_ref(coordinates)),
        Some("MultiPolygon") => coordinates.as_array().map(Vec::as_slice),
        _ => None,
    };
    let polygons = polygons.ok_or_else(|| format!("ward {code} is no Polygon or MultiPolygon"))?;
    let mut rings = Vec::new();
    for (polygon_place, polygon) in (1..).zip(polygons) {
        for (ring_place, ring) in (1..).zip(polygon.as_array().into_iter().flatten()) {
            let winding = if ring_place == 1 { Winding::CounterClockwise } else { Winding::Clockwise };
            let named =
                |problem| format!("ward {code}, polygon {polygon_place}, ring {ring_place}: {problem}");
            rings.push(read_ring(ring, winding).map_err(named)?);
        }
    }
    if rings.is_empty() {
        return Err(format!("ward {code} has no rings"));
    }
    Ok(Ward { code, name, rings })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Winding {
    CounterClockwise,
    Clockwise,
}

fn read_ring(ring: &Value, winding: Winding) -> Result<Vec<Vertex>, String> {
    let positions = ring.as_array().ok_or("it is no list of positions")?;
    let mut vertices = positions.iter().map(read_vertex).collect::<Result<Vec<_>, _>>()?;
    if vertices.first() != vertices.last() {
        return Err("its last position is not its first".to_owned());
    }
    vertices.dedup();
    vertices.pop();
    match doubled_area(&vertices) {
        0 => return Err("it has no area".to_owned()),
        area if (area > 0) != (winding == Winding::CounterClockwise) => vertices.reverse(),
        _ => {}
    }
    Ok(vertices)
}

#[expect(clippy::cast_possible_truncation, reason = "180 million micro-degrees fit")]
fn read_vertex(position: &Value) -> Result<Vertex, String> {
    let degrees = |place: usize, limit: f64| position[place].as_f64().filter(|it| it.abs() <= limit);
    match (degrees(0, 180.0), degrees(1, 90.0)) {
        (Some(lon), Some(lat)) => {
            Ok(Vertex { lon: (lon * 1e6).round() as i32, lat: (lat * 1e6).round() as i32 })
        }
        _ => Err(format!("{position} is not [longitude, latitude] in degrees")),
    }
}

/// Twice the area inside a ring by the shoelace formula, positive if it runs counter-clockwise.
fn doubled_area(ring: &[Vertex]) -> i128 {
    let following = ring.iter().cycle().skip(1);
    ring.iter()
        .zip(following)
        .map(|(a, b)| i128::from(a.lon) * i128::from(b.lat) - i128::from(b.lon) * i128::from(a.lat))
        .sum()
}
