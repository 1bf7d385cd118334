//! A phone of the tests: a raw HTTP/1.1 client, one connection for each request, that sees a broken
//! connection as it is. It shares nothing with the client library.

use std::io::{self, Read, Write};
use std::net::TcpStream;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use city::{City, Options};
use ring::digest::{SHA256, digest};
use ring::rand::{SecureRandom, SystemRandom};
use serde_json::{Value, json};
use tempfile::TempDir;
use uuid::Uuid;

use crate::contract;

/// An answer that came whole.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(one, _)| one == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("the body is JSON")
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("the body is text")
    }

    /// The code of a problem document, after looking that it is one.
    pub(crate) fn problem(&self) -> String {
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{self:?}");
        let document = self.json();
        assert_eq!(document["status"], self.status);
        assert!(document["title"].is_string());
        let code = document["type"].as_str().expect("a type");
        code.strip_prefix("urn:hues:problem:").expect("our own problem").to_owned()
    }

    fn read(stream: &mut TcpStream) -> io::Result<Self> {
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes)?;
        let end =
            bytes.windows(4).position(|four| four == b"\r\n\r\n").ok_or(io::ErrorKind::UnexpectedEof)?;
        let head = String::from_utf8(bytes[..end].to_vec()).expect("a readable head");
        let mut lines = head.split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).expect("a status line");
        let headers = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        Ok(Self { status: status.parse().expect("a status"), headers, body: bytes[end + 4..].to_vec() })
    }
}

/// Sends one request as it is written here, on a connection of its own.
pub(crate) fn send(
    port: u16,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> io::Result<Answer> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    let mut request = Vec::new();
    write!(request, "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n")?;
    for (name, value) in headers {
        write!(request, "{name}: {value}\r\n")?;
    }
    write!(request, "Content-Length: {}\r\n\r\n", body.len())?;
    stream.write_all(&request)?;
    stream.write_all(body)?;
    Answer::read(&mut stream)
}

pub(crate) fn sha256(bytes: &[u8]) -> String {
    let mut hex = String::new();
    for byte in digest(&SHA256, bytes).as_ref() {
        std::fmt::Write::write_fmt(&mut hex, format_args!("{byte:02x}")).expect("a string grows");
    }
    hex
}

/// `Upload-Checksum` of a piece.
pub(crate) fn checksum(piece: &[u8]) -> String {
    format!("sha256 {}", STANDARD.encode(digest(&SHA256, piece)))
}

/// A secret as it travels, and its hash.
pub(crate) fn secret() -> (String, String) {
    let mut bytes = [0; 32];
    SystemRandom::new().fill(&mut bytes).expect("random numbers");
    (URL_SAFE_NO_PAD.encode(bytes), sha256(&bytes))
}

