//! Embeds the city: `city.toml` as JSON, and the files that it names. `HUES_CITY_TOML` names another city's file.

use std::env;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

#[allow(dead_code, unreachable_pub, reason = "the phone asks for tiles, the build only whether it could")]
#[path = "src/place/tile_address.rs"]
mod tile_address;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-env-changed=HUES_CITY_TOML");
    println!("cargo::rerun-if-changed=src/place/tile_address.rs");
    let manifest_dir = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let city_toml = env::var_os("HUES_CITY_TOML").map_or(manifest_dir.join("../city.toml"), PathBuf::from);
    let out_dir = PathBuf::from(env::var("OUT_DIR")?);

    let city: toml::Table = read(&city_toml)?.parse()?;
    check_hosts(&city).map_err(|error| format!("{}: {error}", city_toml.display()))?;
    if let Some(map) = city.get("map") {
        check_map(map).map_err(|error| format!("{}: [map] {error}", city_toml.display()))?;
    }
    fs::write(out_dir.join("city.json"), serde_json::to_vec(&city)?)?;
    let folder = city_toml.parent().ok_or("city.toml has no folder")?;
    for (name, embedded) in
        [("boundaries", "boundaries.bin"), ("categories", "categories.json"), ("phrases", "phrases.txt")]
    {
        let file = city["data"][name].as_str().ok_or_else(|| format!("[data] needs {name}"))?;
        let file = folder.join(file);
        println!("cargo::rerun-if-changed={}", file.display());
        if name == "categories" {
            let categories = serde_json::from_str(&read(&file)?)?;
            require_both_languages(&categories, "")
                .map_err(|error| format!("{}: {error}", file.display()))?;
        }
        fs::copy(&file, out_dir.join(embedded)).map_err(|error| format!("{}: {error}", file.display()))?;
    }
    // A city may leave these out.
    let former_units = match city["data"].get("former_units").and_then(toml::Value::as_str) {
        Some(file) => read(&folder.join(file))?,
        None => String::new(),
    };
    fs::write(out_dir.join("former-units.csv"), former_units)?;
    Ok(())
}

/// Hosts are named as DNS names them, in ASCII: the library has no tables for other letters.
fn check_hosts(city: &toml::Table) -> Result<(), String> {
    for (table, key) in [("server", "origin"), ("login", "issuer"), ("map", "tiles")] {
        let url = city.get(table).and_then(|table| table.get(key)).and_then(toml::Value::as_str);
        if url.is_some_and(|url| !url.is_ascii()) {
            return Err(format!("[{table}] {key} names a host that is not ASCII: write it as `xn--…`"));
        }
    }
    Ok(())
}

/// Tiles come over TLS, from an address that can be filled in, with the name of whose map it is.
fn check_map(map: &toml::Value) -> Result<(), String> {
    let text =
        |name: &str| map.get(name).and_then(toml::Value::as_str).ok_or_else(|| format!("needs {name}"));
    let max_zoom = map.get("max_zoom").and_then(toml::Value::as_integer).ok_or("needs max_zoom")?;
    let tiles = text("tiles")?;
    if !tiles.starts_with("https://") {
        return Err("tiles is no https URL".to_owned());
    }
    tile_address::check_map(tiles, text("attribution")?, max_zoom)?;
    Ok(())
}

/// A text that lacks a translation does not build: every `name`, `text`, `hint` and `unit` of the categories is said in both languages.
fn require_both_languages(value: &Value, at: &str) -> Result<(), String> {
    match value {
        Value::Object(fields) => fields.iter().try_for_each(|(name, field)| {
            let at = format!("{at}/{name}");
            if ["name", "text", "hint", "unit"].contains(&name.as_str()) {
                for language in ["vi", "en"] {
                    let said = field.get(language).and_then(Value::as_str).unwrap_or_default();
                    if said.trim().is_empty() {
                        return Err(format!("{at} says nothing in {language:?}"));
                    }
                }
            }
            require_both_languages(field, &at)
        }),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .try_for_each(|(position, item)| require_both_languages(item, &format!("{at}/{position}"))),
        _ => Ok(()),
    }
}

fn read(path: &Path) -> Result<String, String> {
    println!("cargo::rerun-if-changed={}", path.display());
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}
