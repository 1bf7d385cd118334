//! Who is logged in, as Kotlin and Swift see it.

use crate::client::Client;
use crate::error::ApiError;
use crate::panics::guarded_async;

mirror! {
    /// How surely the identity provider knows the citizen: the levels of `VNeID` accounts (Decree 69/2024/NĐ-CP).
    LoginLevel of hues_core::LoginLevel {
        /// Level 1, made online.
        One,
        /// Level 2, proved in person.
        Two,
    }
}

/// A login that was begun.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct LoginRequest {
    /// Where the system's browser goes.
    pub url: String,
    /// What the URL that it comes back with begins with.
    pub redirect_uri: String,
}

/// Who is logged in.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Session {
    /// Nobody.
    LoggedOut,
    /// A citizen.
    LoggedIn {
        /// Their name.
        name: String,
        /// The level of the login.
        level: LoginLevel,
        /// Their citizen number, masked by the city (`046•••••1234`); none until the city has told it.
        citizen_number: Option<String>,
        /// The provider ended the session: what is sent meanwhile goes as a guest's.
        needs_login_again: bool,
    },
}

mirror! {
    /// Why nobody is logged in after a login. Reports go all the same.
    LoginFailure of hues_core::LoginFailure {
        /// The city has no login.
        NotOffered,
        /// The citizen declined at the provider, or cancelled it in the app.
        Cancelled,
        /// No login is under way: it was begun more than ten minutes ago, or is over already.
        Expired,
        /// The redirect belongs to another login; one that is under way goes on.
        NotOurs,
        /// Nothing got through to the provider. The same redirect may be tried again.
        Unreachable,
        /// The provider can't now. The same redirect may be tried again.
        Busy,
        /// The provider refused.
        Refused,
        /// The provider's answer does not prove who logged in.
        Unproven,
        /// Somebody else is logged in on this phone and must log out first.
        OtherPerson,
    }
}

words! { LoginFailure of hues_core::LoginFailure }

#[uniffi::export]
impl Client {
    /// Who is logged in, as the phone knows it.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn session(&self) -> Result<Session, ApiError> {
        self.call(|core| Ok(core.account().session()?.into()))
    }

    /// Whether who is logged in may do what needs this level.
    ///
    /// # Errors
    /// [`ApiError::LoginRequired`], [`ApiError::StrongerLoginRequired`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn require_login(&self, level: LoginLevel) -> Result<(), ApiError> {
        self.call(|core| core.account().require(level.into()))
    }

    /// Begins a login: the browser goes to the request's URL, and what it comes back with is handed to [`Client::finish_login`], within ten
    /// minutes, by this process or a later one.
    ///
    /// # Errors
    /// [`ApiError::LoginFailed`], [`ApiError::Closed`], or an error of the phone itself.
    pub async fn begin_login(&self, level: LoginLevel) -> Result<LoginRequest, ApiError> {
        let request = guarded_async(self.core.account().begin_login(level.into())).await?;
        Ok(LoginRequest { url: request.url, redirect_uri: request.redirect_uri })
    }

    /// Finishes a login with the URL that the browser came back with. The session that there was stays when it fails.
    ///
    /// # Errors
    /// [`ApiError::LoginFailed`]; [`ApiError::StrongerLoginRequired`] when the provider answers a lower level than was asked for;
    /// [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself.
    pub async fn finish_login(&self, redirect_url: String) -> Result<Session, ApiError> {
        Ok(guarded_async(self.core.account().finish_login(&redirect_url)).await?.into())
    }

    /// Ends the login that is under way: a redirect that still comes is worth nothing.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn cancel_login(&self) -> Result<(), ApiError> {
        self.call(|core| core.account().cancel_login())
    }

    /// Asks the city anew who is logged in; the session as it is then. A network that fails is no error: what is known stays.
    ///
    /// # Errors
    /// [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself.
    pub async fn refresh_session(&self) -> Result<Session, ApiError> {
        Ok(guarded_async(self.core.account().refresh()).await?.into())
    }

    /// Forgets the session, here at once, and at the provider if it can be reached. Drafts and reports stay.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub async fn logout(&self) -> Result<(), ApiError> {
        guarded_async(self.core.account().logout()).await
    }
}

impl From<hues_core::Session> for Session {
    fn from(session: hues_core::Session) -> Self {
        match session {
            hues_core::Session::LoggedOut => Self::LoggedOut,
            hues_core::Session::LoggedIn { name, level, citizen_number, needs_login_again } => {
                Self::LoggedIn {
                    name,
                    level: level.into(),
                    citizen_number: citizen_number.map(|number| number.as_str().to_owned()),
                    needs_login_again,
                }
            }
        }
    }
}
