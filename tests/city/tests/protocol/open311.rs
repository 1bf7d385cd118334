//! Open311 `GeoReport` v2, method by method as the standard says (<https://wiki.open311.org/GeoReport_v2>), in both formats: XML, and JSON as the
//! Spark convention makes it of the XML.

use std::collections::BTreeMap;

use city::open311::{API_KEY, Conduct, JURISDICTION};
use serde_json::Value;

use crate::phone::{Answer, city, fixture, send, sha256};

const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
const FORMATS: [&str; 2] = ["xml", "json"];

/// What a list says of one thing: its fields without those of fields.
type Row = BTreeMap<String, String>;

/// Somebody's program at the endpoint, in one format.
struct Desk {
    port: u16,
    format: &'static str,
}

impl Desk {
    fn ask(&self, path: &str, query: &str) -> Answer {
        let path = format!("/open311/v2/{path}.{}?{query}", self.format);
        send(self.port, "GET", &path, &[], b"").expect("an answer")
    }

    /// Asks for our jurisdiction.
    fn get(&self, path: &str, query: &str) -> Answer {
        self.ask(path, &format!("jurisdiction_id={JURISDICTION}{query}"))
    }

    fn post(&self, form: &str) -> Answer {
        let path = format!("/open311/v2/requests.{}", self.format);
        send(self.port, "POST", &path, &[FORM], form.as_bytes()).expect("an answer")
    }

    /// Posts a request of this service, with what else it says; its number.
    fn posted(&self, service: &str, more: &str) -> String {
        let rows = self.rows(&self.post(&format!("{}{more}", form(service))));
        rows[0]["service_request_id"].clone()
    }

    /// The numbers of a list, as it has them.
    fn numbers(&self, query: &str) -> Vec<String> {
        let rows = self.rows(&self.get("requests", query));
        rows.into_iter().map(|mut row| row.remove("service_request_id").expect("a number")).collect()
    }

    /// What is listed, after looking that it comes as what was asked for.
    fn rows(&self, answer: &Answer) -> Vec<Row> {
        assert_eq!(answer.status, 200, "{}", answer.text());
        self.list(answer).1
    }

    /// The name of the list, which JSON does not say, and its rows.
    fn list(&self, answer: &Answer) -> (Option<String>, Vec<Row>) {
        let said = answer.header("content-type");
        if self.format == "json" {
            assert_eq!(said, Some("application/json; charset=utf-8"));
            return (None, rows_of_json(&answer.json()));
        }
        assert_eq!(said, Some("text/xml; charset=utf-8"));
        let text = answer.text();
        assert!(text.starts_with("<?xml version=\"1.0\" encoding=\"utf-8\"?>"), "{text}");
        let document = roxmltree::Document::parse(&text).expect("XML");
        let list = document.root_element();
        (Some(list.tag_name().name().to_owned()), rows_of_xml(list))
    }

    /// A refusal as the standard writes one: a list of errors in the format that was asked for, each with what a citizen can read.
    fn refuses(&self, answer: &Answer, status: u16, about: &str) {
        assert_eq!(answer.status, status, "{}", answer.text());
        let (name, errors) = self.list(answer);
        assert!(name.is_none_or(|name| name == "errors"));
        let [error] = errors.as_slice() else { panic!("one error: {errors:?}") };
        assert_eq!(error["code"], status.to_string());
        assert!(error["description"].contains(about), "{error:?}");
    }
}

fn rows_of_json(list: &Value) -> Vec<Row> {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    let row = |entry: &Value| {
        let fields = entry.as_object().expect("an object").iter().filter(|(_, value)| !value.is_array());
        fields.map(|(name, value)| (name.clone(), text(value))).collect()
    };
    list.as_array().expect("a list").iter().map(row).collect()
}

