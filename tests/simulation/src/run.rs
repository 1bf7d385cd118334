//! Plays a story and holds what comes of it against the promises.

use std::panic;
use std::path::Path;
use std::sync::Once;
use std::time::Duration;

use hues_core::ReportState;
use hues_core::report::{LocationRule, Status};
use tempfile::TempDir;

use crate::calls;
use crate::fate::DEATH;
use crate::network::World;
use crate::phone::{Phone, Sent};
use crate::promise::Broken;
use crate::removed;
use crate::scenario::{Deed, Scenario, Step, Weather};

/// After the story the weather stays calm; by then everything has arrived, whatever waited.
const CALM_ROUNDS: usize = 60;
/// Longer than any wait that the phone sets itself.
const BETWEEN: Duration = Duration::from_mins(61);
/// Longer than the longest wait that a server can ask for.
const LONGEST: Duration = Duration::from_hours(25);

/// Plays the story of a seed.
///
/// # Errors
/// The promise that was broken.
pub fn check(seed: u64) -> Result<(), Broken> {
    play(&Scenario::of(seed))
}

/// Plays a story.
///
/// # Errors
/// The promise that was broken.
pub fn play(scenario: &Scenario) -> Result<(), Broken> {
    hush();
    let home = home().map_err(|error| Broken::new("the machine runs the simulation", error.to_string()))?;
    let world = World::default();
    let phones = (0..scenario.phones).map(|n| {
        let seed = 0x5eed_0000 + n as u64;
        Phone::new(&home.path().join(n.to_string()), &world, seed)
    });
    let mut phones = phones.collect::<Result<Vec<_>, _>>()?;
    for step in &scenario.steps {
        for phone in &phones {
            phone.fate.pass(step.wait);
        }
        if let Some(phone) = phones.get_mut(step.phone) {
            happen(&world, phone, step)?;
        }
        world.city(|model| model.broken.clone()).map_or(Ok(()), Err)?;
    }
    for phone in &mut phones {
        settle(&world, phone)?;
    }
    world.city(|model| model.broken.clone()).map_or(Ok(()), Err)?;
    phones.iter().try_for_each(|phone| conclude(&world, phone))?;
    phones.iter().try_for_each(|phone| phone.conclude_calls(&world))?;
    calls::nobody_invented(&world, &phones)?;
    nobody_invented(&world, &phones)
}

/// In memory where that is possible: thousands of databases are written.
pub(crate) fn home() -> std::io::Result<TempDir> {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { TempDir::new_in(memory) } else { TempDir::new() }
}

fn happen(world: &World, phone: &mut Phone, step: &Step) -> Result<(), Broken> {
    phone.fate.befall(step.weather, step.chance);
    let target = phone.sent.get(step.target.checked_rem(phone.sent.len()).unwrap_or(0)).map(|sent| sent.id);
    match (step.deed, target) {
        (Deed::CityMoves(status), Some(id)) => world.city(|model| {
            if model.case(id).is_some_and(|case| case.document.status != Status::Withdrawn) {
                model.set_status(id, status);
            }
        }),
        (Deed::CityReplies, Some(id)) => world.city(|model| {
            if model.case(id).is_some() {
                model.reply(id, uuid_of(step.chance));
            }
        }),
        (Deed::CityCorrects { text }, Some(id)) => world.city(|model| {
            let value = format!("Thành phố sửa {}", step.chance % 100);
            if model.case(id).is_some_and(|case| case.document.status != Status::Withdrawn) {
                let is_about_a_place = model.case(id).is_some_and(crate::model::Case::has_place);
                let member = if text || !is_about_a_place { "text" } else { "address" };
                model.correct(id, member, value.into());
            }
        }),
        (Deed::CityRemoves, Some(id)) => world.city(|model| model.remove(id)),
        (Deed::CityForgetsCursors, _) => world.city(crate::model::Model::forget_cursors),
        (Deed::CityForgetsInstallations, _) => world.city(crate::model::Model::forget_installations),
        (Deed::CityForgetsUploads, _) => world.city(crate::model::Model::forget_uploads),
        (Deed::StragglerArrives, _) => {
            world.straggler_arrives();
        }
        (deed, _) => phone.act(deed, step.target)?,
    }
    phone.live(step.weather)?;
    removed::note_known(world, phone)?;
    phone.sent.iter().try_for_each(|sent| photos_are_somewhere(world, phone, sent))
}