/// A real file of tests/data.
pub(crate) fn fixture(name: &str) -> Vec<u8> {
    let path = format!("{}/../data/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A report that is ready to be sent, in exactly these bytes.
#[derive(Clone)]
pub(crate) struct Report {
    pub(crate) id: String,
    pub(crate) key: String,
    pub(crate) access: String,
    pub(crate) body: Value,
}

impl Report {
    pub(crate) fn new(category: &str, text: &str, photos: &[&[u8]]) -> Self {
        let id = Uuid::now_v7().to_string();
        let (access, access_hash) = secret();
        let attachments: Vec<Value> = photos
            .iter()
            .map(|photo| {
                json!({"sha256": sha256(photo), "size": photo.len(), "media_type": "image/jpeg",
                       "width": 640, "height": 480})
            })
            .collect();
        let body = json!({
            "id": id, "category": category, "schema_version": 1, "text": text, "answers": {},
            "location": {"lat": 16.4698, "lon": 107.5786, "accuracy_m": 12.0,
                         "fixed_at": "2026-11-23T07:41:05+07:00", "source": "gps", "mock": false},
            "ward": "19753", "address": null, "made_at": "2026-11-23T07:42:00+07:00",
            "contact": {"name": "Trần Thị Bưởi", "phone": "0900000000"},
            "public": {"text": true, "photos": true, "name": false},
            "access_hash": access_hash, "attachments": attachments});
        Self { id, key: Uuid::now_v7().to_string(), access, body }
    }
}

/// A phone with its installation credential.
pub(crate) struct Phone {
    pub(crate) port: u16,
    credential: String,
    credential_hash: String,
}

impl Phone {
    /// A phone that the city does not know yet.
    pub(crate) fn unknown(port: u16) -> Self {
        let (credential, credential_hash) = secret();
        Self { port, credential, credential_hash }
    }

    pub(crate) fn registered(port: u16) -> Self {
        let phone = Self::unknown(port);
        assert_eq!(phone.register().status, 201);
        phone
    }

    /// The same phone after the city moved to another port.
    pub(crate) fn at(self, port: u16) -> Self {
        Self { port, ..self }
    }

    pub(crate) fn register(&self) -> Answer {
        let body = json!({"credential_hash": self.credential_hash}).to_string();
        self.ask("POST", "/v1/installations", &[("Content-Type", "application/json")], body.as_bytes())
    }

    /// A request with the protocol's version, whose answer must come.
    pub(crate) fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        self.try_ask(method, path, headers, body).expect("an answer")
    }

    pub(crate) fn try_ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> io::Result<Answer> {
        let headers = [&[("Hues-Api-Version", "1")], headers].concat();
        let answer = send(self.port, method, path, &headers, body)?;
        assert!(answer.header("date").is_some(), "every answer carries the city's time");
        Ok(answer)
    }

    pub(crate) fn post(&self, report: &Report) -> Answer {
        self.try_post(report).expect("an answer")
    }

    /// Posts several at once.
    pub(crate) fn post_batch(&self, reports: &[&Report]) -> Answer {
        let one = |report: &&Report| format!(r#"{{"key":"{}","report":{}}}"#, report.key, report.body);
        let body = format!(r#"{{"reports":[{}]}}"#, reports.iter().map(one).collect::<Vec<_>>().join(","));
        self.try_post_as_batch("application/json", body.as_bytes()).expect("an answer")
    }

    /// Posts these bytes as several reports.
    pub(crate) fn try_post_as_batch(&self, media_type: &str, body: &[u8]) -> io::Result<Answer> {
        let headers = [("Hues-Installation", self.credential.as_str()), ("Content-Type", media_type)];
        self.try_ask("POST", "/v1/reports:batch", &headers, body)
    }

    /// Posts a report as something that it is not.
    pub(crate) fn post_as(&self, report: &Report, media_type: &str) -> Answer {
        let key = format!("\"{}\"", report.key);
        let headers = [
            ("Hues-Installation", self.credential.as_str()),
            ("Idempotency-Key", key.as_str()),
            ("Content-Type", media_type),
        ];
        self.ask("POST", "/v1/reports", &headers, report.body.to_string().as_bytes())
    }

    pub(crate) fn try_post(&self, report: &Report) -> io::Result<Answer> {
        self.try_post_with(report, &[])
    }

    /// Posts a report with what else the request carries.
    pub(crate) fn try_post_with(&self, report: &Report, more: &[(&str, &str)]) -> io::Result<Answer> {
        self.try_post_bytes(report, more, report.body.to_string().as_bytes())
    }

    /// Posts a report in other bytes than its own.
    pub(crate) fn post_bytes(&self, report: &Report, more: &[(&str, &str)], body: &[u8]) -> Answer {
        self.try_post_bytes(report, more, body).expect("an answer")
    }

    fn try_post_bytes(&self, report: &Report, more: &[(&str, &str)], body: &[u8]) -> io::Result<Answer> {
        let key = format!("\"{}\"", report.key);
        let headers = [
            ("Hues-Installation", self.credential.as_str()),
            ("Idempotency-Key", key.as_str()),
            ("Content-Type", "application/json"),
        ];
        self.try_ask("POST", "/v1/reports", &[&headers, more].concat(), body)
    }

    pub(crate) fn show(&self, report: &Report) -> Answer {
        let path = format!("/v1/reports/{}", report.id);
        self.ask("GET", &path, &[("Hues-Report-Access", &report.access)], b"")
    }

    /// The state of each attachment, as the report document says it.
    pub(crate) fn attachment_states(&self, report: &Report) -> Vec<String> {
        let document = self.show(report).json();
        let attachments = document["attachments"].as_array().expect("attachments");
        attachments.iter().map(|photo| photo["state"].as_str().expect("a state").to_owned()).collect()
    }

    pub(crate) fn changes(&self, cursor: Option<&str>) -> Answer {
        let path = cursor.map_or("/v1/changes".to_owned(), |cursor| format!("/v1/changes?cursor={cursor}"));
        self.ask("GET", &path, &[("Hues-Installation", &self.credential)], b"")
    }

    /// Creates an upload of a photo, with what else the creation carries.
    pub(crate) fn create(&self, report: &Report, photo: &[u8], more: &[(&str, &str)], body: &[u8]) -> Answer {
        let size = photo.len().to_string();
        let metadata = format!(
            "filename {},filetype {},sha256 {},report {}",
            STANDARD.encode("1.jpg"),
            STANDARD.encode("image/jpeg"),
            STANDARD.encode(sha256(photo)),
            STANDARD.encode(&report.id),
        );
        let headers = [
            ("Hues-Report-Access", report.access.as_str()),
            ("Upload-Length", size.as_str()),
            ("Upload-Metadata", metadata.as_str()),
        ];
        self.tus("POST", "/v1/uploads", &[&headers, more].concat(), body).expect("an answer")
    }

    /// Creates an upload and returns its address.
    pub(crate) fn upload(&self, report: &Report, photo: &[u8]) -> String {
        let answer = self.create(report, photo, &[], b"");
        assert_eq!(answer.status, 201, "{answer:?}");
        answer.header("location").expect("a location").to_owned()
    }

    /// A request of tus 1.0.0.
    pub(crate) fn tus(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> io::Result<Answer> {
        let answer = self.try_ask(method, path, &[&[("Tus-Resumable", "1.0.0")], headers].concat(), body)?;
        assert_eq!(answer.header("tus-resumable"), Some("1.0.0"), "{answer:?}");
        Ok(answer)
    }

    pub(crate) fn patch(&self, location: &str, offset: usize, piece: &[u8]) -> io::Result<Answer> {
        let (offset, checksum) = (offset.to_string(), checksum(piece));
        let headers = [
            ("Content-Type", "application/offset+octet-stream"),
            ("Upload-Offset", offset.as_str()),
            ("Upload-Checksum", checksum.as_str()),
        ];
        self.tus("PATCH", location, &headers, piece)
    }

    /// The offset of an upload that is there.
    pub(crate) fn offset(&self, location: &str) -> usize {
        let answer = self.tus("HEAD", location, &[], b"").expect("an answer");
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        answer.header("upload-offset").and_then(|offset| offset.parse().ok()).expect("an offset")
    }
}

/// A city in a new directory, and a phone that it knows.
pub(crate) async fn city() -> (TempDir, City, Phone) {
    city_with(|_| {}).await
}

pub(crate) async fn city_with(choose: impl FnOnce(&mut Options)) -> (TempDir, City, Phone) {
    let data = TempDir::new().expect("a directory");
    let mut options = Options { witness: Some(contract::witness()), ..Options::new(data.path()) };
    choose(&mut options);
    let city = City::start(options).await.expect("a city");
    let phone = Phone::registered(city.port());
    (data, city, phone)
}

/// The same city again, on the same port, after it was stopped.
pub(crate) async fn again(data: &TempDir, city: City) -> City {
    let mut options = Options { witness: Some(contract::witness()), ..Options::new(data.path()) };
    options.port = city.port();
    city.stop().await;
    City::start(options).await.expect("the same port at once")
}