fn rows_of_xml(list: roxmltree::Node<'_, '_>) -> Vec<Row> {
    let text = |field: roxmltree::Node<'_, '_>| {
        (field.tag_name().name().to_owned(), field.text().unwrap_or_default().to_owned())
    };
    let is_list = |field: &roxmltree::Node<'_, '_>| field.children().any(|child| child.is_element());
    let row = |entry: roxmltree::Node<'_, '_>| {
        entry
            .children()
            .filter(roxmltree::Node::is_element)
            .filter(|field| !is_list(field))
            .map(text)
            .collect()
    };
    list.children().filter(roxmltree::Node::is_element).map(row).collect()
}

/// A request that is in order, of this service.
fn form(service: &str) -> String {
    format!(
        "api_key={API_KEY}&jurisdiction_id={JURISDICTION}&service_code={service}&lat=16.4698&long=107.5786"
    )
}

fn in_parts(parts: &[(&str, Option<&str>, &[u8])]) -> (String, Vec<u8>) {
    let boundary = "a-line-that-no-photo-has";
    let mut body = Vec::new();
    for (name, file, content) in parts {
        let file =
            file.map_or(String::new(), |file| format!("; filename=\"{file}\"\r\nContent-Type: image/jpeg"));
        let head = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n");
        body.extend([head.as_bytes(), content, b"\r\n"].concat());
    }
    body.extend(format!("--{boundary}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={boundary}"), body)
}

#[tokio::test]
async fn the_service_list_names_each_service_with_every_field_of_the_standard() {
    let (_data, _city, phone) = city().await;
    for format in FORMATS {
        let desk = Desk { port: phone.port, format };
        let answer = desk.get("services", "");
        assert_eq!(desk.list(&answer).0.as_deref(), (format == "xml").then_some("services"));
        let rows = desk.rows(&answer);
        let codes: Vec<&str> = rows.iter().map(|row| row["service_code"].as_str()).collect();
        assert_eq!(codes, ["001", "002", "003"], "a code is a text, zeros in front included");
        for row in &rows {
            let names: Vec<&str> = row.keys().map(String::as_str).collect();
            let standard =
                ["description", "group", "keywords", "metadata", "service_code", "service_name", "type"];
            assert_eq!(names, standard);
            assert_eq!(row["type"], "realtime");
        }
        let asks: Vec<&str> = rows.iter().map(|row| row["metadata"].as_str()).collect();
        assert_eq!(asks, ["true", "true", "false"]);
    }
    let xml = Desk { port: phone.port, format: "xml" }.get("services", "").text();
    let document = roxmltree::Document::parse(&xml).expect("XML");
    let of_list = document.root_element().children().map(|child| child.tag_name().name().to_owned());
    assert_eq!(of_list.collect::<Vec<_>>(), ["service"; 3]);
}

#[tokio::test]
async fn a_service_definition_says_what_is_asked_and_what_can_be_chosen() {
    let (_data, _city, phone) = city().await;
    let json = Desk { port: phone.port, format: "json" }.get("services/001", "").json();
    assert_eq!(json["service_code"], "001");
    let asked = serde_json::json!([{
        "variable": true, "code": "DEPTH", "datatype": "singlevaluelist", "required": false,
        "datatype_description": null, "order": 1, "description": "How deep is it?",
        "values": [{"key": "shallow", "name": "A hand"}, {"key": "deep", "name": "More"}]
    }]);
    assert_eq!(json["attributes"], asked);

    let answer = Desk { port: phone.port, format: "xml" }.get("services/001", "").text();
    let document = roxmltree::Document::parse(&answer).expect("XML");
    let definition = document.root_element();
    assert_eq!(definition.tag_name().name(), "service_definition");
    let named = |name: &str| definition.descendants().filter(|node| node.has_tag_name(name)).count();
    assert_eq!((named("attributes"), named("attribute"), named("values"), named("value")), (1, 1, 1, 2));
    let attributes = definition.children().find(|node| node.has_tag_name("attributes")).expect("attributes");
    let rows = rows_of_xml(attributes);
    assert_eq!((rows[0]["code"].as_str(), rows[0]["required"].as_str()), ("DEPTH", "false"));
    let values = attributes.descendants().find(|node| node.has_tag_name("values")).expect("values");
    assert_eq!(rows_of_xml(values)[1], Row::from([("key", "deep"), ("name", "More")].map(owned)));
}

