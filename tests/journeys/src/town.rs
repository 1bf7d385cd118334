//! The embedded city, run on a runtime of its own, so that a test stays plain code.

use std::path::{Path, PathBuf};

use city::{City, Options};
use tokio::runtime::Runtime;

/// A running city.
pub struct Town {
    city: Option<City>,
    data: PathBuf,
    port: u16,
    change: fn(Options) -> Options,
    runtime: Runtime,
}

impl Town {
    /// Starts a city on its data directory and a free port.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn start(data: &Path) -> Self {
        Self::start_with(data, |options| options)
    }

    /// The same, with options of its own.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn start_with(data: &Path, change: fn(Options) -> Options) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let mut town = Self { city: None, data: data.to_owned(), port: 0, change, runtime };
        town.restart();
        town.port = town.city().port();
        town
    }

    /// Starts it again where it was.
    ///
    /// # Panics
    /// When it does not start.
    pub fn restart(&mut self) {
        let options = Options { port: self.port, ..(self.change)(Options::new(&self.data)) };
        self.city = Some(self.runtime.block_on(City::start(options)).expect("the city starts"));
    }

    /// The city is gone; its port answers no more.
    pub fn stop(&mut self) {
        if let Some(city) = self.city.take() {
            self.runtime.block_on(city.stop());
        }
    }

    /// The city.
    ///
    /// # Panics
    /// While it is stopped.
    #[must_use]
    pub fn city(&self) -> &City {
        self.city.as_ref().expect("the city runs")
    }
}
