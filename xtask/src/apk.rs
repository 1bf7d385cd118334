//! `cargo xtask apk`: the Android app, debug and release, by Maven and android/tools/android.sh. The library for phones is packed in where an NDK is found
//! in `ANDROID_NDK_HOME`; without one the APKs are whole but for it, and that is said.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::parts::Findings;
use crate::processes::Log;
use crate::{bindings, setup, workspace};

/// What the manifest asks for at least; the NDK's compilers carry it in their names.
const MIN_SDK: u32 = 26;

/// One kind of processor: the name of its folder in an APK, rustup's name of it, and the beginning of its compiler's name.
struct Abi {
    folder: &'static str,
    target: &'static str,
    compiler: &'static str,
}

const ABIS: [Abi; 3] = [
    Abi { folder: "arm64-v8a", target: "aarch64-linux-android", compiler: "aarch64-linux-android" },
    Abi { folder: "armeabi-v7a", target: "armv7-linux-androideabi", compiler: "armv7a-linux-androideabi" },
    Abi { folder: "x86_64", target: "x86_64-linux-android", compiler: "x86_64-linux-android" },
];

/// Makes both and says where they are.
pub(crate) fn run() -> Result<(), String> {
    setup::ensure(&setup::ANDROID)?;
    let mut log = Log::create(workspace::own_folder()?.join("apk.log"))?;
    eprintln!("Packaging the app (log: {})…", log.path().display());
    for apk in package(&mut log)? {
        let bytes = fs::metadata(&apk).map_err(|error| format!("{}: {error}", apk.display()))?.len();
        println!("{} ({:.1} MB)", apk.display(), megabytes(bytes));
    }
    if ndk().is_none() {
        println!(
            "Without the core's library: ANDROID_NDK_HOME names no NDK. Such an app installs, and ends when it starts."
        );
    }
    Ok(())
}

/// The long run's part.
pub(crate) fn test(log: &mut Log) -> Result<Findings, String> {
    package(log).map(|_| Findings::passed())
}

fn package(log: &mut Log) -> Result<[PathBuf; 2], String> {
    let built = bindings::build(log)?;
    bindings::generate(log, &built)?;
    let android = workspace::root().join("android");
    let mut maven = bindings::maven(&built);
    maven
        .args(["--activate-profiles", "apk", "--projects", "tools,libs,libs-test,app"])
        .args(["-Dmaven.test.skip=true", "prepare-package"]);
    succeed(log, &mut maven)?;
    let natives = ndk().map(|ndk| natives(log, &ndk)).transpose()?;
    let made = ["debug", "release"].map(|build| {
        let apk = workspace::target()?.join(format!("hues-{build}.apk"));
        let mut script = Command::new("bash");
        script.arg(android.join("tools/android.sh")).args(["package", build]).arg(&apk).args(&natives);
        succeed(log, &mut script)?;
        let wrong = wrong(&contents(log, &apk)?, natives.is_some());
        if wrong.is_empty() { Ok(apk) } else { Err(format!("{}: {}", apk.display(), wrong.join(", "))) }
    });
    let [debug, release] = made;
    Ok([debug?, release?])
}

/// The files in an APK; the log has them too.
fn contents(log: &mut Log, apk: &Path) -> Result<Vec<String>, String> {
    let mut list = Command::new("unzip");
    list.arg("-Z1").arg(apk);
    let ran = log.run(&mut list)?;
    if ran.status.success() {
        Ok(ran.output.lines().map(str::to_owned).collect())
    } else {
        Err(format!("unzip ended with {}, see {}", ran.status, log.path().display()))
    }
}

