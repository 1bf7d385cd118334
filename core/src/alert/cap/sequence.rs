//! The schema's sequences: which elements an element may hold, how often and in which order (CAP-v1.2.xsd).

use std::borrow::Cow;

use Occurs::{AtLeastOnce, AtMostOnce, Often, Once};

use super::xml::{Element, Namespace, Node, trim};
use super::{Flaw, Irregularity};

/// How often an element may stand in its parent.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Occurs {
    Once,
    AtMostOnce,
    Often,
    AtLeastOnce,
}

/// The children of an element, in order.
pub(super) type Sequence = [(&'static str, Occurs)];

const SIGNATURE: &str = "Signature";

pub(super) const ALERT: &Sequence = &[
    ("identifier", Once),
    ("sender", Once),
    ("sent", Once),
    ("status", Once),
    ("msgType", Once),
    ("source", AtMostOnce),
    ("scope", Once),
    ("restriction", AtMostOnce),
    ("addresses", AtMostOnce),
    ("code", Often),
    ("note", AtMostOnce),
    ("references", AtMostOnce),
    ("incidents", AtMostOnce),
    ("info", Often),
    (SIGNATURE, Often),
];

pub(super) const INFO: &Sequence = &[
    ("language", AtMostOnce),
    ("category", AtLeastOnce),
    ("event", Once),
    ("responseType", Often),
    ("urgency", Once),
    ("severity", Once),
    ("certainty", Once),
    ("audience", AtMostOnce),
    ("eventCode", Often),
    ("effective", AtMostOnce),
    ("onset", AtMostOnce),
    ("expires", AtMostOnce),
    ("senderName", AtMostOnce),
    ("headline", AtMostOnce),
    ("description", AtMostOnce),
    ("instruction", AtMostOnce),
    ("web", AtMostOnce),
    ("contact", AtMostOnce),
    ("parameter", Often),
    ("resource", Often),
    ("area", Often),
];

pub(super) const RESOURCE: &Sequence = &[
    ("resourceDesc", Once),
    ("mimeType", Once),
    ("size", AtMostOnce),
    ("uri", AtMostOnce),
    ("derefUri", AtMostOnce),
    ("digest", AtMostOnce),
];

pub(super) const AREA: &Sequence = &[
    ("areaDesc", Once),
    ("polygon", Often),
    ("circle", Often),
    ("geocode", Often),
    ("altitude", AtMostOnce),
    ("ceiling", AtMostOnce),
];

pub(super) const NAMED_VALUE: &Sequence = &[("valueName", Once), ("value", Once)];

/// Whether an element holds elements, and not text.
pub(super) fn holds_elements(name: &str) -> bool {
    ["info", "resource", "area", "eventCode", "parameter", "geocode", SIGNATURE].contains(&name)
}

/// What is wrong with the children of `element`, which is called `name`.
pub(super) fn check(
    name: &'static str,
    element: &Element<'_>,
    sequence: &'static Sequence,
) -> Vec<Irregularity> {
    let mut wrong = Vec::new();
    let mut note = |element, flaw| wrong.push(Irregularity { element: Cow::Borrowed(element), flaw });
    let mut seen: Vec<_> = sequence.iter().map(|(known, occurs)| (*known, *occurs, 0_usize)).collect();
    let mut furthest = 0;
    for node in &element.content {
        let child = match node {
            Node::Element(child) => child,
            Node::Text(text) if trim(text).is_empty() => continue,
            Node::Text(_) => {
                note(name, Flaw::Unexpected);
                continue;
            }
        };
        let mut places = seen.iter_mut().enumerate();
        let Some((place, (known, _, count))) =
            places.find(|(_, (known, ..))| is_called(child, known, element.namespace))
        else {
            note(name, Flaw::Unexpected);
            continue;
        };
        if place < furthest {
            note(known, Flaw::Order);
        }
        furthest = furthest.max(place);
        *count += 1;
    }
    for (known, occurs, count) in seen {
        match occurs {
            Once | AtLeastOnce if count == 0 => note(known, Flaw::Missing),
            Once | AtMostOnce if count > 1 => note(known, Flaw::Repeated),
            _ => {}
        }
    }
    wrong
}

/// Whether an element is the child that a sequence names, in a parent of the namespace `cap`.
fn is_called(child: &Element<'_>, known: &str, cap: Namespace) -> bool {
    child.name == known && child.namespace == if known == SIGNATURE { Namespace::Signature } else { cap }
}
