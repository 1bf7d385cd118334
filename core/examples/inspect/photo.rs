//! Photos: what is left of them when they are clean, and what their EXIF said.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use hues_core::Point;
use hues_core::media::{self, CleanPhoto, Limits};
use serde::Serialize;

use super::{Inspected, print_line, print_refused};

#[derive(Serialize)]
struct Cleaned<'a> {
    file: &'a str,
    ok: bool,
    /// Pixels, after turning and shrinking.
    width: u32,
    height: u32,
    /// Of the cleaned JPEG.
    bytes: usize,
    sha256: String,
    /// `{"lat","lon"}` in degrees.
    gps: Option<Point>,
    /// RFC 3339, without the offset when the camera wrote none.
    taken_at: Option<String>,
    /// The file that it was written to.
    out: Option<String>,
}

pub(crate) fn inspect(files: &[OsString], out: Option<&OsStr>) -> Inspected {
    let out = out.map(Path::new);
    if let Some(folder) = out {
        fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    for file in files.iter().map(Path::new) {
        match media::clean(file, &Limits::default()) {
            Ok(photo) => print_clean(file, out, &photo)?,
            Err(refusal) => print_refused(file, refusal.code())?,
        }
    }
    Ok(())
}

fn print_clean(file: &Path, out: Option<&Path>, photo: &CleanPhoto) -> io::Result<()> {
    let written = match out.map(|folder| write(folder, file, &photo.jpeg)).transpose() {
        Ok(written) => written,
        Err(error) => {
            eprintln!("inspect: {}: the clean photo could not be written: {error}", file.display());
            return print_refused(file, "not_written");
        }
    };
    print_line(&Cleaned {
        file: &file.to_string_lossy(),
        ok: true,
        width: photo.width,
        height: photo.height,
        bytes: photo.jpeg.len(),
        sha256: hex(&photo.sha256),
        gps: photo.found.position.map(|position| position.point),
        taken_at: photo.found.taken_at.map(|taken_at| taken_at.to_string()),
        out: written.map(|path| path.to_string_lossy().into_owned()),
    })
}

fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
    digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}

/// Writes a new file, named after its source. One that exists may be the source itself, or the only copy of something.
fn write(folder: &Path, source: &Path, jpeg: &[u8]) -> io::Result<PathBuf> {
    let stem = source.file_stem().unwrap_or(OsStr::new("photo"));
    let mut ending = ".jpg".to_owned();
    let mut number = 1;
    loop {
        let mut name = stem.to_owned();
        name.push(&ending);
        let path = folder.join(name);
        match File::create_new(&path) {
            Ok(mut file) => {
                return match file.write_all(jpeg) {
                    Ok(()) => Ok(path),
                    // Half a photo is none.
                    Err(error) => fs::remove_file(&path).and(Err(error)),
                };
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                number += 1;
                ending = format!("-{number}.jpg");
            }
            Err(error) => return Err(error),
        }
    }
}
