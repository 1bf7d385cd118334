//! The embedded city, run as a program beside this one.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

/// The embedded city as a program of its own, which ends with this value.
pub(crate) struct City {
    process: Child,
    pub(crate) origin: String,
    pub(crate) alert_key: String,
    /// Kept, because a program whose output nobody takes ends.
    output: BufReader<ChildStdout>,
}

impl City {
    pub(crate) fn start(program: &Path, data: &Path) -> Result<Self, String> {
        fs::create_dir_all(data).map_err(|error| format!("{}: {error}", data.display()))?;
        let mut process = Command::new(program)
            .args(["--port", "0", "--data"])
            .arg(data)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{} can't be started: {error}", program.display()))?;
        let output = process.stdout.take().ok_or("the city has no output")?;
        let mut city =
            Self { process, origin: String::new(), alert_key: String::new(), output: BufReader::new(output) };
        for _ in 0..3 {
            let mut line = String::new();
            city.output.read_line(&mut line).map_err(|error| format!("the city: {error}"))?;
            if let Some(origin) = line.strip_prefix("city listening on ") {
                origin.trim().clone_into(&mut city.origin);
            } else if let Some(key) = line.strip_prefix("alert key ") {
                key.trim().clone_into(&mut city.alert_key);
            }
        }
        if city.origin.is_empty() || city.alert_key.is_empty() {
            return Err("the city did not say where it listens".to_owned());
        }
        Ok(city)
    }
}

impl Drop for City {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
