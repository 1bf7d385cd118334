//! docs/openapi.yaml, held against what a city answers. It is read as far as it is used there: paths, parameters, bodies, statuses, header
//! fields, and references to its components.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::HeaderMap;
use city::Exchange;
use jsonschema::Validator;
use serde_json::{Map, Value};

/// Header fields that any answer may have.
const ANY: [&str; 13] = [
    "allow",
    "cache-control",
    "content-length",
    "content-security-policy",
    "content-type",
    "date",
    "pragma",
    "referrer-policy",
    "retry-after",
    "tus-resumable",
    "tus-version",
    "www-authenticate",
    "x-content-type-options",
];
/// Answers that any operation may give.
const OF_EVERY_OPERATION: &str = "x-answers-of-every-operation";
const ELSEWHERE: &str = "ANY";

/// The document, with the schemas that were needed so far.
#[derive(Debug)]
pub struct Document {
    root: Value,
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

impl Document {
    /// Reads it.
    ///
    /// # Panics
    /// When it is not there, or is no YAML.
    #[must_use]
    pub fn read() -> Self {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.yaml");
        let text = std::fs::read_to_string(path).expect("docs/openapi.yaml");
        Self { root: serde_norway::from_str(&text).expect("YAML"), validators: Mutex::default() }
    }

    /// Everything that it describes, as `METHOD path status`.
    #[must_use]
    pub fn answers(&self) -> Vec<String> {
        let of_every =
            object(&self.root[OF_EVERY_OPERATION]).keys().map(|status| format!("{ELSEWHERE} {status}"));
        let mut answers: Vec<String> = of_every.collect();
        for (path, item) in object(&self.root["paths"]) {
            for (method, operation) in object(item).iter().filter(|(name, _)| *name != "parameters") {
                let statuses = object(&operation["responses"]).keys();
                answers.extend(statuses.map(|status| format!("{} {path} {status}", method.to_uppercase())));
            }
        }
        answers
    }

    /// Which answer of the document this is; `None`: it is nobody's path, and was answered so.
    ///
    /// # Errors
    /// What of it the document does not allow.
    ///
    /// # Panics
    /// When the document is wrong in itself: a schema that is none, a reference to nothing.
    pub fn check(&self, exchange: &Exchange) -> Result<Option<String>, String> {
        let (method, status) = (exchange.method.as_str(), exchange.status);
        let asked = format!("{method} {} -> {status}", exchange.path);
        let is_protocol = ["/v1/", "/login/"].iter().any(|start| exchange.path.starts_with(start));
        if !is_protocol || exchange.path == "/login/style.css" {
            return Ok(None);
        }
        let Some((path, item)) = self.path(&exchange.path) else {
            // The version is looked at before the path.
            let is_nobodys = matches!(status, 404 | 426);
            return if is_nobodys { Ok(None) } else { Err(format!("{asked}: it has no such path")) };
        };
        let status_text = status.to_string();
        let of_every = &self.root[OF_EVERY_OPERATION][&status_text];
        let operation = &item[method.to_lowercase()];
        let (answer, name) = if of_every.is_object() {
            (of_every, format!("{ELSEWHERE} {status}"))
        } else {
            (&operation["responses"][&status_text], format!("{method} {path} {status}"))
        };
        if !answer.is_object() {
            return Err(format!("{asked}: it has no such answer of {method} {path}"));
        }
        let in_detail = self.check_answer(&name, self.resolve(answer), exchange).and_then(|()| {
            let is_done = (200..300).contains(&status);
            if is_done { self.check_request(&name, item, operation, exchange) } else { Ok(()) }
        });
        in_detail.map(|()| Some(name)).map_err(|wrong| format!("{asked}: {wrong}"))
    }

    /// The path with the fewest variable parts that fits.
    fn path(&self, path: &str) -> Option<(&str, &Value)> {
        let parts: Vec<&str> = path.split('/').collect();
        let fits = |template: &str| {
            let template: Vec<&str> = template.split('/').collect();
            let fits = |(template, part): (&&str, &&str)| {
                template == part || (template.starts_with('{') && !part.is_empty())
            };
            template.len() == parts.len() && template.iter().zip(&parts).all(fits)
        };
        let fitting = object(&self.root["paths"]).iter().filter(|(template, _)| fits(template));
        let fewest = fitting.min_by_key(|(template, _)| template.matches('{').count());
        fewest.map(|(template, item)| (template.as_str(), item))
    }

