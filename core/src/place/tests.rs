//! The room's promises, against the published boundaries of a real city and against a map small enough to read.

mod published;

use published::Published;

use super::*;

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/data/wards");

fn embedded() -> Vec<u8> {
    std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../data/hue/wards.bin")).unwrap()
}

fn hue() -> Boundaries {
    Boundaries::decode(&embedded()).unwrap()
}

fn fixture(name: &str) -> String {
    std::fs::read_to_string(format!("{DATA}/{name}")).unwrap()
}

fn at(lat: f64, lon: f64) -> Point {
    Point::new(lat, lon).unwrap()
}

/// The position and the remaining columns of each line of a CSV that begins with `lat,lon`.
fn labelled(name: &str) -> Vec<(Point, Vec<String>)> {
    let text = fixture(name);
    text.lines()
        .skip(1)
        .map(|line| {
            let columns: Vec<String> = line.split(',').map(str::to_owned).collect();
            (at(columns[0].parse().unwrap(), columns[1].parse().unwrap()), columns[2..].to_vec())
        })
        .collect()
}

#[test]
fn every_labelled_position_gets_its_ward() {
    let hue = hue();
    let points = labelled("test_points.csv");
    assert_eq!(points.len(), 100);
    for (point, columns) in points {
        let ward = hue.ward_at(point).unwrap();
        assert_eq!((&ward.code, &ward.name), (&columns[0], &columns[1]), "{point:?}");
    }
}

#[test]
fn a_position_outside_the_city_gets_no_ward_even_a_metre_beyond_the_border() {
    let hue = hue();
    let points = labelled("outside_points.csv");
    assert_eq!(points.len(), 31);
    for (point, columns) in points {
        assert_eq!(hue.ward_at(point), None, "{point:?} {columns:?}");
    }
    for (lat, lon) in [(90.0, 0.0), (-90.0, 180.0), (16.4, -180.0), (16.4, 180.0)] {
        assert_eq!(hue.ward_at(at(lat, lon)), None);
    }
}

/// `SplitMix64`: the same numbers in every run.
struct Random(u64);

