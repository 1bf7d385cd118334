//! The way between a phone and the model city: the core's gateway port, with all that a network does to requests.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use hues_core::report::{
    AccessSecret, Attachment, CityReport, FinalisedReport, FollowUpRequest, PublicReport,
};
use hues_core::sos::{CitySos, SosRequest};
use hues_core::wire::{
    AccessToken, BackgroundRequest, ChangesPage, City, Created, Fetched, Installation, Me, SignedIndex,
    SosLine, WireError,
};
use hues_core::{ReportId, SosId};

use crate::fate::{Fate, Mishap};
use crate::model::Model;

/// A request that lies in a proxy.
type Straggler = Box<dyn FnOnce(&mut Model) + Send>;

/// The city, as all phones see it, and what has not reached it yet.
#[derive(Clone, Default)]
pub(crate) struct World(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    model: Model,
    stragglers: Vec<Straggler>,
}

impl World {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn city<T>(&self, ask: impl FnOnce(&mut Model) -> T) -> T {
        ask(&mut self.inner().model)
    }

    /// The oldest request in a proxy arrives; whether there was one.
    pub(crate) fn straggler_arrives(&self) -> bool {
        let mut inner = self.inner();
        if inner.stragglers.is_empty() {
            return false;
        }
        let straggler = inner.stragglers.remove(0);
        straggler(&mut inner.model);
        true
    }
}

/// One phone's way to the city.
pub(crate) struct Network {
    pub(crate) world: World,
    pub(crate) fate: Fate,
}

impl Network {
    /// A request that is no call for help goes out.
    fn note(&self) {
        if self.fate.calls() {
            self.world.city(|model| model.breaks("a call for help goes before all else", String::new()));
        }
    }

    /// Carries a request to the city and the answer back, or not.
    async fn carry<T: Send + 'static>(
        &self,
        ask: impl Fn(&mut Model) -> Result<T, WireError> + Clone + Send + 'static,
    ) -> Result<T, WireError> {
        self.note();
        self.carry_call(ask).await
    }

    /// The same for a call for help.
    async fn carry_call<T: Send + 'static>(
        &self,
        ask: impl Fn(&mut Model) -> Result<T, WireError> + Clone + Send + 'static,
    ) -> Result<T, WireError> {
        self.fate.moment().await;
        let answer = self.undergo(self.fate.mishap(), ask);
        self.fate.moment().await;
        answer
    }

    fn undergo<T: 'static>(
        &self,
        mishap: Option<Mishap>,
        ask: impl Fn(&mut Model) -> Result<T, WireError> + Clone + Send + 'static,
    ) -> Result<T, WireError> {
        match mishap {
            None | Some(Mishap::Damaged | Mishap::Cut) => self.world.city(ask),
            Some(Mishap::LostRequest) => Err(WireError::Unreachable),
            Some(Mishap::Delayed) => {
                self.world.inner().stragglers.push(Box::new(move |model| {
                    let _ = ask(model);
                }));
                Err(WireError::Unreachable)
            }
            Some(Mishap::LostAnswer) => {
                let _ = self.world.city(ask);
                Err(WireError::Unreachable)
            }
            Some(Mishap::Doubled) => {
                let _ = self.world.city(ask.clone());
                self.world.city(ask)
            }
            Some(Mishap::Busy { retry_after }) => Err(WireError::Busy { status: 503, retry_after }),
            Some(Mishap::Portal) => Err(WireError::Portal),
            Some(Mishap::Garbled) => {
                let _ = self.world.city(ask);
                Err(WireError::Garbled)
            }
        }
    }

    /// The same for bytes of an upload, which can be damaged and cut besides. `take` takes as many of them as arrive.
    async fn carry_bytes<T: Send + 'static>(
        &self,
        bytes: Vec<u8>,
        take: impl Fn(&mut Model, &[u8]) -> Result<T, WireError> + Clone + Send + 'static,
    ) -> Result<T, WireError> {
        self.note();
        self.fate.moment().await;
        let answer = match self.fate.mishap() {
            // The piece's own checksum tells most damage; what bad memory does before that only the digest of the whole can.
            Some(Mishap::Damaged) if self.fate.part_of(3) > 0 => Err(WireError::PieceDamaged),
            Some(Mishap::Damaged) => {
                let mut damaged = bytes;
                if let Some(byte) = damaged.first_mut() {
                    *byte ^= 1;
                }
                self.world.city(|model| take(model, &damaged))
            }
            Some(Mishap::Cut) => {
                let part = self.fate.part_of(bytes.len());
                let _ = self.world.city(|model| take(model, &bytes[..part]));
                Err(WireError::Unreachable)
            }
            Some(Mishap::LostRequest | Mishap::Delayed) => Err(WireError::Unreachable),
            Some(Mishap::Portal) => Err(WireError::Portal),
            Some(Mishap::Busy { retry_after }) => Err(WireError::Busy { status: 503, retry_after }),
            Some(Mishap::LostAnswer) => {
                let _ = self.world.city(|model| take(model, &bytes));
                Err(WireError::Unreachable)
            }
            Some(Mishap::Garbled) => {
                let _ = self.world.city(|model| take(model, &bytes));
                Err(WireError::Garbled)
            }
            // The second one is told that the first was there.
            Some(Mishap::Doubled) => {
                let first = self.world.city(|model| take(model, &bytes));
                let second = self.world.city(|model| take(model, &bytes));
                first.and(second)
            }
            None => self.world.city(|model| take(model, &bytes)),
        };
        self.fate.moment().await;
        answer
    }
}

