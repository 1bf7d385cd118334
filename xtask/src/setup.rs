//! What a machine must have beside Rust, and how it comes by it: through apt and rustup where that is allowed, else by one
//! message that names everything that is missing and what to type.

use std::env;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::processes::Log;
use crate::{swift, workspace};

/// One thing that a command can't do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// Compiles `SQLite`, the photo codec and the cryptography.
    CCompiler,
    /// Without it the photo codec is built all the same, and is some times slower.
    Nasm,
    Rustfmt,
    Clippy,
    Jdk,
    Maven,
    /// Looks for what is left of metadata.
    Exiftool,
    /// What the JVM draws the screens with, into a picture or a window.
    Drawing,
    /// Builds for the processors of phones and runs that here.
    Arm,
    /// Swift, or what makes a Debian root with it and enters that.
    Swift,
    /// Opens and makes the archives of Android.
    Zip,
    /// A peer: it makes small photos.
    Vips,
    /// Peers from npm, some of them with native code.
    Node,
    /// Builds a peer from Go's public modules.
    Go,
    /// Peers from `PyPI`.
    Python,
    /// A peer: it passes requests on.
    Nginx,
    /// A JDK that was packaged for servers opens no window.
    JvmWindows,
}

/// What building the Rust parts takes.
pub(crate) const BUILD: [Need; 2] = [Need::CCompiler, Need::Nasm];

/// What the tests take.
pub(crate) const EVERYTHING: [Need; 10] = [
    Need::CCompiler,
    Need::Nasm,
    Need::Rustfmt,
    Need::Clippy,
    Need::Jdk,
    Need::Maven,
    Need::Exiftool,
    Need::Drawing,
    Need::Zip,
    Need::Swift,
];

/// What the long tests take besides.
pub(crate) const LONG: [Need; 1] = [Need::Arm];

/// The compilers and emulators for ARM.
const ARM: [&str; 4] =
    ["aarch64-linux-gnu-gcc", "arm-linux-gnueabihf-gcc", "qemu-aarch64-static", "qemu-arm-static"];

/// What the figures and their peers take.
pub(crate) const BENCH: [Need; 7] =
    [Need::CCompiler, Need::Nasm, Need::Jdk, Need::Maven, Need::Drawing, Need::Vips, Need::Node];

/// What the Android app takes.
pub(crate) const ANDROID: [Need; 5] = [Need::CCompiler, Need::Nasm, Need::Jdk, Need::Maven, Need::Zip];

/// What the Swift side takes.
pub(crate) const SWIFT: [Need; 3] = [Need::CCompiler, Need::Nasm, Need::Swift];

/// What the screens take, as pictures.
pub(crate) const SCREENS: [Need; 5] = [Need::CCompiler, Need::Nasm, Need::Jdk, Need::Maven, Need::Drawing];

/// What they take in a window.
pub(crate) const WINDOW: [Need; 6] =
    [Need::CCompiler, Need::Nasm, Need::Jdk, Need::Maven, Need::Drawing, Need::JvmWindows];

/// The libraries that Skia asks for on Linux.
const DRAWING: [&str; 3] = ["libGL.so.1", "libX11.so.6", "libfontconfig.so.1"];

/// Where Debian puts it, which is not on everybody's PATH.
const NGINX: &str = "/usr/sbin/nginx";

/// The oldest JDK that the Kotlin parts are built with.
const OLDEST_JDK: u32 = 17;

const APT_INSTALL: [&str; 3] = ["install", "-y", "--no-install-recommends"];

impl Need {
    fn what(self) -> String {
        match self {
            Self::CCompiler => "a C compiler, cc".to_owned(),
            Self::Nasm => "nasm, the assembler of the photo codec's fast parts".to_owned(),
            Self::Rustfmt => "rustfmt".to_owned(),
            Self::Clippy => "clippy".to_owned(),
            Self::Jdk => match env::var_os("JAVA_HOME") {
                Some(home) => {
                    format!("a JDK, {OLDEST_JDK} or later, in JAVA_HOME ({})", home.to_string_lossy())
                }
                None => format!("a JDK, {OLDEST_JDK} or later"),
            },
            Self::Maven => "Maven, mvn".to_owned(),
            Self::Exiftool => "exiftool, which finds what is left of metadata".to_owned(),
            Self::JvmWindows => "a JDK that opens windows".to_owned(),
            Self::Drawing => "libGL, libX11 and libfontconfig, with which the screens are drawn".to_owned(),
            Self::Zip => "zip and unzip".to_owned(),
            Self::Vips => "vipsthumbnail".to_owned(),
            Self::Node => "node, npm, and what native modules are compiled with".to_owned(),
            Self::Go => "go".to_owned(),
            Self::Python => "python3 with venv".to_owned(),
            Self::Nginx => format!("nginx, {NGINX}"),
            Self::Arm => "C compilers and QEMU's user mode for 64-bit and 32-bit ARM".to_owned(),
            Self::Swift => "Swift 6, or mmdebstrap and uidmap, which get it out of Debian 13".to_owned(),
        }
    }