impl Random {
    fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut it = self.0;
        it = (it ^ (it >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        it = (it ^ (it >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        it ^ (it >> 31)
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        let share = f64::from(u32::try_from(self.number() >> 32).unwrap()) / f64::from(u32::MAX);
        low + share * (high - low)
    }
}

/// How many of the points get another ward than the published boundaries give; each must lie within a metre.
fn differences(points: impl Iterator<Item = Point>, hue: &Boundaries, published: &Published) -> usize {
    let mut different = 0;
    for point in points {
        let ours = hue.ward_at(point).map(|ward| ward.code.as_str());
        let theirs = published.code_at(point);
        if ours != theirs {
            let metres = published.metres_to_border(point);
            assert!(metres < 1.0, "{point:?} is {metres} m from a border: {ours:?}, not {theirs:?}");
            different += 1;
        }
    }
    different
}

#[test]
fn anywhere_in_the_city_the_answer_is_that_of_the_published_boundaries() {
    let (hue, published, mut random) = (hue(), Published::read(), Random(46));
    let Bounds { south_west, north_east } = hue.bounds();
    let anywhere = (0..200_000).map(|_| {
        let lat = random.between(south_west.lat() - 0.01, north_east.lat() + 0.01);
        at(lat, random.between(south_west.lon() - 0.01, north_east.lon() + 0.01))
    });
    let different = differences(anywhere, &hue, &published);
    assert!(different < 20, "{different} of 200,000");
}

#[test]
fn beside_a_border_the_answer_is_that_of_the_published_boundaries_to_a_metre() {
    let (hue, published, mut random) = (hue(), Published::read(), Random(2025));
    let beside = (0..20_000).map(|_| {
        let [lon, lat] = published.vertex(random.number()).unwrap();
        at(lat + random.between(-5e-5, 5e-5), lon + random.between(-5e-5, 5e-5))
    });
    let different = differences(beside, &hue, &published);
    assert!(different < 1000, "{different} of 20,000");
}

#[test]
fn no_border_lies_a_metre_from_the_published_one() {
    let (hue, published) = (hue(), Published::read());
    for code in hue.wards().map(|ward| &ward.code) {
        for &[a, b] in hue.outline(code).unwrap().iter().flat_map(|ring| ring.array_windows()).step_by(5) {
            let middle = at(f64::midpoint(a.lat(), b.lat()), f64::midpoint(a.lon(), b.lon()));
            for point in [a, middle] {
                let metres = published.metres_to_border(point);
                assert!(metres < 0.75, "{code} {point:?}: {metres} m");
            }
        }
    }
}

#[test]
fn every_ward_has_its_code_name_and_an_outline_that_closes() {
    let hue = hue();
    let wards: Vec<&Ward> = hue.wards().collect();
    assert_eq!(wards.len(), 40);
    assert_eq!(hue.ward("19753").unwrap().name, "Phường Phú Xuân");
    assert_eq!(hue.ward("99999"), None);
    assert_eq!(hue.outline("99999"), None);
    let outlines: Vec<_> = wards.iter().map(|ward| hue.outline(&ward.code).unwrap()).collect();
    // Two communes have an island each.
    assert_eq!(outlines.iter().map(Vec::len).sum::<usize>(), 42);
    for ring in outlines.iter().flatten() {
        assert!(ring.len() >= 4 && ring.first() == ring.last());
    }
    // Of 129,965 that are published, those that a line to the metre needs.
    assert_eq!(outlines.iter().flatten().map(Vec::len).sum::<usize>(), 70_176);
}

#[test]
fn a_sketch_has_few_points_and_strays_no_further_than_asked() {
    let hue = hue();
    let count = |rings: &[Vec<Point>]| rings.iter().map(Vec::len).sum::<usize>();
    for code in hue.wards().map(|ward| &ward.code) {
        let (outline, sketch) = (hue.outline(code).unwrap(), hue.sketch(code, 100.0).unwrap());
        assert!(count(&sketch) * 4 < count(&outline), "{code}");
        assert!(sketch.iter().all(|ring| ring.first() == ring.last()));
        for (ring, drawn) in outline.iter().zip(&sketch) {
            let mut left = ring.as_slice();
            for &[a, b] in drawn.array_windows() {
                // The sketch keeps the outline's order, so what it left out between two points is in between.
                let end = 1 + left[1..].iter().position(|&point| point == b).unwrap();
                for &point in &left[..end] {
                    assert!(stray_m(point, a, b) < 100.1, "{code} {point:?}");
                }
                left = &left[end..];
            }
        }
    }
}

fn stray_m(point: Point, a: Point, b: Point) -> f64 {
    let flat = |it: Point| {
        ((it.lon() - a.lon()) * a.lat().to_radians().cos() * 111_195.0, (it.lat() - a.lat()) * 111_195.0)
    };
    let ((px, py), (bx, by)) = (flat(point), flat(b));
    let share = ((px * bx + py * by) / (bx * bx + by * by).max(f64::MIN_POSITIVE)).clamp(0.0, 1.0);
    (px - share * bx).hypot(py - share * by)
}

/// "a" is a square with a hole, "b" fills the hole and has an island to the north-east, "c" lies east of "a". The
/// numbers are longitude and latitude on a grid of ten micro-degrees.
fn small_map() -> Vec<u8> {
    let arcs: [&[(i8, i8)]; 5] = [
        &[(3, 0), (3, 3)],
        &[(3, 3), (0, 3), (0, 0), (3, 0)],
        &[(3, 0), (6, 0), (6, 3), (3, 3)],
        &[(1, 1), (2, 1), (2, 2), (1, 2), (1, 1)],
        &[(4, 4), (5, 4), (5, 5), (4, 5), (4, 4)],
    ];
    let difference = |from: i8, to: i8| (((to - from) << 1) ^ ((to - from) >> 7)).cast_unsigned();
    let mut bytes = b"WARDS\x02\x03\x01a\x01A\x01b\x01B\x01c\x01C\x0a\x05".to_vec();
    let mut last = (0, 0);
    for arc in arcs {
        bytes.push(u8::try_from(arc.len()).unwrap());
        for &vertex in arc {
            bytes.extend([difference(last.0, vertex.0), difference(last.1, vertex.1)]);
            last = vertex;
        }
    }
    bytes.extend([2, 2, 0, 2, 1, 6]); // "a": arcs 0 and 1; the hole
    bytes.extend([2, 1, 6, 1, 8]); // "b": the hole; the island
    bytes.extend([1, 2, 4, 1]); // "c": arc 2, and arc 0 backwards
    bytes
}

fn micro(lon: i32, lat: i32) -> Point {
    at(f64::from(lat) / 1e6, f64::from(lon) / 1e6)
}

#[test]
fn holes_islands_and_borders_themselves_belong_to_exactly_one_ward() {
    let map = Boundaries::decode(&small_map()).unwrap();
    for (lon, lat) in (-5..70).flat_map(|lon| (-5..70).map(move |lat| (lon, lat))) {
        let in_box = |low: i32, high: i32| (low..high).contains(&lon) && (low..high).contains(&lat);
        // A ward has its southern and western borders, its neighbour the others.
        let expected = match () {
            () if in_box(10, 20) || in_box(40, 50) => Some("b"),
            () if in_box(0, 30) => Some("a"),
            () if (30..60).contains(&lon) && (0..30).contains(&lat) => Some("c"),
            () => None,
        };
        assert_eq!(map.ward_at(micro(lon, lat)).map(|ward| ward.code.as_str()), expected, "{lon} {lat}");
    }
}

#[test]
fn a_ward_is_near_from_the_metre_on_in_which_its_border_is() {
    let map = Boundaries::decode(&small_map()).unwrap();
    let near = |point, metres| -> String {
        map.wards_near(point, metres).iter().map(|ward| ward.code.as_str()).collect()
    };
    // 5 micro-degrees, some 0.55 m, from "c" and from the hole's corner.
    let beside = micro(25, 15);
    assert_eq!((near(beside, 0.3), near(beside, 0.6)), ("a".into(), "abc".into()));
    assert_eq!(near(micro(15, 15), 0.5), "b", "its own alone");
    assert_eq!(near(micro(15, 15), 0.6), "ba", "its own first");
    assert_eq!(near(micro(-5, 15), 0.6), "a", "from outside of the city");
    assert_eq!(near(micro(-50, 15), 0.6), "");
}

#[test]
fn whatever_is_250_metres_away_in_the_city_is_in_a_ward_that_is_near() {
    let hue = hue();
    let mut numbers = Random(7);
    let bounds = hue.bounds();
    let mut across = 0;
    for _ in 0..3_000 {
        let lat = numbers.between(bounds.south_west.lat(), bounds.north_east.lat());
        let lon = numbers.between(bounds.south_west.lon(), bounds.north_east.lon());
        let angle = numbers.between(0.0, std::f64::consts::TAU);
        let (here, there) =
            (at(lat, lon), at(lat + 249e-5 / 1.112 * angle.sin(), lon + 249e-5 / 1.112 * angle.cos()));
        let (Some(own), Some(other)) = (hue.ward_at(here), hue.ward_at(there)) else { continue };
        let near = hue.wards_near(here, 250.0);
        assert_eq!(near.first(), Some(&own));
        assert!(near.contains(&other), "{} from {here:?}", other.name);
        across += u32::from(own != other);
        let far = near.iter().filter(|ward| !hue.wards_near(here, 260.0).contains(ward)).count();
        assert_eq!(far, 0);
    }
    assert!(across > 20, "{across}");
}

#[test]
fn an_island_below_the_tolerance_of_a_sketch_shrinks_to_a_point() {
    let map = Boundaries::decode(&small_map()).unwrap();
    let [hole, island] = &map.sketch("b", 10.0).unwrap()[..] else { panic!("two rings") };
    assert_eq!((hole, island), (&vec![micro(10, 10); 2], &vec![micro(40, 40); 2]));
    assert_eq!(map.sketch("b", 0.0), map.outline("b"));
}

#[test]
fn an_outline_has_every_part_and_every_hole_in_the_order_of_walking() {
    let map = Boundaries::decode(&small_map()).unwrap();
    let ring = |corners: &[(i32, i32)]| corners.iter().map(|&(lon, lat)| micro(lon, lat)).collect::<Vec<_>>();
    let a = [
        ring(&[(30, 0), (30, 30), (0, 30), (0, 0), (30, 0)]),
        ring(&[(10, 10), (20, 10), (20, 20), (10, 20), (10, 10)]),
    ];
    assert_eq!(map.outline("a").unwrap(), a);
    let c = [ring(&[(30, 0), (60, 0), (60, 30), (30, 30), (30, 0)])];
    assert_eq!(map.outline("c").unwrap(), c);
    assert_eq!(map.bounds(), Bounds { south_west: micro(0, 0), north_east: micro(60, 50) });
}

#[test]
fn boundaries_that_are_cut_short_are_refused() {
    let whole = small_map();
    for length in 6..whole.len() {
        assert_eq!(Boundaries::decode(&whole[..length]).err(), Some(BoundariesError::Truncated), "{length}");
    }
    let hue = embedded();
    for length in (0..hue.len()).step_by(4999) {
        assert!(Boundaries::decode(&hue[..length]).is_err(), "{length}");
    }
}

#[test]
fn other_files_other_versions_and_contradictions_are_refused_by_name() {
    let refusal = |bytes: &[u8]| Boundaries::decode(bytes).err().unwrap();
    assert_eq!(refusal(b""), BoundariesError::NotBoundaries);
    assert_eq!(refusal(br#"{"type":"FeatureCollection"}"#), BoundariesError::NotBoundaries);
    assert_eq!(refusal(b"WARDS\x01\x00"), BoundariesError::UnknownVersion(1));
    let damaged = |place: usize, byte: u8| {
        let mut bytes = small_map();
        let from_end = bytes.len() - place;
        bytes[from_end] = byte;
        refusal(&bytes)
    };
    assert_eq!(damaged(1, 0), BoundariesError::Damaged("a ring that is not closed"));
    assert_eq!(damaged(2, 40), BoundariesError::Damaged("a ring of an unknown arc"));
    assert_eq!(damaged(2, 6), BoundariesError::Damaged("an arc with more than two sides"));
    let flat = b"WARDS\x02\x01\x01a\x01A\x00\x00";
    assert_eq!(refusal(flat), BoundariesError::Damaged("a grid of no width"));
    // Four thousand million arcs in a file of seventeen bytes: room for them is not even asked for.
    let boastful = b"WARDS\x02\x01\x01a\x01A\x01\xff\xff\xff\xff\x0f\x00";
    assert_eq!(refusal(boastful), BoundariesError::Truncated);
    let longer = [small_map(), vec![0]].concat();
    assert_eq!(refusal(&longer), BoundariesError::Damaged("bytes after the end"));
}

#[test]
fn damaged_bytes_never_panic() {
    let ask = |bytes: &[u8]| {
        if let Ok(map) = Boundaries::decode(bytes) {
            for point in [micro(15, 15), micro(45, 45), at(16.4, 107.6), at(90.0, 180.0)] {
                map.ward_at(point);
            }
            for ward in map.wards() {
                map.sketch(&ward.code, 1.0).unwrap();
            }
        }
    };
    let whole = small_map();
    for place in 0..whole.len() {
        for byte in 0..=u8::MAX {
            let mut bytes = whole.clone();
            bytes[place] = byte;
            ask(&bytes);
        }
    }
    let (hue, mut random) = (embedded(), Random(7));
    for _ in 0..100 {
        let mut bytes = hue.clone();
        let place = usize::try_from(random.number() >> 32).unwrap() % bytes.len();
        bytes[place] ^= u8::try_from(random.number() % 255).unwrap() + 1;
        ask(&bytes);
    }
}

fn neighbours() -> Vec<Neighbour> {
    crate::CityConfig::embedded().unwrap().neighbours
}

fn label(columns: &[String]) -> Option<&'static str> {
    match (columns[0].as_str(), columns[1].as_str()) {
        ("across_province_border", code) if code < "19750" => Some("tỉnh Quảng Trị"),
        ("across_province_border", _) => Some("thành phố Đà Nẵng"),
        ("sea", _) => Some("vùng biển"),
        ("laos_side", _) => Some("nước CHDCND Lào"),
        _ => None,
    }
}

#[test]
fn a_position_outside_the_city_names_the_neighbour_and_only_where_that_is_known() {
    let neighbours = neighbours();
    for (point, columns) in labelled("outside_points.csv") {
        let named = neighbour_at(&neighbours, point).map(|neighbour| neighbour.name.vi.as_str());
        assert_eq!(named, label(&columns), "{point:?}");
    }
}

#[test]
fn no_position_that_the_city_does_not_list_gets_the_wrong_neighbour() {
    let (mut named, mut unknown) = (0, 0);
    for (point, columns) in labelled("outside_points.csv") {
        let Some(right) = label(&columns) else { continue };
        let mut others = neighbours();
        for neighbour in &mut others {
            neighbour.points.retain(|[lat, lon]| at(*lat, *lon).distance_m(point) > 1.0);
        }
        match neighbour_at(&others, point) {
            Some(neighbour) => {
                assert_eq!(neighbour.name.vi, right, "{point:?}");
                named += 1;
            }
            None => unknown += 1,
        }
    }
    assert_eq!((named, unknown), (24, 4));
}

#[test]
fn what_lies_outside_is_said_with_its_neighbour_and_without() {
    let (neighbours, city) = (neighbours(), crate::Words::of("Thành phố Huế", "Huế City"));
    let beyond = outside(&city, neighbour_at(&neighbours, at(16.2073, 107.9983)));
    assert_eq!(beyond.vi, "Vị trí này nằm ngoài Thành phố Huế, ở thành phố Đà Nẵng");
    let far = outside(&city, neighbour_at(&neighbours, at(21.0285, 105.8542)));
    assert_eq!(far.en, "This position is outside Huế City");
    assert!(neighbour_at(&[], at(16.2, 108.0)).is_none());
}

#[test]
fn what_is_embedded_of_the_city_stays_below_300_kib() {
    let city = crate::CityConfig::embedded().unwrap();
    let embedded = city.boundaries.len() + city.former_units.len();
    assert!(embedded <= 300 * 1024, "{embedded}");
}