#[async_trait]
impl SosLine for Network {
    async fn raise(&self, request: &SosRequest) -> Result<CitySos, WireError> {
        self.fate.set_calls(false);
        let (id, key, body) = (request.id(), request.key().to_string(), request.body().to_vec());
        self.world.city(|model| model.calls.note_sent(id, &key, &body)).map_or_else(
            || Ok(()),
            |how| {
                self.world.city(|model| model.breaks("a retry sends the same bytes under the same key", how));
                Err(WireError::Garbled)
            },
        )?;
        self.carry_call(move |model| model.calls.post(id)).await
    }

    async fn ask(&self, id: SosId, _: &AccessSecret) -> Result<CitySos, WireError> {
        self.carry(move |model| model.calls.document(id)).await
    }

    async fn cancel(&self, id: SosId, _: &AccessSecret) -> Result<CitySos, WireError> {
        self.carry_call(move |model| Ok(model.calls.cancel(id))).await
    }
}

#[async_trait]
impl City for Network {
    fn sos(&self) -> Option<&dyn SosLine> {
        Some(self)
    }

    async fn register(&self, installation: &Installation) -> Result<(), WireError> {
        let hash = installation.hash();
        self.carry(move |model| {
            model.register(&hash);
            Ok(())
        })
        .await
    }

    async fn categories(&self, _: Option<&str>) -> Result<Fetched<Vec<u8>>, WireError> {
        // The bundled ones are the newest.
        self.carry(|_| Err(WireError::Busy { status: 503, retry_after: None })).await
    }

    async fn me(&self, _: &AccessToken) -> Result<Me, WireError> {
        Err(WireError::Unauthorised)
    }

    async fn post_report(
        &self,
        report: &FinalisedReport,
        by: &Installation,
        _: Option<&AccessToken>,
    ) -> Result<CityReport, WireError> {
        let (id, key, body) = (report.id(), report.key().to_string(), report.body().to_vec());
        let by = by.hash();
        self.world.city(|model| {
            model.note_asked(id);
            model.note_sent(id, &key, &body);
        });
        self.carry(move |model| model.post(id, &key, &body, &by)).await
    }

