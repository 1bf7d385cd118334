//! Sealing of cells and photo files for the store: what [`Vault`] does, with the store's names.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Result, StoreError};
use crate::entropy::Entropy;
use crate::files::{self, Files};
use crate::id::PhotoId;
use crate::vault::{Cell, FileId, KeyGuard, Vault};

/// The vault with its randomness, and the folder of the sealed photos.
pub(crate) struct Sealer {
    vault: Vault,
    entropy: Arc<dyn Entropy>,
    files: Arc<dyn Files>,
    directory: PathBuf,
    photos: PathBuf,
    /// Held by whoever writes or reads a file, so that no key comes or goes meanwhile.
    keys_stay: RwLock<()>,
    /// Held by whoever removes a file, or puts another one in its place, so that what was removed does not come back.
    removing: Mutex<()>,
}

/// Which of a photo's two files.
#[derive(Clone, Copy, Debug)]
pub(crate) enum PhotoFile {
    Full,
    Thumbnail,
}

impl PhotoFile {
    fn name(self, photo: PhotoId) -> String {
        match self {
            Self::Full => format!("{photo}.full"),
            Self::Thumbnail => format!("{photo}.thumb"),
        }
    }
}

impl Sealer {
    pub(crate) fn new(
        vault: Vault,
        entropy: Arc<dyn Entropy>,
        files: Arc<dyn Files>,
        directory: &Path,
    ) -> Self {
        Self {
            vault,
            entropy,
            files,
            directory: directory.to_owned(),
            photos: photo_folder(directory),
            keys_stay: RwLock::default(),
            removing: Mutex::default(),
        }
    }

    /// Makes the photos' folder if it is not there. It comes after the database: where it is without one, the database was lost.
    pub(crate) fn make_photo_folder(&self) -> Result<()> {
        Ok(files::make_folder_durably(&*self.files, &self.photos)?)
    }

    /// Where the photos' files are.
    pub(super) fn photos(&self) -> &Path {
        &self.photos
    }

    /// The data directory.
    pub(super) fn directory(&self) -> &Path {
        &self.directory
    }

    pub(super) fn files(&self) -> &dyn Files {
        &*self.files
    }

    pub(super) fn entropy(&self) -> &dyn Entropy {
        &*self.entropy
    }

    pub(super) fn is_rotating(&self) -> bool {
        self.vault.is_rotating()
    }

    /// A new key seals from here on; whatever was being written is whole before.
    pub(super) fn begin_rotation(&self, guard: &dyn KeyGuard) -> Result<()> {
        let _nobody_writes = self.keys_stay.write().unwrap_or_else(PoisonError::into_inner);
        Ok(self.vault.begin_rotation(&self.directory, guard, &*self.entropy, &*self.files)?)
    }

    /// The old key goes; whoever reads what it had sealed has read it before.
    pub(super) fn end_rotation(&self) -> Result<()> {
        let _nobody_reads = self.keys_stay.write().unwrap_or_else(PoisonError::into_inner);
        Ok(self.vault.end_rotation(&self.directory, &*self.files)?)
    }

    fn keys_stay(&self) -> RwLockReadGuard<'_, ()> {
        self.keys_stay.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// A cell sealed with the key of today; `None` when it is so already, or does not open: then nothing can be done for it.
    pub(super) fn seal_anew(&self, cell: Cell<'_>, sealed: &[u8]) -> Result<Option<Vec<u8>>> {
        if self.vault.is_of_today(sealed) {
            return Ok(None);
        }
        match self.vault.open_sealed(cell, sealed) {
            Ok(plain) => Ok(Some(self.seal(cell, &zeroize::Zeroizing::new(plain))?)),
            Err(_) => Ok(None),
        }
    }

    /// The same for a file of the photos' folder. It is replaced in one step; one that does not open stays as it is.
    pub(super) fn seal_file_anew(&self, name: &str) -> Result<()> {
        let _nobody_removes = self.removing.lock().unwrap_or_else(PoisonError::into_inner);
        let _keys_stay = self.keys_stay();
        let opened = File::open(self.photos.join(name));
        let Ok(mut sealed) = opened else { return Ok(()) };
        if self.vault.is_file_of_today(&mut sealed).unwrap_or(true) {
            return Ok(());
        }
        let len = self.vault.plain_len(&mut File::open(self.photos.join(name))?)?;
        let written = files::write_durably_by(&*self.files, &self.photos.join(name), |into| {
            let mut plain = Pieces::of(self, name, len);
            Ok::<_, StoreError>(self.vault.seal_stream(
                FileId(name),
                len,
                &mut plain,
                into,
                &*self.entropy,
            )?)
        });
        match written {
            // It is damaged, and stays as it is.
            Err(StoreError::Io(error)) if error.kind() == io::ErrorKind::Other => Ok(()),
            written => written,
        }
    }

    pub(super) fn seal(&self, cell: Cell<'_>, plain: &[u8]) -> Result<Vec<u8>> {
        Ok(self.vault.seal(cell, plain, &*self.entropy)?)
    }

    pub(super) fn open(&self, cell: Cell<'_>, sealed: &[u8]) -> Result<Vec<u8>> {
        Ok(self.vault.open_sealed(cell, sealed)?)
    }

    pub(super) fn seal_json(&self, cell: Cell<'_>, value: &impl Serialize) -> Result<Vec<u8>> {
        let json = zeroize::Zeroizing::new(serde_json::to_vec(value).map_err(|_| StoreError::Damaged)?);
        self.seal(cell, &json)
    }

