//! A shim around `SQLite`'s own VFS: it asks a disk before each change, and leaves the rest to the VFS below. The shared memory of the
//! write-ahead log goes by: nothing of it needs to last.

#![allow(non_snake_case, reason = "the names of SQLite's methods")]

use std::ffi::{CStr, CString, OsStr, c_char, c_int, c_void};
use std::io;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::ffi;

use crate::{Disk, Step};

/// What the shim's VFS knows.
struct Below {
    vfs: *mut ffi::sqlite3_vfs,
    disk: Arc<dyn Disk>,
}

/// A file of the shim; the file of the VFS below lies behind it in the same memory.
#[repr(C)]
struct File {
    methods: *const ffi::sqlite3_io_methods,
    facts: *mut Facts,
}

struct Facts {
    disk: Arc<dyn Disk>,
    path: PathBuf,
    /// It may have been made by this opening, or by one whose process ended, and its name was not synced yet.
    has_new_name: bool,
}

/// Makes a VFS of this name whose every change asks the disk.
///
/// # Panics
/// When the name is none, or `SQLite` does not take it.
pub fn register(name: &str, disk: Arc<dyn Disk>) {
    let name = CString::new(name).expect("a name").into_raw();
    // SAFETY: SQLite gives its own VFS, which lives as long as the process. The copy and what it points to are never freed, as it asks.
    let registered = unsafe {
        let below = ffi::sqlite3_vfs_find(std::ptr::null());
        let mut shim = Box::new(*below);
        shim.zName = name;
        shim.szOsFile = (*below).szOsFile + size_of_file();
        shim.pNext = std::ptr::null_mut();
        shim.pAppData = Box::into_raw(Box::new(Below { vfs: below, disk })).cast();
        shim.xOpen = Some(open);
        shim.xDelete = Some(delete);
        ffi::sqlite3_vfs_register(Box::into_raw(shim), 0)
    };
    assert_eq!(registered, ffi::SQLITE_OK, "the VFS is registered");
}

fn size_of_file() -> c_int {
    c_int::try_from(size_of::<File>()).expect("a small file")
}

fn path_of(name: *const c_char) -> PathBuf {
    if name.is_null() {
        return PathBuf::new();
    }
    // SAFETY: SQLite's names end with a zero, and live during the call.
    Path::new(OsStr::from_bytes(unsafe { CStr::from_ptr(name) }.to_bytes())).to_owned()
}

/// What `SQLite` is told of a refusal.
fn code(refusal: &io::Error) -> c_int {
    match refusal.kind() {
        io::ErrorKind::StorageFull => ffi::SQLITE_FULL,
        io::ErrorKind::ReadOnlyFilesystem => ffi::SQLITE_READONLY,
        _ => ffi::SQLITE_IOERR,
    }
}

unsafe extern "C" fn open(
    vfs: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    let path = path_of(name);
    // SAFETY: the VFS is the shim's, and the memory of the file is as large as it asked for.
    unsafe {
        let below = &*(*vfs).pAppData.cast::<Below>();
        let ours = file.cast::<File>();
        (*ours).methods = std::ptr::null();
        let may_be_new = flags & ffi::SQLITE_OPEN_CREATE != 0 && !path.as_os_str().is_empty();
        if may_be_new
            && !path.exists()
            && let Err(refusal) = below.disk.before(Step::Create(&path))
        {
            return code(&refusal);
        }
        let theirs = inner(file);
        (*theirs).pMethods = std::ptr::null();
        let opened = (*below.vfs).xOpen.expect("a way to open")(below.vfs, name, theirs, flags, out);
        if (*theirs).pMethods.is_null() {
            return opened;
        }
        // SQLite syncs the names of its logs by itself, whichever process made them, not that of the database.
        let has_new_name = may_be_new && flags & (ffi::SQLITE_OPEN_WAL | ffi::SQLITE_OPEN_MAIN_JOURNAL) != 0;
        (*ours).facts = Box::into_raw(Box::new(Facts { disk: Arc::clone(&below.disk), path, has_new_name }));
        (*ours).methods = &raw const METHODS;
        opened
    }
}

unsafe extern "C" fn delete(vfs: *mut ffi::sqlite3_vfs, name: *const c_char, sync_folder: c_int) -> c_int {
    let path = path_of(name);
    // SAFETY: the VFS is the shim's.
    let below = unsafe { &*(*vfs).pAppData.cast::<Below>() };
    if path.exists()
        && let Err(refusal) = below.disk.before(Step::Remove(&path))
    {
        return code(&refusal);
    }
    // SAFETY: the VFS below gets what the shim got. The sync of the folder is a step of its own.
    let deleted = unsafe { (*below.vfs).xDelete.expect("a way to delete")(below.vfs, name, 0) };
    if deleted != ffi::SQLITE_OK || sync_folder == 0 {
        return deleted;
    }
    sync_folder_of(&path, &below.disk)
}

fn sync_folder_of(path: &Path, disk: &Arc<dyn Disk>) -> c_int {
    let folder = path.parent().unwrap_or(Path::new("/"));
    let synced = disk.before(Step::SyncFolder(folder)).and_then(|()| std::fs::File::open(folder)?.sync_all());
    synced.map_or_else(|refusal| code(&refusal), |()| ffi::SQLITE_OK)
}

