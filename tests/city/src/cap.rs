//! Just enough of CAP 1.2 to list a message in the index: who says it, since when, until when. Pure, and
//! another reading than the client's: another XML parser, other eyes.

use chrono::{DateTime, SecondsFormat, TimeDelta};
use roxmltree::{Document, Node};

use crate::Error;

const NAMESPACE: &str = "urn:oasis:names:tc:emergency:cap:1.2";
/// How long a message counts that does not say it.
const LIFE_H: i64 = 24;

/// What the index and the operator's page say of a message.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Summary {
    pub(crate) identifier: String,
    pub(crate) sender: String,
    pub(crate) sent: String,
    pub(crate) expires: String,
    pub(crate) headline: String,
}

impl Summary {
    /// Reads a message. Document types are refused (`roxmltree` does so by default): nothing of CAP needs
    /// one.
    pub(crate) fn read(xml: &[u8]) -> Result<Self, Error> {
        let text = std::str::from_utf8(xml).map_err(|_| invalid("it is not UTF-8"))?;
        let document = Document::parse(text).map_err(|error| invalid(error.to_string()))?;
        let alert = document.root_element();
        if !alert.has_tag_name((NAMESPACE, "alert")) {
            return Err(invalid("its root is not an alert of CAP 1.2"));
        }
        let required = |name: &str| child(alert, name).ok_or_else(|| invalid(format!("it has no {name}")));
        let sent = required("sent")?;
        let since =
            DateTime::parse_from_rfc3339(sent).map_err(|_| invalid("its time of sending is no time"))?;
        let infos: Vec<_> = alert.children().filter(|node| node.has_tag_name((NAMESPACE, "info"))).collect();
        let until = infos
            .iter()
            .filter_map(|info| DateTime::parse_from_rfc3339(child(*info, "expires")?).ok())
            .max()
            .unwrap_or(since + TimeDelta::hours(LIFE_H));
        Ok(Self {
            identifier: required("identifier")?.to_owned(),
            sender: required("sender")?.to_owned(),
            sent: sent.to_owned(),
            expires: until.to_rfc3339_opts(SecondsFormat::Secs, false),
            headline: headline(&infos).unwrap_or_default().to_owned(),
        })
    }
}

fn invalid(why: impl Into<String>) -> Error {
    Error::AlertInvalid(why.into())
}

fn child<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    let found = node.children().find(|child| child.has_tag_name((NAMESPACE, name)))?;
    found.text().map(str::trim).filter(|text| !text.is_empty())
}

/// The Vietnamese headline before others; the event's name where there is none.
fn headline<'a>(infos: &[Node<'a, '_>]) -> Option<&'a str> {
    let in_vietnamese =
        |info: &&Node<'a, '_>| child(**info, "language").is_some_and(|tag| tag.starts_with("vi"));
    let info = *infos.iter().find(in_vietnamese).or(infos.first())?;
    child(info, "headline").or_else(|| child(info, "event"))
}
