use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, HeaderMap};

use super::*;
use crate::entropy::SystemEntropy;
use crate::id::IdempotencyKey;
use crate::report::{Categories, QuestionKind, Status};

const XML: &str = "text/xml; charset=utf-8";
const JSON: &str = "application/json";

/// A report as it was made final once.
pub(super) fn report() -> FinalisedReport {
    let at = Timestamp::from_unix_ms(1_790_000_000_000);
    let key: IdempotencyKey = "0199f3c2-7a10-7cc3-98a1-0b5f3f1d2e4a".parse().unwrap();
    let body = serde_json::json!({
        "id": "0199f3c2-7a10-7cc3-98a1-0b5f3f1d2e4b", "category": "road-damage", "schema_version": 1,
        "text": "Ổ gà sâu trước chợ", "answers": {"DEPTH": 12, "KIND": "hole & crack"},
        "location": {"lat": 16.4698, "lon": 107.5786, "accuracy_m": null, "fixed_at": null, "source": "pin", "mock": false},
        "ward": "19753", "address": null, "made_at": "2026-11-23T00:42:00.000Z",
        "contact": {"name": "Nguyễn Thị Lan", "phone": "0905123456"}, "public": {}, "access_hash": "", "attachments": []
    });
    FinalisedReport::restore(ReportId::new(at, &SystemEntropy), key, body.to_string().into_bytes())
}

fn answer(status: u16, media_type: &str, body: &str) -> Answer {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, media_type.parse().unwrap());
    Answer { status: StatusCode::from_u16(status).unwrap(), headers, body: body.into() }
}

fn config() -> Open311 {
    serde_json::from_value(serde_json::json!({
        "path": "/open311/v2", "jurisdiction": "hue.example", "api_key": "k&y", "services": {"road-damage": "001"}
    }))
    .unwrap()
}

#[test]
fn xml_and_json_read_alike() {
    let xml = r#"<?xml version="1.0" encoding="utf-8"?><service_requests><request>
        <service_request_id>638344</service_request_id><status>closed</status><status_notes>Filled &amp; rolled.</status_notes>
        <agency_responsible/><requested_datetime>2026-11-23T07:50:00+07:00</requested_datetime>
        <lat>16.4698</lat><long>107.5786</long></request></service_requests>"#;
    let json = r#"[{"service_request_id": 638344, "status": "closed", "status_notes": "Filled & rolled.", "agency_responsible": null,
        "requested_datetime": "2026-11-23T07:50:00+07:00", "lat": "16.4698", "long": 107.5786}]"#;
    let [from_xml, from_json] = [(XML, xml), (JSON, json)]
        .map(|(kind, body)| list::requests(read(&answer(200, kind, body)).unwrap()));
    assert_eq!(from_xml, from_json);
    let [request] = from_xml.as_slice() else { panic!("one request") };
    assert_eq!((request.number.as_str(), request.status), ("638344", Status::Done));
    assert_eq!(request.notes.as_deref(), Some("Filled & rolled."));
    assert_eq!(request.agency, None);
    assert!(request.point.is_some());
    let wrapped = format!(r#"{{"service_requests": {json}}}"#);
    assert_eq!(list::requests(read(&answer(200, JSON, &wrapped)).unwrap()), from_xml);
}

