//! How the library of a phone is linked: small. All of it is lld's, the linker of the NDK and of Rust on x86-64 Linux; elsewhere nothing changes.

use std::env;
use std::error::Error;
use std::fs;
use std::path::PathBuf;

/// What only those read who make Kotlin and Swift sources, and they read a debug build.
const WITHOUT_METADATA: &str = "SECTIONS { /DISCARD/ : { *(.rodata.UNIFFI_META_*) *(.data.rel.ro.UNIFFI_META_*) } } INSERT AFTER .rodata;\n";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let is_android = is("CARGO_CFG_TARGET_OS", "android");
    let links_with_lld = is_android
        || is("TARGET", "x86_64-unknown-linux-gnu")
        || env::var("CARGO_ENCODED_RUSTFLAGS").is_ok_and(|flags| flags.contains("-fuse-ld=lld"));
    if !is("PROFILE", "release") || !links_with_lld || env::var_os("CARGO_FEATURE_BINDGEN").is_some() {
        return Ok(());
    }
    let script = PathBuf::from(env::var("OUT_DIR")?).join("without-metadata.ld");
    fs::write(&script, WITHOUT_METADATA)?;
    // Android packs relocations in its own way since API 23, in the standard one only since 30.
    let packed = if is_android { "--pack-dyn-relocs=android" } else { "-z,pack-relative-relocs" };
    for argument in ["--icf=all", packed, &format!("-T,{}", script.display())] {
        println!("cargo::rustc-link-arg-cdylib=-Wl,{argument}");
    }
    Ok(())
}

fn is(name: &str, value: &str) -> bool {
    env::var(name).as_deref() == Ok(value)
}