    /// Debian's packages of it.
    fn packages(self) -> &'static [&'static str] {
        match self {
            Self::CCompiler => &["gcc", "libc6-dev"],
            Self::Nasm => &["nasm"],
            // No package changes where JAVA_HOME points.
            Self::Jdk | Self::JvmWindows if env::var_os("JAVA_HOME").is_some() => &[],
            // Version 17 in Debian 12, later ones in later releases.
            Self::Jdk => &["default-jdk-headless"],
            Self::Maven => &["maven"],
            Self::Exiftool => &["libimage-exiftool-perl"],
            Self::JvmWindows => &["default-jre"],
            Self::Drawing => &["libgl1", "libx11-6", "libfontconfig1"],
            Self::Zip => &["zip", "unzip"],
            Self::Vips => &["libvips-tools"],
            // Of other repositories, one package has all of node.
            Self::Node if is_installed("npm") => &["g++", "make", "python3"],
            Self::Node => &["nodejs", "npm", "libnode-dev", "g++", "make", "python3"],
            Self::Go => &["golang-go"],
            Self::Python => &["python3", "python3-venv"],
            Self::Nginx => &["nginx-light"],
            Self::Arm => &[
                "gcc-aarch64-linux-gnu",
                "libc6-dev-arm64-cross",
                "gcc-arm-linux-gnueabihf",
                "libc6-dev-armhf-cross",
                "qemu-user-static",
            ],
            Self::Swift => &["mmdebstrap", "uidmap"],
            Self::Rustfmt | Self::Clippy => &[],
        }
    }

    /// The rustup component of it.
    fn component(self) -> Option<&'static str> {
        match self {
            Self::Rustfmt => Some("rustfmt"),
            Self::Clippy => Some("clippy"),
            _ => None,
        }
    }

    fn is_met(self) -> bool {
        match self {
            Self::CCompiler => is_installed("cc"),
            // Other processors' fast parts are in C or in the C compiler's own assembler.
            Self::Nasm => !cfg!(any(target_arch = "x86_64", target_arch = "x86")) || is_installed("nasm"),
            Self::Rustfmt => succeeds(workspace::cargo().args(["fmt", "--version"])),
            Self::Clippy => succeeds(workspace::cargo().args(["clippy", "--version"])),
            Self::Jdk => jdk().is_some_and(|version| version >= OLDEST_JDK),
            Self::Vips => is_installed("vipsthumbnail"),
            Self::Node => ["node", "npm", "g++", "make", "python3"].into_iter().all(is_installed),
            Self::Go => is_installed("go"),
            Self::Python => succeeds(Command::new("python3").args(["-c", "import ensurepip, venv"])),
            Self::Nginx => Path::new(NGINX).exists(),
            Self::Zip => is_installed("zip") && is_installed("unzip"),
            Self::Maven => is_installed("mvn"),
            Self::Exiftool => is_installed("exiftool"),
            Self::JvmWindows => !cfg!(target_os = "linux") || jvm_opens_windows(),
            Self::Drawing => !cfg!(target_os = "linux") || DRAWING.into_iter().all(has_library),
            Self::Arm => ARM.into_iter().all(is_installed),
            Self::Swift => swift::can_be_had(),
        }
    }
}

/// Sees to it that all of them are there. Silent when they are; its messages go to standard error.
pub(crate) fn ensure(needs: &[Need]) -> Result<(), String> {
    let missing = unmet(needs);
    if missing.is_empty() {
        return Ok(());
    }
    let packages = packages(&missing);
    let components = components(&missing);
    let mut tried = None;
    if !components.is_empty() && is_installed("rustup") {
        tried = Some(rustup(&components)?);
    }
    if !packages.is_empty() && is_root() && is_installed("apt-get") {
        tried = Some(apt(&packages)?);
    }
    let missing = unmet(&missing);
    if missing.is_empty() { Ok(()) } else { Err(complaint(&missing, tried.as_deref())) }
}

fn unmet(needs: &[Need]) -> Vec<Need> {
    needs.iter().copied().filter(|need| !need.is_met()).collect()
}

fn packages(needs: &[Need]) -> Vec<&'static str> {
    needs.iter().flat_map(|need| need.packages()).copied().collect()
}

fn components(needs: &[Need]) -> Vec<&'static str> {
    needs.iter().filter_map(|need| need.component()).collect()
}

