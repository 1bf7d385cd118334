//! The app in a process of its own, which the story starts and kills.

use std::error::Error;
use std::io::{BufRead, BufReader, Lines};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};

pub(crate) type Told<T = ()> = Result<T, Box<dyn Error>>;

/// A running app; killed with its owner.
pub(crate) struct App {
    process: Child,
    said: Lines<BufReader<ChildStdout>>,
}

impl App {
    /// `command` as the program `citizen` knows it.
    pub(crate) fn start(command: &str, home: &Path, city: &city::City, photos: &[PathBuf]) -> Told<Self> {
        let program = std::env::current_exe()?.with_file_name("citizen");
        let mut process = Command::new(program)
            .arg(command)
            .args([home.join("data"), home.join("keystore")])
            .args([city.url(), city.alert_key()])
            .args(photos)
            .stdout(Stdio::piped())
            .spawn()?;
        let said = process.stdout.take().ok_or("the app has no output")?;
        Ok(Self { process, said: BufReader::new(said).lines() })
    }

    /// What it says next; `None` when it has ended.
    pub(crate) fn next_line(&mut self) -> Told<Option<String>> {
        Ok(self.said.next().transpose()?)
    }

    /// Reads on until a line begins so; what follows the beginning.
    pub(crate) fn until(&mut self, beginning: &str) -> Told<String> {
        while let Some(line) = self.next_line()? {
            if let Some(rest) = line.strip_prefix(beginning) {
                return Ok(rest.to_owned());
            }
        }
        Err(format!("the app ended before it said {beginning:?}").into())
    }

    /// SIGKILL; the last line of a kind that it had said by then.
    pub(crate) fn kill(mut self, kind: &str) -> Told<Option<String>> {
        self.process.kill()?;
        self.process.wait()?;
        let mut last = None;
        while let Some(line) = self.next_line()? {
            last = line.strip_prefix(kind).map(str::to_owned).or(last);
        }
        Ok(last)
    }

    /// Waits for its end.
    pub(crate) fn end(mut self) -> Told<ExitStatus> {
        Ok(self.process.wait()?)
    }
}

impl Drop for App {
    fn drop(&mut self) {
        // It has ended already, unless the story broke off.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