/// The file of the VFS below.
unsafe fn inner(file: *mut ffi::sqlite3_file) -> *mut ffi::sqlite3_file {
    // SAFETY: the memory of a file of the shim is longer than its own part by the size of the other one.
    unsafe { file.cast::<u8>().add(size_of::<File>()).cast() }
}

/// What the shim knows of an open file.
unsafe fn facts<'a>(file: *mut ffi::sqlite3_file) -> &'a mut Facts {
    // SAFETY: an open file has facts until it is closed, and SQLite uses it from one thread at a time.
    unsafe { &mut *(*file.cast::<File>()).facts }
}

/// Methods that only pass on what they are given.
macro_rules! passed_on {
    ($($method:ident($($argument:ident: $kind:ty),*) -> $answer:ty;)+) => {
        $(unsafe extern "C" fn $method(file: *mut ffi::sqlite3_file, $($argument: $kind),*) -> $answer {
            // SAFETY: the file below is open as long as the shim's is, and has the methods of a VFS with shared memory.
            unsafe {
                let below = inner(file);
                (*(*below).pMethods).$method.expect("a method")(below, $($argument),*)
            }
        })+
    };
}

passed_on! {
    xRead(into: *mut c_void, len: c_int, offset: i64) -> c_int;
    xFileSize(size: *mut i64) -> c_int;
    xLock(lock: c_int) -> c_int;
    xUnlock(lock: c_int) -> c_int;
    xCheckReservedLock(out: *mut c_int) -> c_int;
    xFileControl(operation: c_int, argument: *mut c_void) -> c_int;
    xSectorSize() -> c_int;
    xDeviceCharacteristics() -> c_int;
    xShmMap(page: c_int, size: c_int, extend: c_int, out: *mut *mut c_void) -> c_int;
    xShmLock(offset: c_int, len: c_int, flags: c_int) -> c_int;
    xShmBarrier() -> ();
    xShmUnmap(delete: c_int) -> c_int;
}

unsafe extern "C" fn xClose(file: *mut ffi::sqlite3_file) -> c_int {
    // SAFETY: SQLite closes an open file once.
    unsafe {
        drop(Box::from_raw((*file.cast::<File>()).facts));
        let below = inner(file);
        (*(*below).pMethods).xClose.expect("a method")(below)
    }
}

unsafe extern "C" fn xWrite(
    file: *mut ffi::sqlite3_file,
    from: *const c_void,
    len: c_int,
    offset: i64,
) -> c_int {
    // SAFETY: SQLite gives `len` bytes.
    unsafe {
        let Facts { disk, path, .. } = facts(file);
        let bytes = std::slice::from_raw_parts(from.cast::<u8>(), usize::try_from(len).unwrap_or(0));
        let offset_of = u64::try_from(offset).unwrap_or(0);
        if let Err(refusal) = disk.before(Step::Write { path, offset: offset_of, bytes }) {
            return code(&refusal);
        }
        let below = inner(file);
        (*(*below).pMethods).xWrite.expect("a method")(below, from, len, offset)
    }
}

unsafe extern "C" fn xTruncate(file: *mut ffi::sqlite3_file, len: i64) -> c_int {
    // SAFETY: as for `passed_on`.
    unsafe {
        let Facts { disk, path, .. } = facts(file);
        if let Err(refusal) = disk.before(Step::Truncate { path, len: u64::try_from(len).unwrap_or(0) }) {
            return code(&refusal);
        }
        let below = inner(file);
        (*(*below).pMethods).xTruncate.expect("a method")(below, len)
    }
}

unsafe extern "C" fn xSync(file: *mut ffi::sqlite3_file, flags: c_int) -> c_int {
    // SAFETY: as for `passed_on`.
    unsafe {
        let Facts { disk, path, has_new_name } = facts(file);
        if let Err(refusal) = disk.before(Step::Sync(path)) {
            return code(&refusal);
        }
        let below = inner(file);
        let synced = (*(*below).pMethods).xSync.expect("a method")(below, flags);
        if synced != ffi::SQLITE_OK || !std::mem::take(has_new_name) {
            return synced;
        }
        // The VFS below has done so already, unseen.
        sync_folder_of(path, disk)
    }
}

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    // Shared memory, but no memory-mapped files: what is written there would not be seen.
    iVersion: 2,
    xClose: Some(xClose),
    xRead: Some(xRead),
    xWrite: Some(xWrite),
    xTruncate: Some(xTruncate),
    xSync: Some(xSync),
    xFileSize: Some(xFileSize),
    xLock: Some(xLock),
    xUnlock: Some(xUnlock),
    xCheckReservedLock: Some(xCheckReservedLock),
    xFileControl: Some(xFileControl),
    xSectorSize: Some(xSectorSize),
    xDeviceCharacteristics: Some(xDeviceCharacteristics),
    xShmMap: Some(xShmMap),
    xShmLock: Some(xShmLock),
    xShmBarrier: Some(xShmBarrier),
    xShmUnmap: Some(xShmUnmap),
    xFetch: None,
    xUnfetch: None,
};
