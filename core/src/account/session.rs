//! What a session is, and what of it lies on the phone. A session is over when its refresh token is gone; who was logged in stays known, so that the
//! citizen is asked to log in again instead of being a stranger.

use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize};

use super::pkce::CodeVerifier;
use crate::entropy::{Entropy, random};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// How long the citizen may take in the browser.
const LOGIN_LIFE: Duration = Duration::from_mins(10);
/// In a step-up the citizen must have proved who they are within this time.
const STEP_UP_MAX_AGE: Duration = Duration::from_mins(5);

/// How surely the identity provider knows the citizen: the levels of `VNeID` accounts (Decree 69/2024/NĐ-CP).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum LoginLevel {
    /// Level 1, made online.
    #[serde(rename = "vneid-1")]
    One,
    /// Level 2, proved in person.
    #[serde(rename = "vneid-2")]
    Two,
}

impl LoginLevel {
    /// As `acr_values` asks for it and `acr` answers it (`OpenID` Connect Core sections 2 and 3.1.2.1).
    pub(crate) const fn acr(self) -> &'static str {
        match self {
            Self::One => "vneid-1",
            Self::Two => "vneid-2",
        }
    }

    pub(super) fn from_acr(acr: &str) -> Option<Self> {
        [Self::One, Self::Two].into_iter().find(|level| level.acr() == acr)
    }
}

/// Who is logged in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Session {
    /// Nobody.
    LoggedOut,
    /// A citizen.
    LoggedIn {
        /// Their name.
        name: String,
        /// The level of the login.
        level: LoginLevel,
        /// Their citizen number, masked by the city; `None` until the city has told it.
        citizen_number: Option<MaskedCitizenNumber>,
        /// The provider ended the session: what is sent meanwhile goes as a guest's.
        needs_login_again: bool,
    },
}

/// A citizen number of 12 digits of which only the first three and the last four can be read, as `046•••••1234`. No other form
/// can be held, so an unmasked one is never kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct MaskedCitizenNumber(String);

impl MaskedCitizenNumber {
    /// `None` when it is not of the masked form.
    pub(crate) fn new(text: String) -> Option<Self> {
        let is_masked = text.chars().count() == 12
            && text.chars().enumerate().all(|(place, character)| match place {
                3..=7 => character == '•',
                _ => character.is_ascii_digit(),
            });
        is_masked.then_some(Self(text))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for MaskedCitizenNumber {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        // The text itself stays out of the error.
        Self::new(text).ok_or_else(|| serde::de::Error::custom("not a masked citizen number"))
    }
}

/// Who is logged in, as it is kept, sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StoredSession {
    /// The provider's name for the citizen.
    pub(crate) sub: String,
    pub(super) name: String,
    pub(super) level: LoginLevel,
    pub(super) citizen_number: Option<MaskedCitizenNumber>,
    /// The city has said who this is; until then the name is the provider's.
    pub(super) confirmed: bool,
}

impl StoredSession {
    pub(super) fn view(self, has_tokens: bool) -> Session {
        Session::LoggedIn {
            name: self.name,
            level: self.level,
            citizen_number: self.citizen_number,
            needs_login_again: !has_tokens,
        }
    }
}

/// What keeps a session alive, as it is kept, sealed. The access token is not kept.
#[derive(Clone, Serialize, Deserialize, zeroize::ZeroizeOnDrop)]
pub(super) struct Tokens {
    pub(super) refresh: String,
}

/// A login whose browser is open. It is kept, sealed, because the system may end the app behind the browser.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct PendingLogin {
    /// Binds the redirect to this login (RFC 6749 section 10.12).
    pub(super) state: String,
    /// Binds the ID token to this login.
    pub(super) nonce: String,
    pub(super) verifier: CodeVerifier,
    pub(super) level: LoginLevel,
    /// The citizen must prove anew who they are, and have done so within this time.
    pub(super) max_age: Option<Duration>,
    /// The provider promised its name in the redirect (RFC 9207).
    pub(super) issuer_promised: bool,
    /// The boot clock when the login began.
    begun: Duration,
}

/// Why a login is begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Nobody is logged in, or not any more.
    LogIn,
    /// Somebody is, but not surely enough.
    StepUp,
}

impl PendingLogin {
    pub(super) fn new(
        level: LoginLevel,
        purpose: Purpose,
        issuer_promised: bool,
        boot: Duration,
        entropy: &dyn Entropy,
    ) -> Self {
        let secret = || URL_SAFE_NO_PAD.encode(random::<32>(entropy));
        Self {
            state: secret(),
            nonce: secret(),
            verifier: CodeVerifier::new(entropy),
            level,
            max_age: (purpose == Purpose::StepUp).then_some(STEP_UP_MAX_AGE),
            issuer_promised,
            begun: boot,
        }
    }

    /// After ten minutes, and when the boot clock went back because the phone was started anew.
    pub(super) fn is_over(&self, boot: Duration) -> bool {
        boot.checked_sub(self.begun).is_none_or(|age| age > LOGIN_LIFE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SystemEntropy;

    #[test]
    fn a_citizen_number_is_held_masked_or_not_at_all() {
        for wrong in ["046201001234", "046•••••123", "••••••••••••", "046•••••12345", "04a•••••1234", ""]
        {
            assert_eq!(MaskedCitizenNumber::new(wrong.into()), None, "{wrong}");
        }
        assert!(MaskedCitizenNumber::new("046•••••1234".into()).is_some());
        let refused = serde_json::from_str::<MaskedCitizenNumber>("\"046201001234\"").unwrap_err();
        assert!(!refused.to_string().contains("046201001234"), "the number stays out of errors");
    }

    #[test]
    fn a_login_is_over_after_ten_minutes_and_after_a_new_start_of_the_phone() {
        let begun = Duration::from_hours(5);
        let login = PendingLogin::new(LoginLevel::One, Purpose::LogIn, true, begun, &SystemEntropy);
        assert!(!login.is_over(begun));
        assert!(!login.is_over(begun + Duration::from_mins(10)));
        assert!(login.is_over(begun + Duration::from_mins(10) + Duration::from_millis(1)));
        assert!(login.is_over(Duration::from_mins(1)));
    }

    #[test]
    fn level_two_is_more_than_level_one_and_other_words_are_no_level() {
        assert!(LoginLevel::Two > LoginLevel::One);
        assert_eq!(LoginLevel::from_acr("vneid-2"), Some(LoginLevel::Two));
        assert_eq!(LoginLevel::from_acr("vneid-3"), None);
        assert_eq!(serde_json::to_string(&LoginLevel::Two).unwrap(), "\"vneid-2\"");
    }
}
