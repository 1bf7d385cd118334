//! Calls for help outlive what a database may have to go through.

use std::path::Path;
use std::sync::Arc;

use super::super::tests::{Plain, open, store};
use super::*;
use crate::entropy::SystemEntropy;
use crate::files::SystemFiles;
use crate::outbox::{Outcome, apply_to_sos};
use crate::sos::SosStatus;
use crate::store::{Sealer, Store};
use crate::vault::Vault;

const NOW: Timestamp = Timestamp::from_unix_ms(1_764_145_000_000);

/// One that waits for its next try, and one of which the city has said something.
fn called(store: &Store) {
    let now = Now { wall: NOW, boot: Duration::from_hours(1) };
    store
        .write(|db| {
            for note in ["Nước lên tới mái", "Có người già"] {
                let id = SosId::new(NOW, &SystemEntropy);
                let access = AccessSecret::new(&SystemEntropy);
                let call = SosCall { people: Some(4), note: Some(note.into()), ..SosCall::default() };
                let key = IdempotencyKey::new(NOW, &SystemEntropy);
                db.insert_sos(&SosRequest::new(id, key, &access, &call, NOW), &access, &call, NOW)?;
                db.set_sos_attempt_started(id)?;
            }
            let [waiting, asking] = db.sos_items()?.try_into().unwrap();
            let city = CitySos {
                id: asking.id,
                status: SosStatus::Seen,
                received_at: Some(NOW.to_rfc3339()),
                status_at: NOW.to_rfc3339(),
                note: Some("Ca nô đang đến".into()),
            };
            let failed = Outcome::LinkFailed(Reason::Unreachable);
            db.save_sos(&apply_to_sos(waiting, &failed, Duration::ZERO, now, 1.0).unwrap())?;
            db.save_sos(&apply_to_sos(asking, &Outcome::Progress, Duration::ZERO, now, 1.0).unwrap())?;
            db.set_sos_city(&city, NOW)
        })
        .unwrap();
}

fn sealer(directory: &Path) -> Sealer {
    let vault = Vault::open(directory, &Plain, &SystemEntropy, &SystemFiles).unwrap();
    Sealer::new(vault, Arc::new(SystemEntropy), Arc::new(SystemFiles), directory)
}

/// All that is said of them, and what would go out.
fn read(store: &Store) -> Vec<(StoredSos, IdempotencyKey, Vec<u8>, Vec<u8>)> {
    store
        .read(|db| {
            let all = db.all_sos()?.into_iter();
            all.map(|call| {
                let (request, access) = (db.sos_request(call.id)?, db.sos_access(call.id)?);
                Ok::<_, StoreError>((call, request.key(), request.body().to_vec(), access.bytes().to_vec()))
            })
            .collect()
        })
        .unwrap()
}

#[test]
fn a_salvage_saves_calls_for_help_as_they_were() {
    let (folder, store) = store();
    called(&store);
    let before = read(&store);
    drop(store);
    Store::salvage(folder.path(), &sealer(folder.path()), None, &SystemFiles, NOW).unwrap();
    assert_eq!(read(&open(folder.path()).unwrap()), before);
}

#[test]
fn a_new_key_seals_calls_for_help_anew_and_they_outlive_the_old_one() {
    let (folder, store) = store();
    called(&store);
    let before = read(&store);
    store.begin_rotation(&Plain).unwrap();
    store.finish_rotation(&|_, _| true).unwrap();
    assert!(!store.is_rotating());
    assert_eq!(read(&store), before);
    drop(store);
    assert_eq!(read(&open(folder.path()).unwrap()), before, "with the new key alone");
}