/// A message id of the city's own making.
fn uuid_of(chance: u64) -> String {
    format!("01900000-0000-7000-8000-{:012x}", chance & 0xffff_ffff_ffff)
}

/// Calm weather until nothing waits that can go. What lay in proxies arrives too.
fn settle(world: &World, phone: &mut Phone) -> Result<(), Broken> {
    while world.straggler_arrives() {}
    phone.fate.befall(Weather::CALM, 0);
    phone.client()?.set_photos_wait_for_unmetered(false).map_err(|error| {
        Broken::new("a call of the citizen's works", format!("set_photos_wait_for_unmetered: {error:?}"))
    })?;
    for round in 0..CALM_ROUNDS {
        phone.fate.befall(Weather::CALM, round as u64);
        phone.live(Weather::CALM)?;
        let mut waits = false;
        for sent in &phone.sent {
            let view = phone.client()?.reports().get(sent.id);
            let view = view.map_err(|error| Broken::new("nothing is lost", format!("{error:?}")))?;
            let at_rest = matches!(
                view.state,
                ReportState::Delivered { .. }
                    | ReportState::Withdrawn
                    | ReportState::Removed
                    | ReportState::Parked { .. }
            );
            let said = view.thread.iter().all(|entry| !is_waiting(&entry.delivery));
            let rated = view.rating.is_none_or(|rating| !is_waiting(&rating.delivery));
            let amended = view.amendment.is_none_or(|amendment| !is_waiting(&amendment.delivery));
            waits |= !(at_rest && said && rated && amended);
        }
        waits |= phone.is_calling()?;
        // What the citizen is asked, they answer: theirs counts.
        waits |= phone.resolve_all(true)?;
        if !waits {
            // What the city did last is heard of too.
            return phone.live(Weather::CALM);
        }
        phone.fate.pass(if round == 0 { LONGEST } else { BETWEEN });
    }
    let states: Vec<_> = phone.sent.iter().map(|sent| phone.state(sent.id)).collect();
    Err(Broken::new("everything ends delivered or parked", format!("{states:?}")))
}

fn is_waiting(delivery: &hues_core::Delivery) -> bool {
    matches!(delivery, hues_core::Delivery::Waiting { .. })
}

/// A full-size photo is on the phone until the city has it.
fn photos_are_somewhere(world: &World, phone: &Phone, sent: &Sent) -> Result<(), Broken> {
    let view = phone.client()?.reports().get(sent.id);
    let view = view.map_err(|error| Broken::new("nothing is lost", format!("{error:?}")))?;
    if view.photos.len() != sent.photos {
        let how = format!("report {} has {} of {} photos", sent.id, view.photos.len(), sent.photos);
        return Err(Broken::new("nothing is lost", how));
    }
    let kept = view.photos.iter().all(|photo| photo.full_kept);
    let whole = world.city(|model| {
        model.case(sent.id).is_some_and(crate::model::Case::is_whole) || model.removed.was_whole(sent.id)
    });
    if kept || whole || matches!(view.state, ReportState::Withdrawn) {
        return Ok(());
    }
    let how = format!("report {}: {:?}", sent.id, view.state);
    Err(Broken::new("a photo leaves the phone only after its receipt", how))
}

/// What has to be true in the end.
fn conclude(world: &World, phone: &Phone) -> Result<(), Broken> {
    for sent in &phone.sent {
        let state = phone.state(sent.id)?;
        match state {
            ReportState::Delivered { .. } => {
                delivered_whole(world, phone, sent)?;
                shown_as_at_the_city(world, phone, sent)?;
                nothing_lies_in_the_clear(phone)?;
            }
            ReportState::Withdrawn => {
                let there = world.city(|model| model.case(sent.id).map(|case| case.document.status));
                if !matches!(there, None | Some(Status::Withdrawn)) {
                    let how = format!("report {} is {there:?} at the city", sent.id);
                    return Err(Broken::new("what was taken back is withdrawn at the city", how));
                }
                if !sent.withdrawn {
                    let how = format!("report {}", sent.id);
                    return Err(Broken::new("only what the citizen took back is withdrawn", how));
                }
            }
            ReportState::Removed => {
                removed::ended(world, phone, sent)?;
                nothing_lies_in_the_clear(phone)?;
            }
            ReportState::Parked { ref code, .. } if code == "report-closed" && sent.withdrawn => {}
            other => {
                let how = format!("report {}: {other:?}", sent.id);
                return Err(Broken::new("everything ends delivered or parked with a reason", how));
            }
        }
    }
    Ok(())
}

