//! The pages of a database that nobody has open, with those that its log has newer ones of, read without `SQLite`: that refuses the whole when the
//! first page is damaged. Where something is comes from "Database File Format", sections 1.2 and 4.

use std::collections::HashMap;
use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use super::super::{Result, StoreError};

/// What `SQLite` makes every page of, in bytes: the header that would say so may be what is damaged.
pub(super) const PAGE: usize = 4096;

const LOG_HEADER: usize = 32;
const FRAME_HEADER: usize = 24;

pub(super) struct Pages {
    /// `None` when it is gone, and only its log is there.
    database: Option<File>,
    log: Vec<u8>,
    /// Where the log has the newest of a page.
    in_log: HashMap<u32, usize>,
    count: u32,
}

impl Pages {
    pub(super) fn open(database: &Path, log: &Path) -> Result<Self> {
        let database = open(database)?;
        let mut bytes = Vec::new();
        if let Some(mut log) = open(log)? {
            // What can be read of it stays.
            let _ = log.read_to_end(&mut bytes);
        }
        let in_log = committed(&bytes).unwrap_or_default();
        let len = database.as_ref().map_or(Ok(0), |file| Ok::<_, StoreError>(file.metadata()?.len()))?;
        let in_database = u32::try_from(len / PAGE as u64).unwrap_or(u32::MAX);
        let count = in_log.keys().copied().fold(in_database, u32::max);
        Ok(Self { database, log: bytes, in_log, count })
    }

    pub(super) fn count(&self) -> u32 {
        self.count
    }

    /// A page, numbered from 1; `None` when it is not there, or flash memory that wears out does not give it.
    pub(super) fn get(&self, number: u32) -> Option<Vec<u8>> {
        if let Some(at) = self.in_log.get(&number) {
            return Some(self.log.get(*at..*at + PAGE)?.to_vec());
        }
        let mut page = vec![0; PAGE];
        let at = u64::from(number.checked_sub(1)?) * PAGE as u64;
        self.database.as_ref()?.read_exact_at(&mut page, at).ok()?;
        Some(page)
    }
}

fn open(path: &Path) -> Result<Option<File>> {
    match File::open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        opened => Ok(Some(opened?)),
    }
}

/// Where the newest of each page is that was committed; `None` when this is no log of such pages.
fn committed(log: &[u8]) -> Option<HashMap<u32, usize>> {
    let (header, frames) = log.split_at_checked(LOG_HEADER)?;
    let magic = number(header, 0)?;
    if magic & !1 != 0x377f_0682 || number(header, 8)? as usize != PAGE {
        return None;
    }
    let mut sums = Sums { is_big_endian: magic & 1 == 1, first: 0, second: 0 };
    sums.add(header.get(..24)?);
    if !sums.are(header.get(24..)?) {
        return None;
    }
    let (mut committed, mut written) = (HashMap::new(), Vec::new());
    for (index, frame) in frames.chunks_exact(FRAME_HEADER + PAGE).enumerate() {
        let (of_frame, page) = frame.split_at(FRAME_HEADER);
        sums.add(of_frame.get(..8)?);
        sums.add(page);
        // What comes behind was written earlier, or is not whole.
        if of_frame.get(8..16) != header.get(16..24) || !sums.are(of_frame.get(16..)?) {
            break;
        }
        written.push((number(of_frame, 0)?, LOG_HEADER + index * (FRAME_HEADER + PAGE) + FRAME_HEADER));
        if number(of_frame, 4)? != 0 {
            committed.extend(written.drain(..));
        }
    }
    Some(committed)
}

/// The number of four bytes that stands there.
pub(super) fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// The sums over a log up to some place.
struct Sums {
    is_big_endian: bool,
    first: u32,
    second: u32,
}

impl Sums {
    fn add(&mut self, bytes: &[u8]) {
        for eight in bytes.chunks_exact(8) {
            let Some((one, two)) = number(eight, 0).zip(number(eight, 4)) else { return };
            let [one, two] =
                if self.is_big_endian { [one, two] } else { [one.swap_bytes(), two.swap_bytes()] };
            self.first = self.first.wrapping_add(one).wrapping_add(self.second);
            self.second = self.second.wrapping_add(two).wrapping_add(self.first);
        }
    }

    fn are(&self, bytes: &[u8]) -> bool {
        number(bytes, 0).zip(number(bytes, 4)) == Some((self.first, self.second))
    }
}
