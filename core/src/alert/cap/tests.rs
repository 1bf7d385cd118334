use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta};
use serde_json::Value;

use super::{
    CapError, Category, Certainty, Flaw, MAX_BYTES, MAX_DEPTH, Message, Scope, Severity, Status, Urgency,
    parse,
};

fn data(name: &str) -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/data/cap")).join(name)
}

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(data(name)).unwrap()
}

fn text(name: &str) -> String {
    String::from_utf8(bytes(name)).unwrap()
}

fn read(name: &str) -> Message {
    parse(&bytes(name)).unwrap()
}

/// The Huế warning with one piece of its text replaced.
fn hue_with(from: &str, to: &str) -> Result<Message, CapError> {
    let hue = text("hue_flood_warning.xml");
    assert!(hue.contains(from), "{from}");
    parse(hue.replace(from, to).as_bytes())
}

fn flaws(message: &Message) -> Vec<(&str, Flaw)> {
    message.irregular.iter().map(|one| (one.element.as_ref(), one.flaw)).collect()
}

/// What `expected.json` says is right where it found nothing, too.
fn said<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value[key].as_str().map(str::trim)
}

#[test]
fn every_real_message_says_what_another_reader_found_in_it() {
    let expected: Value = serde_json::from_slice(&bytes("expected.json")).unwrap();
    let mut compared = 0;
    for file in expected["files"].as_array().unwrap() {
        let name = said(file, "file").unwrap();
        let Some(alert) = file.get("alert").filter(|alert| !alert.is_null()) else { continue };
        if file["has_doctype"] == true {
            continue;
        }
        let message = read(name);
        compare(name, alert, &message);
        let conforms = file["xsd_valid"] == true && !name.contains("derived_");
        assert_eq!(message.irregular.is_empty(), conforms, "{name}: {:?}", message.irregular);
        compared += 1;
    }
    assert_eq!(compared, 25);
}

