//! Logging in and out: through the provider's page, over a killed app, lost answers and sessions that end. Nothing of it touches a report.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

mod browser;
mod reports;
mod session;

use std::time::Duration;

use city::{Fault, LoginState, Misbehaviour, Options};
use hues_core::{ApiError, LoginFailure, LoginLevel, ReportId, Session};
use journeys::{Browser, Phone, Town};
use tempfile::TempDir;

const LAN: &str = "cong-dan-1";

/// Longer than any access token lives.
const LATER: Duration = Duration::from_hours(2);

/// Dropped in this order: the folder last.
struct Home {
    phone: Phone,
    town: Town,
    folder: TempDir,
}

impl Home {
    fn new() -> Self {
        Self::with(|options| options)
    }

    /// With a provider that never answers a used-up refresh token again: whoever has not kept the newest one is logged out.
    fn strict() -> Self {
        Self::with(|options| Options { refresh_grace: Duration::ZERO, ..options })
    }

    fn with(change: fn(Options) -> Options) -> Self {
        let folder = TempDir::new().unwrap();
        let town = Town::start_with(&folder.path().join("city"), change);
        let phone = Phone::new(folder.path(), &town);
        Self { phone, town, folder }
    }

    fn begin(&self, level: LoginLevel) -> String {
        self.phone.wait_for(self.phone.client().account().begin_login(level)).unwrap().url
    }

    fn finish(&self, redirect: &str) -> Result<Session, ApiError> {
        self.phone.wait_for(self.phone.client().account().finish_login(redirect))
    }

    fn log_in(&self, browser: Browser) -> Session {
        self.finish(&browser.log_in(&self.begin(LoginLevel::One))).unwrap()
    }

    fn refresh_later(&self) -> Result<Session, ApiError> {
        self.phone.clock.advance(LATER);
        self.phone.wait_for(self.phone.client().account().refresh())
    }

    fn session(&self) -> Session {
        self.phone.client().account().session().unwrap()
    }

    fn seen_by_the_provider(&self) -> LoginState {
        self.town.city().state().unwrap().login
    }

    fn account_of(&self, report: ReportId) -> Option<String> {
        let there = self.town.city().state().unwrap().reports;
        there.into_iter().find(|there| there.id == report.to_string()).expect("the city has it").account
    }

    fn lose_the_answer_to(&self, method: &str, path: &str) {
        self.town.city().misbehave(Misbehaviour::once(method, path, Fault::LoseAnswer));
    }
}

fn lan(level: LoginLevel) -> (String, LoginLevel, Option<String>, bool) {
    ("Nguyễn Thị Lan".into(), level, Some("046•••••1234".into()), false)
}

fn facts(session: &Session) -> (String, LoginLevel, Option<String>, bool) {
    let Session::LoggedIn { name, level, citizen_number, needs_login_again } = session else {
        panic!("nobody is logged in");
    };
    (name.clone(), *level, citizen_number.as_ref().map(|n| n.as_str().to_owned()), *needs_login_again)
}

fn failed(reason: LoginFailure) -> Result<Session, ApiError> {
    Err(ApiError::LoginFailed { reason })
}
