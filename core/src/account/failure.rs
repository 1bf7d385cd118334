//! Why a login came to nothing, as the citizen is told.

/// Why nobody is logged in after a login. Reports go all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginFailure {
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