fn compare(name: &str, alert: &Value, message: &Message) {
    assert_eq!(said(alert, "identifier"), Some(message.identifier.as_str()), "{name}");
    assert_eq!(said(alert, "sender"), Some(message.sender.as_str()), "{name}");
    assert_eq!(DateTime::parse_from_rfc3339(said(alert, "sent").unwrap()), Ok(message.sent), "{name}");
    assert_eq!(said(alert, "status"), Some(message.status.as_str()), "{name}");
    assert_eq!(said(alert, "msgType"), Some(message.msg_type.as_str()), "{name}");
    assert_eq!(said(alert, "scope"), message.scope.map(Scope::as_str), "{name}");
    let references = said(alert, "references").map_or(0, |text| text.split_whitespace().count());
    assert_eq!(references, message.references.len(), "{name}");
    let infos = alert["info"].as_array().unwrap();
    assert_eq!(infos.len(), message.infos.len(), "{name}");
    for (expected, info) in infos.iter().zip(&message.infos) {
        assert_eq!(said(expected, "language").unwrap_or("en-US"), info.language, "{name}");
        assert_eq!(said(expected, "event"), Some(info.event.as_str()), "{name}");
        assert_eq!(said(expected, "headline"), info.headline.as_deref(), "{name}");
        assert_eq!(said(expected, "urgency").unwrap_or("Unknown"), info.urgency.as_str(), "{name}");
        assert_eq!(said(expected, "severity").unwrap_or("Unknown"), info.severity.as_str(), "{name}");
        assert_eq!(said(expected, "certainty").unwrap_or("Unknown"), info.certainty.as_str(), "{name}");
        for (key, time) in [("effective", info.effective), ("onset", info.onset), ("expires", info.expires)] {
            assert_eq!(said(expected, key).map(|text| text.parse().unwrap()), time, "{name} {key}");
        }
        let categories: Vec<&str> = info.categories.iter().map(|category| category.as_str()).collect();
        let expected_categories: Vec<&str> =
            expected["category"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        assert_eq!(expected_categories, categories, "{name}");
        compare_areas(name, &expected["areas"], info);
    }
}

fn compare_areas(name: &str, expected: &Value, info: &super::Info) {
    let areas = expected.as_array().unwrap();
    assert_eq!(areas.len(), info.areas.len(), "{name}");
    for (expected, area) in areas.iter().zip(&info.areas) {
        assert_eq!(said(expected, "areaDesc"), Some(area.description.as_str()), "{name}");
        let points: Vec<u64> =
            expected["polygons"].as_array().unwrap().iter().filter_map(Value::as_u64).collect();
        let rings: Vec<u64> = area.polygons.iter().map(|polygon| polygon.ring().len() as u64).collect();
        if name.ends_with("derived_latitude_out_of_range.xml") {
            assert_eq!((rings.len(), area.dropped_shapes), (0, points.len()), "{name}");
        } else if name.ends_with("derived_polygon_not_closed.xml") {
            assert_eq!(rings, points.iter().map(|count| count + 1).collect::<Vec<_>>(), "{name}");
        } else {
            assert_eq!((rings, area.dropped_shapes), (points, 0), "{name}");
        }
        assert_eq!(expected["circles"].as_array().unwrap().len(), area.circles.len(), "{name}");
        assert_eq!(expected["geocodes"].as_u64().unwrap(), area.geocodes.len() as u64, "{name}");
    }
}

#[test]
fn a_message_comes_back_from_storage_as_it_was() {
    for name in ["hue_flood_warning.xml", "valid/canada_signed.xml", "other/cap11_noaa_errors.xml"] {
        let message = read(name);
        let stored = serde_json::to_string(&message).unwrap();
        assert_eq!(serde_json::from_str::<Message>(&stored).unwrap(), message, "{name}");
    }
}

#[test]
fn a_message_with_a_document_type_is_refused_and_nothing_is_fetched_or_expanded() {
    for name in ["invalid/xxe_external_entity.xml", "invalid/derived_entity_expansion.xml"] {
        assert_eq!(parse(&bytes(name)), Err(CapError::Dtd), "{name}");
    }
    let hue = text("hue_flood_warning.xml");
    let bare = hue.replace("<alert ", "<!doctype alert><alert ");
    assert_eq!(parse(bare.as_bytes()), Err(CapError::Dtd));
    assert_eq!(parse(format!("{hue}<!DOCTYPE alert").as_bytes()), Err(CapError::Dtd));
}

#[test]
fn what_is_not_a_cap_alert_is_refused() {
    assert_eq!(parse(&bytes("invalid/not_cap_is_an_xsd.xml")), Err(CapError::NotCap));
    let bundle = "<EDXLDistribution xmlns='urn:oasis:names:tc:emergency:EDXL:DE:1.0'><a/></EDXLDistribution>";
    assert_eq!(parse(bundle.as_bytes()), Err(CapError::NotCap));
    assert_eq!(parse(b"<alert/>"), Err(CapError::NotCap));
    assert_eq!(parse(b"<html><body>Log in to the Wi-Fi</body></html>"), Err(CapError::NotCap));
}

#[test]
fn a_message_cut_anywhere_is_refused() {
    for name in [
        "hue_flood_warning.xml",
        "valid/wmo_seychelles_signed.xml",
        "invalid/real_alertswiss_element_order.xml",
    ] {
        let whole = bytes(name);
        let end = whole.iter().rposition(|byte| *byte == b'>').unwrap();
        for cut in 0..=end {
            let refused = parse(&whole[..cut]);
            assert_eq!(refused, Err(CapError::Truncated), "{name} cut at {cut}");
        }
        assert!(parse(&whole[..=end]).is_ok(), "{name}");
    }
}

#[test]
fn a_damaged_message_never_panics() {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).unwrap()
    };
    for name in
        ["hue_flood_warning.xml", "other/cap11_noaa_errors.xml", "valid/noaa_tsunami_update_circle.xml"]
    {
        let whole = bytes(name);
        let mut refused = 0;
        for _ in 0..1500 {
            let mut damaged = whole.clone();
            for _ in 0..=random(4) {
                let at = random(damaged.len());
                damaged[at] = b"<>&;/\"' =,.-0129abz\x00\xC3\xFF"[random(22)];
            }
            refused += usize::from(parse(&damaged).is_err());
        }
        assert!(refused > 100, "{name}");
    }
}

