//! Every statement that the store runs, and how `SQLite` goes about it: on tables that grow as long as the app is used, none looks at every row.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use city::{Fault, Misbehaviour, SosStatus, Status};
use crash::statements;
use hues_core::media::Region;
use hues_core::{
    BackgroundOutcome, Clock, Config, DraftEdit, Event, EventListener, LoginLevel, Network, Point, Rating,
    ReportId, ReportState, Satisfaction, SendAnyway, SosCall,
};
use journeys::{Browser, Phone, TestClock, Town, fixture, large_photo, photo_in_hue};
use rusqlite::Connection;
use tempfile::TempDir;

/// What the citizen has more of from year to year. The rest is taken away once it is done (`outbox`), over (`alert`), or is bounded
/// (`setting`, `watched_place`); the planner looks at the whole outbox on purpose.
const GROWING: [&str; 3] = ["report", "photo", "message"];

/// Statements that mean every row, each with why.
const ALL_ON_PURPOSE: [(&str, &str); 1] = [(
    "SELECT id, city FROM report WHERE city IS NOT NULL",
    "which of the public reports nearby are the citizen's own, and which a desk has not closed, stands sealed in each",
)];

/// How far photos are is only asked for somebody who listens.
struct Listening;

impl EventListener for Listening {
    fn on_event(&self, _: Event) {}
}

/// The beginnings of what the store does not ask of its own tables.
const NO_QUERIES: [&str; 6] = ["PRAGMA", "BEGIN", "COMMIT", "ROLLBACK", "CREATE", "ALTER"];

#[test]
fn no_statement_looks_at_every_row_of_a_table_that_grows() {
    statements::watch();
    let home = TempDir::new().unwrap();
    live(home.path());
    let database = Connection::open(home.path().join("data/hues.db")).unwrap();
    let seen: BTreeSet<String> = statements::seen().iter().map(|sql| words_of(sql)).collect();

    // A statement that is written and was not run would not be looked at.
    let missed: Vec<String> =
        written().into_iter().filter(|written| !seen.iter().any(|sql| is_of(sql, written))).collect();
    assert!(missed.is_empty(), "the citizen of this test is to do what runs these too: {missed:#?}");

    let scans = scans(&database, &seen);
    assert!(scans.is_empty(), "{scans:#?}");
    // The search is able to find something.
    database.execute_batch("DROP INDEX report_in_list; DROP INDEX message_unread").unwrap();
    assert_eq!(
        self::scans(&database, &seen).len(),
        4,
        "what reads a page of reports, and what counts unread messages"
    );
}

/// The steps of all plans that look at every row of a table that grows, each with its statement.
fn scans(database: &Connection, statements: &BTreeSet<String>) -> Vec<String> {
    let is_query = |sql: &&String| NO_QUERIES.iter().all(|beginning| !sql.starts_with(beginning));
    let is_meant = |sql: &str| ALL_ON_PURPOSE.iter().any(|(meant, _)| sql == *meant);
    let mut queries = 0;
    let mut scans = Vec::new();
    for sql in statements.iter().filter(is_query) {
        // The migrations make and drop tables that are not there any more.
        let Ok(plan) = plan(database, sql) else { continue };
        queries += 1;
        let scan = plan.into_iter().find(|step| looks_at_every_row(step));
        scans.extend(scan.filter(|_| !is_meant(sql)).map(|step| format!("{step}: {sql}")));
    }
    assert!(queries > 60, "{queries} queries");
    scans
}

fn plan(database: &Connection, sql: &str) -> rusqlite::Result<Vec<String>> {
    let mut statement = database.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
    statement.raw_query().mapped(|row| row.get(3)).collect()
}

fn looks_at_every_row(step: &str) -> bool {
    GROWING.iter().any(|table| {
        step == format!("SCAN {table}") || step.starts_with(&format!("SCAN {table} USING INTEGER"))
    })
}

/// A statement with one space between its words.
fn words_of(sql: &str) -> String {
    sql.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The statements that stand in the source of the store, with `{…}` where something is put in.
fn written() -> Vec<String> {
    let mut found = Vec::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../core/src/store");
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        // Salvage reads a damaged database, as far as it goes.
        if path.is_dir() || ["tests.rs", "schema.rs", "salvage.rs"].iter().any(|name| path.ends_with(name)) {
            continue;
        }
        let source = fs::read_to_string(path).unwrap();
        let source = source.split("#[cfg(test)]\nmod tests {").next().unwrap().to_owned();
        let literals = source.split('"').skip(1).step_by(2);
        let is_sql = |text: &&str| {
            ["SELECT ", "INSERT ", "UPDATE ", "DELETE "].iter().any(|word| text.starts_with(word))
        };
        found.extend(literals.filter(is_sql).map(words_of));
    }
    assert!(found.len() > 50, "{} statements are written", found.len());
    found
}

