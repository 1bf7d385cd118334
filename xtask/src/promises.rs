//! Promises about the files of the project that a program can check: now, that none of them names a path that only
//! exists on its author's machine.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Folders of what is made, not written.
const NOT_OURS: [&str; 2] = [".git", "target"];

/// Folders at the root of somebody's machine.
const SOMEBODYS: [&str; 4] = ["root", "home", "Users", "work"];

/// The places that break a promise, as `file:line: why`.
pub(crate) fn broken(root: &Path) -> io::Result<Vec<String>> {
    let mut broken = Vec::new();
    for path in files(root)? {
        // Photos and the like are no text.
        let Ok(text) = String::from_utf8(fs::read(&path)?) else { continue };
        let name = path.strip_prefix(root).unwrap_or(&path).display();
        for (number, line) in text.lines().enumerate() {
            if let Some(folder) = foreign(line) {
                broken.push(format!("{name}:{}: a path of one machine, /{folder}/…", number + 1));
            }
        }
    }
    Ok(broken)
}

fn files(root: &Path) -> io::Result<Vec<PathBuf>> {
    let (mut folders, mut files) = (vec![root.to_owned()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let kind = entry.file_type()?;
            if kind.is_file() {
                files.push(entry.path());
            } else if kind.is_dir() && !NOT_OURS.map(OsStr::new).contains(&entry.file_name().as_os_str()) {
                folders.push(entry.path());
            }
        }
    }
    files.sort();
    Ok(files)
}

/// The folder of somebody's machine that a line names. `docs/work/x`, `{root}/work/x` and the like don't.
fn foreign(line: &str) -> Option<&'static str> {
    SOMEBODYS.into_iter().find(|folder| {
        line.match_indices(&format!("/{folder}/")).any(|(start, _)| {
            let before = &line[..start];
            let goes_on = |last: char| last.is_alphanumeric() || "._-~/)]}".contains(last);
            before.ends_with("file://") || !before.ends_with(goes_on)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_one_machine_is_found() {
        for line in ["see /NAME/x", "\"/NAME/x\"", "file:///NAME/x", "(/NAME/a/b)", "PATH=/NAME/bin/"] {
            for name in SOMEBODYS {
                assert_eq!(foreign(&line.replace("NAME", name)), Some(name), "{line}");
            }
        }
    }

    #[test]
    fn folders_of_that_name_elsewhere_are_nobodys() {
        for line in ["docs/NAME/x", "https://city.example/NAME/x", "{root}/NAME/x", "../NAME/x", "/NAMEd/x"] {
            for name in SOMEBODYS {
                assert_eq!(foreign(&line.replace("NAME", name)), None, "{line}");
            }
        }
    }
}