    async fn post_reports(
        &self,
        reports: &[FinalisedReport],
        by: &Installation,
        _: Option<&AccessToken>,
    ) -> Result<Vec<Result<CityReport, WireError>>, WireError> {
        let reports: Vec<_> = reports
            .iter()
            .map(|report| (report.id(), report.key().to_string(), report.body().to_vec()))
            .collect();
        self.note();
        self.world.city(|model| {
            for (id, key, body) in &reports {
                model.note_asked(*id);
                model.note_sent(*id, key, body);
            }
        });
        let by = by.hash();
        let arrives = match self.fate.mishap() {
            // The city reads and does them one by one, and does not get to the end.
            Some(Mishap::Cut) => (self.fate.part_of(reports.len()), Some(Mishap::LostAnswer)),
            mishap => (reports.len(), mishap),
        };
        self.fate.moment().await;
        let answer = self.undergo(arrives.1, move |model| model.post_all(&reports[..arrives.0], &by));
        self.fate.moment().await;
        answer
    }

    async fn report(&self, id: ReportId, _: &AccessSecret) -> Result<CityReport, WireError> {
        self.world.city(|model| model.note_asked(id));
        self.carry(move |model| model.document(id)).await
    }

    async fn follow_up(
        &self,
        request: &FollowUpRequest,
        _: &AccessSecret,
    ) -> Result<Option<CityReport>, WireError> {
        let request = request.clone();
        self.world.city(|model| model.note_asked(request.report()));
        self.carry(move |model| model.follow_up(&request)).await
    }

    async fn create_upload(
        &self,
        report: ReportId,
        photo: &Attachment,
        _: &AccessSecret,
        beginning: Vec<u8>,
    ) -> Result<Created, WireError> {
        let photo = photo.clone();
        self.world.city(|model| model.note_asked(report));
        self.carry_bytes(beginning, move |model, bytes| {
            let (url, offset) = model.create_upload(report, &photo, bytes)?;
            // Some servers say at once what the city has then, and some don't.
            let says = offset == photo.size && photo.size.is_multiple_of(2);
            let report = if says { Some(Box::new(model.document(report)?)) } else { None };
            Ok(Created { url, offset, report })
        })
        .await
    }

    async fn upload_offset(&self, url: &str) -> Result<u64, WireError> {
        let url = url.to_owned();
        self.world.city(|model| model.note_asked_of_upload(&url));
        self.carry(move |model| model.upload_offset(&url)).await
    }

    async fn upload_piece(&self, url: &str, offset: u64, piece: Vec<u8>) -> Result<u64, WireError> {
        let url = url.to_owned();
        self.world.city(|model| model.note_asked_of_upload(&url));
        self.carry_bytes(piece, move |model, bytes| model.append(&url, offset, bytes)).await
    }

    fn background_request(&self, url: &str, offset: u64) -> Option<BackgroundRequest> {
        let headers = vec![("Upload-Offset".to_owned(), offset.to_string())];
        Some(BackgroundRequest { method: "PATCH".to_owned(), url: url.to_owned(), headers })
    }

    async fn nearby(&self, _: &str, _: Option<&str>) -> Result<Fetched<Vec<PublicReport>>, WireError> {
        // Nobody follows anything here.
        self.carry(|_| Ok(Fetched::New { value: Vec::new(), etag: None })).await
    }

    async fn changes(&self, cursor: Option<&str>, by: &Installation) -> Result<ChangesPage, WireError> {
        let (cursor, by) = (cursor.map(str::to_owned), by.hash());
        self.carry(move |model| model.changes(cursor.as_deref(), &by)).await
    }

    async fn alert_index(&self, _: Option<&str>) -> Result<Fetched<SignedIndex>, WireError> {
        Err(WireError::Garbled)
    }

    async fn alert_message(&self, _: &str) -> Result<Vec<u8>, WireError> {
        Err(WireError::Garbled)
    }
}
