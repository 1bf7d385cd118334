//! How long a message must be kept: as long as any message that it belongs to by references, in either direction and over any number of them.
//! A Cancel or a short Update that went before the longer warning that it ended would let that warning hold again.

use std::collections::HashMap;

use super::cap::{Identity, Message};
use crate::clock::Timestamp;

/// For each message, given with how long it is needed by itself, how long it is needed with what it belongs to. What can't be read (`None`) belongs
/// to nothing.
pub(crate) fn needed_until(messages: &[(Option<Message>, Timestamp)]) -> Vec<Timestamp> {
    let mut until: Vec<Timestamp> = messages.iter().map(|(_, until)| *until).collect();
    let readable =
        || messages.iter().enumerate().filter_map(|(at, (message, _))| Some((at, message.as_ref()?)));
    // The same message may be there twice.
    let mut known: HashMap<Identity<'_>, Vec<usize>> = HashMap::new();
    for (at, message) in readable() {
        known.entry(message.identity()).or_default().push(at);
    }
    let links: Vec<(usize, usize)> = readable()
        .flat_map(|(at, message)| message.references.iter().map(move |reference| (at, reference.identity())))
        .filter_map(|(at, target)| Some((at, known.get(&target)?)))
        .flat_map(|(at, targets)| targets.iter().map(move |target| (at, *target)))
        .collect();
    loop {
        let mut changed = false;
        for (a, b) in &links {
            let longest = until[*a].max(until[*b]);
            changed |= until[*a] != longest || until[*b] != longest;
            (until[*a], until[*b]) = (longest, longest);
        }
        if !changed {
            return until;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::cap;
    use super::*;

    fn message(identifier: &str, references: &str) -> Message {
        let references = if references.is_empty() {
            String::new()
        } else {
            format!("<references>hue@example.vn,{references},2026-11-23T07:00:00+07:00</references>")
        };
        let xml = format!(
            r#"<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>{identifier}</identifier>
            <sender>hue@example.vn</sender><sent>2026-11-23T07:00:00+07:00</sent><status>Actual</status>
            <msgType>Update</msgType><scope>Public</scope>{references}<info><category>Met</category><event>Lũ</event>
            <urgency>Immediate</urgency><severity>Severe</severity><certainty>Likely</certainty></info></alert>"#
        );
        cap::parse(xml.as_bytes()).unwrap()
    }

    fn day(day: i64) -> Timestamp {
        Timestamp::from_unix_ms(day * 24 * 3600 * 1000)
    }

    #[test]
    fn a_message_is_needed_as_long_as_anything_that_it_belongs_to() {
        let messages = [
            (Some(message("warning", "")), day(9)),
            (Some(message("update", "warning")), day(1)),
            (Some(message("cancel", "update")), day(2)),
            (Some(message("other", "")), day(3)),
            (Some(message("of something unknown", "elsewhere")), day(4)),
            (None, day(5)),
        ];
        let until = needed_until(&messages);
        assert_eq!(until, [day(9), day(9), day(9), day(3), day(4), day(5)]);
    }

    #[test]
    fn messages_that_refer_to_each_other_or_to_themselves_end_all_the_same() {
        let messages = [
            (Some(message("a", "b")), day(1)),
            (Some(message("b", "a")), day(2)),
            (Some(message("c", "c")), day(3)),
            (Some(message("a", "c")), day(1)),
        ];
        assert_eq!(needed_until(&messages), [day(3), day(3), day(3), day(3)]);
    }
}