fn owned((name, value): (&str, &str)) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

#[tokio::test]
async fn a_posted_form_becomes_a_request_with_a_number_and_the_key_is_kept_nowhere() {
    let (_data, city, phone) = city().await;
    city.set_open311(Conduct { notice: Some("Within 24 hours".into()), ..Conduct::default() });
    for (at, format) in FORMATS.into_iter().enumerate() {
        let desk = Desk { port: phone.port, format };
        let more = "&description=H%E1%BB%91+s%C3%A2u%0A%3Cb%3E+%26+co&first_name=Lan&attribute[DEPTH]=deep";
        let answer = desk.post(&format!("{}{more}", form("001")));
        assert_eq!(desk.list(&answer).0.as_deref(), (format == "xml").then_some("service_requests"));
        let rows = desk.rows(&answer);
        assert_eq!(rows.len(), 1);
        assert_eq!((rows[0]["service_notice"].as_str(), rows[0].get("token")), ("Within 24 hours", None));
        let kept = &city.open311_requests().expect("requests")[at];
        assert_eq!((&kept.number, kept.status.as_str()), (&rows[0]["service_request_id"], "open"));
        let said = |name: &str| kept.fields.get(name).map(String::as_str);
        assert_eq!(said("description"), Some("Hố sâu\n<b> & co"));
        assert_eq!((said("first_name"), said("attribute[DEPTH]")), (Some("Lan"), Some("deep")));
        assert_eq!((said("api_key"), kept.media.len()), (None, 0));
        let shown = desk.rows(&desk.get(&format!("requests/{}", kept.number), ""));
        assert_eq!(shown[0]["description"], "Hố sâu\n<b> & co", "what is XML's own comes back as it was");
    }
}

#[tokio::test]
async fn a_form_in_parts_brings_its_photos_as_media() {
    let (_data, city, phone) = city().await;
    let (one, other) = (fixture("photos/derived_hue_gps_o6.jpg"), fixture("photos/large_12mp_phone_gps.jpg"));
    for (at, format) in FORMATS.into_iter().enumerate() {
        let fields = form("001");
        let fields: Vec<_> = fields.split('&').filter_map(|field| field.split_once('=')).collect();
        let mut parts: Vec<_> = fields.iter().map(|(name, value)| (*name, None, value.as_bytes())).collect();
        parts.push(("media", Some("1.jpg"), &one));
        parts.push(("media", Some("2.jpg"), &other));
        parts.push(("signature", Some("3.jpg"), b"no photo of the request"));
        let (media_type, body) = in_parts(&parts);
        let path = format!("/open311/v2/requests.{format}");
        let answer = send(phone.port, "POST", &path, &[("Content-Type", &media_type)], &body);
        let desk = Desk { port: phone.port, format };
        let number = desk.rows(&answer.expect("an answer"))[0]["service_request_id"].clone();
        let kept = &city.open311_requests().expect("requests")[at];
        assert_eq!(kept.number, number);
        assert_eq!(kept.media, [sha256(&one), sha256(&other)]);
        assert_eq!(kept.media_types, ["image/jpeg"; 2]);
        let shown = desk.rows(&desk.get(&format!("requests/{number}"), ""));
        assert!(shown[0]["media_url"].contains(&sha256(&one)), "{shown:?}");
    }
}