/// Whether a statement was made of one that is written.
fn is_of(sql: &str, written: &str) -> bool {
    let mut rest = sql;
    for (at, part) in written.split('{').enumerate() {
        let part = if at == 0 { part } else { part.split_once('}').unwrap().1 };
        match rest.find(part) {
            Some(0) => rest = &rest[part.len()..],
            Some(found) if at > 0 => rest = &rest[found + part.len()..],
            _ => return false,
        }
    }
    rest.is_empty() || written.ends_with('}')
}

/// A citizen who does everything once.
fn live(home: &Path) {
    let town = Town::start(&home.join("city"));
    let mut phone =
        Phone::with(home, &town, |config| Config { listener: Some(Arc::new(Listening)), ..config });
    drafts(&phone);
    warnings(&phone, &town);
    let delivered = delivery(&mut phone, &town);
    follow_ups(&phone, &town, delivered);
    removal(&phone, &town);
    calls_for_help(&phone, &town);
    neighbours(home, &phone, &town);
    login(&phone);
    forgetting(home, &town);
    phone.client().rotate_key().unwrap();
    phone.switch_off();
}

fn drafts(phone: &Phone) {
    let reports = phone.client().reports();
    let id = phone.draft("Bản nháp", &[photo_in_hue()]);
    let photo = reports.get(id).unwrap().photos[0].id;
    let region = Region::new(0.1, 0.1, 0.3, 0.3).unwrap();
    let hidden = reports.hide_in_photo(id, photo, &[region]).unwrap();
    reports.picture(hidden.id).unwrap();
    reports.remove_photo(id, hidden.id).unwrap();
    reports.discard(id).unwrap();
    reports.restore(id).unwrap();
    assert_eq!(reports.drafts().unwrap().len(), 1);
    discarded_by_a_wrong_clock(phone, id);
    let again = phone.submitted("Sửa lại");
    reports.edit_again(again).unwrap();
    reports.submit(again).unwrap();
    reports.edit_again(again).unwrap();
    phone.client().set_photos_wait_for_unmetered(false).unwrap();
}

/// A draft that was discarded "later" counts its days from now.
fn discarded_by_a_wrong_clock(phone: &Phone, draft: ReportId) {
    let reports = phone.client().reports();
    let now = phone.clock.now().wall;
    phone.clock.advance(Duration::from_hours(1));
    reports.discard(draft).unwrap();
    phone.clock.set(now);
    assert_eq!(reports.discarded().unwrap()[0].discarded_at, now);
    reports.erase(draft).unwrap();
}

fn warnings(phone: &Phone, town: &Town) {
    let alerts = phone.client().alerts();
    let place = alerts.watch("Nhà mạ", Point::new(16.4698, 107.5786).unwrap()).unwrap();
    town.city().publish_alert(&fs::read(fixture("cap/hue_flood_warning.xml")).unwrap()).unwrap();
    phone.connect();
    let _ = phone.sync();
    assert_eq!(alerts.current().unwrap().alerts.len(), 1);
    alerts.unwatch(place).unwrap();
}

/// A report that loses an upload on its way.
fn delivery(phone: &mut Phone, town: &Town) -> ReportId {
    let id = phone.draft("Ổ gà", &[large_photo()]);
    phone.client().reports().submit(id).unwrap();
    phone.client().reports().send_anyway(id, SendAnyway::OverMobileData).unwrap();
    town.city().misbehave(Misbehaviour::once(
        "POST",
        "/v1/uploads",
        Fault::Unavailable { status: 503, retry_after: None },
    ));
    let _ = phone.sync();
    phone.client().reports().try_now(id).unwrap();
    let handed_over = phone.wait_for(phone.client().prepare_background_uploads()).unwrap();
    phone.client().report_background_upload(handed_over[0].id, &BackgroundOutcome::Stopped).unwrap();
    phone.sync_until_quiet(5);
    assert!(matches!(phone.state(id), ReportState::Delivered { .. }));
    let reply = town.city().reply(&id.to_string(), None, "Đã xem").unwrap();
    town.city().reply(&id.to_string(), None, "Đang sửa").unwrap();
    let _ = phone.sync();
    phone.client().reports().tally().unwrap();
    assert_eq!(phone.client().reports().list(0, 1).unwrap().len(), 1);
    phone.client().reports().mark_read(id).unwrap();
    town.city().withdraw_reply(&reply).unwrap();
    let _ = phone.sync();
    assert_eq!(phone.client().reports().get(id).unwrap().thread.len(), 1);
    id
}

