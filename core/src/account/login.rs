//! Logging in and out: the edge at which the rules of this room meet the provider and the store.

use std::time::Duration;

use super::authorization::{self, RedirectError, read_redirect};
use super::id_token::{self, IdTokenError, Identity};
use super::jws::{Jws, KeySet};
use super::session::{LoginLevel, PendingLogin, Purpose, Session, StoredSession, Tokens};
use super::{Account, AccountError};
use crate::clock::Timestamp;
use crate::store::{Db, Setting, StoreError};
use crate::wire::{TokenAnswer, WireError};

/// How long logging out waits for the provider to take the tokens back.
const REVOCATION: Duration = Duration::from_secs(10);

/// Why a login came to nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LoginError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Wire(#[from] WireError),
    #[error(transparent)]
    Redirect(#[from] RedirectError),
    #[error(transparent)]
    IdToken(#[from] IdTokenError),
    #[error("no login is under way")]
    NotUnderWay,
    #[error("somebody else is logged in")]
    OtherPerson,
}

/// A login for the system's browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginRequest {
    /// Where the browser goes.
    pub url: String,
    /// Where it comes back to: the platform hands each URL that begins with this to `finish_login`.
    pub redirect_uri: String,
}

/// A proved login that is not kept yet.
struct Proved {
    pending: PendingLogin,
    identity: Identity,
    tokens: Tokens,
    answer: TokenAnswer,
    /// The boot clock when the tokens were asked for.
    asked: Duration,
}

impl Account {
    /// Begins a login; one that was under way is over.
    pub(crate) async fn begin(&self, level: LoginLevel) -> Result<LoginRequest, LoginError> {
        let endpoints = self.ports.provider.discover().await?;
        let boot = self.ports.clock.now().boot;
        let pending = self.ports.store.write(|db| {
            let purpose = match logged_in(db)? {
                Some(session) if session.level < level => Purpose::StepUp,
                _ => Purpose::LogIn,
            };
            let promised = endpoints.names_itself;
            let pending = PendingLogin::new(level, purpose, promised, boot, &*self.ports.entropy);
            db.set_setting(Setting::PendingLogin, &pending)?;
            Ok::<_, StoreError>(pending)
        })?;
        let url = authorization::url(&endpoints.authorization, self.ports.provider.login(), &pending);
        Ok(LoginRequest { url: url.into(), redirect_uri: self.ports.provider.login().redirect_uri.clone() })
    }

    /// Makes a session of the redirect that the browser brought.
    pub(crate) async fn finish(&self, redirect: &str) -> Result<Session, LoginError> {
        let finished = self.exchange(redirect).await;
        if let Err(error) = &finished {
            tracing::info!(%error, "a login came to nothing");
            if is_final(error) {
                self.cancel()?;
            }
        }
        let replaced = finished?;
        if let Some(tokens) = replaced {
            self.revoke(&tokens).await;
        }
        // The provider's word is enough for a session; the city's may follow later.
        if let Err(AccountError::Store(error)) = self.confirm_session().await {
            return Err(error.into());
        }
        Ok(self.session()?)
    }

    /// Ends the login that is under way, if there is one.
    pub(crate) fn cancel(&self) -> Result<(), StoreError> {
        self.ports.store.write(|db| db.delete_setting(Setting::PendingLogin))
    }

    /// Forgets the session on the phone, then asks the provider to do so too.
    pub(crate) async fn log_out(&self) -> Result<(), StoreError> {
        let tokens = self.erase()?;
        self.ports.events.session_changed();
        // Only now: a refresh that is under way may take a minute.
        let mut live = std::mem::take(&mut *self.live.lock().await);
        if let Some(tokens) = live.unsaved.take().map(|rotated| rotated.next).or(tokens) {
            self.revoke(&tokens).await;
        }
        Ok(())
    }

    /// Takes the session from the disk; its tokens.
    fn erase(&self) -> Result<Option<Tokens>, StoreError> {
        self.ports.store.write(|db| {
            let tokens: Option<Tokens> = db.setting(Setting::Tokens)?;
            for setting in [Setting::Tokens, Setting::Session, Setting::PendingLogin] {
                db.delete_setting(setting)?;
            }
            Ok(tokens)
        })
    }

