//! A gateway to the real city that a test watches, and where it can do harm: what passes can be refused or altered.

use std::sync::Arc;

use async_trait::async_trait;
use hues_core::report::{
    AccessSecret, Attachment, CityReport, FinalisedReport, FollowUpRequest, PublicReport,
};
use hues_core::sos::{CitySos, SosRequest};
use hues_core::wire::{
    AccessToken, BackgroundRequest, ChangesPage, City, Created, Fetched, HttpCity, Installation, Me,
    SignedIndex, SosLine, Trust, WireError,
};
use hues_core::{ReportId, SosId, SystemClock};

use crate::Town;

/// What the phone asks the city for. The calls that no test asks about go by unseen.
#[derive(Debug, PartialEq)]
pub enum Call<'a> {
    /// The installation makes itself known.
    Register,
    /// The categories.
    Categories,
    /// A report's text.
    Report,
    /// The index of warnings.
    Index,
    /// A call for help.
    Sos,
    /// What is new, from the beginning or since a cursor.
    Changes {
        /// Since a cursor.
        has_cursor: bool,
    },
    /// A page of what is new, as the city said: what is made of it is what the phone hears.
    Page(&'a mut ChangesPage),
    /// How much of an upload the city has, as it said: what is made of it is what the phone hears.
    Offset(&'a mut u64),
    /// Bytes of a photo, also none of them, as they go out; its checksum is made after this.
    Piece(&'a mut Vec<u8>),
}

/// Told of each call before it goes out; an error goes back in the city's place.
type Watcher = Box<dyn Fn(Call<'_>) -> Result<(), WireError> + Send + Sync>;

/// The real city, watched.
pub struct Gateway {
    city: HttpCity,
    watcher: Watcher,
}

impl Gateway {
    /// The gateway of a town.
    ///
    /// # Panics
    /// When the town has no origin.
    pub fn new(
        town: &Town,
        watcher: impl Fn(Call<'_>) -> Result<(), WireError> + Send + Sync + 'static,
    ) -> Arc<Self> {
        let city = HttpCity::new(&town.city().url(), &Trust::default(), Arc::new(SystemClock))
            .expect("the city's origin");
        Arc::new(Self { city, watcher: Box::new(watcher) })
    }
}

#[async_trait]
impl SosLine for Gateway {
    async fn raise(&self, request: &SosRequest) -> Result<CitySos, WireError> {
        (self.watcher)(Call::Sos)?;
        self.city.raise(request).await
    }

    async fn ask(&self, id: SosId, access: &AccessSecret) -> Result<CitySos, WireError> {
        SosLine::ask(&self.city, id, access).await
    }

    async fn cancel(&self, id: SosId, access: &AccessSecret) -> Result<CitySos, WireError> {
        self.city.cancel(id, access).await
    }
}

#[async_trait]
impl City for Gateway {
    fn sos(&self) -> Option<&dyn SosLine> {
        Some(self)
    }

    async fn register(&self, installation: &Installation) -> Result<(), WireError> {
        (self.watcher)(Call::Register)?;
        self.city.register(installation).await
    }

    async fn categories(&self, etag: Option<&str>) -> Result<Fetched<Vec<u8>>, WireError> {
        (self.watcher)(Call::Categories)?;
        self.city.categories(etag).await
    }

    async fn me(&self, bearer: &AccessToken) -> Result<Me, WireError> {
        self.city.me(bearer).await
    }

    async fn post_report(
        &self,
        report: &FinalisedReport,
        by: &Installation,
        bearer: Option<&AccessToken>,
    ) -> Result<CityReport, WireError> {
        (self.watcher)(Call::Report)?;
        self.city.post_report(report, by, bearer).await
    }

    async fn report(&self, id: ReportId, access: &AccessSecret) -> Result<CityReport, WireError> {
        self.city.report(id, access).await
    }

    async fn follow_up(
        &self,
        request: &FollowUpRequest,
        access: &AccessSecret,
    ) -> Result<Option<CityReport>, WireError> {
        self.city.follow_up(request, access).await
    }

    async fn create_upload(
        &self,
        report: ReportId,
        photo: &Attachment,
        access: &AccessSecret,
        mut beginning: Vec<u8>,
    ) -> Result<Created, WireError> {
        (self.watcher)(Call::Piece(&mut beginning))?;
        self.city.create_upload(report, photo, access, beginning).await
    }

    async fn upload_offset(&self, url: &str) -> Result<u64, WireError> {
        let mut offset = self.city.upload_offset(url).await?;
        (self.watcher)(Call::Offset(&mut offset))?;
        Ok(offset)
    }

    fn background_request(&self, url: &str, offset: u64) -> Option<BackgroundRequest> {
        self.city.background_request(url, offset)
    }

    async fn upload_piece(&self, url: &str, offset: u64, mut piece: Vec<u8>) -> Result<u64, WireError> {
        (self.watcher)(Call::Piece(&mut piece))?;
        self.city.upload_piece(url, offset, piece).await
    }

    async fn nearby(&self, ward: &str, etag: Option<&str>) -> Result<Fetched<Vec<PublicReport>>, WireError> {
        self.city.nearby(ward, etag).await
    }

    async fn changes(&self, cursor: Option<&str>, by: &Installation) -> Result<ChangesPage, WireError> {
        (self.watcher)(Call::Changes { has_cursor: cursor.is_some() })?;
        let mut page = self.city.changes(cursor, by).await?;
        (self.watcher)(Call::Page(&mut page))?;
        Ok(page)
    }

    async fn alert_index(&self, etag: Option<&str>) -> Result<Fetched<SignedIndex>, WireError> {
        (self.watcher)(Call::Index)?;
        self.city.alert_index(etag).await
    }

    async fn alert_message(&self, url: &str) -> Result<Vec<u8>, WireError> {
        self.city.alert_message(url).await
    }
}