/// Returns the log's path.
fn rustup(components: &[&str]) -> Result<PathBuf, String> {
    let mut log = Log::create(workspace::own_folder()?.join("rustup.log"))?;
    eprintln!("Adding {} (log: {})…", components.join(", "), log.path().display());
    let mut rustup = Command::new("rustup");
    log.run(rustup.args(["component", "add"]).args(components).current_dir(workspace::root()))?;
    Ok(log.path().to_owned())
}

/// Returns the log's path. No service that a package brings is started (invoke-rc.d(8), `RUNLEVEL`). The lists of packages are fetched only if those at hand don't do.
fn apt(packages: &[&str]) -> Result<PathBuf, String> {
    let mut log = Log::create(workspace::own_folder()?.join("apt.log"))?;
    eprintln!("Installing {} (log: {})…", packages.join(", "), log.path().display());
    let mut run = |arguments: &[&str]| {
        let mut apt = Command::new("apt-get");
        log.run(apt.args(arguments).env("DEBIAN_FRONTEND", "noninteractive").env("RUNLEVEL", "1"))
    };
    let install = [&APT_INSTALL, packages].concat();
    if !run(&install)?.status.success() {
        run(&["update"])?;
        run(&install)?;
    }
    Ok(log.path().to_owned())
}

fn complaint(missing: &[Need], tried: Option<&Path>) -> String {
    let mut lines = vec!["this machine lacks".to_owned()];
    lines.extend(missing.iter().map(|need| format!("  {}", need.what())));
    let packages = packages(missing);
    if !packages.is_empty() {
        lines.push(format!("On Debian, as root: apt-get {} {}", APT_INSTALL.join(" "), packages.join(" ")));
    }
    let components = components(missing);
    if !components.is_empty() {
        lines.push(format!("With rustup: rustup component add {}", components.join(" ")));
    }
    if let Some(log) = tried {
        lines.push(format!("That was tried, and did not help: {}", log.display()));
    }
    lines.join("\n")
}

/// Whether the JVM has its part for X11, which headless packages leave out.
fn jvm_opens_windows() -> bool {
    let javac =
        env::var_os("JAVA_HOME").map(|home| Path::new(&home).join("bin/javac")).or_else(|| found("javac"));
    let home = javac.and_then(|javac| fs::canonicalize(javac).ok());
    home.is_some_and(|javac| javac.ancestors().any(|folder| folder.join("lib/libawt_xawt.so").exists()))
}

/// The version of the JDK that Maven will use; none when there is none.
fn jdk() -> Option<u32> {
    let javac = env::var_os("JAVA_HOME").map_or("javac".into(), |home| Path::new(&home).join("bin/javac"));
    let told = Command::new(javac).arg("-version").output().ok()?;
    let text = [told.stdout, told.stderr].concat();
    String::from_utf8_lossy(&text).lines().find_map(jdk_version)
}

/// Of "javac 17.0.15" or "javac 22-ea"; of "javac 1.8.0", which is 8, it reads 1, and that is as good.
fn jdk_version(line: &str) -> Option<u32> {
    let version = line.strip_prefix("javac ")?;
    version.split(|character: char| !character.is_ascii_digit()).next()?.parse().ok()
}

fn is_installed(program: &str) -> bool {
    found(program).is_some()
}

/// Where a program lies.
fn found(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).map(|folder| folder.join(program)).find(|path| path.is_file())
}

/// Whether the dynamic linker has it in one of its usual folders.
fn has_library(name: &str) -> bool {
    let folders = ["/lib", "/usr/lib", "/lib64", "/usr/lib64"].into_iter().map(PathBuf::from);
    let own = format!("{}-linux-gnu", env::consts::ARCH);
    folders.flat_map(|folder| [folder.join(&own), folder]).any(|folder| folder.join(name).exists())
}

fn succeeds(command: &mut Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}

/// On systems without /proc there is no apt either.
fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_compilers_version_is_read_however_it_is_written() {
        assert_eq!(jdk_version("javac 17.0.15"), Some(17));
        assert_eq!(jdk_version("javac 22-ea"), Some(22));
        assert_eq!(jdk_version("javac 1.8.0_392"), Some(1));
        assert_eq!(jdk_version("Picked up JAVA_TOOL_OPTIONS: -Dx=1"), None);
    }

    #[test]
    fn one_message_names_all_that_is_missing_and_what_to_type() {
        let text = complaint(&[Need::Nasm, Need::Maven, Need::Clippy], None);
        let expected = "this machine lacks\n  nasm, the assembler of the photo codec's fast parts\n  Maven, mvn\n  clippy\n\
            On Debian, as root: apt-get install -y --no-install-recommends nasm maven\n\
            With rustup: rustup component add clippy";
        assert_eq!(text, expected);
        assert!(complaint(&[Need::Jdk], Some(Path::new("apt.log"))).ends_with("did not help: apt.log"));
    }
}