#[test]
fn only_the_endpoints_own_format_counts_and_only_its_errors_refuse() {
    let html = answer(200, "text/html", "<html>log in</html>");
    assert_eq!(read(&html).unwrap_err(), WireError::Portal);
    assert_eq!(failure(&answer(403, "text/html", "<html/>")), WireError::Portal);
    let cut = answer(200, XML, "<services><service><service_code>001</service_c");
    assert_eq!(read(&cut).unwrap_err(), WireError::Garbled);
    let bomb = answer(200, XML, "<!DOCTYPE a [<!ENTITY b \"c\">]><services/>");
    assert_eq!(read(&bomb).unwrap_err(), WireError::Garbled);
    let errors =
        "<errors><error><code>403</code><description>api_key was not valid</description></error></errors>";
    let refused = |status, code: &str| WireError::Refused { status, code: code.into() };
    assert_eq!(failure(&answer(403, XML, errors)), refused(403, APP_REFUSED));
    assert_eq!(
        failure(&answer(400, JSON, r#"[{"code": 400, "description": "no"}]"#)),
        refused(400, "invalid-report")
    );
    assert_eq!(failure(&answer(503, XML, errors)), WireError::Busy { status: 503, retry_after: None });
}

#[test]
fn a_report_is_said_in_the_fields_of_the_standard_and_ends_with_its_mark() {
    let report = report();
    let said = Said::of(&report).unwrap();
    let fields = form::fields(&said, &form::mark(&report), "001", &config());
    let value = |name: &str| fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str());
    assert_eq!(value("jurisdiction_id"), Some("hue.example"));
    assert_eq!(
        (value("service_code"), value("lat"), value("long")),
        (Some("001"), Some("16.4698"), Some("107.5786"))
    );
    assert_eq!(value("first_name"), Some("Nguyễn Thị Lan"));
    assert_eq!((value("attribute[DEPTH]"), value("attribute[KIND]")), (Some("12"), Some("hole & crack")));
    assert_eq!(value("address_string"), None);
    let description = value("description").unwrap();
    assert!(description.starts_with("Ổ gà sâu trước chợ\n\n(ref "), "{description}");
    assert!(description.ends_with(&form::mark(&report)));
    let (media_type, body) = form::body(&fields, &[], &report);
    assert_eq!(media_type, "application/x-www-form-urlencoded");
    let body = String::from_utf8(body).unwrap();
    assert!(body.contains("api_key=k%26y&service_code=001"), "{body}");
}

#[test]
fn photos_go_as_parts_named_media() {
    let report = report();
    let photo = |bytes: &[u8]| Enclosed { media_type: "image/jpeg".into(), bytes: bytes.to_vec() };
    let fields = [("a\"b".to_owned(), "c".to_owned())];
    let (media_type, body) = form::body(&fields, &[photo(b"\xff\xd8one"), photo(b"two")], &report);
    let boundary = media_type.strip_prefix("multipart/form-data; boundary=").unwrap();
    let body = String::from_utf8_lossy(&body);
    assert_eq!(body.matches(&format!("--{boundary}\r\n")).count(), 3);
    assert!(body.ends_with(&format!("two\r\n--{boundary}--\r\n")), "{body}");
    assert!(body.contains("form-data; name=\"a%22b\"\r\n\r\nc\r\n"), "{body}");
    assert!(
        body.contains("name=\"media\"; filename=\"photo-2.jpg\"\r\nContent-Type: image/jpeg\r\n\r\ntwo"),
        "{body}"
    );
}

const DEFINITION: &str = "<service_definition><service_code>001</service_code><attributes>
    <attribute><variable>true</variable><code>WHEN</code><datatype>datetime</datatype><required>false</required><order>3</order>
      <description>When?</description></attribute>
    <attribute><variable>true</variable><code>KIND</code><datatype>singlevaluelist</datatype><required>true</required><order>1</order>
      <datatype_description>Pick one</datatype_description><description>What kind?</description>
      <values><value><key>hole</key><name>A hole</name></value><value><key>crack</key><name/></value></values></attribute>
    <attribute><variable>false</variable><code>INFO</code><datatype>string</datatype><required>false</required><order>2</order>
      <description>Not for motorways.</description></attribute>
    <attribute><variable>true</variable><code>EMPTY</code><datatype>singlevaluelist</datatype><required>true</required><order>4</order>
      <description>Nothing to choose</description><values/></attribute></attributes></service_definition>";

#[test]
fn attributes_become_questions_in_their_order_and_none_that_nobody_could_answer() {
    let questions = definition::questions(&read(&answer(200, XML, DEFINITION)).unwrap());
    let ids: Vec<&str> = questions.iter().map(|question| question.id.as_str()).collect();
    assert_eq!(ids, ["KIND", "WHEN"]);
    assert!(questions[0].required && !questions[1].required);
    let QuestionKind::Choice { options } = &questions[0].kind else { panic!("a choice") };
    assert_eq!((options[0].text.vi.as_str(), options[1].text.en.as_str()), ("A hole", "crack"));
}

#[test]
fn the_named_services_keep_the_apps_names_and_the_others_are_not_offered() {
    let list = "<services><service><service_code>001</service_code><service_name>Potholes</service_name><metadata>true</metadata></service>
        <service><service_code>002</service_code><service_name>Noise</service_name><metadata>false</metadata></service></services>";
    let services = list::services(read(&answer(200, XML, list)).unwrap());
    let questions = definition::questions(&read(&answer(200, XML, DEFINITION)).unwrap());
    let questions = BTreeMap::from([("001".to_owned(), questions)]);
    let bundled = crate::city::CityConfig::embedded().unwrap().categories;
    let of = |config: &Open311, services: &[list::Service]| {
        definition::categories(services, &questions, config, &bundled)
            .map(|json| Categories::parse(&json).unwrap())
    };
    let named = of(&config(), &services).unwrap();
    let [category] = named.categories.as_slice() else { panic!("one category") };
    assert_eq!((category.id.as_str(), category.questions.len()), ("road-damage", 2));
    assert_eq!(category.name.en, "Damaged road or pavement");
    assert_eq!(of(&config(), &services), Some(named.clone()), "the same set has the same version");
    assert_eq!(of(&config(), &services[1..]), None, "the only one is gone");

    let all = of(&Open311 { services: BTreeMap::new(), photos: 0, ..config() }, &services).unwrap();
    let ids: Vec<_> =
        all.categories.iter().map(|category| (category.id.as_str(), category.name.vi.as_str())).collect();
    assert_eq!(ids, [("001", "Potholes"), ("002", "Noise")]);
    assert!(all.categories.iter().all(|category| category.photo == crate::report::PhotoRule::None));
    assert_ne!(all.schema_version, named.schema_version);
}

#[test]
fn what_was_seen_of_a_list_is_good_for_a_day() {
    let now = Timestamp::from_unix_ms(1_790_000_000_000);
    let etag = definition::Seen::now("abcd", now);
    let seen = definition::Seen::parse(&etag).unwrap();
    assert!(seen.is_fresh("abcd", now.after(std::time::Duration::from_hours(23))));
    assert!(!seen.is_fresh("abcd", now.after(std::time::Duration::from_hours(25))));
    assert!(!seen.is_fresh("other", now));
    assert!(definition::Seen::parse("\"an etag\"").is_none());
}