    fn check_answer(&self, name: &str, answer: &Value, exchange: &Exchange) -> Result<(), String> {
        let headers = object(&answer["headers"]);
        for (header, wanted) in headers {
            self.check_field(name, header, wanted, text(&exchange.answered, header).as_deref())?;
        }
        let unknown = exchange.answered.keys().map(axum::http::HeaderName::as_str).find(|header| {
            // 304 names what is still held.
            let names_held = *header == "etag" && exchange.status == 304;
            !(names_held || ANY.contains(header) || headers.contains_key(*header))
        });
        if let Some(unknown) = unknown {
            return Err(format!("it has no header field {unknown} there"));
        }
        if exchange.method == axum::http::Method::HEAD {
            return Ok(());
        }
        let Some(said) = text(&exchange.answered, "content-type") else {
            // OpenAPI has no word for a body that may be there or not.
            return if object(&answer["content"]).is_empty() || answer["x-body-optional"] == true {
                Ok(())
            } else {
                Err("there is no body".into())
            };
        };
        let said = said.split(';').next().unwrap_or_default().to_owned();
        let Some(content) = object(&answer["content"]).get(&said) else {
            return Err(format!("it has no body of {said} there"));
        };
        let Some(body) = &exchange.answered_body else { return Ok(()) };
        self.check_body(&format!("{name} answer"), &content["schema"], body)
    }

    fn check_request(
        &self,
        name: &str,
        item: &Value,
        operation: &Value,
        exchange: &Exchange,
    ) -> Result<(), String> {
        let query = exchange.query.as_deref().unwrap_or_default();
        let query: HashMap<_, _> = query.split('&').filter_map(|pair| pair.split_once('=')).collect();
        let parameters: Vec<&Value> = [item, operation]
            .iter()
            .filter_map(|holder| holder["parameters"].as_array())
            .flatten()
            .map(|parameter| self.resolve(parameter))
            .collect();
        let named = |parameter: &Value| parameter["name"].as_str().unwrap_or_default().to_owned();
        for parameter in &parameters {
            let parameter_name = named(parameter);
            let given = match parameter["in"].as_str() {
                Some("header") => text(&exchange.asked, &parameter_name),
                Some("query") => query.get(parameter_name.as_str()).map(|value| (*value).to_owned()),
                // It is there, or the path would not fit.
                _ => continue,
            };
            self.check_field(name, &parameter_name, parameter, given.as_deref())?;
        }
        let is_known =
            |asked: &&&str| parameters.iter().any(|known| known["in"] == "query" && named(known) == **asked);
        let is_page = exchange.path == "/login/authorize";
        if let Some(unknown) = query.keys().find(|asked| !is_page && !is_known(asked)) {
            return Err(format!("it has no query parameter {unknown} there"));
        }
        self.check_credentials(operation, exchange)?;
        match (&exchange.asked_body, &operation["requestBody"]["content"]["application/json"]["schema"]) {
            (Some(body), schema) if schema.is_object() => {
                self.check_body(&format!("{name} request"), schema, body)
            }
            (Some(body), _) if !body.is_empty() => Err("it takes no body there".to_owned()),
            _ => Ok(()),
        }
    }

    /// What is done for somebody is done for who shows one of the credentials that are asked for.
    fn check_credentials(&self, operation: &Value, exchange: &Exchange) -> Result<(), String> {
        let Some(ways) = operation["security"].as_array() else { return Ok(()) };
        let shows = |scheme: &String| {
            let scheme = &self.root["components"]["securitySchemes"][scheme];
            exchange.asked.contains_key(scheme["name"].as_str().unwrap_or("authorization"))
        };
        let shown = ways.iter().any(|way| object(way).keys().all(shows));
        if shown { Ok(()) } else { Err("no credential was shown".to_owned()) }
    }

    fn check_field(
        &self,
        name: &str,
        field: &str,
        wanted: &Value,
        given: Option<&str>,
    ) -> Result<(), String> {
        match given {
            None if wanted["required"] == true => Err(format!("{field} is missing")),
            None => Ok(()),
            Some(given) => {
                self.check_value(&format!("{name} {field}"), &wanted["schema"], &Value::from(given))
            }
        }
    }

