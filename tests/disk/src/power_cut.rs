//! What a power cut leaves: of a file what was synced, and of what was written since anything from nothing to all, in whichever order,
//! in sectors; of a folder the names that were synced, and of later changes to them the first ones.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::Entry;

/// What a disk writes whole or not at all, in bytes.
const SECTOR: usize = 512;

type FileId = usize;

/// A disk, as far as it got.
#[derive(Clone, Default)]
pub struct Platter {
    files: Vec<Written>,
    /// What a running system sees.
    names: BTreeMap<PathBuf, FileId>,
    /// What lasts.
    lasting_names: BTreeMap<PathBuf, FileId>,
    lasting_folders: Vec<PathBuf>,
    /// Changes of names since their folder was synced.
    renames: Vec<Rename>,
}

#[derive(Clone, Default)]
struct Written {
    lasting: Vec<u8>,
    since: Vec<Change>,
}

#[derive(Clone)]
enum Change {
    Bytes(usize, Vec<u8>),
    Length(usize),
}

#[derive(Clone)]
enum Rename {
    Folder(PathBuf),
    Name(PathBuf, FileId),
    Gone(PathBuf),
    Moved(PathBuf, PathBuf, FileId),
}

impl Rename {
    fn is_in(&self, folder: &Path) -> bool {
        let path = match self {
            Self::Folder(path) | Self::Name(path, _) | Self::Gone(path) | Self::Moved(_, path, _) => path,
        };
        path.parent() == Some(folder)
    }
}

/// What becomes of that which was not synced.
pub enum Fate<'a> {
    /// Nothing of it is there.
    Dropped,
    /// Anything of it may be there: this says of each part whether it is.
    Torn(&'a mut dyn FnMut() -> bool),
}

impl Platter {
    /// A disk that holds a folder, all of which lasts.
    ///
    /// # Errors
    /// The system's.
    pub fn of(folder: &Path) -> io::Result<Self> {
        let mut platter = Self::default();
        platter.hold(folder, Path::new(""))?;
        Ok(platter)
    }

    fn hold(&mut self, folder: &Path, below: &Path) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = below.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                self.lasting_folders.push(name.clone());
                self.hold(&entry.path(), &name)?;
            } else {
                self.files.push(Written { lasting: fs::read(entry.path())?, since: Vec::new() });
                self.names.insert(name.clone(), self.files.len() - 1);
                self.lasting_names.insert(name, self.files.len() - 1);
            }
        }
        Ok(())
    }

    /// One step more.
    pub fn apply(&mut self, entry: &Entry) {
        match entry {
            Entry::MakeFolder(path) => self.renames.push(Rename::Folder(path.clone())),
            Entry::Create(path) => {
                self.files.push(Written::default());
                let id = self.files.len() - 1;
                self.names.insert(path.clone(), id);
                self.renames.push(Rename::Name(path.clone(), id));
            }
            Entry::Write(path, offset, bytes) => {
                self.change(path, Change::Bytes(index(*offset), bytes.clone()));
            }
            Entry::Truncate(path, len) => self.change(path, Change::Length(index(*len))),
            Entry::Sync(path) => {
                let id = self.names[path];
                let file = &mut self.files[id];
                for change in std::mem::take(&mut file.since) {
                    change.apply(&mut file.lasting);
                }
            }
            Entry::Rename(from, to) => {
                let id = self.names.remove(from).expect("a file that was made");
                self.names.insert(to.clone(), id);
                self.renames.push(Rename::Moved(from.clone(), to.clone(), id));
            }
            Entry::Remove(path) => {
                self.names.remove(path);
                self.renames.push(Rename::Gone(path.clone()));
            }
            Entry::SyncFolder(folder) => {
                let (synced, later) =
                    std::mem::take(&mut self.renames).into_iter().partition(|rename| rename.is_in(folder));
                self.renames = later;
                for rename in synced {
                    self.last(rename);
                }
            }
            Entry::Seen(_) => {}
        }
    }

    /// Writes what a running system sees into an empty folder: what a process leaves that is killed.
    ///
    /// # Errors
    /// The system's.
    pub fn kill(&self, into: &Path) -> io::Result<()> {
        let made = self.renames.iter().filter_map(|rename| match rename {
            Rename::Folder(path) => Some(path),
            _ => None,
        });
        for folder in self.lasting_folders.iter().chain(made) {
            fs::create_dir_all(into.join(folder))?;
        }
        for (name, id) in &self.names {
            let mut bytes = self.files[*id].lasting.clone();
            for change in &self.files[*id].since {
                change.apply(&mut bytes);
            }
            fs::write(into.join(name), bytes)?;
        }
        Ok(())
    }

    /// Cuts the power, and writes what is left into an empty folder.
    ///
    /// # Errors
    /// The system's.
    pub fn cut(&self, mut fate: Fate<'_>, into: &Path) -> io::Result<()> {
        let mut left = self.clone();
        if let Fate::Torn(keeps) = &mut fate {
            // Names of one folder last in the order in which they were given.
            let mut ended: Vec<PathBuf> = Vec::new();
            for rename in std::mem::take(&mut left.renames) {
                let is_over = ended.iter().any(|folder| rename.is_in(folder));
                if !is_over && keeps() {
                    left.last(rename);
                } else if let Some(folder) = rename_folder(&rename) {
                    ended.push(folder);
                }
            }
        }
        for folder in &left.lasting_folders {
            fs::create_dir_all(into.join(folder))?;
        }
        for (name, id) in &left.lasting_names {
            let path = into.join(name);
            // A file whose folder is not there is not there either.
            if path.parent().is_some_and(Path::is_dir) {
                fs::write(path, left.files[*id].after(&mut fate))?;
            }
        }
        Ok(())
    }

    fn change(&mut self, path: &Path, change: Change) {
        let id = self.names[path];
        self.files[id].since.push(change);
    }

    fn last(&mut self, rename: Rename) {
        match rename {
            Rename::Folder(path) => self.lasting_folders.push(path),
            Rename::Name(path, id) => {
                self.lasting_names.insert(path, id);
            }
            Rename::Gone(path) => {
                self.lasting_names.remove(&path);
                self.lasting_folders.retain(|folder| *folder != path);
            }
            Rename::Moved(from, to, id) => {
                self.lasting_names.remove(&from);
                self.lasting_names.insert(to, id);
            }
        }
    }
}

