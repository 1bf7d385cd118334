//! The account, as a UI works with it.

use super::Client;
use crate::account::{self, AccountError, LoginFailure, LoginLevel, LoginRequest, Session};
use crate::error::ApiError;
use crate::sync::Engine;

/// Who is logged in. Reports need no login; what was made without one stays a guest's.
pub struct Account<'a> {
    pub(super) client: &'a Client,
}

impl Account<'_> {
    /// Who is logged in, as the phone knows it.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn session(&self) -> Result<Session, ApiError> {
        self.client.with(|open| session(&open.engine))
    }

    /// Whether who is logged in may do what needs this level.
    ///
    /// # Errors
    /// [`ApiError::LoginRequired`], [`ApiError::StrongerLoginRequired`], [`ApiError::Closed`], or an error of the phone
    /// itself.
    pub fn require(&self, needed: LoginLevel) -> Result<(), ApiError> {
        match self.session()? {
            Session::LoggedIn { needs_login_again: false, level, .. } if level >= needed => Ok(()),
            Session::LoggedIn { needs_login_again: false, .. } => Err(ApiError::StrongerLoginRequired),
            Session::LoggedIn { .. } | Session::LoggedOut => Err(ApiError::LoginRequired),
        }
    }

    /// Begins a login: the browser goes to the request's URL, and what it comes back with is handed to [`Account::finish_login`], within ten
    /// minutes, by this process or a later one. A login that was begun before is over. Asking for a higher level than the session has makes
    /// the citizen prove anew who they are.
    ///
    /// # Errors
    /// [`ApiError::LoginFailed`], [`ApiError::Closed`], or an error of the phone itself.
    pub async fn begin_login(&self, level: LoginLevel) -> Result<LoginRequest, ApiError> {
        self.client.run(async move |engine| Ok(account(&engine)?.begin(level).await?)).await
    }

    /// Finishes a login with the URL that the browser came back with. The session that there was stays when it fails.
    ///
    /// # Errors
    /// [`ApiError::LoginFailed`]; [`ApiError::StrongerLoginRequired`] when the provider answers a lower level than was asked for;
    /// [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself.
    pub async fn finish_login(&self, redirect_url: &str) -> Result<Session, ApiError> {
        let redirect_url = redirect_url.to_owned();
        self.client.run(async move |engine| Ok(account(&engine)?.finish(&redirect_url).await?)).await
    }

    /// Ends the login that is under way: a redirect that still comes is worth nothing.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn cancel_login(&self) -> Result<(), ApiError> {
        self.client.with(|open| open.engine.account.as_ref().map_or(Ok(()), |account| Ok(account.cancel()?)))
    }

    /// Asks the city anew who is logged in; the session as it is then. A network that fails is no error: what is known stays.
    ///
    /// # Errors
    /// [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself.
    pub async fn refresh(&self) -> Result<Session, ApiError> {
        self.client
            .run(async move |engine| {
                if let Some(account) = &engine.account
                    && let Err(AccountError::Store(error)) = account.ask_who_this_is().await
                {
                    return Err(error.into());
                }
                session(&engine)
            })
            .await
    }

    /// Forgets the session, here at once, and at the provider if it can be reached. Drafts and reports stay.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub async fn logout(&self) -> Result<(), ApiError> {
        self.client
            .run(async move |engine| match &engine.account {
                Some(account) => Ok(account.log_out().await?),
                None => Ok(()),
            })
            .await
    }
}

fn session(engine: &Engine) -> Result<Session, ApiError> {
    engine.account.as_ref().map_or(Ok(Session::LoggedOut), |account| Ok(account.session()?))
}

fn account(engine: &Engine) -> Result<&account::Account, ApiError> {
    engine.account.as_ref().ok_or(ApiError::LoginFailed { reason: LoginFailure::NotOffered })
}
