//! One try of a follow-up: a message, a change, a rating, a withdrawal.

use super::amend::keep;
use super::settle::Tried;
use super::{Engine, outcome_of};
use crate::outbox::{Item, Kind, Outcome};
use crate::report::CONFLICT;
use crate::store::StoreError;
use crate::wire::WireError;

impl Engine {
    pub(super) async fn send_follow_up(&self, item: &Item) -> Result<Tried, StoreError> {
        let (request, access) = self
            .store
            .read(|db| Ok::<_, StoreError>((db.follow_up(item)?, db.access_secret(item.report)?)))?;
        // From here on nobody can know whether the city has it, whatever happens to this process.
        self.store.write(|db| db.set_attempt_started(item.id))?;
        let document = match self.city.follow_up(&request, &access).await {
            Ok(document) => document,
            Err(WireError::Refused { code, .. }) if code == CONFLICT => return self.amend_again(item).await,
            Err(error) => return Ok(Tried::nothing_but(outcome_of(error))),
        };
        let (report, withdrawn) = (item.report, item.kind == Kind::Withdrawal);
        Ok(Tried::new(Outcome::Done, move |db| {
            if let Some(document) = &document {
                keep(db, document)?;
            }
            if withdrawn {
                db.set_withdrawn(report)?;
                db.forget_full_photos(report)?;
            }
            Ok(())
        }))
    }
}
