//! What can be reported, and what is asked about it.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::write::Refusal;
use super::{Fields, field};

/// A kind of request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// Its `service_code`.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What is asked about it.
    pub attributes: Vec<Attribute>,
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribute {
    /// Its code.
    pub code: String,
    /// As `string`, `number`, `singlevaluelist`.
    pub datatype: String,
    /// Whether a request can't do without.
    pub required: bool,
    /// What is asked.
    pub description: String,
    /// What can be chosen: key and name.
    pub values: Vec<(String, String)>,
}

/// Three services of an example city: holes, lamps with a question that must be answered, and noise.
pub(super) fn examples() -> Vec<Service> {
    let service =
        |code: &str, name: &str, attributes| Service { code: code.into(), name: name.into(), attributes };
    let pole = Attribute {
        code: "POLE".into(),
        datatype: "string".into(),
        required: true,
        description: "What stands on the pole?".into(),
        values: Vec::new(),
    };
    let depth = Attribute {
        code: "DEPTH".into(),
        datatype: "singlevaluelist".into(),
        required: false,
        description: "How deep is it?".into(),
        values: vec![("shallow".into(), "A hand".into()), ("deep".into(), "More".into())],
    };
    vec![
        service("001", "Road damage", vec![depth]),
        service("002", "Street light out", vec![pole]),
        service("003", "Noise", Vec::new()),
    ]
}

pub(super) fn list(services: &[Service]) -> Value {
    let service = |service: &Service| {
        json!({
            "service_code": service.code, "service_name": service.name, "description": service.name,
            "metadata": !service.attributes.is_empty(), "type": "realtime", "keywords": "", "group": "street"
        })
    };
    services.iter().map(service).collect()
}

pub(super) fn known<'a>(services: &'a [Service], code: &str) -> Result<&'a Service, Refusal> {
    let found = services.iter().find(|service| service.code == code);
    found.ok_or_else(|| Refusal::new(404, "service_code was not found"))
}

pub(super) fn definition(services: &[Service], code: &str) -> Result<(&'static str, Value), Refusal> {
    let service = known(services, code)?;
    let attribute = |(at, attribute): (usize, &Attribute)| {
        let value = |(key, name): &(String, String)| json!({ "key": key, "name": name });
        json!({
            "variable": true, "code": attribute.code, "datatype": attribute.datatype, "required": attribute.required,
            "datatype_description": null, "order": at + 1, "description": attribute.description,
            "values": attribute.values.iter().map(value).collect::<Value>()
        })
    };
    let attributes: Value = service.attributes.iter().enumerate().map(attribute).collect();
    Ok(("service_definition", json!({ "service_code": service.code, "attributes": attributes })))
}

/// What a request must say: where it is, and what its service asks.
pub(super) fn check(service: &Service, fields: &Fields) -> Result<(), Refusal> {
    let number = |name| field(fields, name).and_then(|text| text.parse::<f64>().ok());
    if number("lat").zip(number("long")).is_none() && field(fields, "address_string").is_none() {
        return Err(Refusal::new(400, "lat and long, or address_string, must be provided"));
    }
    for attribute in &service.attributes {
        let answer = field(fields, &format!("attribute[{}]", attribute.code));
        match answer {
            None if attribute.required => return Err(Refusal::new(400, "A required attribute is missing")),
            Some(key)
                if !attribute.values.is_empty() && !attribute.values.iter().any(|(one, _)| one == key) =>
            {
                return Err(Refusal::new(400, "An attribute has no such value"));
            }
            _ => {}
        }
    }
    Ok(())
}
