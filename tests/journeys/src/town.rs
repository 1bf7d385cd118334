//! The embedded city, run on a runtime of its own, so that a test stays plain code. Whatever it answers is held to docs/openapi.yaml.

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use city::{City, Options, Witness};
use openapi::Document;
use tokio::runtime::Runtime;

static DOCUMENT: LazyLock<Document> = LazyLock::new(Document::read);

/// A running city. When it is dropped, the test fails if the city gave an answer that docs/openapi.yaml does not allow.
pub struct Town {
    city: Option<City>,
    data: PathBuf,
    port: u16,
    change: fn(Options) -> Options,
    runtime: Runtime,
    /// What was not allowed, in its order.
    wrong: Arc<Mutex<Vec<String>>>,
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
        let mut town =
            Self { city: None, data: data.to_owned(), port: 0, change, runtime, wrong: Arc::default() };
        town.restart();
        town.port = town.city().port();
        town
    }

    /// Starts it again where it was.
    ///
    /// # Panics
    /// When it does not start.
    pub fn restart(&mut self) {
        let options = (self.change)(Options::new(&self.data));
        let options = Options { port: self.port, witness: Some(self.witness()), ..options };
        self.city = Some(self.runtime.block_on(City::start(options)).expect("the city starts"));
    }

    fn witness(&self) -> Witness {
        let wrong = Arc::clone(&self.wrong);
        Witness::new(move |exchange| {
            let seen = DOCUMENT.check(exchange);
            wrong.lock().unwrap_or_else(PoisonError::into_inner).extend(seen.err());
        })
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

impl Drop for Town {
    fn drop(&mut self) {
        self.stop();
        let wrong = std::mem::take(&mut *self.wrong.lock().unwrap_or_else(PoisonError::into_inner));
        // A test that failed by itself says why.
        let is_right = wrong.is_empty() || std::thread::panicking();
        assert!(is_right, "docs/openapi.yaml does not allow what the city answered: {wrong:#?}");
    }
}
