//! The access token of a request that belongs to the account. It lives in memory; when it ends, the refresh token fetches the next one. Refresh tokens
//! rotate: the old one is good for nothing once the new one was given out, so the new one is on disk before anything else happens, and only one
//! refresh is under way at a time. Only `invalid_grant` (RFC 6749 section 5.2) ends a session; whatever else fails is tried again.

use std::time::Duration;

use super::Account;
use super::session::{StoredSession, Tokens};
use crate::store::{Setting, StoreError};
use crate::wire::{AccessToken, TokenAnswer, WireError};

/// An access token is not used in its last minute: it could end on the way.
const MARGIN: Duration = Duration::from_mins(1);

/// Why there is no access token now.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AccountError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Wire(#[from] WireError),
}

/// What is only true while the process runs.
#[derive(Default)]
pub(super) struct Live {
    access: Option<Access>,
    /// New tokens that the disk had no room for. The old ones are good for nothing, so these must not be lost.
    pub(super) unsaved: Option<Rotated>,
}

/// Tokens that were used up, and what came in their place.
pub(super) struct Rotated {
    used: Tokens,
    pub(super) next: Tokens,
}

struct Access {
    token: AccessToken,
    /// Until when, on the boot clock, the margin taken off.
    good_until: Duration,
}

impl Live {
    /// Takes up the access token of an answer; its life counts from when it was asked for.
    pub(super) fn take_up(&mut self, answer: &TokenAnswer, asked: Duration) -> AccessToken {
        let life = Duration::from_secs(answer.expires_in).saturating_sub(MARGIN);
        let token = answer.access_token.clone();
        self.access = Some(Access { token: token.clone(), good_until: asked.saturating_add(life) });
        token
    }
}

impl Account {
    /// An access token for now; `None` when nobody is logged in, or not any more. `refused` is one that the city did not take.
    async fn bearer(&self, refused: Option<&AccessToken>) -> Result<Option<AccessToken>, AccountError> {
        let mut live = self.live.lock().await;
        self.bearer_of_session(&mut live, refused).await
    }

    /// The same, if it is this citizen who is logged in.
    pub(crate) async fn bearer_of(
        &self,
        sub: &str,
        refused: Option<&AccessToken>,
    ) -> Result<Option<AccessToken>, AccountError> {
        let mut live = self.live.lock().await;
        let session: Option<StoredSession> = self.ports.store.read(|db| db.setting(Setting::Session))?;
        if session.is_none_or(|session| session.sub != sub) {
            return Ok(None);
        }
        self.bearer_of_session(&mut live, refused).await
    }

    async fn bearer_of_session(
        &self,
        live: &mut Live,
        refused: Option<&AccessToken>,
    ) -> Result<Option<AccessToken>, AccountError> {
        let boot = self.ports.clock.now().boot;
        let held = live.access.as_ref().filter(|access| boot < access.good_until);
        match held.map(|access| &access.token).filter(|token| Some(*token) != refused) {
            Some(token) => Ok(Some(token.clone())),
            None => self.renew(live).await,
        }
    }

    /// Asks the city who this is, until it has said so once.
    pub(crate) async fn confirm_session(&self) -> Result<(), AccountError> {
        let session: Option<StoredSession> = self.ports.store.read(|db| db.setting(Setting::Session))?;
        if session.is_some_and(|session| !session.confirmed) {
            self.ask_who_this_is().await?;
        }
        Ok(())
    }

    /// Asks the city who this is: the name and the masked number as they are now.
    pub(crate) async fn ask_who_this_is(&self) -> Result<(), AccountError> {
        let Some(bearer) = self.bearer(None).await? else { return Ok(()) };
        let me = match self.ports.city.me(&bearer).await {
            Err(WireError::TokenRefused) => {
                let Some(renewed) = self.bearer(Some(&bearer)).await? else { return Ok(()) };
                self.ports.city.me(&renewed).await?
            }
            answered => answered?,
        };
        let changed = self.ports.store.write(|db| {
            let held: Option<StoredSession> = db.setting(Setting::Session)?;
            // Whoever logged in meanwhile, it is not them.
            let Some(held) = held.filter(|held| held.sub == me.sub) else { return Ok(false) };
            let confirmed = StoredSession {
                name: me.name.clone(),
                citizen_number: me.citizen_number.clone(),
                confirmed: true,
                ..held.clone()
            };
            db.set_setting(Setting::Session, &confirmed)?;
            Ok::<_, StoreError>(confirmed != held)
        })?;
        if changed {
            self.ports.events.session_changed();
        }
        Ok(())
    }

    async fn renew(&self, live: &mut Live) -> Result<Option<AccessToken>, AccountError> {
        live.access = None;
        if let Some(Rotated { used, next }) = &live.unsaved {
            self.replace(used, next)?;
            live.unsaved = None;
        }
        let held: Option<Tokens> = self.ports.store.read(|db| db.setting(Setting::Tokens))?;
        let Some(held) = held else { return Ok(None) };
        let asked = self.ports.clock.now().boot;
        match self.ports.provider.refresh(&held.refresh).await {
            Ok(answer) => {
                let refresh = answer.refresh_token.clone().unwrap_or_else(|| held.refresh.clone());
                let next = Tokens { refresh };
                match self.replace(&held, &next) {
                    Ok(Replaced::Done) => Ok(Some(live.take_up(&answer, asked))),
                    Ok(Replaced::LoggedOut) => {
                        self.revoke(&next).await;
                        Ok(None)
                    }
                    Err(error) => {
                        live.unsaved = Some(Rotated { used: held, next });
                        Err(error.into())
                    }
                }
            }
            Err(WireError::Refused { code, .. }) if code == "invalid_grant" => {
                tracing::info!("the provider ended the session");
                self.ports.store.write(|db| db.delete_setting(Setting::Tokens))?;
                self.ports.events.session_changed();
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Puts the next tokens in the place of those that they were given for, unless the citizen logged out meanwhile.
    fn replace(&self, used: &Tokens, next: &Tokens) -> Result<Replaced, StoreError> {
        self.ports.store.write(|db| {
            let held: Option<Tokens> = db.setting(Setting::Tokens)?;
            if held.is_none_or(|held| held.refresh != used.refresh) {
                return Ok(Replaced::LoggedOut);
            }
            db.set_setting(Setting::Tokens, next)?;
            Ok(Replaced::Done)
        })
    }
}

/// What became of new tokens.
enum Replaced {
    Done,
    LoggedOut,
}
