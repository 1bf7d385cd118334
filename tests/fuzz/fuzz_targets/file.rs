//! Bytes as a file: the rooms read files, not buffers. One for each process, because libFuzzer runs several side by side.

use std::path::PathBuf;
use std::sync::OnceLock;

static FILE: OnceLock<PathBuf> = OnceLock::new();

/// The path of a file with these bytes.
pub fn of(bytes: &[u8]) -> &'static PathBuf {
    let file = FILE.get_or_init(|| {
        // In memory where there is such a place: a disk would be what is tested.
        let memory = PathBuf::from("/dev/shm");
        let folder = if memory.is_dir() { memory } else { std::env::temp_dir() };
        folder.join(format!("hues-fuzz-{}", std::process::id()))
    });
    std::fs::write(file, bytes).expect("the file is written");
    file
}
