//! What the core costs, beside those who do the like: `measure WHAT ARGUMENT…` prints one JSON object a line. Each figure is measured in turns
//! with its peer, and the medians are compared. `cargo xtask bench` calls it, and says what the arguments are.

#![allow(clippy::unwrap_used, reason = "a measurement that can't go on ends")]

mod autosave;
mod delivery;
mod idle;
mod lookups;
mod memory;
mod opening;
mod photo;
mod recovery;
mod relay;

use std::sync::Arc;
use std::time::Instant;

use hues_core::{CityConfig, Client, Config, KeyGuard, KeyGuardError, SyncMode};
use serde::Serialize;

#[derive(Serialize)]
struct Figure {
    name: &'static str,
    ours: f64,
    peer: f64,
    peer_name: &'static str,
    unit: &'static str,
    ratio: f64,
    goal: f64,
    holds: bool,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["photo", photo] => photo::measure(photo),
        ["photo-once", photo] => photo::once(photo),
        ["autosave", folder] => autosave::measure(folder.as_ref()),
        ["opening", folder, ref peer @ ..] => opening::measure(folder.as_ref(), peer),
        ["recovery", folder] => recovery::measure(folder.as_ref()),
        ["killed", data] => recovery::change_and_end(data.as_ref()),
        ["ward", points] => lookups::wards(points.as_ref()),
        ["category", texts] => lookups::categories(texts.as_ref()),
        ["delivery", folder, origin, remote, ref peer @ ..] => {
            delivery::on_loopback(folder.as_ref(), origin, remote, peer);
        }
        ["link", folder, origin, remote, ref peer @ ..] => {
            delivery::on_link(folder.as_ref(), origin, remote, peer);
        }
        ["idle", folder, origin] => idle::measure(folder.as_ref(), origin),
        ["upload-memory", folder, origin] => memory::of_upload(folder.as_ref(), origin),
        _ => eprintln!(
            "usage: measure photo PHOTO | autosave FOLDER | opening FOLDER PEER… | recovery FOLDER | ward POINTS | category TEXTS \
             | delivery FOLDER ORIGIN REMOTE PEER… | link FOLDER ORIGIN REMOTE PEER… | idle FOLDER ORIGIN | upload-memory FOLDER ORIGIN"
        ),
    }
}

/// A key guard that takes no time: what is measured is ours.
struct Open;

impl KeyGuard for Open {
    fn wrap(&self, secret: &[u8]) -> Result<Vec<u8>, KeyGuardError> {
        Ok(secret.to_vec())
    }

    fn unwrap(&self, wrapped: &[u8]) -> Result<Vec<u8>, KeyGuardError> {
        Ok(wrapped.to_vec())
    }

    fn erase(&self) -> Result<(), KeyGuardError> {
        Ok(())
    }
}

fn client(folder: &std::path::Path) -> Client {
    let mut config = Config::new(folder, CityConfig::embedded().unwrap(), Arc::new(Open));
    config.sync_mode = SyncMode::WhenAsked;
    Client::open(config).unwrap()
}

fn milliseconds(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64() * 1000.0
}

fn report(name: &'static str, ours: f64, peer: f64, peer_name: &'static str, unit: &'static str, goal: f64) {
    let ratio = ours / peer;
    let figure = Figure { name, ours, peer, peer_name, unit, ratio, goal, holds: ratio <= goal };
    println!("{}", serde_json::to_string(&figure).unwrap());
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}
