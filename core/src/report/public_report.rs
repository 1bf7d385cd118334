//! Reports of others, as everyone may see them: whether one of them is what the citizen is about to report, and those that they follow.

use serde::{Deserialize, Serialize};

use super::{Draft, Status};
use crate::clock::Timestamp;
use crate::place::Point;
use crate::sorting::sort_by;
use crate::words::Words;

/// Reports of one category are about the same thing up to this distance.
pub const SAME_PLACE_M: f64 = 250.0;
/// More than these are no help to the citizen.
const MAX_DUPLICATES: usize = 5;

/// A report as `GET /v1/reports/nearby` shows it. Its position is rounded by the city.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PublicReport {
    /// The id under which everyone may see it.
    pub public_id: String,
    /// Id of its category.
    pub category: String,
    /// Where the city's work stands.
    pub status: Status,
    /// RFC 3339.
    pub received_at: String,
    /// RFC 3339; when the status changed last.
    pub status_at: String,
    /// Where it is, to about 100 m.
    pub location: Point,
    /// What happened, if its author lets everyone read it.
    #[serde(default)]
    pub text: Option<String>,
}

/// A report that may be about what a draft is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Duplicate {
    /// The report.
    pub report: PublicReport,
    /// How far it is from the draft's place, in metres.
    pub distance_m: f64,
    /// The question to the citizen.
    pub words: Words,
}

/// A public report that the citizen follows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FollowedReport {
    /// The report as it was last seen.
    pub report: PublicReport,
    /// Code of its ward.
    pub ward: String,
    /// Since when.
    pub followed_at: Timestamp,
    /// The status changed, and the citizen has not seen that yet.
    pub changed: bool,
    /// The city shows it no longer.
    pub gone: bool,
}

impl Status {
    /// Whether the city still has to deal with it.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Received | Self::Assigned | Self::InProgress)
    }
}

/// The open reports that may be about the same: same category, within [`SAME_PLACE_M`], the nearest first. `own` are public ids of the citizen's
/// own reports.
#[must_use]
pub fn duplicates(draft: &Draft, known: &[PublicReport], own: &[String]) -> Vec<Duplicate> {
    let (Some(category), Some(location)) = (&draft.category, draft.location) else { return Vec::new() };
    let candidate = |report: &PublicReport| report.category == *category && !own.contains(&report.public_id);
    let mut found: Vec<Duplicate> = open_near(location.point, known)
        .filter(|(report, _)| candidate(report))
        .map(|(report, distance_m)| Duplicate {
            report: report.clone(),
            distance_m,
            words: question(distance_m),
        })
        .collect();
    sort_by(&mut found, |a: &Duplicate, b| a.distance_m.total_cmp(&b.distance_m));
    found.truncate(MAX_DUPLICATES);
    found
}

/// The open reports within [`SAME_PLACE_M`] of a position, each with its distance from it in metres.
pub fn open_near(point: Point, known: &[PublicReport]) -> impl Iterator<Item = (&PublicReport, f64)> {
    known
        .iter()
        .filter(|report| report.status.is_open())
        .map(move |report| (report, report.location.distance_m(point)))
        .filter(|(_, distance_m)| *distance_m <= SAME_PLACE_M)
}

/// The city rounds positions to about 100 m, so nothing finer is said.
fn question(distance_m: f64) -> Words {
    let (vi, en) = match distance_m {
        ..75.0 => ("ngay tại đây", "right here"),
        75.0..150.0 => ("cách đây khoảng 100 m", "about 100 m from here"),
        _ => ("cách đây khoảng 200 m", "about 200 m from here"),
    };
    Words {
        vi: format!("Có thể đã có người phản ánh việc này, {vi}. Bạn muốn theo dõi phản ánh đó?"),
        en: format!("This may already have been reported, {en}. Do you want to follow that report?"),
    }
}

impl FollowedReport {
    /// What is new about it, after its ward was asked for again.
    #[must_use]
    pub fn refreshed(self, known: &[PublicReport]) -> Self {
        match known.iter().find(|report| report.public_id == self.report.public_id) {
            Some(report) => Self {
                changed: self.changed || report.status != self.report.status,
                report: report.clone(),
                gone: false,
                ..self
            },
            None => Self { gone: true, ..self },
        }
    }

    /// Where it stands, in a citizen's words.
    #[must_use]
    pub fn words(&self) -> Words {
        if self.gone {
            let last = self.report.status.words();
            return Words {
                vi: format!("{} (không còn công khai)", last.vi),
                en: format!("{} (no longer public)", last.en),
            };
        }
        self.report.status.words()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Location, LocationSource};

    fn report(public_id: &str, lat: f64, status: Status) -> PublicReport {
        PublicReport {
            public_id: public_id.into(),
            category: "road-damage".into(),
            status,
            received_at: "2026-11-22T07:00:00+07:00".into(),
            status_at: "2026-11-22T07:00:00+07:00".into(),
            location: Point::new(lat, 107.578).unwrap(),
            text: None,
        }
    }

    fn draft() -> Draft {
        let point = Point::new(16.47, 107.578).unwrap();
        let location =
            Location { point, accuracy_m: None, fixed_at: None, source: LocationSource::Pin, mock: false };
        Draft { category: Some("road-damage".into()), location: Some(location), ..Draft::default() }
    }

    fn ids(known: &[PublicReport], own: &[String]) -> Vec<String> {
        duplicates(&draft(), known, own).into_iter().map(|duplicate| duplicate.report.public_id).collect()
    }

    #[test]
    fn an_open_report_of_the_same_category_within_250_metres_may_be_the_same_the_nearest_first() {
        // A thousandth of a degree of latitude is 111 m.
        let known = [
            report("far", 16.4723, Status::Received),
            report("near", 16.472, Status::Assigned),
            report("here", 16.47, Status::InProgress),
            report("done", 16.47, Status::Done),
            report("mine", 16.47, Status::Received),
            PublicReport { category: "noise".into(), ..report("other", 16.47, Status::Received) },
        ];
        assert_eq!(ids(&known, &["mine".into()]), ["here", "near"]);
        let asked = duplicates(&draft(), &known, &[]);
        assert!(asked.last().unwrap().words.vi.contains("khoảng 200 m"));
        assert!(asked[0].words.en.contains("right here"));
    }

    #[test]
    fn without_a_category_or_a_place_nothing_is_the_same() {
        let known = [report("here", 16.47, Status::Received)];
        assert_eq!(duplicates(&Draft { category: None, ..draft() }, &known, &[]), []);
        assert_eq!(duplicates(&Draft { location: None, ..draft() }, &known, &[]), []);
    }

    #[test]
    fn a_followed_report_tells_of_its_new_status_and_of_its_end() {
        let followed = FollowedReport {
            report: report("it", 16.47, Status::Received),
            ward: "19753".into(),
            followed_at: Timestamp::from_unix_ms(0),
            changed: false,
            gone: false,
        };
        let same = followed.clone().refreshed(&[report("it", 16.47, Status::Received)]);
        assert_eq!(same, followed);
        let done = followed.refreshed(&[report("it", 16.47, Status::Done)]);
        assert!(done.changed && !done.gone);
        assert_eq!(done.words().vi, "Đã xử lý xong");
        let gone = done.refreshed(&[]);
        assert!(gone.gone && gone.words().vi.contains("không còn công khai"));
    }
}
