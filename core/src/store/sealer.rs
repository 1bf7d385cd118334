//! Sealing of cells and photo files for the store: what [`Vault`] does, with the store's names.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::Read;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Result, StoreError};
use crate::entropy::Entropy;
use crate::files;
use crate::id::PhotoId;
use crate::vault::{Cell, FileId, Vault};

/// The vault with its randomness, and the folder of the sealed photos.
pub(crate) struct Sealer {
    vault: Vault,
    entropy: Arc<dyn Entropy>,
    photos: PathBuf,
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
    pub(crate) fn new(vault: Vault, entropy: Arc<dyn Entropy>, directory: &Path) -> Result<Self> {
        let photos = photo_folder(directory);
        fs::create_dir_all(&photos)?;
        Ok(Self { vault, entropy, photos })
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

    /// Writes a photo's file, sealed; it is on disk when this returns.
    pub(crate) fn write_photo(&self, photo: PhotoId, file: PhotoFile, plain: &[u8]) -> Result<()> {
        let name = file.name(photo);
        let sealed = self.vault.seal_file(FileId(&name), plain, &*self.entropy)?;
        files::write_durably(&self.photos.join(&name), &sealed)?;
        Ok(())
    }

    /// The same for a file of `plain_len` bytes, sealed while it is read.
    pub(crate) fn write_photo_from(
        &self,
        photo: PhotoId,
        file: PhotoFile,
        plain_len: u64,
        plain: &mut impl Read,
    ) -> Result<()> {
        let name = file.name(photo);
        files::write_durably_by(&self.photos.join(&name), |into| {
            Ok(self.vault.seal_stream(FileId(&name), plain_len, plain, into, &*self.entropy)?)
        })
    }

    /// The bytes `range` of a photo's file.
    pub(crate) fn read_photo(&self, photo: PhotoId, file: PhotoFile, range: Range<u64>) -> Result<Vec<u8>> {
        let name = file.name(photo);
        let mut sealed = File::open(self.photos.join(&name))?;
        Ok(self.vault.open_range(FileId(&name), &mut sealed, range)?)
    }

    /// The whole of a photo's file.
    pub(crate) fn read_whole_photo(&self, photo: PhotoId, file: PhotoFile) -> Result<Vec<u8>> {
        let len = self.vault.plain_len(&mut File::open(self.photos.join(file.name(photo)))?)?;
        self.read_photo(photo, file, 0..len)
    }

    /// Removes a photo's file, if it is there.
    pub(crate) fn remove_photo(&self, photo: PhotoId, file: PhotoFile) -> Result<()> {
        Ok(files::remove(&self.photos.join(file.name(photo)))?)
    }

    /// Removes each file of the folder that belongs to none of these photos, full-size files that are not to be there any more, and
    /// whatever was not finished.
    pub(super) fn keep_only(&self, named: &HashMap<PhotoId, bool>) -> Result<()> {
        for entry in fs::read_dir(&self.photos)? {
            let path = entry?.path();
            let photo = path.file_stem().and_then(|stem| stem.to_str()).and_then(|stem| stem.parse().ok());
            let full_kept = photo.and_then(|photo: PhotoId| named.get(&photo));
            let is_named = match path.extension().and_then(|ending| ending.to_str()) {
                Some("full") => full_kept == Some(&true),
                Some("thumb") => full_kept.is_some(),
                _ => false,
            };
            if !is_named {
                files::remove(&path)?;
            }
        }
        Ok(())
    }
}

fn photo_folder(directory: &Path) -> PathBuf {
    directory.join("photos")
}