fn rename_folder(rename: &Rename) -> Option<PathBuf> {
    let (Rename::Folder(path) | Rename::Name(path, _) | Rename::Gone(path) | Rename::Moved(_, path, _)) =
        rename;
    path.parent().map(Path::to_owned)
}

impl Written {
    fn after(&self, fate: &mut Fate<'_>) -> Vec<u8> {
        let mut bytes = self.lasting.clone();
        if let Fate::Torn(keeps) = fate {
            for change in &self.since {
                change.apply_torn(&mut bytes, keeps);
            }
        }
        bytes
    }
}

impl Change {
    fn apply(&self, file: &mut Vec<u8>) {
        self.apply_torn(file, &mut || true);
    }

    fn apply_torn(&self, file: &mut Vec<u8>, keeps: &mut dyn FnMut() -> bool) {
        match self {
            Self::Length(len) => {
                if keeps() {
                    file.resize(*len, 0);
                }
            }
            Self::Bytes(offset, bytes) => {
                let mut at = *offset;
                while at < offset + bytes.len() {
                    let end = (at / SECTOR + 1) * SECTOR;
                    let end = end.min(offset + bytes.len());
                    if keeps() {
                        file.resize(file.len().max(end), 0);
                        file[at..end].copy_from_slice(&bytes[at - offset..end - offset]);
                    }
                    at = end;
                }
            }
        }
    }
}

fn index(offset: u64) -> usize {
    usize::try_from(offset).expect("a small file")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(entries: &[Entry], fate: Fate<'_>) -> BTreeMap<String, Vec<u8>> {
        let folder = tempfile::tempdir().expect("a folder");
        let mut platter = Platter::default();
        for entry in entries {
            platter.apply(entry);
        }
        platter.cut(fate, folder.path()).expect("room");
        let files = fs::read_dir(folder.path()).expect("a folder").map(|entry| entry.expect("a file").path());
        files
            .map(|path| {
                let name = path.file_name().expect("a name").to_string_lossy().into_owned();
                (name, fs::read(path).expect("a file"))
            })
            .collect()
    }

    fn written(name: &str, bytes: &[u8]) -> [Entry; 2] {
        [Entry::Create(name.into()), Entry::Write(name.into(), 0, bytes.to_vec())]
    }

    #[test]
    fn only_what_was_synced_is_sure_to_be_there() {
        let here = Entry::SyncFolder(PathBuf::new());
        let [create, write] = written("a", b"new");
        let named = [create.clone(), write.clone(), here.clone()];
        assert_eq!(left(&named, Fate::Dropped)["a"], b"");
        assert_eq!(left(&named, Fate::Torn(&mut || true))["a"], b"new");
        let unnamed = [create.clone(), write.clone(), Entry::Sync("a".into())];
        assert!(left(&unnamed, Fate::Dropped).is_empty());
        let both = [create, write, Entry::Sync("a".into()), here];
        assert_eq!(left(&both, Fate::Torn(&mut || false))["a"], b"new");
    }

    #[test]
    fn a_file_has_its_old_name_until_the_folder_is_synced() {
        let mut entries = written("old", b"text").to_vec();
        entries.extend([Entry::Sync("old".into()), Entry::SyncFolder(PathBuf::new())]);
        entries.push(Entry::Rename("old".into(), "new".into()));
        assert!(left(&entries, Fate::Dropped).contains_key("old"));
        entries.push(Entry::SyncFolder(PathBuf::new()));
        assert_eq!(left(&entries, Fate::Dropped).into_keys().collect::<Vec<_>>(), ["new"]);
    }

    #[test]
    fn a_write_is_torn_between_sectors() {
        let mut entries = written("a", &[1; 3 * SECTOR]).to_vec();
        entries.push(Entry::SyncFolder(PathBuf::new()));
        // The first and the last sector are kept.
        let mut sectors = [true, false, true].into_iter();
        let torn = left(&entries, Fate::Torn(&mut || sectors.next().expect("three sectors")));
        assert_eq!(torn["a"], [[1; SECTOR], [0; SECTOR], [1; SECTOR]].concat());
    }
}
