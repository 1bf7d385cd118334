//! A city in memory that takes texts and calls for help and begins uploads, and answers nothing else: what it has is not what is tried here.

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use hues_core::report::{
    AccessSecret, Attachment, CityReport, FinalisedReport, FollowUpRequest, PublicReport, Status,
};
use hues_core::sos::{CitySos, SosRequest, SosStatus};
use hues_core::wire::{
    AccessToken, BackgroundRequest, ChangesPage, City, Created, Fetched, Installation, Me, SignedIndex,
    SosLine, WireError,
};
use hues_core::{ReportId, SosId};

/// The city.
#[derive(Default)]
pub(crate) struct PostOffice {
    uploads: Mutex<u32>,
}

fn said(id: SosId, status: SosStatus) -> CitySos {
    let at = "2026-11-23T08:00:00+07:00".to_owned();
    CitySos { id, status, received_at: Some(at.clone()), status_at: at, note: None }
}

#[async_trait]
impl SosLine for PostOffice {
    async fn raise(&self, request: &SosRequest) -> Result<CitySos, WireError> {
        Ok(said(request.id(), SosStatus::Received))
    }

    async fn ask(&self, _: SosId, _: &AccessSecret) -> Result<CitySos, WireError> {
        Err(WireError::Unreachable)
    }

    async fn cancel(&self, id: SosId, _: &AccessSecret) -> Result<CitySos, WireError> {
        Ok(said(id, SosStatus::Cancelled))
    }
}

#[async_trait]
impl City for PostOffice {
    fn sos(&self) -> Option<&dyn SosLine> {
        Some(self)
    }

    async fn register(&self, _: &Installation) -> Result<(), WireError> {
        Ok(())
    }

    async fn categories(&self, _: Option<&str>) -> Result<Fetched<Vec<u8>>, WireError> {
        Err(WireError::Unreachable)
    }

    async fn me(&self, _: &AccessToken) -> Result<Me, WireError> {
        Err(WireError::Unreachable)
    }

    async fn post_report(
        &self,
        report: &FinalisedReport,
        _: &Installation,
        _: Option<&AccessToken>,
    ) -> Result<CityReport, WireError> {
        Ok(CityReport {
            id: report.id(),
            public_id: report.id().to_string(),
            number: "HUE-2026-000001".to_owned(),
            revision: 1,
            status: Status::Received,
            received_at: "2026-11-23T08:00:00+07:00".to_owned(),
            deadline: None,
            attachments: Vec::new(),
            timeline: Vec::new(),
            rating: None,
            content: None,
        })
    }

    async fn report(&self, _: ReportId, _: &AccessSecret) -> Result<CityReport, WireError> {
        Err(WireError::Unreachable)
    }

    async fn follow_up(
        &self,
        _: &FollowUpRequest,
        _: &AccessSecret,
    ) -> Result<Option<CityReport>, WireError> {
        Err(WireError::Unreachable)
    }

    async fn create_upload(
        &self,
        _: ReportId,
        _: &Attachment,
        _: &AccessSecret,
        _: Vec<u8>,
    ) -> Result<Created, WireError> {
        let mut uploads = self.uploads.lock().unwrap_or_else(PoisonError::into_inner);
        *uploads += 1;
        Ok(Created { url: format!("/v1/uploads/{uploads}"), offset: 0, report: None })
    }

    async fn upload_offset(&self, _: &str) -> Result<u64, WireError> {
        Ok(0)
    }

    async fn upload_piece(&self, _: &str, _: u64, _: Vec<u8>) -> Result<u64, WireError> {
        Err(WireError::Unreachable)
    }

    fn background_request(&self, url: &str, _: u64) -> Option<BackgroundRequest> {
        Some(BackgroundRequest { method: "PATCH".to_owned(), url: url.to_owned(), headers: Vec::new() })
    }

    async fn nearby(&self, _: &str, _: Option<&str>) -> Result<Fetched<Vec<PublicReport>>, WireError> {
        Err(WireError::Unreachable)
    }

    async fn changes(&self, _: Option<&str>, _: &Installation) -> Result<ChangesPage, WireError> {
        Err(WireError::Unreachable)
    }

    async fn alert_index(&self, _: Option<&str>) -> Result<Fetched<SignedIndex>, WireError> {
        Err(WireError::Unreachable)
    }

    async fn alert_message(&self, _: &str) -> Result<Vec<u8>, WireError> {
        Err(WireError::Unreachable)
    }
}
