//! Sealing a file in chunks of 64 KiB, so that a piece can be read without the whole. Each file has a key of its own, derived from
//! a random salt; each chunk's nonce counts up and marks the last one (the STREAM construction of Hoang, Reyhanitabar, Rogaway
//! and Vizár, 2015), and its associated data names the file and its length. A swapped, cut or altered chunk does not open.

use std::io::{Read, Seek, SeekFrom, Write};
use std::ops::Range;

use ring::{aead, hkdf};

use super::{Keys, Vault, VaultError, aes_256_gcm, derive};
use crate::entropy::{Entropy, random};

const MARK: &[u8; 8] = b"HUESFIL1";
const SALT_LEN: usize = 16;
const HEADER_LEN: usize = MARK.len() + 4 + SALT_LEN + 8;
const CHUNK_LEN: u64 = 64 * 1024;
const TAG_LEN: u64 = 16;

/// The stable name of a sealed file.
#[derive(Clone, Copy, Debug)]
pub struct FileId<'a>(pub &'a str);

struct Header {
    bytes: [u8; HEADER_LEN],
    plain_len: u64,
}

impl Header {
    fn make(key: u32, plain_len: u64, entropy: &dyn Entropy) -> Self {
        let mut bytes = [0; HEADER_LEN];
        bytes[..8].copy_from_slice(MARK);
        bytes[8..12].copy_from_slice(&key.to_be_bytes());
        bytes[12..28].copy_from_slice(&random::<SALT_LEN>(entropy));
        bytes[28..].copy_from_slice(&plain_len.to_be_bytes());
        Self { bytes, plain_len }
    }

    fn read(from: &mut impl Read) -> Result<Self, VaultError> {
        let mut bytes = [0; HEADER_LEN];
        from.read_exact(&mut bytes).map_err(cut_is_damaged)?;
        if bytes[..8] != *MARK {
            return Err(VaultError::Damaged);
        }
        let mut plain_len = [0; 8];
        plain_len.copy_from_slice(&bytes[28..]);
        Ok(Self { bytes, plain_len: u64::from_be_bytes(plain_len) })
    }

    fn key(&self) -> u32 {
        let mut id = [0; 4];
        id.copy_from_slice(&self.bytes[8..12]);
        u32::from_be_bytes(id)
    }

    fn last_chunk(&self) -> u64 {
        self.plain_len.saturating_sub(1) / CHUNK_LEN
    }

    fn nonce(&self, index: u64) -> Result<aead::Nonce, VaultError> {
        let counter = u32::try_from(index).map_err(|_| VaultError::Damaged)?;
        let mut nonce = [0; aead::NONCE_LEN];
        nonce[7..11].copy_from_slice(&counter.to_be_bytes());
        nonce[11] = u8::from(index == self.last_chunk());
        Ok(aead::Nonce::assume_unique_for_key(nonce))
    }

    fn associated_data(&self, file: FileId<'_>) -> aead::Aad<Vec<u8>> {
        aead::Aad::from([&self.bytes, file.0.as_bytes()].concat())
    }
}

fn cut_is_damaged(error: std::io::Error) -> VaultError {
    if error.kind() == std::io::ErrorKind::UnexpectedEof { VaultError::Damaged } else { error.into() }
}

pub(super) fn root(root: &hkdf::Prk) -> Result<hkdf::Prk, VaultError> {
    Ok(hkdf::Salt::new(hkdf::HKDF_SHA256, b"hues files 1").extract(&*derive(root, &[b"files"])?))
}

impl Vault {
    /// Seals a file of a known length while it is read; no more than a chunk is held.
    ///
    /// # Errors
    /// [`VaultError::Io`] when it ends early, or can't be read or written; [`VaultError::Damaged`] only beyond 256 TiB.
    pub fn seal_stream(
        &self,
        file: FileId<'_>,
        plain_len: u64,
        plain: &mut impl Read,
        sealed: &mut (impl Write + ?Sized),
        entropy: &dyn Entropy,
    ) -> Result<(), VaultError> {
        let keys = self.sealing_keys();
        let header = Header::make(keys.id, plain_len, entropy);
        let key = keys.file_key(&header)?;
        sealed.write_all(&header.bytes)?;
        // An empty file has one chunk too: the mark of the last one says that nothing was cut.
        for index in 0..=header.last_chunk() {
            let mut body = vec![0; index_of(CHUNK_LEN.min(plain_len - index * CHUNK_LEN))?];
            plain.read_exact(&mut body)?;
            key.seal_in_place_append_tag(header.nonce(index)?, header.associated_data(file), &mut body)
                .map_err(|_| VaultError::Damaged)?;
            sealed.write_all(&body)?;
        }
        Ok(())
    }

    /// The length of a sealed file's content, in bytes, as its header says; [`Vault::open_range`] proves it.
    ///
    /// # Errors
    /// [`VaultError::Damaged`] when this is no sealed file, [`VaultError::Io`] when it can't be read.
    pub fn plain_len(&self, sealed: &mut impl Read) -> Result<u64, VaultError> {
        Header::read(sealed).map(|header| header.plain_len)
    }

    /// Opens the bytes `range` of a sealed file, reading only the chunks that hold them.
    ///
    /// # Errors
    /// [`VaultError::Damaged`] when the range is not in the file, or a chunk was swapped, cut or altered.
    pub fn open_range(
        &self,
        file: FileId<'_>,
        sealed: &mut (impl Read + Seek),
        range: Range<u64>,
    ) -> Result<Vec<u8>, VaultError> {
        sealed.seek(SeekFrom::Start(0))?;
        let header = Header::read(sealed)?;
        if range.start > range.end || range.end > header.plain_len {
            return Err(VaultError::Damaged);
        }
        let key = self.keys(header.key()).ok_or(VaultError::Damaged)?.file_key(&header)?;
        let first = range.start / CHUNK_LEN;
        sealed.seek(SeekFrom::Start(HEADER_LEN as u64 + first * (CHUNK_LEN + TAG_LEN)))?;
        let mut plain = Vec::new();
        for index in first..=header.last_chunk().min(range.end.saturating_sub(1) / CHUNK_LEN) {
            let len = CHUNK_LEN.min(header.plain_len - index * CHUNK_LEN) + TAG_LEN;
            let mut body = vec![0; usize::try_from(len).map_err(|_| VaultError::Damaged)?];
            sealed.read_exact(&mut body).map_err(cut_is_damaged)?;
            let chunk = key
                .open_in_place(header.nonce(index)?, header.associated_data(file), &mut body)
                .map_err(|_| VaultError::Damaged)?;
            let start = index * CHUNK_LEN;
            let from = range.start.saturating_sub(start).min(chunk.len() as u64);
            let to = (range.end - start).min(chunk.len() as u64);
            plain.extend(chunk.get(index_of(from)?..index_of(to)?).ok_or(VaultError::Damaged)?);
        }
        Ok(plain)
    }

    /// Whether the key that seals now sealed this file.
    ///
    /// # Errors
    /// As [`Vault::plain_len`].
    pub fn is_file_of_today(&self, sealed: &mut impl Read) -> Result<bool, VaultError> {
        Ok(Header::read(sealed)?.key() == self.sealing_keys().id)
    }
}

impl Keys {
    fn file_key(&self, header: &Header) -> Result<aead::LessSafeKey, VaultError> {
        aes_256_gcm(&*derive(&self.files, &[b"file", &header.bytes])?)
    }
}

fn index_of(offset: u64) -> Result<usize, VaultError> {
    usize::try_from(offset).map_err(|_| VaultError::Damaged)
}
