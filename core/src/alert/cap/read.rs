//! From a tree of elements to a [`Message`], forgiving what can be forgiven and noting each thing forgiven.

use std::borrow::Cow;

use chrono::{DateTime, FixedOffset};

use super::sequence::{self, Sequence};
use super::vocabulary::Word;
use super::xml::{Element, Namespace, Node, trim};
use super::{
    Area, CapError, Category, Certainty, Flaw, Info, Irregularity, Message, MsgType, NamedValue, Reference,
    Scope, Severity, Status, Urgency, shape, time,
};

/// What is assumed of an info that names no language (CAP 3.2.2).
const DEFAULT_LANGUAGE: &str = "en-US";

/// Reads the root element.
///
/// # Errors
/// [`CapError::NotCap`], or what is missing of what a message can't do without.
pub(super) fn message(root: &Element<'_>) -> Result<Message, CapError> {
    if root.name != "alert" || !matches!(root.namespace, Namespace::Cap12 | Namespace::Cap11) {
        return Err(CapError::NotCap);
    }
    let mut reading = Reading { cap: root.namespace, offset: None, irregular: Vec::new() };
    if root.namespace == Namespace::Cap11 {
        reading.note("alert", Flaw::Version);
    }
    reading.message(root)
}

/// One pass over a message, and what it found irregular so far.
struct Reading {
    /// The version of CAP whose elements count.
    cap: Namespace,
    /// The offset of the time of sending, for times that have none.
    offset: Option<FixedOffset>,
    irregular: Vec<Irregularity>,
}

impl Reading {
    fn message(mut self, alert: &Element<'_>) -> Result<Message, CapError> {
        self.check("alert", alert, sequence::ALERT);
        let identifier = self.name(alert, "identifier").ok_or(CapError::MissingIdentifier)?;
        let sender = self.name(alert, "sender").ok_or(CapError::MissingSender)?;
        let sent = self.sent(alert)?;
        let status = self.word::<Status>(alert, "status").ok_or(CapError::UnknownStatus)?;
        let msg_type = self.word::<MsgType>(alert, "msgType").ok_or(CapError::UnknownMsgType)?;
        let scope = self.word::<Scope>(alert, "scope");
        self.wants(alert, "restriction", scope == Some(Scope::Restricted));
        self.wants(alert, "addresses", scope == Some(Scope::Private));
        self.wants(alert, "references", !matches!(msg_type, MsgType::Alert));
        Ok(Message {
            identifier,
            sender,
            sent,
            status,
            msg_type,
            scope,
            source: self.text(alert, "source"),
            codes: self.each(alert, "code", |_, element| content(element)),
            note: self.text(alert, "note"),
            references: self.references(alert),
            incidents: self.text(alert, "incidents"),
            infos: self.each(alert, "info", |reading, info| reading.info(info, sent)),
            irregular: self.irregular,
        })
    }

    fn info(&mut self, info: &Element<'_>, sent: DateTime<FixedOffset>) -> Info {
        self.check("info", info, sequence::INFO);
        for resource in self.named(info, "resource") {
            self.check("resource", resource, sequence::RESOURCE);
            self.number(resource, "size");
        }
        let expires = self.time(info, "expires");
        if expires.is_some_and(|expires| expires < sent) {
            self.note("expires", Flaw::ExpiresBeforeSent);
        }
        Info {
            language: self.language(info),
            categories: self.words(info, "category", Some(Category::Other)),
            event: self.required_text(info, "event"),
            response_types: self.words(info, "responseType", None),
            urgency: self.word(info, "urgency").unwrap_or(Urgency::Unknown),
            severity: self.word(info, "severity").unwrap_or(Severity::Unknown),
            certainty: self.certainty(info),
            audience: self.text(info, "audience"),
            event_codes: self.each(info, "eventCode", |reading, code| reading.named_value("eventCode", code)),
            effective: self.time(info, "effective"),
            onset: self.time(info, "onset"),
            expires,
            sender_name: self.text(info, "senderName"),
            headline: self.text(info, "headline"),
            description: self.text(info, "description"),
            instruction: self.text(info, "instruction"),
            web: self.text(info, "web"),
            contact: self.text(info, "contact"),
            parameters: self
                .each(info, "parameter", |reading, value| reading.named_value("parameter", value)),
            areas: self.each(info, "area", Self::area),
        }
    }

