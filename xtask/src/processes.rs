//! Running other programs: beside this one with their output in a log, or in its place.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

/// A file that holds what programs printed, one after the other.
pub(crate) struct Log {
    path: PathBuf,
    file: File,
}

/// How a program ended, and what it printed, both streams as they came.
pub(crate) struct Ran {
    pub(crate) status: ExitStatus,
    pub(crate) output: String,
}

impl Log {
    /// An empty log.
    pub(crate) fn create(path: PathBuf) -> Result<Self, String> {
        let file = File::options().create(true).read(true).append(true).open(&path);
        let file = file.and_then(|file| file.set_len(0).map(|()| file));
        let file = file.map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(Self { path, file })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Another handle for a program's output.
    pub(crate) fn handle(&self) -> Result<Stdio, String> {
        self.file.try_clone().map(Stdio::from).map_err(|error| self.trouble(&error))
    }

    /// Adds a line.
    pub(crate) fn note(&mut self, line: &str) -> Result<(), String> {
        writeln!(self.file, "{line}").map_err(|error| self.trouble(&error))
    }

    /// Runs a program to its end, without an input.
    pub(crate) fn run(&mut self, command: &mut Command) -> Result<Ran, String> {
        let start = self.file.metadata().map_err(|error| self.trouble(&error))?.len();
        let name = command.get_program().to_string_lossy().into_owned();
        let status = command
            .stdin(Stdio::null())
            .stdout(self.handle()?)
            .stderr(self.handle()?)
            .status()
            .map_err(|error| format!("{name} can't be started: {error}"))?;
        Ok(Ran { status, output: self.text_from(start)? })
    }

    /// Everything in it.
    pub(crate) fn text(&mut self) -> Result<String, String> {
        self.text_from(0)
    }

    fn text_from(&mut self, start: u64) -> Result<String, String> {
        let mut bytes = Vec::new();
        self.file
            .seek(SeekFrom::Start(start))
            .and_then(|_| self.file.read_to_end(&mut bytes))
            .map_err(|error| self.trouble(&error))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    fn trouble(&self, error: &std::io::Error) -> String {
        format!("{}: {error}", self.path.display())
    }
}

/// Lets a program take this one's place, with its terminal, its signals and its exit status. Returns only if it can't.
pub(crate) fn become_program(command: &mut Command) -> String {
    let error = command.exec();
    format!("{} can't be started: {error}", command.get_program().to_string_lossy())
}
