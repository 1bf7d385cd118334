//! `cargo xtask app`: the screens over the real library and a city of their own. Where there is a display, in a window of a phone's size; else
//! a journey is played through them, and its pictures are left with a page that shows them all.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use crate::bindings::{self, Built};
use crate::city::City;
use crate::parts::Findings;
use crate::processes::Log;
use crate::{setup, workspace};

/// The journeys through the screens.
const JOURNEYS: &str = "city.hues.desktop.*Test";

pub(crate) fn run() -> Result<ExitCode, String> {
    let display = has_display();
    setup::ensure(if display { &setup::WINDOW } else { &setup::SCREENS })?;
    let mut log = Log::create(workspace::own_folder()?.join("app.log"))?;
    eprintln!("Building the library, the city and the screens (log: {})…", log.path().display());
    let built = bindings::build(&log)?;
    bindings::generate(&mut log, &built)?;
    if display { window(&mut log, &built) } else { pictures(&mut log, &built) }
}

/// Whether somebody would see a window.
fn has_display() -> bool {
    cfg!(target_os = "macos")
        || ["DISPLAY", "WAYLAND_DISPLAY"]
            .into_iter()
            .any(|name| env::var_os(name).is_some_and(|it| !it.is_empty()))
}

/// The window, until it is closed; what was done in it is there the next time.
fn window(log: &mut Log, built: &Built) -> Result<ExitCode, String> {
    let ran = log.run(bindings::maven(built).args(["compile", "--projects", "desktop", "--also-make"]))?;
    if !ran.status.success() {
        return Err(format!("the screens could not be built: {}", log.path().display()));
    }
    let classes = bindings::module("desktop").join("target/classpath.txt");
    let classes = fs::read_to_string(&classes).map_err(|error| format!("{}: {error}", classes.display()))?;
    let home = workspace::own_folder()?.join("app");
    let city = City::start(&built.city, &home.join("city"))?;
    println!("The city's operator page, where reports arrive and warnings are sent from: {}/", city.origin);
    println!("A login opens your browser; its page has made-up citizens. Close the window to end.");
    let mut window = Command::new(java());
    window
        .arg(bindings::property("jna.library.path", &built.libraries))
        .arg("-cp")
        .arg(format!("{}:{}", bindings::module("desktop").join("target/classes").display(), classes.trim()))
        .args(["city.hues.desktop.MainKt", "--data"])
        .arg(home.join("phone"))
        .args(["--city", &city.origin, "--alert-key", &city.alert_key]);
    let status = window.status().map_err(|error| format!("java can't be started: {error}"))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The pictures of the journeys, and a page of them.
fn pictures(log: &mut Log, built: &Built) -> Result<ExitCode, String> {
    let screens = workspace::target()?.join("screens");
    if screens.exists() {
        fs::remove_dir_all(&screens).map_err(|error| format!("{}: {error}", screens.display()))?;
    }
    eprintln!("There is no display here, so the journeys are played, and their pictures kept…");
    let mut maven = bindings::maven(built);
    maven
        .args(["test", "--projects", "desktop", "--also-make", "-Dsurefire.failIfNoSpecifiedTests=false"])
        .arg(format!("-Dtest={JOURNEYS}"))
        .arg(bindings::property("built.screens", &screens));
    let ran = log.run(&mut maven)?;
    let page = screens.join("index.html");
    let pictures = listed(&screens)?;
    fs::write(&page, index(&pictures)).map_err(|error| format!("{}: {error}", page.display()))?;
    let count: usize = pictures.values().map(BTreeSet::len).sum();
    println!("{count} pictures of the screens: {}", page.display());
    println!("With a display, the same command opens a window: the app itself, over a city that answers.");
    if ran.status.success() {
        return Ok(ExitCode::SUCCESS);
    }
    let Findings { failed, .. } = bindings::findings("desktop")?;
    Err(format!("not every journey came to its end ({}): {}", failed.join(", "), log.path().display()))
}

/// The names of the pictures of each variant.
fn listed(screens: &Path) -> Result<BTreeMap<String, BTreeSet<String>>, String> {
    let entries = |folder: &Path| {
        let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        Ok::<Vec<PathBuf>, String>(entries.flatten().map(|entry| entry.path()).collect())
    };
    let mut pictures = BTreeMap::new();
    for folder in entries(screens)?.iter().filter(|path| path.is_dir()) {
        let names =
            entries(folder)?.into_iter().filter(|path| path.extension().is_some_and(|it| it == "png"));
        let names = names.filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned())).collect();
        pictures.insert(folder.file_name().unwrap_or_default().to_string_lossy().into_owned(), names);
    }
    Ok(pictures)
}

/// A row for each page, a column for each variant.
fn index(pictures: &BTreeMap<String, BTreeSet<String>>) -> String {
    let names: BTreeSet<&String> = pictures.values().flatten().collect();
    let mut page = String::from(
        "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>The screens of Hue-S</title>\
         <style>body{font:16px sans-serif;background:#eee}section{display:flex;gap:16px;flex-wrap:wrap}img{width:300px}</style>\
         <h1>The screens of Hue-S</h1>\n",
    );
    for name in names {
        let _ = writeln!(page, "<h2>{name}</h2><section>");
        for (variant, _) in pictures.iter().filter(|(_, names)| names.contains(name)) {
            let _ = writeln!(
                page,
                "<figure><img loading=\"lazy\" alt=\"{name}, {variant}\" src=\"{variant}/{name}.png\"><figcaption>{variant}</figcaption></figure>"
            );
        }
        page.push_str("</section>\n");
    }
    page
}

/// The `java` that Maven uses, too.
fn java() -> PathBuf {
    env::var_os("JAVA_HOME").map_or_else(|| "java".into(), |home| Path::new(&home).join("bin/java"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_picture_is_on_the_page_once_beside_the_other_variants_of_its_screen() {
        let of = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        let pictures = BTreeMap::from([
            ("en_dark_200".to_owned(), of(&["home", "me"])),
            ("vi_light_100".to_owned(), of(&["home"])),
        ]);
        let page = index(&pictures);
        let sources: Vec<&str> =
            page.split("src=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert_eq!(sources, ["en_dark_200/home.png", "vi_light_100/home.png", "en_dark_200/me.png"]);
    }
}