fn follow_ups(phone: &Phone, town: &Town, id: ReportId) {
    let reports = phone.client().reports();
    let message = reports.reply(id, "Nhầm").unwrap();
    reports.unsend(id, message).unwrap();
    reports.reply(id, "Hố sâu thêm rồi").unwrap();
    reports.amend(id, vec![DraftEdit::Text("Ổ gà sâu".into())]).unwrap();
    town.city().correct(&id.to_string(), "address", serde_json::json!("Trước chợ")).unwrap();
    let _ = phone.sync();
    town.city().set_status(&id.to_string(), Status::Done, None, None).unwrap();
    let _ = phone.sync();
    reports.rate(id, &Rating { satisfaction: Satisfaction::Satisfied, comment: None }).unwrap();
    let _ = phone.sync();
    let taken_back = phone.submitted("Rút lại");
    let _ = phone.sync();
    reports.withdraw(taken_back).unwrap();
    reports.keep(taken_back).unwrap();
    reports.withdraw(taken_back).unwrap();
    let _ = phone.sync();
}

fn removal(phone: &Phone, town: &Town) {
    let id = phone.submitted("Sẽ bị gỡ");
    phone.sync_until_quiet(5);
    town.city().remove(&id.to_string()).unwrap();
    let _ = phone.sync();
    phone.client().reports().give_up(id).unwrap();
}

/// One that is taken back before it left, and one that the city deals with.
fn calls_for_help(phone: &Phone, town: &Town) {
    let sos = phone.client().sos();
    phone.client().set_network(Network::None).unwrap();
    let gone = sos.raise(SosCall::default()).unwrap();
    sos.cancel(gone).unwrap();
    let id = sos.raise(SosCall { note: Some("Nước lên".into()), ..SosCall::default() }).unwrap();
    phone.connect();
    let _ = phone.sync();
    town.city().move_sos(&id.to_string(), SosStatus::Closed, None).unwrap();
    phone.clock.advance(Duration::from_mins(1));
    let _ = phone.sync();
    assert_eq!(sos.list().unwrap()[0].state.name(), "closed");
}

fn neighbours(home: &Path, phone: &Phone, town: &Town) {
    let neighbour = Phone::new(&home.join("neighbour"), town);
    neighbour.connect();
    let theirs = neighbour.submitted("Ổ gà trước chợ");
    neighbour.sync_until_quiet(5);
    assert!(matches!(neighbour.state(theirs), ReportState::Delivered { .. }));
    let reports = phone.client().reports();
    let draft = phone.draft("Ổ gà", &[]);
    let found = phone.wait_for(reports.refresh_nearby(draft)).unwrap();
    reports.follow(draft, &found[0].report.public_id).unwrap();
    assert_eq!(reports.followed().unwrap().len(), 1);
}

fn login(phone: &Phone) {
    let account = phone.client().account();
    let begun = phone.wait_for(account.begin_login(LoginLevel::One)).unwrap();
    let redirect = Browser::of_lan().log_in(&begun.url);
    phone.wait_for(account.finish_login(&redirect)).unwrap();
    let _ = phone.submitted("Có tên");
    phone.clock.advance(Duration::from_hours(2));
    let _ = phone.sync();
    phone.wait_for(account.logout()).unwrap();
}

/// A warning is long over when the index changes again.
fn forgetting(home: &Path, town: &Town) {
    let clock = TestClock::at("2026-11-10T08:00:00+07:00");
    let change = |config| Config { clock: Arc::new(clock.clone()), ..config };
    let phone = Phone::with(&home.join("forgetful"), town, change);
    phone.connect();
    let warning = fs::read_to_string(fixture("cap/hue_flood_warning.xml")).unwrap();
    let over = [("2026-11-23", "2026-11-10"), ("2026-11-24", "2026-11-11"), ("2026-0001", "2026-0009")]
        .iter()
        .fold(warning, |warning, (from, to)| warning.replace(from, to));
    let kept = |phone: &Phone| {
        let database = Connection::open(phone.data_dir.join("hues.db")).unwrap();
        database.query_row("SELECT count(*) FROM alert", [], |row| row.get::<_, i64>(0)).unwrap()
    };
    let over = town.city().publish_alert(over.as_bytes()).unwrap();
    let _ = phone.sync();
    let before = kept(&phone);
    town.city().withdraw_alert(&over).unwrap();
    clock.advance(Duration::from_hours(24 * 12));
    let _ = phone.sync();
    assert_eq!(kept(&phone), before - 1);
}
