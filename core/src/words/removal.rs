//! What the app says about a report that the city removed, beside its state.

use super::Words;

/// A label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemovalText {
    /// On a button: what it says becomes a new draft.
    Copy,
    /// Beside the citizen's reports, until they have seen which one it is.
    Told,
}

impl RemovalText {
    /// The label.
    #[must_use]
    pub fn words(self) -> Words {
        match self {
            Self::Copy => Words::of("Chép sang phản ánh mới", "Copy to a new report"),
            Self::Told => Words::of("Thành phố đã gỡ phản ánh của bạn", "The city removed a report of yours"),
        }
    }
}
