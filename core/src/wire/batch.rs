//! Several reports in one request, each with its own key and its own answer: on a link with a long round trip, sixty of them should not take sixty.

use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use serde::Deserialize;

use super::answer::{Answer, WireError};
use crate::report::{CityReport, FinalisedReport};

/// The body of `POST /v1/reports:batch`: each report stands in it byte for byte as it would go alone.
pub(super) fn body(reports: &[FinalisedReport]) -> Vec<u8> {
    let mut body = br#"{"reports":["#.to_vec();
    for (index, report) in reports.iter().enumerate() {
        if index > 0 {
            body.push(b',');
        }
        body.extend_from_slice(format!(r#"{{"key":"{}","report":"#, report.key()).as_bytes());
        body.extend_from_slice(report.body());
        body.push(b'}');
    }
    body.extend_from_slice(b"]}");
    body
}

/// What became of each, in their order.
#[derive(Deserialize)]
pub(super) struct BatchAnswer {
    results: Vec<OneOf>,
}

#[derive(Deserialize)]
struct OneOf {
    status: u16,
    #[serde(default)]
    document: Option<CityReport>,
    #[serde(default)]
    problem: Option<serde_json::Value>,
}

impl BatchAnswer {
    /// The answer to each of these reports. One that confirms another report confirms nothing.
    pub(super) fn of(self, reports: &[FinalisedReport]) -> Vec<Result<CityReport, WireError>> {
        let mut results = self.results.into_iter();
        reports
            .iter()
            .map(|report| {
                let result = results.next().ok_or(WireError::Garbled)?;
                match result.document {
                    Some(document) if document.id == report.id() && result.status == 201 => Ok(document),
                    Some(_) => Err(WireError::Garbled),
                    None => Err(result.failure()),
                }
            })
            .collect()
    }
}

impl OneOf {
    /// What the same problem would have meant as an answer of its own.
    fn failure(&self) -> WireError {
        let status = StatusCode::from_u16(self.status).ok().filter(|status| !status.is_success());
        let (Some(status), Some(problem)) = (status, &self.problem) else { return WireError::Garbled };
        let problem_document = HeaderValue::from_static("application/problem+json");
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, problem_document)]);
        Answer { status, headers, body: problem.to_string().into_bytes() }.failure()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::clock::Timestamp;
    use crate::entropy::SystemEntropy;
    use crate::id::{IdempotencyKey, ReportId};

    fn report() -> FinalisedReport {
        let now = Timestamp::from_unix_ms(1_790_000_000_000);
        let body = br#"{"text": "as it is",  "n":1.50}"#.to_vec();
        let key = IdempotencyKey::new(now, &SystemEntropy);
        FinalisedReport::restore(ReportId::new(now, &SystemEntropy), key, body)
    }

    fn document(id: ReportId) -> serde_json::Value {
        json!({"id": id, "public_id": "p", "number": "HUE-2026-000001", "revision": 1, "status": "received",
               "received_at": "", "deadline": null, "attachments": [], "timeline": []})
    }

    #[test]
    fn each_report_stands_in_the_body_byte_for_byte() {
        let reports = [report(), report()];
        let body = String::from_utf8(body(&reports)).unwrap();
        assert_eq!(body.matches(r#""report":{"text": "as it is",  "n":1.50}}"#).count(), 2);
        let parsed: serde_json::Value = serde_json::from_str(&body).unwrap();
        assert_eq!(parsed["reports"][1]["key"], reports[1].key().to_string());
    }

    #[test]
    fn each_answer_is_read_as_if_it_had_come_alone() {
        let reports = [report(), report(), report(), report(), report(), report()];
        let problem = |code: &str| json!({"type": format!("urn:hues:problem:{code}"), "title": ""});
        let answer: BatchAnswer = serde_json::from_value(json!({"results": [
            {"status": 201, "document": document(reports[0].id())},
            {"status": 422, "problem": problem("invalid-report")},
            {"status": 409, "problem": problem("idempotency-in-progress")},
            {"status": 201, "document": document(reports[0].id())},
            {"status": 200},
        ]}))
        .unwrap();
        let results = answer.of(&reports);
        assert_eq!(results[0].as_ref().unwrap().id, reports[0].id());
        assert_eq!(results[1], Err(WireError::Refused { status: 422, code: "invalid-report".into() }));
        assert_eq!(results[2], Err(WireError::Busy { status: 409, retry_after: None }));
        for garbled in &results[3..] {
            assert_eq!(*garbled, Err(WireError::Garbled), "of another report, of none, missing");
        }
    }
}
