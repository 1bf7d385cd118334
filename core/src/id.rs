//! Identifiers. Each is a UUID v7 of its own type, made on the phone, so that no list of ids can be mistaken for another
//! and an order by id is an order by time of making (RFC 9562 section 5.7).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::{Builder, Uuid};

use crate::clock::Timestamp;
use crate::entropy::Entropy;

/// An id that the phone makes.
macro_rules! own_id {
    ($(#[$doc:meta])* $name:ident) => {
        id!($(#[$doc])* $name);

        impl $name {
            pub(crate) fn new(now: Timestamp, entropy: &dyn Entropy) -> Self {
                Self(uuid_v7(now, entropy))
            }
        }
    };
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::from_str(text).map(Self)
            }
        }
    };
}

own_id!(
    /// A report, from its first keystroke on; the city keeps the same id.
    ReportId
);
own_id!(
    /// A photo of a report.
    PhotoId
);
own_id!(
    /// A message in a report's thread; made by whoever wrote it.
    MessageId
);
own_id!(
    /// A place that the citizen watches for warnings.
    PlaceId
);
own_id!(
    /// The `Idempotency-Key` of one request that changes something at the city.
    IdempotencyKey
);
own_id!(
    /// One entry of the outbox.
    ItemId
);
own_id!(
    /// A call for help; the city keeps the same id.
    SosId
);

fn uuid_v7(now: Timestamp, entropy: &dyn Entropy) -> Uuid {
    let mut random = [0; 10];
    entropy.fill(&mut random);
    let millis = u64::try_from(now.unix_ms()).unwrap_or(0);
    Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}
