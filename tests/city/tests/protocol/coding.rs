//! gzip, as docs/protocol.md has it.

use std::io::{Read, Write};

use city::{Fault, Misbehaviour};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

use crate::phone::{Report, city};

const WANTED: (&str, &str) = ("Accept-Encoding", "br, gzip");
const PACKED: (&str, &str) = ("Content-Encoding", "gzip");

fn pack(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer.write_all(bytes).expect("memory");
    packer.finish().expect("memory")
}

#[tokio::test]
async fn json_comes_in_gzip_for_whoever_asks_for_it_and_for_nobody_else() {
    let (_data, city, phone) = city().await;
    let plain = phone.ask("GET", "/v1/categories", &[], b"");
    assert_eq!((plain.header("content-encoding"), plain.header("accept-encoding")), (None, Some("gzip")));
    let packed = phone.ask("GET", "/v1/categories", &[WANTED], b"");
    assert_eq!(packed.header("content-encoding"), Some("gzip"));
    assert_eq!(packed.header("vary"), Some("accept-encoding"));
    let mut whole = Vec::new();
    GzDecoder::new(packed.body.as_slice()).read_to_end(&mut whole).unwrap();
    assert!(whole == plain.body && packed.body.len() * 3 < whole.len());
    assert_eq!(city.state().unwrap().packed_answers, 1);

    let (strong, weak) = (plain.header("etag").unwrap(), packed.header("etag").unwrap());
    assert_eq!(weak, format!("W/{strong}"));
    for held in [strong, weak] {
        assert_eq!(phone.ask("GET", "/v1/categories", &[WANTED, ("If-None-Match", held)], b"").status, 304);
    }
    let signature = phone.ask("GET", "/v1/alerts/index.json.sig", &[WANTED], b"");
    assert_eq!(signature.header("content-encoding"), None, "it is neither JSON nor XML");
}

#[tokio::test]
async fn a_packed_body_is_the_report_that_was_packed() {
    let (_data, city, phone) = city().await;
    let report = Report::new("noise", &"Ồn ".repeat(300), &[]);
    let packed = pack(report.body.to_string().as_bytes());
    let taken = phone.post_bytes(&report, &[PACKED], &packed);
    assert_eq!(taken.status, 201, "{}", taken.text());
    let again = phone.post(&report);
    assert_eq!((again.status, again.header("idempotency-replayed")), (201, Some("true")), "byte for byte");
    assert_eq!(city.state().unwrap().packed_bodies, 1);
}

#[tokio::test]
async fn what_is_not_gzip_is_refused_and_so_is_what_unpacks_to_too_much() {
    let (_data, city, phone) = city().await;
    let report = Report::new("noise", "Ồn", &[]);
    let body = report.body.to_string().into_bytes();
    let packed = pack(&body);
    for (coding, bytes) in [("br", &body), ("gzip", &body), ("gzip", &packed[..packed.len() / 2].to_vec())] {
        let refused = phone.post_bytes(&report, &[("Content-Encoding", coding)], bytes);
        assert_eq!((refused.status, refused.problem().as_str()), (415, "unsupported-media-type"));
        assert_eq!(refused.header("accept-encoding"), Some("gzip"));
    }
    let bomb = pack(&vec![b' '; 32 << 20]);
    let refused = phone.post_bytes(&report, &[PACKED], &bomb);
    assert_eq!((refused.status, refused.problem().as_str()), (413, "too-large"));
    assert_eq!(city.state().unwrap().reports.len(), 0);
}

#[tokio::test]
async fn an_answer_can_lie_about_its_coding() {
    let (_data, city, phone) = city().await;
    city.misbehave(Misbehaviour::once("GET", "/v1/categories", Fault::FalseCoding));
    let lie = phone.ask("GET", "/v1/categories", &[WANTED], b"");
    assert_eq!(lie.header("content-encoding"), Some("gzip"));
    assert!(lie.json().is_object());
}
