//! The system's browser, as far as a login needs one: it opens the provider's page, fills in the form, and hands the app the address that
//! it is sent back to.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

/// Somebody at the login page of the embedded city.
#[derive(Clone, Copy, Debug)]
pub struct Browser {
    citizen: &'static str,
    code: &'static str,
}

/// What a page answers.
struct Answer {
    location: Option<String>,
    body: String,
}

impl Browser {
    /// Nguyễn Thị Lan sits before it.
    #[must_use]
    pub fn of_lan() -> Self {
        Self { citizen: "cong-dan-1", code: "482913" }
    }

    /// Trần Minh Đức does.
    #[must_use]
    pub fn of_duc() -> Self {
        Self { citizen: "cong-dan-2", code: "730562" }
    }

    /// Logs in with level 1; the address that the app gets.
    ///
    /// # Panics
    /// When the provider does not send the browser back.
    #[must_use]
    pub fn log_in(self, url: &str) -> String {
        fill_in(url, &format!("citizen={}&level=1", self.citizen))
    }

    /// Logs in with level 2, which takes a code; the address that the app gets.
    ///
    /// # Panics
    /// When the provider does not send the browser back.
    #[must_use]
    pub fn log_in_surely(self, url: &str) -> String {
        fill_in(url, &format!("citizen={}&level=2&otp={}", self.citizen, self.code))
    }

    /// Taps "cancel"; the address that the app gets.
    ///
    /// # Panics
    /// When the provider does not send the browser back.
    #[must_use]
    pub fn cancel(self, url: &str) -> String {
        fill_in(url, "cancel=1")
    }
}

fn fill_in(url: &str, form: &str) -> String {
    let (host, path) = url.strip_prefix("http://").and_then(|rest| rest.split_once('/')).expect("a URL");
    let page = ask(host, &format!("GET /{path} HTTP/1.1\r\n"), "");
    let action = page.body.split_once("action=\"").and_then(|(_, rest)| rest.split_once('"'));
    let action = action.expect("a form").0.replace("&amp;", "&");
    let sent = ask(host, &format!("POST {action} HTTP/1.1\r\nOrigin: http://{host}\r\n"), form);
    sent.location.expect("the browser is sent back to the app")
}

fn ask(host: &str, start: &str, form: &str) -> Answer {
    let mut connection = TcpStream::connect(host).expect("the provider answers");
    let head = format!(
        "{start}Host: {host}\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n",
        form.len()
    );
    connection.write_all(format!("{head}{form}").as_bytes()).expect("the request goes out");
    let mut answer = String::new();
    connection.read_to_string(&mut answer).expect("an answer in UTF-8");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
    let location =
        head.lines().find_map(|line| line.split_once(": ").filter(|(name, _)| *name == "location"));
    Answer { location: location.map(|(_, value)| value.to_owned()), body: body.to_owned() }
}