#[test]
fn what_is_not_well_formed_is_refused() {
    let alert = "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">";
    for (from, to) in [
        ("</note>", "</Note>"),
        ("Made up", "Made & up"),
        ("Made up", "Made &nbsp; up"),
        ("Made up", "Made &#0; up"),
        ("Made up", "Made &#x1F; up"),
        ("Made up", "Made \u{1} up"),
        ("Made up", "Made ]]> up"),
        ("Made up", "Made <!-- -- --> up"),
        ("Made up", "Made <?xml version='1.0'?> up"),
        ("Made up", "Made < up"),
        ("Made up", "<b:c>Made</b:c>"),
        ("Made up", "<1>Made</1>"),
        ("<note>", "<note a='1' a='2'>"),
        ("<note>", "<note a='1'b='2'>"),
        ("<note>", "<note a=1>"),
        ("<note>", "<note a='<'>"),
        ("<note>", "<note a='&x;'>"),
        ("<note>", "<note p:a='1'>"),
        ("<note>", "<note a>"),
        ("</alert>", "</alert>x"),
        ("</alert>", "</alert><![CDATA[ ]]>"),
        ("</alert>", "</alert>&#32;"),
        ("</alert>", "</alert><alert/>"),
        ("<?xml", " <?xml"),
        ("1.0", "1.-0"),
        ("UTF-8", "UTF-16"),
        ("UTF-8", "ISO-8859-1"),
        (alert, "<alert xmlns:a='' xmlns='urn:oasis:names:tc:emergency:cap:1.2'>"),
    ] {
        let refused = hue_with(from, to);
        assert!(matches!(refused, Err(CapError::NotXml(_))), "{to}: {refused:?}");
    }
    let utf16: Vec<u8> = text("hue_flood_warning.xml").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(parse(&utf16).map_err(|error| error.code()), Err("not_xml"));
    assert!(matches!(parse(b"\xFF\xFE<\0"), Err(CapError::NotXml(_))));
}

#[test]
fn a_message_is_bounded_in_bytes_depth_and_elements() {
    let padded = |padding: &str| hue_with("Made up", padding);
    assert_eq!(padded(&"x".repeat(MAX_BYTES)), Err(CapError::TooLarge));
    assert_eq!(padded(&("<b>".repeat(MAX_DEPTH) + &"</b>".repeat(MAX_DEPTH))), Err(CapError::TooDeep));
    assert_eq!(padded(&"<b/>".repeat(super::MAX_NODES)), Err(CapError::TooLarge));
    let attributes: Vec<String> = (0..10_000).map(|number| format!("a{number}=''")).collect();
    assert_eq!(padded(&format!("<b {}/>", attributes.join(" "))), Err(CapError::TooLarge));
    assert!(padded(&"&#65;<!-- -->".repeat(50_000)).is_ok());
}

#[test]
fn a_message_without_what_identifies_it_is_refused_with_the_reason() {
    for (from, to, code) in [
        ("<identifier>made-up-hue-2026-0001</identifier>", "", "missing_identifier"),
        ("<identifier>made-up-hue-2026-0001<", "<identifier> <", "missing_identifier"),
        ("<sender>made-up@hue-s.example</sender>", "<sender/>", "missing_sender"),
        ("<sent>2026-11-23T06:30:00+07:00</sent>", "", "missing_sent"),
        ("<sent>2026-11-23T06:30:00+07:00<", "<sent>this morning<", "unreadable_sent"),
        ("<sent>2026-11-23T06:30:00+07:00<", "<sent>2026-11-23T06:30:00<", "unreadable_sent"),
        (">Actual<", ">Serious<", "unknown_status"),
        ("<msgType>Alert</msgType>", "", "unknown_msg_type"),
    ] {
        assert_eq!(hue_with(from, to).map_err(|error| error.code()), Err(code), "{to}");
    }
}

#[test]
fn prefixes_cdata_references_and_comments_mean_what_xml_says() {
    let plain = read("hue_flood_warning.xml");
    let prefixed = text("hue_flood_warning.xml")
        .replace("</", "</cap:")
        .replace('<', "<cap:")
        .replace("<cap:/cap:", "</cap:")
        .replace("<cap:?", "<?")
        .replace("xmlns=", "xmlns:cap=");
    assert_eq!(parse(prefixed.as_bytes()).as_ref(), Ok(&plain));
    let marked = hue_with("Made up", "Ma<!-- < -->de<?x y?>&#x20;<![CDATA[u]]>&#112;").unwrap();
    assert_eq!(marked, plain);
    let with_mark = ["\u{FEFF}".as_bytes(), &bytes("hue_flood_warning.xml")].concat();
    assert_eq!(parse(&with_mark), Ok(plain));
    let escaped = hue_with("Made up", "&lt;b&gt; &amp;amp; <![CDATA[<&]]>").unwrap();
    assert!(escaped.note.unwrap().starts_with("<b> &amp; <&"));
}

