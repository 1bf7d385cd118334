use chrono::{DateTime, Utc};

use super::super::cap::{Message, parse};
use super::{Life, current, lives, next_expiry};

const ENDS: &str = "<expires>2026-11-23T18:00:00+07:00</expires>";

fn at(time: &str) -> DateTime<Utc> {
    format!("2026-11-23T{time}:00+07:00").parse().unwrap()
}

/// A message of the made-up sender, sent on the hour that its name ends in, that refers to others of that kind.
fn message(kind: &str, name: &str, refers_to: &[&str]) -> Message {
    message_with(kind, name, refers_to, "Actual", ENDS)
}

fn message_with(kind: &str, name: &str, refers_to: &[&str], status: &str, info: &str) -> Message {
    let references: Vec<String> =
        refers_to.iter().map(|name| format!("made-up,{name},{}", sent(name))).collect();
    let xml = format!(
        "<alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'><identifier>{name}</identifier>\
         <sender>made-up</sender><sent>{}</sent><status>{status}</status><msgType>{kind}</msgType>\
         <scope>Public</scope><references>{}</references><info>{info}</info></alert>",
        sent(name),
        references.join(" ")
    );
    parse(xml.as_bytes()).unwrap()
}

fn sent(name: &str) -> String {
    format!("2026-11-23T{}:00:00+07:00", &name[name.len() - 2..])
}

/// The state of each message by its name, sorted, in every order of arrival.
fn in_any_order(messages: &[Message], now: &str) -> Vec<(String, Life)> {
    let mut results = orders(messages).into_iter().map(|order| {
        let mut states: Vec<(String, Life)> = lives(order, at(now))
            .into_iter()
            .map(|(message, life)| (message.identifier.clone(), life))
            .collect();
        states.sort_by(|a, b| a.0.cmp(&b.0));
        states
    });
    let first = results.next().unwrap();
    assert!(results.all(|other| other == first));
    first
}

fn orders(messages: &[Message]) -> Vec<Vec<&Message>> {
    let Some((first, rest)) = messages.split_first() else { return vec![Vec::new()] };
    let insert =
        |order: Vec<_>| (0..=order.len()).map(move |at| [&order[..at], &[first], &order[at..]].concat());
    orders(rest).into_iter().flat_map(insert).collect()
}

fn states(expected: &[(&str, Life)]) -> Vec<(String, Life)> {
    expected.iter().map(|(name, life)| ((*name).to_owned(), *life)).collect()
}

#[test]
fn an_update_takes_the_place_of_what_it_refers_to() {
    let messages = [message("Alert", "a-06", &[]), message("Update", "b-07", &["a-06"])];
    assert_eq!(
        in_any_order(&messages, "08:00"),
        states(&[("a-06", Life::Replaced), ("b-07", Life::Current)])
    );
}

#[test]
fn a_cancel_ends_its_warning_without_being_one_whichever_arrives_first() {
    let messages = [message("Alert", "a-06", &[]), message("Cancel", "b-07", &["a-06"])];
    assert_eq!(
        in_any_order(&messages, "08:00"),
        states(&[("a-06", Life::Cancelled), ("b-07", Life::Notice)])
    );
    assert!(current(&messages, at("08:00")).is_empty());
    assert!(!messages[1].alarms());
}

#[test]
fn of_a_chain_of_updates_only_the_last_is_current() {
    let messages = [
        message("Alert", "a-06", &[]),
        message("Update", "b-07", &["a-06"]),
        message("Update", "c-08", &["b-07"]),
        message("Update", "d-09", &["a-06", "b-07", "c-08"]),
    ];
    let replaced = [("a-06", Life::Replaced), ("b-07", Life::Replaced), ("c-08", Life::Replaced)];
    let expected = [&replaced[..], &[("d-09", Life::Current)]].concat();
    assert_eq!(in_any_order(&messages, "10:00"), states(&expected));
}