    fn area(&mut self, area: &Element<'_>) -> Area {
        self.check("area", area, sequence::AREA);
        let (polygons, lost_polygons) = self.shapes(area, "polygon", shape::polygon);
        let (circles, lost_circles) = self.shapes(area, "circle", shape::circle);
        let ceiling_ft = self.number(area, "ceiling");
        self.wants(area, "altitude", ceiling_ft.is_some());
        Area {
            description: self.required_text(area, "areaDesc"),
            polygons,
            circles,
            dropped_shapes: lost_polygons + lost_circles,
            geocodes: self.each(area, "geocode", |reading, code| reading.named_value("geocode", code)),
            altitude_ft: self.number(area, "altitude"),
            ceiling_ft,
        }
    }

    /// The shapes that can be drawn, and how many can't.
    fn shapes<S>(
        &mut self,
        area: &Element<'_>,
        name: &'static str,
        read: impl Fn(&str) -> Result<(S, Vec<Flaw>), Flaw>,
    ) -> (Vec<S>, usize) {
        let (mut shapes, mut dropped) = (Vec::new(), 0);
        for text in self.each(area, name, |_, element| content(element)) {
            match read(&text) {
                Ok((shape, mended)) => {
                    shapes.push(shape);
                    for flaw in mended {
                        self.note(name, flaw);
                    }
                }
                Err(flaw) => {
                    dropped += 1;
                    self.note(name, flaw);
                }
            }
        }
        (shapes, dropped)
    }

    fn named_value(&mut self, name: &'static str, element: &Element<'_>) -> NamedValue {
        self.check(name, element, sequence::NAMED_VALUE);
        let mut part = |part| self.text(element, part).unwrap_or_default();
        NamedValue { name: part("valueName"), value: part("value") }
    }

    fn references(&mut self, alert: &Element<'_>) -> Vec<Reference> {
        let text = self.text(alert, "references").unwrap_or_default();
        let mut references = Vec::new();
        for entry in text.split_whitespace() {
            let mut parts = entry.split(',');
            let (sender, identifier, sent) = (parts.next(), parts.next(), parts.next());
            let sent = sent.and_then(|sent| self.moment("references", sent));
            match (sender, identifier, sent, parts.next()) {
                (Some(sender), Some(identifier), Some(sent), None) => {
                    references.push(Reference { sender: sender.into(), identifier: identifier.into(), sent });
                }
                _ => self.note("references", Flaw::Reference),
            }
        }
        references
    }