#[test]
fn a_signature_is_passed_over_and_a_broken_one_changes_nothing() {
    let unsigned = read("valid/wmo_seychelles_unsigned.xml");
    assert_eq!(read("valid/wmo_seychelles_signed.xml"), unsigned);
    assert_eq!(read("valid/wmo_seychelles_bad_digest.xml"), unsigned);
}

#[test]
fn a_real_feed_that_breaks_the_order_is_shown_whole_and_says_so() {
    let message = read("invalid/real_alertswiss_element_order.xml");
    let instruction = message.infos[0].instruction.as_deref().unwrap();
    assert_eq!(instruction.lines().count(), 2);
    assert!(instruction.starts_with("Make a large detour") && instruction.ends_with("the authorities."));
    assert!(message.alarms());
    assert_eq!(
        flaws(&message),
        [
            ("sender", Flaw::Order),
            ("scope", Flaw::Order),
            ("msgType", Flaw::Order),
            ("status", Flaw::Order),
            ("event", Flaw::Order),
            ("severity", Flaw::Order),
            ("urgency", Flaw::Order),
            ("category", Flaw::Missing),
            ("certainty", Flaw::Missing),
            ("instruction", Flaw::Repeated),
        ]
    );
}

#[test]
fn cap_1_1_with_empty_values_and_a_comma_too_many_is_still_a_flood_warning() {
    let message = read("other/cap11_noaa_errors.xml");
    let info = &message.infos[0];
    assert_eq!((info.event.as_str(), info.severity), ("Flood Warning", Severity::Unknown));
    assert_eq!((info.areas[0].polygons.len(), info.areas[0].dropped_shapes), (1, 1));
    for flaw in [
        ("alert", Flaw::Version),
        ("urgency", Flaw::Empty),
        ("severity", Flaw::Empty),
        ("certainty", Flaw::Empty),
        ("polygon", Flaw::Coordinates),
        ("polygon", Flaw::Shape),
    ] {
        assert!(flaws(&message).contains(&flaw), "{flaw:?}");
    }
    assert_eq!(flaws(&read("other/cap11_minimal.xml")), [("alert", Flaw::Version)]);
}

#[test]
fn each_thing_forgiven_is_noted_once() {
    let once = |from: &str, to: &str| {
        let message = hue_with(from, to).unwrap();
        let [only] = message.irregular.as_slice() else { panic!("{to}: {:?}", message.irregular) };
        (only.element.to_string(), only.flaw)
    };
    for (from, to, element, flaw) in [
        ("<scope>Public</scope>", "", "scope", Flaw::Missing),
        (">Public<", ">Everyone<", "scope", Flaw::Word),
        (">Public<", ">Private<", "addresses", Flaw::Missing),
        (">Alert<", ">Update<", "references", Flaw::Missing),
        (">Alert<", ">alert<", "msgType", Flaw::Word),
        (">made-up-hue", ">made up hue", "identifier", Flaw::Characters),
        ("made-up@", "made,up@", "sender", Flaw::Characters),
        ("sent>2026-11-23T06:30:00+07:00", "sent>2026-11-22T23:30:00Z", "sent", Flaw::Time),
        ("<expires>2026-11-24T06:30:00+07:00", "<expires>2026-11-24T06:30:00", "expires", Flaw::Time),
        (">Met<", ">Flood<", "category", Flaw::Word),
        (">Avoid<", ">Swim<", "responseType", Flaw::Word),
        (">Severe<", ">Red<", "severity", Flaw::Word),
        (">Likely<", ">Very Likely<", "certainty", Flaw::Word),
        ("<language>vi", "<language>tiếng Việt", "language", Flaw::Language),
        (">Lũ trên sông Hương<", "> <", "event", Flaw::Empty),
        ("<info>", "<info lang='vi'>", "info", Flaw::Unexpected),
        ("<info>", "<info>now", "info", Flaw::Unexpected),
        ("<info>", "<info>\u{85}", "info", Flaw::Unexpected),
        (">2026-11-24T06:30:00+07:00<", ">2026-11-24T06:30:00+15:00<", "expires", Flaw::Time),
        ("<info>", "<info><x:y xmlns:x='urn:x'>z</x:y>", "info", Flaw::Unexpected),
        ("Made up", "<b>Made</b> up", "note", Flaw::Unexpected),
        ("16.5050,107.5450<", "16.5050,107.5451<", "polygon", Flaw::OpenRing),
        ("16.5050,107.5450", "16.5050, 107.5450", "polygon", Flaw::Coordinates),
        ("16.4980,107.6120", "96.4980,107.6120", "polygon", Flaw::Shape),
        ("16.4980,107.6120", "107.6120,16.4980,0", "polygon", Flaw::Shape),
        ("</area>", "<ceiling>100</ceiling></area>", "altitude", Flaw::Missing),
        ("</area>", "<altitude>high</altitude></area>", "altitude", Flaw::Number),
        ("</note>", "</note><references>a,b</references>", "references", Flaw::Reference),
    ] {
        assert_eq!(once(from, to), (element.to_owned(), flaw), "{to}");
    }
}

