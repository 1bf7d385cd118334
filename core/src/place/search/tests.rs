//! The search's promises, over the names of a real city and queries that it was not tuned on.

use std::collections::HashSet;

use proptest::prelude::*;

use super::*;

fn hue() -> Gazetteer {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let boundaries = std::fs::read(format!("{root}/data/hue/wards.bin")).unwrap();
    let former = std::fs::read_to_string(format!("{root}/data/hue/former-units.csv")).unwrap();
    Gazetteer::new(&Boundaries::decode(&boundaries).unwrap(), &former).unwrap()
}

fn first(gazetteer: &Gazetteer, typed: &str) -> Option<(String, String)> {
    gazetteer.search(typed, 1).pop().map(|found| (found.ward.name, found.matched))
}

fn held_out() -> Vec<(String, Vec<String>)> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/data/search/queries.tsv");
    let line = |line: &str| {
        let (query, right) = line.split_once('\t').unwrap();
        (query.to_owned(), right.split('|').map(str::to_owned).collect())
    };
    std::fs::read_to_string(file).unwrap().lines().map(line).collect()
}

#[test]
fn the_first_ward_found_is_right_for_ninety_five_of_a_hundred_queries() {
    let (hue, queries) = (hue(), held_out());
    assert!(queries.len() >= 200);
    let names: HashSet<&str> = hue.wards.iter().map(|ward| ward.name.as_str()).collect();
    let mut wrong = Vec::new();
    for (query, right) in &queries {
        assert!(right.iter().all(|name| names.contains(name.as_str())), "{query}: {right:?}");
        let found = first(&hue, query);
        if !found.as_ref().is_some_and(|(ward, _)| right.contains(ward)) {
            wrong.push((query, right, found));
        }
    }
    println!("{} of {} wrong: {wrong:?}", wrong.len(), queries.len());
    assert!(wrong.len() * 20 <= queries.len(), "{} of {} wrong: {wrong:?}", wrong.len(), queries.len());
}

#[test]
fn every_name_finds_its_own_ward_with_its_marks_without_them_and_in_capitals() {
    let hue = hue();
    for entry in &hue.entries {
        if entry.age != Age::Today {
            continue;
        }
        for typed in [entry.name.clone(), entry.name.to_uppercase(), words(&entry.name).join(" ")] {
            assert_eq!(first(&hue, &typed).unwrap().0, entry.name, "{typed}");
        }
    }
    for unit in &hue.former {
        let found = &hue.search(&format!("{} cũ, {}", unit.name, unit.district), 1)[0];
        assert_eq!((&found.ward.code, &found.matched), (&unit.ward, &unit.name));
        assert!(found.note.as_ref().unwrap().vi.contains("nay thuộc"));
    }
}

#[test]
fn one_name_of_two_units_is_told_apart_by_its_kind_its_district_and_the_word_for_old() {
    let hue = hue();
    for (typed, ward, matched) in [
        ("Phú Vinh", "Xã Phú Vinh", "Xã Phú Vinh"),
        ("Phú Vinh cũ", "Xã A Lưới 3", "Xã Phú Vinh"),
        ("xã phú xuân", "Xã Phú Hồ", "Xã Phú Xuân"),
        ("phường phú xuân", "Phường Phú Xuân", "Phường Phú Xuân"),
        ("hương phong, a lưới", "Xã A Lưới 4", "Xã Hương Phong"),
        ("phường hương phong", "Phường Hóa Châu", "Phường Hương Phong"),
        ("quận phú xuân", "Phường Phú Xuân", "Quận Phú Xuân"),
    ] {
        assert_eq!(first(&hue, typed), Some((ward.to_owned(), matched.to_owned())), "{typed}");
    }
}

#[test]
fn a_ward_is_found_while_its_name_is_still_being_typed_and_once_only() {
    let hue = hue();
    assert_eq!(first(&hue, "phường thuận h").unwrap().0, "Phường Thuận Hóa");
    let found = hue.search("phú", 50);
    let wards: HashSet<&str> = found.iter().map(|found| found.ward.code.as_str()).collect();
    assert!(found.len() > 5 && wards.len() == found.len());
    assert_eq!(hue.search("phú", 3).len(), 3);
}

#[test]
fn what_is_near_no_name_finds_nothing() {
    let hue = hue();
    for typed in ["", "  ", "?!", "Sài Gòn", "zzzzzz", "1022", "phường", "huế"] {
        assert_eq!(hue.search(typed, 5), [], "{typed}");
    }
}

#[test]
fn a_ward_names_what_it_was_made_of() {
    let hue = hue();
    let names: Vec<&str> = hue.former_units_of("20056").map(|unit| unit.name.as_str()).collect();
    assert_eq!(names.len(), 4);
    assert!(names.contains(&"Xã Hồng Vân"));
    assert_eq!(hue.former.len(), 133);
}

#[test]
fn a_city_without_former_units_is_searched_all_the_same() {
    let boundaries = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../data/hue/wards.bin")).unwrap();
    let bare = Gazetteer::new(&Boundaries::decode(&boundaries).unwrap(), "").unwrap();
    assert_eq!(first(&bare, "phu xuan").unwrap().0, "Phường Phú Xuân");
}

proptest! {
    #[test]
    fn whatever_is_typed_gets_an_answer(typed in any::<String>(), limit in 0_usize..50) {
        static HUE: std::sync::OnceLock<Gazetteer> = std::sync::OnceLock::new();
        let hue = HUE.get_or_init(hue);
        prop_assert!(hue.search(&typed, limit).len() <= limit);
        let long = typed.repeat(50) + "phu xuan";
        prop_assert!(query::words(&long).iter().map(String::len).sum::<usize>() <= 80);
    }
}
