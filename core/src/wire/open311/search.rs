//! Whether a request that the city lists is the report of which nobody knows whether it arrived. Pure. What identifies it is the mark at its end; where a
//! city changes or withholds texts, the same words at the same place do.

use std::time::Duration;

use super::Timestamp;
use super::form::{Said, mark, w3c};
use crate::clock::millis;
use crate::report::{DeskRequest, FinalisedReport};
use crate::wire::desk::Search;

/// So far from each other are two positions of the same thing at most: cities round.
const SAME_PLACE_M: f64 = 50.0;
/// A phone's clock may be a day wrong, and its hours too.
const MARGIN: Duration = Duration::from_hours(26);
/// An endpoint lists at most ninety days; two are left for a wrong clock.
const SPAN: Duration = Duration::from_hours(24 * 88);

/// From when on to look; until when is left to the city's own clock.
pub(super) fn start(made_at: Option<Timestamp>, now: Timestamp) -> String {
    let earliest = Timestamp::from_unix_ms(now.unix_ms() - millis(SPAN));
    let start = made_at.map_or(earliest, |at| Timestamp::from_unix_ms(at.unix_ms() - millis(MARGIN)));
    w3c(start.max(earliest))
}

/// What is known after one more request of the list.
pub(super) fn better(best: Search, said: &Said, report: &FinalisedReport, listed: DeskRequest) -> Search {
    match (likeness(said, report, &listed), best) {
        (_, found @ Search::Found(_)) => found,
        (Likeness::Same, _) => Search::Found(Box::new(listed)),
        (Likeness::Perhaps, _) => Search::Perhaps,
        (Likeness::Other, best) => best,
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Likeness {
    Same,
    Perhaps,
    Other,
}

fn likeness(said: &Said, report: &FinalisedReport, listed: &DeskRequest) -> Likeness {
    let is_near =
        listed.point.zip(said.point()).is_some_and(|(theirs, ours)| theirs.distance_m(ours) <= SAME_PLACE_M);
    let Some(description) = &listed.description else {
        return if is_near { Likeness::Perhaps } else { Likeness::Other };
    };
    let (theirs, ours) = (words(description), words(&said.text));
    let whole = format!("{ours} {}", mark(report));
    if description.contains(&mark(report)) {
        Likeness::Same
    } else if !is_near {
        Likeness::Other
    } else if theirs == ours {
        Likeness::Same
    } else if !theirs.is_empty() && whole.starts_with(&theirs) {
        // Cut off somewhere.
        Likeness::Perhaps
    } else {
        Likeness::Other
    }
}

/// The words alone: cities wrap lines as they like.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::tests::report;
    use super::*;
    use crate::place::Point;

    fn listed(description: Option<&str>, lat: f64) -> DeskRequest {
        DeskRequest {
            description: description.map(str::to_owned),
            point: Point::new(lat, 107.5786).ok(),
            ..DeskRequest::new("1".into())
        }
    }

    fn likeness_of(description: Option<&str>, lat: f64) -> Likeness {
        let report = report();
        let said = Said::of(&report).unwrap();
        likeness(&said, &report, &listed(description, lat))
    }

    const HERE: f64 = 16.4698;
    const ELSEWHERE: f64 = 16.4798;

    #[test]
    fn the_mark_is_enough_wherever_and_the_same_words_only_at_the_same_place() {
        let marked = format!("[moderated] {}", mark(&report()));
        assert_eq!(likeness_of(Some(&marked), ELSEWHERE), Likeness::Same);
        assert_eq!(likeness_of(Some("Ổ gà\n sâu trước chợ"), HERE), Likeness::Same);
        assert_eq!(likeness_of(Some("Ổ gà sâu trước chợ"), ELSEWHERE), Likeness::Other);
    }

    #[test]
    fn a_cut_or_withheld_text_at_the_same_place_may_be_it() {
        assert_eq!(likeness_of(Some("Ổ gà sâu"), HERE), Likeness::Perhaps);
        assert_eq!(likeness_of(None, HERE), Likeness::Perhaps);
        assert_eq!(likeness_of(None, ELSEWHERE), Likeness::Other);
        assert_eq!(likeness_of(Some("Đèn hỏng"), HERE), Likeness::Other);
    }

    #[test]
    fn the_same_words_with_the_mark_of_another_are_another() {
        assert_eq!(likeness_of(Some("Ổ gà sâu trước chợ (ref 0123456789AB)"), HERE), Likeness::Other);
    }

    #[test]
    fn it_is_looked_for_from_before_a_wrong_clock_and_no_longer_than_is_listed() {
        let made = Timestamp::parse("2026-11-23T00:42:00Z").unwrap();
        assert_eq!(start(Some(made), made.after(Duration::from_mins(5))), "2026-11-21T22:42:00Z");
        let late = made.after(Duration::from_hours(24 * 200));
        let earliest = Timestamp::parse(&start(Some(made), late)).unwrap();
        assert!(late.since_ms(earliest) < millis(Duration::from_hours(24 * 90)));
    }
}