#[test]
fn an_update_counts_without_its_predecessor_and_a_cancel_of_the_unknown_does_nothing() {
    let messages = [message("Update", "b-07", &["a-06"]), message("Cancel", "d-09", &["c-08"])];
    assert_eq!(in_any_order(&messages, "10:00"), states(&[("b-07", Life::Current), ("d-09", Life::Notice)]));
}

#[test]
fn cancelling_an_update_does_not_bring_back_what_it_replaced() {
    let messages = [
        message("Alert", "a-06", &[]),
        message("Update", "b-07", &["a-06"]),
        message("Cancel", "c-08", &["b-07"]),
    ];
    let expected = [("a-06", Life::Replaced), ("b-07", Life::Cancelled), ("c-08", Life::Notice)];
    assert_eq!(in_any_order(&messages, "09:00"), states(&expected));
}

#[test]
fn an_ended_update_still_replaces_its_predecessor() {
    let short = "<expires>2026-11-23T08:00:00+07:00</expires>";
    let messages =
        [message("Alert", "a-06", &[]), message_with("Update", "b-07", &["a-06"], "Actual", short)];
    assert_eq!(
        in_any_order(&messages, "09:00"),
        states(&[("a-06", Life::Replaced), ("b-07", Life::Expired)])
    );
}

#[test]
fn an_exercise_or_a_test_ends_nothing_real() {
    for status in ["Exercise", "Test", "Draft", "System"] {
        let messages =
            [message("Alert", "a-06", &[]), message_with("Cancel", "b-07", &["a-06"], status, ENDS)];
        assert_eq!(in_any_order(&messages, "08:00")[0], ("a-06".to_owned(), Life::Current), "{status}");
    }
}

#[test]
fn a_receipt_and_a_rejection_end_nothing() {
    for kind in ["Ack", "Error"] {
        let messages = [message("Alert", "a-06", &[]), message(kind, "b-07", &["a-06"])];
        assert_eq!(
            in_any_order(&messages, "08:00"),
            states(&[("a-06", Life::Current), ("b-07", Life::Notice)])
        );
    }
}

#[test]
fn messages_that_refer_to_each_other_or_to_themselves_do_not_all_vanish() {
    let twins = [message("Update", "a-06", &["b-06"]), message("Update", "b-06", &["a-06"])];
    assert_eq!(in_any_order(&twins, "08:00"), states(&[("a-06", Life::Current), ("b-06", Life::Current)]));
    let pair = [message("Update", "a-06", &["b-07"]), message("Update", "b-07", &["a-06"])];
    assert_eq!(in_any_order(&pair, "08:00"), states(&[("a-06", Life::Replaced), ("b-07", Life::Current)]));
    let alone = [message("Update", "a-06", &["a-06"])];
    assert_eq!(in_any_order(&alone, "08:00"), states(&[("a-06", Life::Current)]));
}

#[test]
fn a_message_that_came_twice_counts_once_also_when_its_time_is_written_in_another_zone() {
    let message = message("Alert", "a-06", &[]);
    let mut again = message.clone();
    again.sent = again.sent.with_timezone(&chrono::FixedOffset::east_opt(0).unwrap());
    assert_eq!(current([&message, &again, &message], at("08:00")), [&message]);
    let cancel = self::message("Cancel", "b-07", &["a-06"]);
    assert!(current([&again, &cancel], at("08:00")).is_empty());
}

#[test]
fn a_warning_ends_at_its_own_time_and_without_one_after_a_day() {
    let messages = [message("Alert", "a-06", &[]), message_with("Alert", "b-07", &[], "Actual", "")];
    assert_eq!(current(&messages, at("17:59")).len(), 2);
    assert_eq!(next_expiry(&messages, at("17:59")), Some(at("18:00")));
    assert_eq!(in_any_order(&messages, "18:00"), states(&[("a-06", Life::Expired), ("b-07", Life::Current)]));
    let next_day = next_expiry(&messages, at("18:00")).unwrap();
    assert_eq!(next_day, "2026-11-24T07:00:00+07:00".parse::<DateTime<Utc>>().unwrap());
    assert!(current(&messages, next_day).is_empty());
    assert_eq!(next_expiry(&messages, next_day), None);
}