    /// From the redirect to a kept session. The tokens that it replaced.
    async fn exchange(&self, redirect: &str) -> Result<Option<Tokens>, LoginError> {
        let _alone = self.exchanging.lock().await;
        let asked = self.ports.clock.now().boot;
        let pending: Option<PendingLogin> = self.ports.store.read(|db| db.setting(Setting::PendingLogin))?;
        let pending = pending.filter(|pending| !pending.is_over(asked)).ok_or(LoginError::NotUnderWay)?;
        let code = read_redirect(redirect, self.ports.provider.login(), &pending)?;
        // Before the code is spent: without keys its answer would prove nothing.
        if self.keys().is_none() {
            self.fetch_keys().await?;
        }
        let answer = self.ports.provider.exchange(&code, &pending.verifier).await?;
        let tokens = answer.refresh_token.clone().map(|refresh| Tokens { refresh });
        let kept = match self.prove(&answer, &pending).await {
            Ok(identity) => {
                let tokens = tokens.clone().ok_or(WireError::Garbled)?;
                self.keep(Proved { pending, identity, tokens, answer, asked }).await
            }
            Err(error) => Err(error),
        };
        if let (Err(_), Some(tokens)) = (&kept, tokens) {
            // Nobody will use them.
            self.revoke(&tokens).await;
        }
        kept
    }

    async fn prove(&self, answer: &TokenAnswer, pending: &PendingLogin) -> Result<Identity, LoginError> {
        let id_token = answer.id_token.as_deref().ok_or(IdTokenError::Malformed)?;
        let token = Jws::parse(id_token).map_err(IdTokenError::from)?;
        let held = self.keys().clone().filter(|keys| keys.has_key_of(&token));
        let keys = match held {
            Some(keys) => keys,
            // The provider may have changed its keys since we asked.
            None => self.fetch_keys().await?,
        };
        let now = self.ports.clock.now().wall.unix_ms() + self.ports.provider.clock_offset_ms();
        let now = Timestamp::from_unix_ms(now);
        Ok(id_token::verify(&token, &keys, self.ports.provider.login(), pending, now)?)
    }

    async fn fetch_keys(&self) -> Result<KeySet, WireError> {
        let keys = self.ports.provider.keys().await?;
        *self.keys() = Some(keys.clone());
        Ok(keys)
    }

    /// Keeps the session, unless the login was cancelled meanwhile or somebody else is logged in.
    async fn keep(&self, proved: Proved) -> Result<Option<Tokens>, LoginError> {
        let Proved { pending, identity, tokens, answer, asked } = proved;
        let mut live = self.live.lock().await;
        let replaced = self.ports.store.write(|db| {
            let still: Option<PendingLogin> = db.setting(Setting::PendingLogin)?;
            if still.is_none_or(|still| still.state != pending.state) {
                return Err(LoginError::NotUnderWay);
            }
            if logged_in(db)?.is_some_and(|session| session.sub != identity.sub) {
                return Err(LoginError::OtherPerson);
            }
            let replaced: Option<Tokens> = db.setting(Setting::Tokens)?;
            let Identity { sub, name, level } = identity;
            let session = StoredSession { sub, name, level, citizen_number: None, confirmed: false };
            db.set_setting(Setting::Session, &session)?;
            db.set_setting(Setting::Tokens, &tokens)?;
            db.delete_setting(Setting::PendingLogin)?;
            Ok(replaced)
        })?;
        live.unsaved = None;
        live.take_up(&answer, asked);
        drop(live);
        self.ports.events.session_changed();
        Ok(replaced)
    }

    /// Whatever becomes of it, the tokens are nobody's any more.
    pub(super) async fn revoke(&self, tokens: &Tokens) {
        let revoked = tokio::time::timeout(REVOCATION, self.ports.provider.revoke(&tokens.refresh)).await;
        if !matches!(revoked, Ok(Ok(()))) {
            tracing::info!("the provider was not told that the tokens are over");
        }
    }
}

/// Who is logged in, with a session that is not over.
fn logged_in(db: &Db<'_>) -> Result<Option<StoredSession>, StoreError> {
    let tokens: Option<Tokens> = db.setting(Setting::Tokens)?;
    if tokens.is_some() { db.setting(Setting::Session) } else { Ok(None) }
}

/// Whether the redirect is good for nothing any more.
fn is_final(error: &LoginError) -> bool {
    match error {
        // It may be tried again, or the right one may still come.
        LoginError::Store(_)
        | LoginError::Wire(
            WireError::Unreachable | WireError::Untimely | WireError::Portal | WireError::Busy { .. },
        )
        | LoginError::Redirect(RedirectError::NotOurs) => false,
        LoginError::Wire(_)
        | LoginError::Redirect(_)
        | LoginError::IdToken(_)
        | LoginError::NotUnderWay
        | LoginError::OtherPerson => true,
    }
}
