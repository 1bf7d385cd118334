//! What a call of the core costs in Swift: one facade read, a page of 50 reports, with the library built as a phone gets it.

use std::path::Path;

use super::{Toolchain, bindings, generate, swift};
use crate::processes::Log;
use crate::workspace;

/// Reads the page so often from `libraries`, with its data in `data`, and says the median in microseconds, or what was printed instead.
pub(crate) fn page(
    log: &mut Log,
    toolchain: &Toolchain,
    libraries: &Path,
    data: &Path,
    rounds: &str,
) -> Result<String, String> {
    // The sources come out of the library that still has its metadata.
    let built = bindings::build(log)?;
    generate(log, &built)?;
    let mut bench = swift(toolchain, &[("HUES_LIBRARY_DIR", libraries.as_os_str())])?;
    bench.args(["run", "--configuration", "release", "--scratch-path"]);
    bench.arg(workspace::own_folder()?.join("swift")).arg("HuesBench").arg(data).arg(rounds);
    Ok(log.run(&mut bench)?.output)
}
