//! Every statement that `SQLite` runs in this process, on whichever connection.

use std::collections::BTreeSet;
use std::ffi::{CStr, c_char, c_int, c_uint, c_void};
use std::sync::{Mutex, PoisonError};

use rusqlite::ffi;

static SEEN: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// From now on the statements of every connection that is opened are written down.
///
/// # Panics
/// When `SQLite` does not let it.
pub fn watch() {
    // SAFETY: `trace` opens and closes nothing, and touches no list of extensions.
    unsafe { rusqlite::auto_extension::register_auto_extension(trace) }.expect("a watch on connections");
}

/// The statements that were seen, with their parameters as they are written, each once.
#[must_use]
pub fn seen() -> BTreeSet<String> {
    SEEN.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

unsafe extern "C" fn trace(
    connection: *mut ffi::sqlite3,
    _error: *mut *mut c_char,
    _routines: *const ffi::sqlite3_api_routines,
) -> c_int {
    // SAFETY: SQLite gives a connection that is being opened; `note` needs no context.
    unsafe { ffi::sqlite3_trace_v2(connection, ffi::SQLITE_TRACE_STMT, Some(note), std::ptr::null_mut()) }
}

unsafe extern "C" fn note(
    _event: c_uint,
    _context: *mut c_void,
    statement: *mut c_void,
    _expanded: *mut c_void,
) -> c_int {
    // SAFETY: for SQLITE_TRACE_STMT the third argument is the statement, which is alive during the call.
    let sql = unsafe { ffi::sqlite3_sql(statement.cast()) };
    if !sql.is_null() {
        // SAFETY: the text of a statement lives as long as it does, and ends with a zero.
        let sql = unsafe { CStr::from_ptr(sql) };
        SEEN.lock().unwrap_or_else(PoisonError::into_inner).insert(sql.to_string_lossy().into_owned());
    }
    0
}