    /// An identifier or sender (CAP 3.2.1).
    fn name(&mut self, alert: &Element<'_>, name: &'static str) -> Option<String> {
        let element = self.first(alert, name)?;
        let text = own_text(element);
        if text.contains(|character: char| character.is_whitespace() || matches!(character, ',' | '<' | '&'))
        {
            self.note(name, Flaw::Characters);
        }
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    fn sent(&mut self, alert: &Element<'_>) -> Result<DateTime<FixedOffset>, CapError> {
        self.first(alert, "sent")
            .filter(|sent| !own_text(sent).trim().is_empty())
            .ok_or(CapError::MissingSent)?;
        let sent = self.time(alert, "sent").ok_or(CapError::UnreadableSent)?;
        self.offset = Some(*sent.offset());
        Ok(sent)
    }

    fn time(&mut self, parent: &Element<'_>, name: &'static str) -> Option<DateTime<FixedOffset>> {
        let element = self.first(parent, name)?;
        self.moment(name, trim(&own_text(element)))
    }

    fn moment(&mut self, name: &'static str, text: &str) -> Option<DateTime<FixedOffset>> {
        time::exactly(text).or_else(|| {
            self.note(name, Flaw::Time);
            time::loosely(text, self.offset)
        })
    }

    fn number(&mut self, parent: &Element<'_>, name: &'static str) -> Option<f64> {
        let element = self.first(parent, name)?;
        let number = trim(&own_text(element)).parse().ok().filter(|number: &f64| number.is_finite());
        if number.is_none() {
            self.note(name, Flaw::Number);
        }
        number
    }

    /// `xs:language`; an empty one is the default (CAP 3.2.2).
    fn language(&mut self, info: &Element<'_>) -> String {
        let language = self.first(info, "language").map(own_text).unwrap_or_default();
        let language = trim(&language);
        let mut parts = language.split('-');
        let primary = parts.next().unwrap_or_default();
        let fits = |part: &str| {
            (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        };
        if language.is_empty() {
            return DEFAULT_LANGUAGE.to_owned();
        }
        if !fits(primary) || primary.contains(|c: char| c.is_ascii_digit()) || !parts.all(fits) {
            self.note("language", Flaw::Language);
        }
        language.to_owned()
    }

    fn certainty(&mut self, info: &Element<'_>) -> Certainty {
        let said = self.first(info, "certainty").map(own_text).unwrap_or_default();
        let certainty = self.word(info, "certainty").unwrap_or(Certainty::Unknown);
        if said.trim() == "Very Likely" { Certainty::Likely } else { certainty }
    }

    /// The first element of that name as one of the standard's words, if it is one.
    fn word<W: Word>(&mut self, parent: &Element<'_>, name: &'static str) -> Option<W> {
        let element = self.first(parent, name)?;
        self.one_word(name, &own_text(element))
    }

    /// All elements of that name; what is no word becomes `unknown`, or is passed over.
    fn words<W: Word>(&mut self, parent: &Element<'_>, name: &'static str, unknown: Option<W>) -> Vec<W> {
        let found = self.each(parent, name, |reading, element| reading.one_word(name, &own_text(element)));
        found.into_iter().filter_map(|word: Option<W>| word.or(unknown)).collect()
    }

    fn one_word<W: Word>(&mut self, name: &'static str, text: &str) -> Option<W> {
        W::exactly(text).or_else(|| {
            self.note(name, if text.trim().is_empty() { Flaw::Empty } else { Flaw::Word });
            W::loosely(text)
        })
    }

    fn required_text(&mut self, parent: &Element<'_>, name: &'static str) -> String {
        let text = self.text(parent, name);
        if text.is_none() && self.first(parent, name).is_some() {
            self.note(name, Flaw::Empty);
        }
        text.unwrap_or_default()
    }

    /// The text of all elements of that name, one a line; `None` when they say nothing.
    fn text(&mut self, parent: &Element<'_>, name: &'static str) -> Option<String> {
        let mut lines = self.each(parent, name, |_, element| content(element));
        lines.retain(|line| !line.is_empty());
        (!lines.is_empty()).then(|| lines.join("\n"))
    }

    /// Notes that an element is missing which only some messages need.
    fn wants(&mut self, parent: &Element<'_>, name: &'static str, wanted: bool) {
        if wanted && self.text(parent, name).is_none() {
            self.note(name, Flaw::Missing);
        }
    }

    /// Compares an element that holds elements with the schema, and the elements in it that hold text.
    fn check(&mut self, name: &'static str, element: &Element<'_>, sequence: &'static Sequence) {
        if element.has_attributes {
            self.note(name, Flaw::Unexpected);
        }
        for Irregularity { element, flaw } in sequence::check(name, element, sequence) {
            self.note(element, flaw);
        }
        for (leaf, _) in sequence.iter().filter(|(child, _)| !sequence::holds_elements(child)) {
            let stray = |leaf: &Element<'_>| {
                leaf.has_attributes || leaf.content.iter().any(|node| matches!(node, Node::Element(_)))
            };
            if self.named(element, leaf).any(stray) {
                self.note(*leaf, Flaw::Unexpected);
            }
        }
    }

    /// Notes each thing once, so that a message of a thousand broken polygons makes no list of a thousand.
    fn note(&mut self, element: impl Into<Cow<'static, str>>, flaw: Flaw) {
        let irregularity = Irregularity { element: element.into(), flaw };
        if !self.irregular.contains(&irregularity) {
            self.irregular.push(irregularity);
        }
    }

    fn each<T>(
        &mut self,
        parent: &Element<'_>,
        name: &'static str,
        mut read: impl FnMut(&mut Self, &Element<'_>) -> T,
    ) -> Vec<T> {
        self.named(parent, name).map(|element| read(self, element)).collect()
    }

    fn first<'e, 't>(&self, parent: &'e Element<'t>, name: &'static str) -> Option<&'e Element<'t>> {
        self.named(parent, name).next()
    }

    fn named<'e, 't>(
        &self,
        parent: &'e Element<'t>,
        name: &'static str,
    ) -> impl Iterator<Item = &'e Element<'t>> + use<'e, 't> {
        let cap = self.cap;
        parent.content.iter().filter_map(move |node| match node {
            Node::Element(element) if element.name == name && element.namespace == cap => Some(element),
            _ => None,
        })
    }
}

fn content(element: &Element<'_>) -> String {
    own_text(element).trim().to_owned()
}

/// All text in an element, also in elements that have no place in it: `do <b>not</b> go` must keep its `not`.
fn own_text<'e>(element: &'e Element<'_>) -> Cow<'e, str> {
    if let [Node::Text(text)] = element.content.as_slice() {
        return Cow::Borrowed(text);
    }
    element.content.iter().fold(Cow::Borrowed(""), |text, node| match node {
        Node::Text(more) => text + more.as_ref(),
        Node::Element(inner) => Cow::Owned(text.into_owned() + &own_text(inner)),
    })
}