#[test]
fn what_the_standard_allows_is_not_irregular() {
    for (from, to) in [
        ("<language>vi</language>", "<language/>"),
        (">2026-11-24T06:30:00+07:00<", "> 2026-11-24T06:30:00+07:00\n<"),
        (">2026-11-24T06:30:00+07:00<", ">2026-11-23T24:00:00+07:00<"),
        ("+07:00", "-00:00"),
        ("<alert ", "<alert xmlns:i='http://www.w3.org/2001/XMLSchema-instance' i:schemaLocation='a b' "),
    ] {
        assert_eq!(flaws(&hue_with(from, to).unwrap()), [], "{to}");
    }
    assert_eq!(hue_with("<language>vi</language>", "").unwrap().infos[0].language, "en-US");
}

#[test]
fn unknown_words_become_unknown_and_never_hide_the_message() {
    let message = hue_with(">Severe<", ">Red<").unwrap();
    assert_eq!((message.severity(), message.alarms()), (Severity::Unknown, true));
    assert_eq!(hue_with(">Expected<", ">Now<").unwrap().infos[0].urgency, Urgency::Unknown);
    assert_eq!(hue_with(">Met<", ">Flood<").unwrap().infos[0].categories, [Category::Other]);
    assert_eq!(hue_with(">Likely<", ">Very Likely<").unwrap().infos[0].certainty, Certainty::Likely);
}

#[test]
fn only_actual_public_warnings_raise_an_alarm() {
    assert!(read("hue_flood_warning.xml").alarms());
    assert!(!read("invalid/real_alertswiss_test_no_area.xml").alarms());
    assert!(!read("valid/ipaws_cancel_no_info.xml").alarms());
    for status in ["Exercise", "System", "Test", "Draft"] {
        assert!(!hue_with(">Actual<", &format!(">{status}<")).unwrap().alarms(), "{status}");
    }
    for msg_type in ["Cancel", "Ack", "Error"] {
        assert!(!hue_with(">Alert<", &format!(">{msg_type}<")).unwrap().alarms(), "{msg_type}");
    }
    for scope in ["Restricted", "Private"] {
        assert!(!hue_with(">Public<", &format!(">{scope}<")).unwrap().alarms(), "{scope}");
    }
}

#[test]
fn a_warning_without_a_usable_end_counts_for_a_day() {
    let day = TimeDelta::hours(24);
    let message = read("invalid/derived_expires_before_sent.xml");
    let info = &message.infos[0];
    assert_eq!(message.expires(info), info.onset.unwrap() + day);
    assert_eq!(flaws(&message), [("expires", Flaw::ExpiresBeforeSent)]);
    let message = read("valid/gdacs_1470644.xml");
    assert_eq!(message.ends(), message.sent + day);
    let message = read("valid/ipaws_cancel_no_info.xml");
    assert_eq!(message.ends(), message.sent + day);
    let message = read("hue_flood_warning.xml");
    assert_eq!(message.ends(), message.infos[0].expires.unwrap());
}

#[test]
fn vietnamese_comes_first_and_another_language_is_better_than_nothing() {
    let message = read("hue_flood_warning.xml");
    assert_eq!(message.infos_in(&["vi", "en"])[0].event, "Lũ trên sông Hương");
    assert_eq!(message.infos_in(&["en-GB"])[0].event, "Flood on the Hương river");
    assert_eq!(message.infos_in(&["fr"]).len(), 2);
    assert_eq!(message.status, Status::Actual);
}