/// Both see the same, whoever changed it last.
fn shown_as_at_the_city(world: &World, phone: &Phone, sent: &Sent) -> Result<(), Broken> {
    let view = phone.client()?.reports().get(sent.id);
    let view = view.map_err(|error| Broken::new("nothing is lost", format!("{error:?}")))?;
    let there = world.city(|model| model.case(sent.id).map(crate::model::Case::text)).unwrap_or_default();
    let is_open = view.amendment.is_some();
    if is_open || view.draft.text == there {
        return Ok(());
    }
    let how = format!("report {}: {:?} here, {there:?} there", sent.id, view.draft.text);
    Err(Broken::new("in the end the phone shows what the city has", how))
}

fn delivered_whole(world: &World, phone: &Phone, sent: &Sent) -> Result<(), Broken> {
    let view = phone.client()?.reports().get(sent.id);
    let view = view.map_err(|error| Broken::new("nothing is lost", format!("{error:?}")))?;
    let is_change_parked = view
        .amendment
        .is_some_and(|amendment| matches!(amendment.delivery, hues_core::Delivery::Parked { .. }));
    world.city(|model| {
        let Some(case) = model.case(sent.id) else {
            return Err(Broken::new("delivered means that the city has it", format!("report {}", sent.id)));
        };
        // A word of the staff that came after the citizen's last one stands; a change that is parked says why it is not there.
        if case.text() != sent.text && !case.staff_wrote && !is_change_parked {
            let how = format!(
                "report {} under {}: {:?} instead of {:?}",
                sent.id,
                case.key(),
                case.text(),
                sent.text
            );
            return Err(Broken::new("the city has what the citizen wrote last", how));
        }
        if case.has_place() != (sent.about == LocationRule::Required) {
            let how = format!("report {}", sent.id);
            return Err(Broken::new("a place goes with a report and none with a question", how));
        }
        if !case.is_whole() || case.document.attachments.len() != sent.photos {
            let how = format!("report {}: {:?}", sent.id, case.document.attachments);
            return Err(Broken::new("delivered means that every photo is there", how));
        }
        let said: Vec<&str> = sent.said.iter().map(|(_, text)| text.as_str()).collect();
        let heard: Vec<&str> = case.heard.iter().map(|(_, text)| text.as_str()).collect();
        let withdrawn_meanwhile = case.document.status == Status::Withdrawn;
        if said != heard && !sent.unsure && !withdrawn_meanwhile {
            let how = format!("report {}: said {said:?}, heard {heard:?}", sent.id);
            return Err(Broken::new("messages arrive once and in their order", how));
        }
        Ok(())
    })
}

/// Of what the system had, nothing is left.
fn nothing_lies_in_the_clear(phone: &Phone) -> Result<(), Broken> {
    match std::fs::read_dir(phone.folder.join("outgoing")).map_or(0, Iterator::count) {
        0 => Ok(()),
        left => Err(Broken::new("nothing stays in the clear", format!("{left} files"))),
    }
}

/// The city has nothing that no citizen sent.
fn nobody_invented(world: &World, phones: &[Phone]) -> Result<(), Broken> {
    let invented = world.city(|model| {
        model.ids().find(|id| !phones.iter().any(|phone| phone.sent.iter().any(|sent| sent.id == *id)))
    });
    match invented {
        None => Ok(()),
        Some(id) => Err(Broken::new("only what was sent arrives", format!("report {id}"))),
    }
}

/// A process that dies on purpose is no news.
pub(crate) fn hush() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if info.payload().downcast_ref::<&str>() != Some(&DEATH) {
                usual(info);
            }
        }));
    });
}