#[tokio::test]
async fn what_is_missing_or_wrong_in_a_request_is_said_in_the_standards_list() {
    let (_data, city, phone) = city().await;
    let in_order = form("002");
    let without = |name: &str| {
        let fields = in_order.split('&').filter(|field| !field.starts_with(&format!("{name}=")));
        fields.collect::<Vec<_>>().join("&")
    };
    for format in FORMATS {
        let desk = Desk { port: phone.port, format };
        desk.refuses(&desk.post(&without("api_key")), 403, "api_key");
        desk.refuses(&desk.post(&in_order.replace(API_KEY, "another")), 403, "api_key");
        desk.refuses(&desk.post(&without("jurisdiction_id")), 400, "jurisdiction_id was not provided");
        let elsewhere = in_order.replace(JURISDICTION, "elsewhere.example");
        desk.refuses(&desk.post(&elsewhere), 404, "jurisdiction_id was not found");
        desk.refuses(&desk.post(&without("service_code")), 400, "service_code was not provided");
        desk.refuses(&desk.post(&form("999")), 404, "service_code was not found");
        desk.refuses(&desk.post(&without("long")), 400, "lat and long");
        desk.refuses(&desk.post(&in_order), 400, "required attribute");
        let no_choice = format!("{}&attribute[DEPTH]=bottomless", form("001"));
        desk.refuses(&desk.post(&no_choice), 400, "no such value");
        let path = format!("/open311/v2/requests.{format}");
        let json = [("Content-Type", "application/json")];
        desk.refuses(&send(phone.port, "POST", &path, &json, b"{}").expect("an answer"), 400, "no form");
    }
    assert_eq!(city.open311_requests().expect("requests"), [], "nothing of it was kept");
}

#[tokio::test]
async fn an_address_can_stand_for_a_position() {
    let (_data, _city, phone) = city().await;
    for format in FORMATS {
        let desk = Desk { port: phone.port, format };
        let form = format!(
            "api_key={API_KEY}&jurisdiction_id={JURISDICTION}&service_code=003&address_string=5+L%C3%AA+L%E1%BB%A3i"
        );
        let number = desk.rows(&desk.post(&form))[0]["service_request_id"].clone();
        let shown = desk.rows(&desk.get(&format!("requests/{number}"), ""));
        assert_eq!((shown[0]["address"].as_str(), shown[0]["lat"].as_str()), ("5 Lê Lợi", ""));
    }
}

#[tokio::test]
async fn what_is_asked_for_elsewhere_or_is_not_there_is_refused_in_every_method() {
    let (_data, _city, phone) = city().await;
    for format in FORMATS {
        let desk = Desk { port: phone.port, format };
        let number = desk.posted("003", "");
        for path in ["services", "services/001", "requests", &format!("requests/{number}"), "tokens/1"] {
            desk.refuses(&desk.ask(path, ""), 400, "jurisdiction_id was not provided");
            desk.refuses(&desk.ask(path, "jurisdiction_id="), 400, "jurisdiction_id was not provided");
            let elsewhere = desk.ask(path, "jurisdiction_id=elsewhere.example");
            desk.refuses(&elsewhere, 404, "jurisdiction_id was not found");
        }
        desk.refuses(&desk.get("services/999", ""), 404, "service_code");
        desk.refuses(&desk.get("requests/1", ""), 404, "service_request_id");
        desk.refuses(&desk.get("tokens/1", ""), 404, "token");
        desk.refuses(&desk.get("agencies", ""), 404, "resource");
    }
    let answer = send(phone.port, "GET", "/open311/v2/services.yaml", &[], b"").expect("an answer");
    Desk { port: phone.port, format: "xml" }.refuses(&answer, 404, "resource");
}

#[tokio::test]
async fn who_gets_a_token_asks_with_it_until_there_is_a_number() {
    let (_data, city, phone) = city().await;
    for format in FORMATS {
        let desk = Desk { port: phone.port, format };
        let slow = Conduct { gives_tokens: true, is_slow: true, ..Conduct::default() };
        city.set_open311(slow.clone());
        let rows = desk.rows(&desk.post(&form("003")));
        assert_eq!(rows[0].get("service_request_id"), None, "one of both is given, never both");
        let token = rows[0]["token"].clone();
        let asked = || desk.rows(&desk.get(&format!("tokens/{token}"), ""))[0].clone();
        assert_eq!((asked()["service_request_id"].as_str(), &asked()["token"]), ("", &token));
        city.set_open311(Conduct { is_slow: false, ..slow });
        let number = asked()["service_request_id"].clone();
        assert_eq!(city.open311_requests().expect("requests").last().expect("one").number, number);
        assert_eq!(desk.rows(&desk.get(&format!("requests/{number}"), "")).len(), 1);
    }
}

