//! A new data key takes over: it seals from one moment on, then whatever the old one had sealed is sealed anew, a few rows in each
//! transaction and one file after the other, and only then is the old key erased. A kill at any moment leaves both keys as long as both are
//! needed, and the next start goes on (docs/adr/0012-a-new-key-beside-the-old.md).

use std::fs;

use super::sealed_columns::SEALED_TABLES;
use super::{Result, Store};
use crate::vault::KeyGuard;

/// Rows that are sealed anew in one transaction: others wait no longer than for these.
const ROWS: u32 = 32;

impl Store {
    /// Whether a new key is taking over.
    pub(crate) fn is_rotating(&self) -> bool {
        self.sealer.is_rotating()
    }

    /// A new key seals from here on. While one is taking over already, nothing changes.
    pub(crate) fn begin_rotation(&self, guard: &dyn KeyGuard) -> Result<()> {
        // With the writer in hand no transaction holds a cell that it sealed before.
        self.with_writer(|_| self.sealer.begin_rotation(guard))
    }

    /// Seals anew whatever the old key had sealed, and erases that key. `go_on` hears before each step how many parts of how many are done;
    /// when it says no, the rest is left for the next start.
    pub(crate) fn finish_rotation(&self, go_on: &dyn Fn(u32, u32) -> bool) -> Result<()> {
        if !self.is_rotating() {
            return Ok(());
        }
        let files: Vec<_> = fs::read_dir(self.sealer.photos())?.collect::<std::io::Result<_>>()?;
        let part = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
        let total = part(SEALED_TABLES.len() + files.len());
        for (index, table) in SEALED_TABLES.iter().enumerate() {
            let mut at = i64::MIN;
            loop {
                if !go_on(part(index), total) {
                    return Ok(());
                }
                match self.write(|db| db.seal_rows_anew(table, at, ROWS))? {
                    Some(last) => at = last,
                    None => break,
                }
            }
        }
        for (index, file) in files.iter().enumerate() {
            if !go_on(part(SEALED_TABLES.len() + index), total) {
                return Ok(());
            }
            if let Some(name) = file.file_name().to_str() {
                self.sealer.seal_file_anew(name)?;
            }
        }
        // What the old key had sealed is not to stay in the log either.
        self.checkpoint()?;
        self.sealer.end_rotation()
    }
}
