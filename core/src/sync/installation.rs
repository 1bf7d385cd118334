//! The phone's own credential. A report that carries it makes it known to the city by itself, so that a new phone's first report needs no round trip
//! more; whatever else needs it registers it before.

use super::Engine;
use crate::store::{Setting, StoreError};
use crate::wire::{Installation, WireError};

/// The installation's credential, and whether the city knows it.
#[derive(serde::Serialize, serde::Deserialize)]
struct Registration {
    installation: Installation,
    registered: bool,
}

impl Engine {
    /// The credential, made at the first start and known to the city.
    pub(super) async fn installation(&self) -> Result<Result<Installation, WireError>, StoreError> {
        let _one_at_a_time = self.registering.lock().await;
        let Registration { installation, registered } = self.registration()?;
        if !registered {
            if let Err(error) = self.city.register(&installation).await {
                return Ok(Err(error));
            }
            self.keep_registration(&installation, true)?;
        }
        Ok(Ok(installation))
    }

    /// Hands over what makes the credential known. A city that wants it registered before says so, and gets it again then.
    pub(super) async fn hand_over<T, F>(
        &self,
        post: impl Fn(Installation) -> F,
    ) -> Result<Result<T, WireError>, StoreError>
    where
        F: Future<Output = Result<T, WireError>>,
    {
        let Registration { installation, registered } = {
            let _one_at_a_time = self.registering.lock().await;
            self.registration()?
        };
        match post(installation.clone()).await {
            Err(WireError::Unauthorised) => {}
            answer => {
                if answer.is_ok() && !registered {
                    self.keep_registration(&installation, true)?;
                }
                return Ok(answer);
            }
        }
        self.forget_registration()?;
        match self.installation().await? {
            Ok(installation) => Ok(post(installation).await),
            // That the city does not want the phone is no word on what is handed over.
            Err(WireError::Refused { status, .. }) => Ok(Err(WireError::Busy { status, retry_after: None })),
            Err(error) => Ok(Err(error)),
        }
    }

    /// The city does not know the credential any more: it is registered again, unchanged.
    pub(super) fn forget_registration(&self) -> Result<(), StoreError> {
        let known: Option<Registration> = self.store.read(|db| db.setting(Setting::Installation))?;
        known.map_or(Ok(()), |known| self.keep_registration(&known.installation, false))
    }

    fn registration(&self) -> Result<Registration, StoreError> {
        if let Some(known) = self.store.read(|db| db.setting(Setting::Installation))? {
            return Ok(known);
        }
        let installation = Installation::new(&*self.entropy);
        self.keep_registration(&installation, false)?;
        Ok(Registration { installation, registered: false })
    }

    fn keep_registration(&self, installation: &Installation, registered: bool) -> Result<(), StoreError> {
        let registration = Registration { installation: installation.clone(), registered };
        self.store.write(|db| db.set_setting(Setting::Installation, &registration))
    }
}
