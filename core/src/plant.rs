//! Bugs on purpose, in builds with the feature `planted-bugs` alone: `tests/simulation` must find each. The name of the one that is planted
//! stands in the environment.

use std::sync::OnceLock;

/// A bug that can be planted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Plant {
    /// A call returns before what it changed is on the platter.
    CommitWithoutSync,
    /// That a try begins is not on disk before its first byte leaves.
    SendBeforePersist,
    /// A photo leaves the phone when it was sent, before the receipt.
    DeleteBeforeReceipt,
    /// Each try has a key of its own.
    NewKeyOnRetry,
}

/// Whether this one is planted.
pub(crate) fn is_planted(plant: Plant) -> bool {
    static PLANTED: OnceLock<Option<Plant>> = OnceLock::new();
    let planted = PLANTED.get_or_init(|| match std::env::var("HUES_PLANT").ok()?.as_str() {
        "commit-without-sync" => Some(Plant::CommitWithoutSync),
        "send-before-persist" => Some(Plant::SendBeforePersist),
        "delete-before-receipt" => Some(Plant::DeleteBeforeReceipt),
        "new-key-on-retry" => Some(Plant::NewKeyOnRetry),
        _ => None,
    });
    *planted == Some(plant)
}