#[tokio::test]
async fn requests_are_listed_by_number_service_status_and_time() {
    let (_data, city, phone) = city().await;
    for format in FORMATS {
        let desk = Desk { port: phone.port, format };
        let before = desk.numbers("").len();
        let hole = desk.posted("001", "");
        let noise = desk.posted("003", "");
        let lamp = desk.posted("002", "&attribute[POLE]=A7");
        city.set_open311_status(&noise, "closed", Some("It is quiet now"), Some("Ward office"))
            .expect("it is there");
        assert_eq!(desk.numbers("").len(), before + 3);
        assert_eq!(desk.numbers("")[..3], [&*lamp, &*noise, &*hole], "the newest first");

        assert_eq!(desk.numbers(&format!("&service_request_id={hole},{lamp}")), [&*lamp, &*hole]);
        let overrides = format!("&service_request_id={hole}&service_code=003&status=closed");
        assert_eq!(desk.numbers(&overrides), [&*hole], "numbers go before all else");
        let first = |query: &str| desk.numbers(&format!("{query}&page_size=2"));
        assert_eq!(first("&service_code=002,003"), [&*lamp, &*noise]);
        assert_eq!(first("&status=closed")[0], noise);
        assert_eq!(first("&status=open")[..2], [&*lamp, &*hole]);
        assert_eq!(first("&status=open,closed"), [&*lamp, &*noise]);
        assert_eq!(first("&page=2")[0], hole);

        let row = &desk.rows(&desk.get("requests", &format!("&service_request_id={noise}")))[0];
        let said = |name: &str| row[name].as_str();
        assert_eq!((said("status"), said("status_notes")), ("closed", "It is quiet now"));
        assert_eq!((said("service_code"), said("service_name")), ("003", "Noise"));
        assert_eq!(
            (said("agency_responsible"), said("lat"), said("long")),
            ("Ward office", "16.4698", "107.5786")
        );
        let at =
            |name: &str| chrono::DateTime::parse_from_rfc3339(said(name)).expect("a time with its offset");
        assert!(at("requested_datetime") <= at("updated_datetime"));
    }
}

#[tokio::test]
async fn a_span_of_time_is_at_most_ninety_days_and_ends_now_unless_said() {
    let (_data, _city, phone) = city().await;
    for format in FORMATS {
        let desk = Desk { port: phone.port, format };
        let number = desk.posted("003", "");
        let now = chrono::Utc::now();
        let days = |days: i64| (now + chrono::TimeDelta::days(days)).format("%Y-%m-%dT%H:%M:%SZ").to_string();
        assert!(desk.numbers(&format!("&start_date={}", days(-1))).contains(&number));
        assert!(!desk.numbers(&format!("&end_date={}", days(-1))).contains(&number));
        assert!(desk.numbers(&format!("&start_date={}&end_date={}", days(-89), days(1))).contains(&number));
        let long = format!("&start_date={}&end_date={}", days(-90), days(1));
        desk.refuses(&desk.get("requests", &long), 400, "too far");
        desk.refuses(&desk.get("requests", "&start_date=yesterday"), 400, "date");
    }
}

#[tokio::test]
async fn the_endpoint_says_where_it_is_and_in_which_formats() {
    let (_data, _city, phone) = city().await;
    let answer = Desk { port: phone.port, format: "json" }.ask("discovery", "").json();
    assert_eq!(answer["endpoints"][0]["url"], "/open311/v2");
    assert_eq!(answer["endpoints"][0]["formats"], serde_json::json!(["text/xml", "application/json"]));
    let xml = Desk { port: phone.port, format: "xml" }.ask("discovery", "").text();
    let document = roxmltree::Document::parse(&xml).expect("XML");
    let formats = document.descendants().filter(|node| node.has_tag_name("format")).count();
    assert_eq!((document.root_element().tag_name().name(), formats), ("discovery", 2));
}
