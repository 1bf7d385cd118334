//! Where Swift's programs come from: from PATH where there are some, as on a Mac, else from a Debian 13 root that is made once, in the
//! user's cache, out of the mirror that this machine's own apt uses. Nothing of it is installed on the machine; the root is entered in
//! namespaces of its own, which needs root or user namespaces.

use std::env;
use std::ffi::OsStr;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::processes::Log;
use crate::workspace;

/// Makes the root. The text is the recipe: another one makes another root.
const MAKE: &str = include_str!("make.sh");
/// Runs a program in it.
const ENTER: &str = include_str!("enter.sh");

/// Ends with the program: its mounts, and what it left running.
const NAMESPACES: [&str; 6] = ["--mount", "--propagation", "private", "--pid", "--fork", "--kill-child"];
/// What lets a user mount and chroot: being root among this user's subordinate ids (subuid(5)).
const AS_ROOT: [&str; 3] = ["--user", "--map-root-user", "--map-auto"];

/// Swift's programs.
pub(crate) enum Toolchain {
    OnPath,
    InRoot { root: PathBuf, unshare: Vec<&'static str> },
}

impl Toolchain {
    /// Finds it, or makes it, which takes one to three minutes and 1.4 GB. Its messages go to standard error.
    pub(crate) fn ensure() -> Result<Self, String> {
        if is_on_path() {
            return Ok(Self::OnPath);
        }
        let unshare = namespaces().ok_or(
            "Swift is not on PATH, and a Debian root with it can't be entered: that takes root, or user namespaces with \
             subordinate ids (apt-get install uidmap). Put Swift 6.0 or later on PATH instead.",
        )?;
        let folder = cache()?;
        if !is_complete(&folder) {
            make(&folder, &unshare)?;
        }
        Ok(Self::InRoot { root: folder.join("root"), unshare })
    }

    /// `swift` with these variables and no others but PATH and the like, in a folder. It sees and changes what is in the folders that it
    /// shares, which must be there.
    pub(crate) fn swift(&self, folder: &Path, shared: &[&Path], variables: &[(&str, &OsStr)]) -> Command {
        let (root, unshare) = match self {
            Self::OnPath => {
                let mut swift = Command::new("swift");
                swift.current_dir(folder).envs(variables.iter().copied());
                return swift;
            }
            Self::InRoot { root, unshare } => (root, unshare),
        };
        let mut entered = Command::new("unshare");
        entered
            .args(unshare)
            .args(["sh", "-c", ENTER, "enter.sh"])
            .args([root, folder])
            .args(shared)
            .arg("--");
        entered.args(["swift"]).env_clear().envs([
            ("HOME", "/tmp"),
            ("LANG", "C.UTF-8"),
            ("TZ", "UTC"),
            ("HUES_SMALL_DISK", "/mnt"),
            ("PATH", "/usr/libexec/swift/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
        ]);
        entered.envs(variables.iter().copied());
        entered
    }
}

/// Whether [`Toolchain::ensure`] has what it takes beside the right to enter a root.
pub(crate) fn can_be_had() -> bool {
    is_on_path()
        || cache().is_ok_and(|folder| is_complete(&folder))
        || succeeds(Command::new("mmdebstrap").arg("--version"))
}

/// A client of `OpenStack` has that name too.
fn is_on_path() -> bool {
    let told = Command::new("swift").arg("--version").output();
    told.is_ok_and(|told| String::from_utf8_lossy(&told.stdout).contains("Swift version"))
}

/// The options that make `unshare` enter what a root needs, if anything does.
fn namespaces() -> Option<Vec<&'static str>> {
    let candidates = [NAMESPACES.to_vec(), [AS_ROOT.as_slice(), &NAMESPACES].concat()];
    candidates.into_iter().find(|options| succeeds(Command::new("unshare").args(options).arg("true")))
}

fn make(folder: &Path, unshare: &[&str]) -> Result<(), String> {
    let mirror = mirror()?;
    let mut log = Log::create(workspace::own_folder()?.join("swift-toolchain.log"))?;
    eprintln!(
        "Making a Debian root with Swift, once, in {} (1.4 GB, some minutes; log: {})…",
        folder.display(),
        log.path().display()
    );
    let mut made = Command::new("unshare");
    made.args(unshare).args(["sh", "-c", MAKE, "make.sh"]).arg(folder).arg(mirror);
    let ran = log.run(&mut made)?;
    let last = ran.output.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("it said nothing");
    if ran.status.success() {
        Ok(())
    } else {
        Err(format!("no Debian root with Swift could be made: {last} (all of it: {})", log.path().display()))
    }
}

/// What `make.sh` leaves when it is through.
fn is_complete(folder: &Path) -> bool {
    folder.join("complete").is_file()
}

/// The root's folder in the user's cache (XDG Base Directory Specification).
fn cache() -> Result<PathBuf, String> {
    let absolute = |name| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let caches = absolute("XDG_CACHE_HOME").or_else(|| Some(absolute("HOME")?.join(".cache")));
    let mut recipe = DefaultHasher::new();
    MAKE.hash(&mut recipe);
    let folder = format!("hues-xtask/swift-{:016x}", recipe.finish());
    Ok(caches.ok_or("neither XDG_CACHE_HOME nor HOME says where caches are")?.join(folder))
}

/// The mirror that apt uses for Debian itself.
fn mirror() -> Result<String, String> {
    let format = ["--format", "$(LABEL) $(REPO_URI)", "Created-By: Packages"];
    let told = Command::new("apt-get").arg("indextargets").args(format).output();
    let told = told.map_err(|error| format!("a Debian root with Swift takes apt: {error}"))?;
    debian_mirror(&String::from_utf8_lossy(&told.stdout))
        .ok_or_else(|| "apt knows no mirror of Debian; has `apt-get update` been run?".to_owned())
}

fn debian_mirror(targets: &str) -> Option<String> {
    targets.lines().find_map(|target| target.strip_prefix("Debian ")).map(str::to_owned)
}

fn succeeds(command: &mut Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mirror_is_the_one_for_debian_itself() {
        let targets = "Debian-Security http://mirror.example/debian-security/\n http://other.example/apt/\n\
            Debian http://mirror.example/debian/\nDebian http://second.example/debian/\n";
        assert_eq!(debian_mirror(targets).unwrap(), "http://mirror.example/debian/");
        assert_eq!(debian_mirror("Ubuntu http://mirror.example/ubuntu/"), None);
    }
}
