//! What a worn flash memory makes of the part of a database that says where everything else is ("Database File Format", sections 1.3 and 1.6).

use std::fs;
use std::ops::Range;
use std::path::Path;

const PAGE: usize = 4096;
const HEADER: usize = 100;
/// The kind of a table's page that leads to others.
const INNER: u8 = 0x05;

/// Damage that leaves `SQLite` nothing to begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wreck {
    /// The first page is all zeros.
    FirstPage,
    /// The header is, and the rest of the first page is not.
    Header,
    /// The header is sound, and the schema is garbage.
    Schema,
}

impl Wreck {
    /// Each of them.
    pub const ALL: [Self; 3] = [Self::FirstPage, Self::Header, Self::Schema];

    /// Wrecks the database of a data directory.
    ///
    /// # Panics
    /// When there is none.
    pub fn strike(self, data_dir: &Path) {
        let file = data_dir.join("hues.db");
        let mut bytes = fs::read(&file).expect("a database");
        match self {
            Self::FirstPage => bytes[..PAGE].fill(0),
            Self::Header => bytes[..HEADER].fill(0),
            // Its rows stand on the first page, or on those that this one leads to.
            Self::Schema if bytes[HEADER] == INNER => {
                for page in pages_below_the_first(&bytes) {
                    bytes[page].fill(0xa5);
                }
            }
            Self::Schema => bytes[HEADER..PAGE].fill(0xa5),
        }
        fs::write(&file, bytes).expect("a wreck");
    }
}

fn pages_below_the_first(bytes: &[u8]) -> Vec<Range<usize>> {
    let page_at = |at: usize| {
        let number = u32::from_be_bytes(bytes[at..at + 4].try_into().expect("four bytes")) as usize;
        (number - 1) * PAGE..number * PAGE
    };
    let short = |at: usize| usize::from(u16::from_be_bytes([bytes[at], bytes[at + 1]]));
    let cells = (0..short(HEADER + 3)).map(|cell| short(HEADER + 12 + 2 * cell));
    cells.chain([HEADER + 8]).map(page_at).collect()
}