    fn check_body(&self, name: &str, schema: &Value, body: &[u8]) -> Result<(), String> {
        let body: Value = serde_json::from_slice(body).map_err(|error| error.to_string())?;
        self.check_value(name, schema, &body)
    }

    fn check_value(&self, name: &str, schema: &Value, value: &Value) -> Result<(), String> {
        let mut validators = self.validators.lock().unwrap_or_else(PoisonError::into_inner);
        let validator = Arc::clone(validators.entry(name.to_owned()).or_insert_with(|| {
            // References are to the document's own components.
            let mut schema = schema.clone();
            schema["components"] = self.root["components"].clone();
            Arc::new(jsonschema::draft202012::new(&schema).expect("a schema"))
        }));
        drop(validators);
        let wrong: Vec<String> = validator
            .iter_errors(value)
            .map(|error| format!("{} at {:?}", error, error.instance_path().to_string()))
            .collect();
        if wrong.is_empty() { Ok(()) } else { Err(format!("{name}: {}", wrong.join("; "))) }
    }

    /// What a reference leads to, or the value itself.
    fn resolve<'a>(&'a self, value: &'a Value) -> &'a Value {
        let reference = value["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
        reference.map_or(value, |pointer| self.root.pointer(pointer).expect("a reference into the document"))
    }
}

fn object(value: &Value) -> &Map<String, Value> {
    static NONE: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);
    value.as_object().unwrap_or(&NONE)
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue, Method};
    use serde_json::json;

    use super::*;

    /// `GET /v1/changes` by a known phone, answered with an empty page.
    fn page() -> Exchange {
        Exchange {
            method: Method::GET,
            path: "/v1/changes".to_owned(),
            query: Some("cursor=c1".to_owned()),
            asked: fields([("hues-installation", "credential")]),
            asked_body: None,
            status: 200,
            answered: fields([("content-type", "application/json")]),
            answered_body: Some(
                json!({"changes": [], "cursor": "c2", "more": false}).to_string().into_bytes(),
            ),
        }
    }

    fn fields<const N: usize>(pairs: [(&'static str, &'static str); N]) -> HeaderMap {
        let pairs =
            pairs.map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        pairs.into_iter().collect()
    }

    fn wrong(exchange: &Exchange) -> String {
        Document::read().check(exchange).expect_err("the document does not allow it")
    }

    #[test]
    fn an_answer_as_described_is_named() {
        let document = Document::read();
        assert_eq!(document.check(&page()), Ok(Some("GET /v1/changes 200".to_owned())));
        assert!(document.answers().contains(&"GET /v1/changes 200".to_owned()));
    }

    #[test]
    fn paths_of_others_are_not_looked_at() {
        let exchange = Exchange { path: "/open311/v2/services.xml".to_owned(), status: 500, ..page() };
        assert_eq!(Document::read().check(&exchange), Ok(None));
    }

    #[test]
    fn paths_statuses_fields_and_bodies_that_are_not_described_are_found() {
        let path = Exchange { path: "/v1/changes/all".to_owned(), ..page() };
        assert_eq!(wrong(&path), "GET /v1/changes/all -> 200: it has no such path");
        let status = Exchange { status: 202, ..page() };
        assert_eq!(wrong(&status), "GET /v1/changes -> 202: it has no such answer of GET /v1/changes");
        let field = fields([("content-type", "application/json"), ("x-powered-by", "chance")]);
        let field = Exchange { answered: field, ..page() };
        assert_eq!(wrong(&field), "GET /v1/changes -> 200: it has no header field x-powered-by there");
        let body = Exchange { answered: fields([("content-type", "text/html")]), ..page() };
        assert_eq!(wrong(&body), "GET /v1/changes -> 200: it has no body of text/html there");
        let member = json!({"changes": [], "cursor": "c2", "more": false, "next": 1}).to_string();
        let member = Exchange { answered_body: Some(member.into_bytes()), ..page() };
        assert!(wrong(&member).contains("'next'"), "{}", wrong(&member));
    }

    #[test]
    fn what_is_done_for_a_request_that_is_not_described_is_found() {
        let stranger = Exchange { asked: HeaderMap::new(), ..page() };
        assert_eq!(wrong(&stranger), "GET /v1/changes -> 200: no credential was shown");
        let query = Exchange { query: Some("since=c1".to_owned()), ..page() };
        assert_eq!(wrong(&query), "GET /v1/changes -> 200: it has no query parameter since there");
    }
}
