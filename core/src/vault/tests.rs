use std::io::Cursor;
use std::path::Path;

use super::*;
use crate::entropy::SystemEntropy;
use crate::files::SystemFiles;

/// A keystore whose key is always the same.
struct Plain;

impl KeyGuard for Plain {
    fn wrap(&self, secret: &[u8]) -> Result<Vec<u8>, KeyGuardError> {
        Ok(secret.iter().map(|byte| byte ^ 0x5a).collect())
    }

    fn unwrap(&self, wrapped: &[u8]) -> Result<Vec<u8>, KeyGuardError> {
        self.wrap(wrapped)
    }

    fn erase(&self) -> Result<(), KeyGuardError> {
        Ok(())
    }
}

fn open(directory: &Path) -> Vault {
    Vault::open(directory, &Plain, &SystemEntropy, &SystemFiles).unwrap()
}

fn seal_file(vault: &Vault, plain: &[u8]) -> Vec<u8> {
    let mut sealed = Vec::new();
    vault.seal_stream(FILE, plain.len() as u64, &mut &*plain, &mut sealed, &SystemEntropy).unwrap();
    sealed
}

const CELL: Cell<'_> = Cell { table: "report", column: "draft", row: "1" };

fn is_damaged<T>(result: &Result<T, VaultError>) -> bool {
    matches!(result, Err(VaultError::Damaged))
}

#[test]
fn what_is_sealed_opens_again_after_a_restart_and_twice_looks_different() {
    let directory = tempfile::tempdir().unwrap();
    let sealed = open(directory.path()).seal(CELL, b"secret", &SystemEntropy).unwrap();
    let again = open(directory.path());
    assert_eq!(again.open_sealed(CELL, &sealed).unwrap(), b"secret");
    assert_ne!(again.seal(CELL, b"secret", &SystemEntropy).unwrap(), sealed);
}

#[test]
fn a_value_opens_only_in_its_own_cell() {
    let directory = tempfile::tempdir().unwrap();
    let vault = open(directory.path());
    let sealed = vault.seal(CELL, b"secret", &SystemEntropy).unwrap();
    for elsewhere in
        [Cell { table: "photo", ..CELL }, Cell { column: "access", ..CELL }, Cell { row: "2", ..CELL }]
    {
        assert!(is_damaged(&vault.open_sealed(elsewhere, &sealed)));
    }
    // The parts of a name can't be shifted from one to the next.
    let shifted = Cell { table: "report", column: "draf", row: "t1" };
    assert!(is_damaged(&vault.open_sealed(shifted, &sealed)));
}

#[test]
fn a_value_with_any_bit_changed_or_any_byte_cut_does_not_open() {
    let directory = tempfile::tempdir().unwrap();
    let vault = open(directory.path());
    let sealed = vault.seal(CELL, b"secret", &SystemEntropy).unwrap();
    for bit in 0..sealed.len() * 8 {
        let mut altered = sealed.clone();
        altered[bit / 8] ^= 1 << (bit % 8);
        assert!(is_damaged(&vault.open_sealed(CELL, &altered)), "bit {bit}");
    }
    for len in 0..sealed.len() {
        assert!(is_damaged(&vault.open_sealed(CELL, &sealed[..len])), "length {len}");
    }
}

#[test]
fn another_directorys_key_opens_nothing() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let sealed = open(one.path()).seal(CELL, b"secret", &SystemEntropy).unwrap();
    assert!(is_damaged(&open(other.path()).open_sealed(CELL, &sealed)));
}

const FILE: FileId<'_> = FileId("photo");
const CHUNK: usize = 64 * 1024;
const HEADER: usize = 36;

fn pattern(len: usize) -> Vec<u8> {
    (0..=u8::MAX).cycle().take(len).collect()
}

#[test]
fn any_range_of_a_sealed_file_can_be_read_without_the_rest() {
    let directory = tempfile::tempdir().unwrap();
    let vault = open(directory.path());
    for len in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 17] {
        let plain = pattern(len);
        let mut sealed = Cursor::new(seal_file(&vault, &plain));
        sealed.set_position(0);
        assert_eq!(vault.plain_len(&mut sealed).unwrap(), len as u64);
        for (from, to) in [(0, len), (0, len / 2), (len / 3, len / 2), (len / 2, len), (len, len)] {
            let range = from as u64..to as u64;
            assert_eq!(
                vault.open_range(FILE, &mut sealed, range).unwrap(),
                plain[from..to],
                "{from}..{to} of {len}"
            );
        }
        assert!(is_damaged(&vault.open_range(FILE, &mut sealed, 0..len as u64 + 1)));
    }
}

#[test]
fn a_piece_is_read_from_its_own_chunks_alone() {
    let directory = tempfile::tempdir().unwrap();
    let vault = open(directory.path());
    let plain = pattern(3 * CHUNK);
    let mut sealed = seal_file(&vault, &plain);
    sealed[HEADER] ^= 1;
    let mut sealed = Cursor::new(sealed);
    let (from, to) = (CHUNK as u64, 2 * CHUNK as u64);
    assert_eq!(vault.open_range(FILE, &mut sealed, from..to).unwrap(), plain[CHUNK..2 * CHUNK]);
    assert!(is_damaged(&vault.open_range(FILE, &mut sealed, 0..1)));
}

#[test]
fn swapped_cut_and_renamed_chunks_do_not_open() {
    let directory = tempfile::tempdir().unwrap();
    let vault = open(directory.path());
    let plain = pattern(3 * CHUNK);
    let whole = 0..plain.len() as u64;
    let sealed = seal_file(&vault, &plain);
    let block = CHUNK + 16;

    let mut swapped = sealed.clone();
    let (first, second) = swapped[HEADER..].split_at_mut(block);
    first.swap_with_slice(&mut second[..block]);
    assert!(is_damaged(&vault.open_range(FILE, &mut Cursor::new(swapped), whole.clone())));

    // Cut at the border of a chunk, with the length in the header made to fit.
    let mut cut = sealed[..HEADER + 2 * block].to_vec();
    cut[28..HEADER].copy_from_slice(&(2 * CHUNK as u64).to_be_bytes());
    assert!(is_damaged(&vault.open_range(FILE, &mut Cursor::new(cut), 0..2 * CHUNK as u64)));

    let elsewhere = FileId("another photo");
    assert!(is_damaged(&vault.open_range(elsewhere, &mut Cursor::new(&sealed), whole.clone())));
    assert_eq!(vault.open_range(FILE, &mut Cursor::new(sealed), whole).unwrap(), plain);
}

#[test]
fn a_key_file_that_was_cut_or_is_something_else_is_lost_and_stays() {
    let directory = tempfile::tempdir().unwrap();
    let _ = open(directory.path());
    let file = directory.path().join("vault.key");
    let whole = std::fs::read(&file).unwrap();
    for bytes in [&whole[..whole.len() - 1], b"something else".as_slice(), b""] {
        std::fs::write(&file, bytes).unwrap();
        let lost = Vault::open(directory.path(), &Plain, &SystemEntropy, &SystemFiles);
        assert!(matches!(lost, Err(VaultError::Lost)));
        assert_eq!(std::fs::read(&file).unwrap(), bytes);
    }
}
