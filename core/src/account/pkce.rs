//! Proof Key for Code Exchange (RFC 7636): the code that comes back through the browser is worth nothing without this secret.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest;
use serde::{Deserialize, Serialize};

use crate::entropy::{Entropy, random};

/// The `code_verifier`: 32 random bytes as 43 characters of base64url (RFC 7636 section 4.1).
#[derive(Clone, Serialize, Deserialize, zeroize::ZeroizeOnDrop)]
#[serde(transparent)]
pub(crate) struct CodeVerifier(String);

impl CodeVerifier {
    pub(super) fn new(entropy: &dyn Entropy) -> Self {
        Self(URL_SAFE_NO_PAD.encode(random::<32>(entropy)))
    }

    /// What the token request carries.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The `code_challenge` of method `S256` (RFC 7636 section 4.2).
    pub(super) fn challenge(&self) -> String {
        URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, self.0.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SystemEntropy;

    #[test]
    fn the_challenge_is_that_of_rfc_7636_appendix_b() {
        let verifier = CodeVerifier("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".into());
        assert_eq!(verifier.challenge(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn a_verifier_is_as_long_as_it_must_be_and_never_the_same() {
        let [one, other] = [(); 2].map(|()| CodeVerifier::new(&SystemEntropy));
        assert_eq!(one.as_str().len(), 43);
        assert_ne!(one.as_str(), other.as_str());
    }
}
