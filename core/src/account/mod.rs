//! Who the citizen is: a login at the identity provider in the system's browser (`OpenID` Connect, authorization code with PKCE), the session
//! that comes of it, and the access token for a request that belongs to the account. The rules are pure: what is asked ([`authorization`],
//! [`pkce`]), what an answer must prove ([`jws`], [`id_token`]), what a session is ([`session`]); [`login`] and [`bearer`] act on
//! them, with the provider, the store and the clock. The room knows nothing of reports.
//!
//! Local work never hangs on a login: nothing here touches drafts or the outbox, and whoever asks for an access token gets none once the
//! session is over.

mod authorization;
mod bearer;
mod failure;
mod id_token;
mod jws;
mod login;
mod pkce;
mod session;

pub use failure::LoginFailure;
pub use login::LoginRequest;
pub use session::{LoginLevel, MaskedCitizenNumber, Session};

pub(crate) use authorization::RedirectError;
pub(crate) use bearer::AccountError;
pub(crate) use id_token::IdTokenError;
pub(crate) use jws::KeySet;
pub(crate) use login::LoginError;
pub(crate) use pkce::CodeVerifier;
pub(crate) use session::StoredSession;

use std::sync::{Arc, Mutex as StdMutex, PoisonError};

use tokio::sync::Mutex;

use crate::clock::Clock;
use crate::entropy::Entropy;
use crate::event::Events;
use crate::store::{Setting, Store};
use crate::wire::{City, IdentityProvider};

use session::Tokens;

/// The session of one citizen, and how it comes and goes.
pub(crate) struct Account {
    ports: Ports,
    /// Held while the tokens change, so that only one refresh is under way. The lock of the data directory keeps other processes out.
    live: Mutex<bearer::Live>,
    /// Held while a code is exchanged: a redirect that the platform hands over twice must not spend it twice.
    exchanging: Mutex<()>,
    /// The provider's keys, as they were last seen.
    keys: StdMutex<Option<KeySet>>,
}

/// What the account works with.
pub(crate) struct Ports {
    pub(crate) provider: IdentityProvider,
    pub(crate) city: Arc<dyn City>,
    pub(crate) store: Arc<Store>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) events: Arc<Events>,
}

impl Account {
    pub(crate) fn new(ports: Ports) -> Self {
        Self { ports, live: Mutex::default(), exchanging: Mutex::default(), keys: StdMutex::default() }
    }

    /// The session as it lies on the phone.
    pub(crate) fn session(&self) -> Result<Session, crate::store::StoreError> {
        self.ports.store.read(|db| {
            let session: Option<StoredSession> = db.setting(Setting::Session)?;
            let tokens: Option<Tokens> = db.setting(Setting::Tokens)?;
            Ok(session.map_or(Session::LoggedOut, |session| session.view(tokens.is_some())))
        })
    }

    fn keys(&self) -> std::sync::MutexGuard<'_, Option<KeySet>> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
