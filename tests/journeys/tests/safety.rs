//! What the citizen is told before everything is erased, and while a new key takes over.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::io;
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread;

use hues_core::{Config, Erasure, Files, NewFile, SystemFiles};
use journeys::{Phone, Town, photo_in_hue};
use tempfile::TempDir;

/// The system's files, which stop before a photo takes its name, until they are told to go on.
struct WaitingFiles {
    reached: SyncSender<()>,
    go_on: Mutex<Receiver<()>>,
}

impl Files for WaitingFiles {
    fn make_folder(&self, path: &Path) -> io::Result<()> {
        SystemFiles.make_folder(path)
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn NewFile>> {
        SystemFiles.create(path)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        if to.extension().is_some_and(|extension| extension == "full") {
            self.reached.send(()).map_err(io::Error::other)?;
            self.go_on.lock().unwrap().recv().map_err(io::Error::other)?;
        }
        SystemFiles.rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        SystemFiles.remove(path)
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        SystemFiles.remove_folder(path)
    }

    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        SystemFiles.sync_folder(path)
    }
}

#[test]
fn a_new_key_says_how_far_it_is_until_it_has_taken_over() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let mut first = Phone::new(home.path(), &town);
    let _ = first.draft("Khoá mới", &[photo_in_hue()]);
    first.switch_off();
    let (data_dir, keystore) = (first.data_dir.clone(), home.path().join("keystore"));
    drop(first);

    let (reached, is_reached) = sync_channel(0);
    let (told, go_on) = sync_channel(0);
    let files = Arc::new(WaitingFiles { reached, go_on: Mutex::new(go_on) });
    let phone = Phone::at(&data_dir, &keystore, &town, |config| Config { files, ..config });
    let client = phone.client();
    assert_eq!(client.key_change().unwrap(), None);
    thread::scope(|scope| {
        let rotated = scope.spawn(|| client.rotate_key());
        is_reached.recv().unwrap();
        let change = client.key_change().unwrap().unwrap();
        assert!(0 < change.done && change.done < change.total, "{change:?}");
        assert!(change.words().vi.starts_with("Đang tạo khoá mới: "), "{change:?}");
        told.send(()).unwrap();
        rotated.join().unwrap().unwrap();
    });
    assert_eq!(client.key_change().unwrap(), None);
}

#[test]
fn what_an_end_of_it_all_would_mean_is_counted() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let phone = Phone::new(home.path(), &town);
    let client = phone.client();
    assert_eq!(client.erasure().unwrap(), Erasure::default());
    assert_eq!(
        client.erasure().unwrap().sentences()[0].en,
        "There are no drafts on this phone, and no reports that are still to be sent."
    );
    let _ = phone.submitted("Đã gửi");
    phone.connect();
    let _ = phone.sync();
    client.set_network(hues_core::Network::None).unwrap();
    let _ = phone.submitted("Chưa gửi");
    let _ = phone.draft("Nháp", &[]);
    let erasure = client.erasure().unwrap();
    assert_eq!(erasure, Erasure { drafts: 1, unsent: 1, sent: 1 });
    let [lost, _, kept] = erasure.sentences().try_into().unwrap();
    assert_eq!(lost.en, "Lost for good, with their photos: 1 draft and 1 report not sent yet.");
    assert!(lost.vi.contains("1 bản nháp và 1 phản ánh chưa gửi xong"), "{lost:?}");
    assert!(kept.vi.contains("giữ 1 phản ánh"), "{kept:?}");

    client.wipe().unwrap();
    assert_eq!(client.erasure().unwrap(), Erasure::default());
}
