//! SHA-256 in the shapes that the protocol uses: of bytes, of a secret, of a file that is too large to hold;
//! and random names that nobody can guess. Secrets enter as text and leave as a yes or no.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{Context, SHA256, digest};
use ring::rand::{SecureRandom, SystemRandom};

use crate::Error;

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble & 15)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
}

/// SHA-256 as lower-case hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex(digest(&SHA256, bytes).as_ref())
}

/// Whether this is how the protocol writes a SHA-256: 64 lower-case hexadecimal digits.
pub(crate) fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// SHA-256 of a file's content, read piece by piece.
pub(crate) fn sha256_of_file(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut context = Context::new(&SHA256);
    let mut piece = vec![0; 64 * 1024];
    loop {
        let read = file.read(&mut piece)?;
        if read == 0 {
            return Ok(hex(context.finish().as_ref()));
        }
        context.update(&piece[..read]);
    }
}

/// The SHA-256 of a secret's 32 bytes, from how the phone writes it: base64url without padding. `None` when
/// the text is no such secret.
pub(crate) fn of_secret(secret: &str) -> Option<String> {
    let bytes = URL_SAFE_NO_PAD.decode(secret).ok()?;
    (bytes.len() == 32).then(|| sha256(&bytes))
}

/// Whether the secret is the one behind the hash. The time it takes does not tell how much of it was right.
pub(crate) fn opens(secret: &str, hash: &str) -> bool {
    let Some(given) = of_secret(secret) else { return false };
    let differences = given.bytes().zip(hash.bytes()).fold(0, |sum, (one, other)| sum | (one ^ other));
    given.len() == hash.len() && std::hint::black_box(differences) == 0
}

/// A new secret: as it travels, and its hash, which is all that is kept of it.
pub(crate) fn new_secret() -> Result<(String, String), Error> {
    let mut bytes = [0; 32];
    SystemRandom::new().fill(&mut bytes).map_err(|_| Error::Randomness)?;
    Ok(secret_of(&bytes))
}

/// The secret that these 32 bytes are: as it travels, and its hash.
pub(crate) fn secret_of(bytes: &[u8]) -> (String, String) {
    (URL_SAFE_NO_PAD.encode(bytes), sha256(bytes))
}

/// A name of 144 random bits, fit for a URL.
pub(crate) fn unguessable() -> Result<String, Error> {
    let mut bytes = [0; 18];
    SystemRandom::new().fill(&mut bytes).map_err(|_| Error::Randomness)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}