/// What an APK lacks or should not have, judged by its files. A phone looks for libraries in its own kind's folder only, so each folder needs all.
fn wrong(files: &[String], has_core: bool) -> Vec<String> {
    let mut wanted: Vec<String> =
        ["AndroidManifest.xml", "classes.dex", "resources.arsc", "META-INF/MANIFEST.MF"]
            .map(str::to_owned)
            .to_vec();
    let libraries =
        if has_core { &["libjnidispatch.so", "libhues_bindings.so"][..] } else { &["libjnidispatch.so"] };
    for abi in &ABIS {
        wanted.extend(libraries.iter().map(|library| format!("lib/{}/{library}", abi.folder)));
    }
    let lacks =
        wanted.into_iter().filter(|file| !files.contains(file)).map(|file| format!("{file} is missing"));
    let strange = files.iter().filter(|file| {
        let kind = file.strip_prefix("lib/").and_then(|rest| rest.split('/').next()).unwrap_or_default();
        !kind.is_empty() && ABIS.iter().all(|abi| abi.folder != kind)
    });
    lacks.chain(strange.map(|file| format!("{file} is for no phone that the core is built for"))).collect()
}

/// Builds the library for each kind of phone; the folder that holds a folder for each.
fn natives(log: &mut Log, ndk: &Path) -> Result<PathBuf, String> {
    let compilers = ndk.join("toolchains/llvm/prebuilt/linux-x86_64/bin");
    let folder = workspace::own_folder()?.join("jniLibs");
    for Abi { folder: name, target, compiler } in ABIS {
        succeed(log, Command::new("rustup").args(["target", "add", target]))?;
        let clang = compilers.join(format!("{compiler}{MIN_SDK}-clang"));
        let upper = target.to_uppercase().replace('-', "_");
        let mut cargo = workspace::cargo();
        cargo
            .args(["build", "--locked", "--release", "--package", "hues-bindings", "--target", target])
            .env(format!("CARGO_TARGET_{upper}_LINKER"), &clang)
            .env(format!("CC_{target}"), &clang)
            .env(format!("AR_{target}"), compilers.join("llvm-ar"));
        succeed(log, &mut cargo)?;
        let library = workspace::target()?.join(target).join("release/libhues_bindings.so");
        let into = folder.join(name);
        fs::create_dir_all(&into)
            .and_then(|()| fs::copy(&library, into.join("libhues_bindings.so")))
            .map_err(|error| format!("{}: {error}", library.display()))?;
    }
    Ok(folder)
}

fn ndk() -> Option<PathBuf> {
    env::var_os("ANDROID_NDK_HOME").map(PathBuf::from).filter(|ndk| ndk.is_dir())
}

fn succeed(log: &mut Log, command: &mut Command) -> Result<(), String> {
    let ran = log.run(command.current_dir(workspace::root()))?;
    if ran.status.success() {
        Ok(())
    } else {
        Err(format!(
            "{} ended with {}, see {}",
            command.get_program().display(),
            ran.status,
            log.path().display()
        ))
    }
}

#[expect(clippy::cast_precision_loss, reason = "it is read by people")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

#[cfg(test)]
mod tests {
    use super::wrong;

    /// What the APK without the core's library has.
    fn files() -> Vec<String> {
        [
            "AndroidManifest.xml",
            "classes.dex",
            "resources.arsc",
            "META-INF/MANIFEST.MF",
            "lib/",
            "lib/arm64-v8a/libjnidispatch.so",
            "lib/armeabi-v7a/libjnidispatch.so",
            "lib/x86_64/libjnidispatch.so",
        ]
        .map(str::to_owned)
        .to_vec()
    }

    #[test]
    fn an_apk_is_whole_without_the_core_only_where_there_is_no_ndk() {
        assert_eq!(wrong(&files(), false), Vec::<String>::new());
        let missing = ["arm64-v8a", "armeabi-v7a", "x86_64"]
            .map(|abi| format!("lib/{abi}/libhues_bindings.so is missing"));
        assert_eq!(wrong(&files(), true), missing);
    }

    #[test]
    fn no_phone_is_offered_a_folder_that_lacks_the_core() {
        let mut files = files();
        files.push("lib/x86/libjnidispatch.so".to_owned());
        assert_eq!(
            wrong(&files, false),
            ["lib/x86/libjnidispatch.so is for no phone that the core is built for"]
        );
    }

    #[test]
    fn code_that_was_not_packed_is_missed() {
        let mut files = files();
        files.retain(|file| file != "classes.dex");
        assert_eq!(wrong(&files, false), ["classes.dex is missing"]);
    }
}