    pub(super) fn open_json<T: DeserializeOwned>(&self, cell: Cell<'_>, sealed: &[u8]) -> Result<T> {
        let json = zeroize::Zeroizing::new(self.open(cell, sealed)?);
        serde_json::from_slice(&json).map_err(|_| StoreError::Damaged)
    }

    /// Writes a photo's file, sealed. It is on disk, and no row may name it before [`Sealer::sync_photos`].
    pub(crate) fn write_photo(&self, photo: PhotoId, file: PhotoFile, plain: &[u8]) -> Result<()> {
        self.write_photo_from(photo, file, plain.len() as u64, &mut &*plain)
    }

    /// The same for a file of `plain_len` bytes, sealed while it is read.
    pub(crate) fn write_photo_from(
        &self,
        photo: PhotoId,
        file: PhotoFile,
        plain_len: u64,
        plain: &mut impl Read,
    ) -> Result<()> {
        let _keys_stay = self.keys_stay();
        let name = file.name(photo);
        files::write_new_by(&*self.files, &self.photos.join(&name), |into| {
            Ok(self.vault.seal_stream(FileId(&name), plain_len, plain, into, &*self.entropy)?)
        })
    }

    /// The photos' files that were written are there after a power cut too.
    pub(crate) fn sync_photos(&self) -> Result<()> {
        Ok(self.files.sync_folder(&self.photos)?)
    }

    /// The bytes `range` of a photo's file.
    pub(crate) fn read_photo(&self, photo: PhotoId, file: PhotoFile, range: Range<u64>) -> Result<Vec<u8>> {
        let _keys_stay = self.keys_stay();
        self.read_range(&file.name(photo), range)
    }

    fn read_range(&self, name: &str, range: Range<u64>) -> Result<Vec<u8>> {
        let mut sealed = File::open(self.photos.join(name))?;
        Ok(self.vault.open_range(FileId(name), &mut sealed, range)?)
    }

    /// The whole of a photo's file.
    pub(crate) fn read_whole_photo(&self, photo: PhotoId, file: PhotoFile) -> Result<Vec<u8>> {
        let len = self.vault.plain_len(&mut File::open(self.photos.join(file.name(photo)))?)?;
        self.read_photo(photo, file, 0..len)
    }

    /// Copies a photo's files under another id, sealed anew; a piece at a time, because videos are large.
    pub(crate) fn copy_photo(&self, photo: PhotoId, copy: PhotoId) -> Result<()> {
        for file in [PhotoFile::Full, PhotoFile::Thumbnail] {
            let mut sealed = match File::open(self.photos.join(file.name(photo))) {
                // A video has no thumbnail.
                Err(error)
                    if error.kind() == io::ErrorKind::NotFound && matches!(file, PhotoFile::Thumbnail) =>
                {
                    continue;
                }
                opened => opened?,
            };
            let len = self.vault.plain_len(&mut sealed)?;
            let name = file.name(photo);
            let mut plain = Pieces::of(self, &name, len);
            self.write_photo_from(copy, file, len, &mut plain)?;
        }
        self.sync_photos()
    }

    /// Removes a photo's file, if it is there.
    pub(crate) fn remove_photo(&self, photo: PhotoId, file: PhotoFile) -> Result<()> {
        let _nobody_replaces = self.removing.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(files::remove(&*self.files, &self.photos.join(file.name(photo)))?)
    }

    /// Removes each file of the folder that belongs to none of these photos, full-size files that are not to be there any more, and
    /// whatever was not finished.
    pub(super) fn keep_only(&self, named: &HashMap<PhotoId, bool>) -> Result<()> {
        for entry in fs::read_dir(&self.photos)? {
            let path = entry?.path();
            let full_kept = photo_of(&path).and_then(|photo| named.get(&photo));
            let is_named = match path.extension().and_then(|ending| ending.to_str()) {
                Some("full") => full_kept == Some(&true),
                Some("thumb") => full_kept.is_some(),
                _ => false,
            };
            if !is_named {
                files::remove(&*self.files, &path)?;
            }
        }
        Ok(())
    }
}

/// A sealed file, read in the clear from its beginning, while the keys stay.
struct Pieces<'a> {
    sealer: &'a Sealer,
    name: &'a str,
    at: u64,
    len: u64,
    piece: io::Cursor<Vec<u8>>,
}

/// In bytes.
const PIECE: u64 = 256 * 1024;

impl<'a> Pieces<'a> {
    fn of(sealer: &'a Sealer, name: &'a str, len: u64) -> Self {
        Self { sealer, name, at: 0, len, piece: io::Cursor::default() }
    }
}

impl Read for Pieces<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.piece.read(into)?;
        if read > 0 || self.at == self.len {
            return Ok(read);
        }
        let end = self.len.min(self.at + PIECE);
        let piece = self.sealer.read_range(self.name, self.at..end);
        self.piece = io::Cursor::new(piece.map_err(io::Error::other)?);
        self.at = end;
        self.piece.read(into)
    }
}

/// Whose file this is.
pub(super) fn photo_of(path: &Path) -> Option<PhotoId> {
    path.file_stem()?.to_str()?.parse().ok()
}

pub(super) fn photo_folder(directory: &Path) -> PathBuf {
    directory.join("photos")
}
