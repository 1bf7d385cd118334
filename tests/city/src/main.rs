//! The city server as a program: `city --port 8080 --data DIR`. It prints where it listens, where the
//! operator's page is and which key signs the warnings, and runs until it is killed. The state is in the
//! directory at every moment.

use std::process::ExitCode;

use city::{City, Error, Options};

const USAGE: &str = "usage: city --data DIR [--port PORT] [--page-size N] [--clock-offset-ms MS]";

fn main() -> ExitCode {
    match options(std::env::args().skip(1)) {
        Ok(options) => match serve(options) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("city: {error}");
                ExitCode::FAILURE
            }
        },
        Err(wrong) => {
            eprintln!("city: {wrong}\n{USAGE}");
            ExitCode::from(2)
        }
    }
}

/// Reads the command line; an error says what is wrong with it.
fn options(arguments: impl Iterator<Item = String>) -> Result<Options, String> {
    let mut arguments = arguments;
    let mut options = Options::new("");
    while let Some(name) = arguments.next() {
        let value = arguments.next().ok_or_else(|| format!("{name} needs a value"))?;
        let not_a_number = || format!("{name} {value} is not a number that fits");
        match name.as_str() {
            "--data" => options.data = value.into(),
            "--port" => options.port = value.parse().map_err(|_| not_a_number())?,
            "--page-size" => {
                options.page_size = value.parse().ok().filter(|size| *size > 0).ok_or_else(not_a_number)?;
            }
            "--clock-offset-ms" => city::set_clock_offset(value.parse().map_err(|_| not_a_number())?),
            _ => return Err(format!("{name} is not known")),
        }
    }
    if options.data.as_os_str().is_empty() {
        return Err("--data is missing".to_owned());
    }
    Ok(options)
}

fn serve(options: Options) -> Result<(), Error> {
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    runtime.block_on(async {
        let city = City::start(options).await?;
        println!("city listening on {}", city.url());
        println!("operator page {}/", city.url());
        println!("alert key {}", city.alert_key());
        std::future::pending().await
    })
}
