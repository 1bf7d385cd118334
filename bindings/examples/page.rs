//! How long a page of 50 reports takes in Rust: what Kotlin and Swift are measured against. Prints the median in microseconds.
//! `page FOLDER ROUNDS`, with a folder that is not there yet.

use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use hues_core::report::DraftEdit;
use hues_core::{CityConfig, Client, Config, KeyGuard, KeyGuardError, SyncMode};

/// Reports on a page.
const PAGE: u32 = 50;

/// What is measured does not touch the keystore.
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

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder: PathBuf = arguments.next().ok_or("FOLDER is missing")?.into();
    let rounds: usize = arguments.next().ok_or("ROUNDS is missing")?.parse()?;
    let mut config = Config::new(folder, CityConfig::embedded()?, Arc::new(Open));
    config.sync_mode = SyncMode::WhenAsked;
    let client = Client::open(config)?;
    for number in 0..PAGE {
        let id = client.reports().create()?;
        client.reports().edit(id, DraftEdit::Text(format!("Ổ gà sâu trước chợ Đông Ba, số {number}")))?;
        client.reports().edit(id, DraftEdit::Category("road-damage".to_owned()))?;
    }
    let mut took = Vec::with_capacity(rounds);
    for _ in 0..rounds {
        let start = Instant::now();
        let page = client.reports().list(0, PAGE)?;
        took.push(start.elapsed());
        assert_eq!(page.len(), PAGE as usize, "a page is full");
    }
    took.sort_unstable();
    println!("{}", took.get(rounds / 2).ok_or("no rounds")?.as_micros());
    Ok(())
}
