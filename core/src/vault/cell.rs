//! Sealing a field of a row: format version, key id, nonce, ciphertext with its tag. The associated data names the version, the key, the
//! table, the column and the row, so that a value that was moved elsewhere does not open.

use ring::{aead, hkdf};

use super::{Vault, VaultError, aes_256_gcm, derive};
use crate::entropy::{Entropy, random};

const VERSION: u8 = 1;
const HEADER_LEN: usize = 1 + 4 + aead::NONCE_LEN;

/// Where a sealed value belongs.
#[derive(Clone, Copy, Debug)]
pub struct Cell<'a> {
    /// The table's name.
    pub table: &'static str,
    /// The column's name.
    pub column: &'static str,
    /// The row's stable id.
    pub row: &'a str,
}

impl Cell<'_> {
    fn associated_data(&self, header: &[u8]) -> Vec<u8> {
        let mut data = header.to_vec();
        for part in [self.table, self.column, self.row] {
            data.extend((part.len() as u64).to_be_bytes());
            data.extend(part.as_bytes());
        }
        data
    }
}

pub(super) fn key(root: &hkdf::Prk) -> Result<aead::LessSafeKey, VaultError> {
    aes_256_gcm(&*derive(root, &[b"cells"])?)
}

impl Vault {
    /// Seals a value for its cell (AES-256-GCM with a random nonce).
    ///
    /// # Errors
    /// [`VaultError::Damaged`] only for a value beyond the cipher's limit of 64 GiB.
    pub fn seal(&self, cell: Cell<'_>, plain: &[u8], entropy: &dyn Entropy) -> Result<Vec<u8>, VaultError> {
        let nonce: [u8; aead::NONCE_LEN] = random(entropy);
        let mut header = vec![VERSION];
        let keys = self.sealing_keys();
        header.extend(keys.id.to_be_bytes());
        let aad = aead::Aad::from(cell.associated_data(&header));
        let mut body = plain.to_vec();
        keys.cells
            .seal_in_place_append_tag(aead::Nonce::assume_unique_for_key(nonce), aad, &mut body)
            .map_err(|_| VaultError::Damaged)?;
        Ok([header.as_slice(), &nonce, &body].concat())
    }

    /// Opens a value that was sealed for this cell.
    ///
    /// # Errors
    /// [`VaultError::Damaged`] when it was altered, cut, or sealed for another cell or with another key.
    pub fn open_sealed(&self, cell: Cell<'_>, sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        let (head, body) = sealed.split_at_checked(HEADER_LEN).ok_or(VaultError::Damaged)?;
        let (header, nonce) = head.split_at(HEADER_LEN - aead::NONCE_LEN);
        let keys = key_of(sealed).and_then(|id| self.keys(id)).ok_or(VaultError::Damaged)?;
        let nonce = aead::Nonce::try_assume_unique_for_key(nonce).map_err(|_| VaultError::Damaged)?;
        let mut body = body.to_vec();
        let plain = keys
            .cells
            .open_in_place(nonce, aead::Aad::from(cell.associated_data(header)), &mut body)
            .map_err(|_| VaultError::Damaged)?
            .len();
        body.truncate(plain);
        Ok(body)
    }

    /// Whether the key that seals now sealed this.
    #[must_use]
    pub fn is_of_today(&self, sealed: &[u8]) -> bool {
        key_of(sealed) == Some(self.sealing_keys().id)
    }
}

/// Which key sealed a value; `None` when it is no sealed value.
fn key_of(sealed: &[u8]) -> Option<u32> {
    let (version, rest) = sealed.split_first()?;
    let (id, _) = rest.split_first_chunk()?;
    (*version == VERSION).then_some(u32::from_be_bytes(*id))
}
