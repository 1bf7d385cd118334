//! Plain photos and videos of the app's own camera: erased once ours are sealed and named. What is to be erased is written down in the
//! transaction that names the sealed photo, so that a kill between the two leaves nothing for good; the next start erases it.

use std::fs;
use std::path::Path;
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use crate::files::{self, SystemFiles};
use crate::store::{Db, Setting, Store, StoreError};

/// A file as it was when it was added. Cameras use names again: another file under the same name is left alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct CameraFile {
    path: String,
    size: u64,
    /// In nanoseconds of Unix time.
    modified: u64,
}

impl CameraFile {
    /// None when there is no such file, or its name can't be written down.
    pub(super) fn at(path: &Path) -> Option<Self> {
        let about = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
        let modified = about.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        Some(Self {
            // The next process may have another working directory.
            path: std::path::absolute(path).ok()?.to_str()?.to_owned(),
            size: about.len(),
            modified: u64::try_from(modified.as_nanos()).ok()?,
        })
    }

    /// Whether nothing is left to erase.
    fn erase(&self) -> bool {
        let path = Path::new(&self.path);
        Self::at(path).as_ref() != Some(self) || files::remove(&SystemFiles, path).is_ok()
    }
}

/// Writes down that a file is to be erased.
pub(super) fn add(db: &Db<'_>, file: CameraFile) -> Result<(), StoreError> {
    let mut files: Vec<CameraFile> = db.setting(Setting::CameraFiles)?.unwrap_or_default();
    files.push(file);
    db.set_setting(Setting::CameraFiles, &files)
}

/// Erases what was written down. A file that the system does not let go is tried again at the next start.
pub(super) fn erase(store: &Store) -> Result<(), StoreError> {
    let files: Option<Vec<CameraFile>> = store.read(|db| db.setting(Setting::CameraFiles))?;
    if files.is_none_or(|files| files.is_empty()) {
        return Ok(());
    }
    store.write(|db| {
        let mut files: Vec<CameraFile> = db.setting(Setting::CameraFiles)?.unwrap_or_default();
        files.retain(|file| !file.erase());
        if !files.is_empty() {
            tracing::warn!(count = files.len(), "files of the camera can't be erased");
        }
        db.set_setting(Setting::CameraFiles, &files)
    })
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::sync::Arc;

    use super::*;
    use crate::entropy::SystemEntropy;
    use crate::store::Sealer;
    use crate::vault::{KeyGuard, KeyGuardError, Vault};

    struct Plain;

    impl KeyGuard for Plain {
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

    fn open(directory: &Path) -> Store {
        let vault = Vault::open(directory, &Plain, &SystemEntropy, &SystemFiles).unwrap();
        let sealer = Sealer::new(vault, Arc::new(SystemEntropy), Arc::new(SystemFiles), directory);
        Store::open(directory, sealer, None).unwrap()
    }

    fn taken(directory: &Path) -> PathBuf {
        let file = directory.join("capture.jpg");
        fs::write(&file, b"taken").unwrap();
        file
    }

    fn write_down(store: &Store, file: &Path) {
        store.write(|db| add(db, CameraFile::at(file).unwrap())).unwrap();
    }

    #[test]
    fn a_kill_between_the_commit_and_the_erasing_leaves_nothing_after_the_next_start() {
        let directory = tempfile::tempdir().unwrap();
        let file = taken(directory.path());
        write_down(&open(directory.path()), &file);
        assert!(file.exists());

        let store = open(directory.path());
        erase(&store).unwrap();
        assert!(!file.exists());
        let left: Option<Vec<CameraFile>> = store.read(|db| db.setting(Setting::CameraFiles)).unwrap();
        assert_eq!(left, Some(Vec::new()));
    }

    #[test]
    fn the_next_photo_under_the_same_name_is_left_alone() {
        let directory = tempfile::tempdir().unwrap();
        let store = open(directory.path());
        let file = taken(directory.path());
        write_down(&store, &file);
        fs::write(&file, b"another one").unwrap();
        erase(&store).unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"another one");
        // It is forgotten, too.
        assert_eq!(
            store.read(|db| db.setting::<Vec<CameraFile>>(Setting::CameraFiles)).unwrap(),
            Some(vec![])
        );
    }

    #[test]
    fn a_file_that_is_gone_already_is_no_trouble() {
        let directory = tempfile::tempdir().unwrap();
        let store = open(directory.path());
        let file = taken(directory.path());
        write_down(&store, &file);
        fs::remove_file(&file).unwrap();
        erase(&store).unwrap();
        assert!(CameraFile::at(&file).is_none());
        assert!(CameraFile::at(directory.path()).is_none(), "a folder is never erased");
    }
}
