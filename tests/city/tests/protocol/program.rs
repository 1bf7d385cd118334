//! The city as a program of its own, killed without warning.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::phone::{Phone, Report, fixture, send};

struct Program {
    child: Child,
    port: u16,
    lines: Vec<String>,
}

impl Program {
    fn start(data: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_city"))
            .args(["--port", "0", "--data"])
            .arg(data)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let output = BufReader::new(child.stdout.take().expect("its output"));
        let lines: Vec<String> = output.lines().take(3).map(Result::unwrap).collect();
        let port = lines[0].strip_prefix("city listening on http://127.0.0.1:").expect("where it listens");
        Self { port: port.parse().expect("a port"), child, lines }
    }

    fn kill(mut self) {
        self.child.kill().expect("it was running");
        self.child.wait().expect("it ended");
    }
}

#[test]
fn a_killed_city_still_has_all_that_it_took() {
    let data = TempDir::new().unwrap();
    let city = Program::start(data.path());
    let phone = Phone::registered(city.port);
    let photo = fixture("photos/gps_htc_desire.jpg");
    let report = Report::new("road-damage", "Ổ gà", &[&photo]);
    let first = phone.post(&report);
    let location = phone.upload(&report, &photo);
    phone.patch(&location, 0, &photo[..1000]).unwrap();
    // A piece is on its way when the process dies.
    let mut stream = TcpStream::connect(("127.0.0.1", city.port)).unwrap();
    write!(
        stream,
        "PATCH {location} HTTP/1.1\r\nHost: 127.0.0.1\r\nHues-Api-Version: 1\r\nTus-Resumable: 1.0.0\r\n\
         Content-Type: application/offset+octet-stream\r\nUpload-Offset: 1000\r\nContent-Length: 5000\r\n\r\n"
    )
    .unwrap();
    stream.write_all(&photo[1000..1500]).unwrap();
    city.kill();

    let city = Program::start(data.path());
    let phone = phone.at(city.port);
    let offset = phone.offset(&location);
    assert!(offset == 1000 || offset == 1500, "what is on the disk counts: {offset}");
    assert_eq!(phone.patch(&location, offset, &photo[offset..]).unwrap().status, 204);
    assert_eq!(phone.attachment_states(&report), ["stored"]);
    assert_eq!(phone.post(&report).body, first.body);
    city.kill();
}

#[test]
fn it_says_where_it_is_and_which_key_signs() {
    let data = TempDir::new().unwrap();
    let city = Program::start(data.path());
    assert_eq!(city.lines[1], format!("operator page http://127.0.0.1:{}/", city.port));
    assert_eq!(city.lines[2].strip_prefix("alert key ").map(str::len), Some(44));
    assert_eq!(send(city.port, "GET", "/", &[], b"").unwrap().status, 200);
    city.kill();
}

#[test]
fn a_wrong_command_line_is_explained() {
    for wrong in [&["--data"][..], &[], &["--data", "d", "--port", "x"], &["--date", "d"]] {
        let output = Command::new(env!("CARGO_BIN_EXE_city")).args(wrong).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{wrong:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("usage: city --data DIR"));
    }
}
