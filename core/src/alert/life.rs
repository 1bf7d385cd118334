//! Which messages are current: a set of messages in any order and a `now` in, the state of each out. Knows nothing of
//! places, of what was shown before, or of where messages came from. Expiry is the phone's own; a message that a feed
//! no longer lists is not ended by that.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::cap::{Identity, Message, MsgType};

/// The state of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    /// It warns, now.
    Current,
    /// All it says has ended.
    Expired,
    /// An Update took its place. What it says counts no more, also when the Update itself has ended.
    Replaced,
    /// A Cancel ended it.
    Cancelled,
    /// It is a Cancel, Ack or Error: word about other messages, never a warning.
    Notice,
}

/// The state of each message, in the order given. A message that is given twice, by its identity, counts once: the
/// first of them, for messages do not change.
pub fn lives<'a>(
    messages: impl IntoIterator<Item = &'a Message>,
    now: DateTime<Utc>,
) -> Vec<(&'a Message, Life)> {
    let mut known: HashMap<Identity<'a>, &'a Message> = HashMap::new();
    let mut order = Vec::new();
    for message in messages {
        known.entry(message.identity()).or_insert_with(|| {
            order.push(message);
            message
        });
    }
    let ended = ended_by_others(&order, &known);
    let life = |message: &'a Message| {
        if !message.warns() {
            return Life::Notice;
        }
        let by_itself = if message.ends() <= now { Life::Expired } else { Life::Current };
        ended.get(&message.identity()).copied().unwrap_or(by_itself)
    };
    order.iter().map(|message| (*message, life(message))).collect()
}

/// The messages that are current, in the order given.
pub fn current<'a>(messages: impl IntoIterator<Item = &'a Message>, now: DateTime<Utc>) -> Vec<&'a Message> {
    lives(messages, now)
        .into_iter()
        .filter(|(_, life)| *life == Life::Current)
        .map(|(message, _)| message)
        .collect()
}

/// When the next part of a current message ends, for the phone's timer.
pub fn next_expiry<'a>(
    messages: impl IntoIterator<Item = &'a Message>,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let current = current(messages, now);
    let ends = current.iter().flat_map(|message| {
        let infos = message.infos.iter().map(|info| message.expires(info));
        infos.chain([message.ends()])
    });
    ends.map(|end| end.to_utc()).filter(|end| *end > now).min()
}

/// The messages that an Update replaced or a Cancel ended (CAP 1.2 section 3.2.1). Being cancelled says more.
fn ended_by_others<'a>(
    order: &[&'a Message],
    known: &HashMap<Identity<'a>, &'a Message>,
) -> HashMap<Identity<'a>, Life> {
    let mut ended = HashMap::new();
    for by in order {
        let life = match by.msg_type {
            MsgType::Update => Life::Replaced,
            MsgType::Cancel => Life::Cancelled,
            MsgType::Alert | MsgType::Ack | MsgType::Error => continue,
        };
        let targets = by.references.iter().filter_map(|reference| known.get(&reference.identity()));
        for target in targets.filter(|target| ends(by, target)) {
            let entry = ended.entry(target.identity()).or_insert(life);
            if life == Life::Cancelled {
                *entry = life;
            }
        }
    }
    ended
}

/// Whether `by`, which refers to `target`, ends it. An exercise or a test ends nothing real, and no message ends
/// itself. Of two that refer to each other the later one counts, and neither when they are of the same second, so
/// that a mistake in a feed can't make both vanish.
fn ends(by: &Message, target: &Message) -> bool {
    let refers_back = target.references.iter().any(|reference| reference.identity() == by.identity());
    by.status == target.status
        && by.identity() != target.identity()
        && !(refers_back && target.sent >= by.sent)
}

#[cfg(test)]
mod tests;
