//! The citizen's story on real photos, with the figures that it measured: `demo [--keep --city PROGRAM]`. Each promise that is kept along the way
//! is checked; a broken one ends the story with a status of 1. `--keep` leaves the city running with what came of it.

mod app;
mod story;
mod warning;

use std::path::PathBuf;
use std::process::ExitCode;

use story::Story;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (mut keep, mut city_program) = (false, None);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--keep" => keep = true,
            "--city" => city_program = arguments.next().map(PathBuf::from),
            other => {
                eprintln!("demo: {other} is not known\nusage: demo [--keep --city PROGRAM]");
                return ExitCode::from(2);
            }
        }
    }
    let told = Story::begin().and_then(|mut story| {
        story.tell()?;
        if keep {
            story.keep(city_program.as_deref())?;
        } else {
            story.end()?;
        }
        println!("\nThe same way through the screens of the app: cargo xtask app");
        Ok(())
    });
    match told {
        Ok(()) => ExitCode::SUCCESS,
        Err(broken) => {
            eprintln!("\nBROKEN: {broken}");
            ExitCode::FAILURE
        }
    }
}
