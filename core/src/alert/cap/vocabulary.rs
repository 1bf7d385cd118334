//! The standard's closed lists of words (CAP 1.2 sections 3.2.1 and 3.2.2).

use serde::{Deserialize, Serialize};

use crate::words::Words;

/// A closed list of words.
pub(super) trait Word: Copy + 'static {
    /// The words as CAP writes them.
    const WORDS: &'static [(&'static str, Self)];

    /// The word as CAP writes it, to the letter.
    fn exactly(text: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(word, _)| *word == text).map(|(_, value)| *value)
    }

    /// The word whatever its case and the whitespace around it.
    fn loosely(text: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(word, _)| word.eq_ignore_ascii_case(text.trim())).map(|(_, value)| *value)
    }
}

macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$says:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$says])* #[serde(rename = $word)] $variant,)+ }

        impl $name {
            /// The word that CAP uses.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }

        impl Word for $name {
            const WORDS: &'static [(&'static str, Self)] = &[$(($word, Self::$variant)),+];
        }
    };
}

words! {
    /// How the message is to be handled.
    Status {
        /// To be acted on by everyone it reaches.
        Actual = "Actual",
        /// To be acted on only by those who take part in the exercise.
        Exercise = "Exercise",
        /// For the alert network itself.
        System = "System",
        /// A technical test, to be ignored.
        Test = "Test",
        /// Not to be acted on in this form.
        Draft = "Draft",
    }
}

words! {
    /// What the message does.
    MsgType {
        /// A first warning.
        Alert = "Alert",
        /// Takes the place of the messages that it refers to.
        Update = "Update",
        /// Ends the messages that it refers to.
        Cancel = "Cancel",
        /// Says that the messages it refers to were received.
        Ack = "Ack",
        /// Says that the messages it refers to were rejected.
        Error = "Error",
    }
}

words! {
    /// Whom the message is for.
    Scope {
        /// Everyone.
        Public = "Public",
        /// Users with an operational need.
        Restricted = "Restricted",
        /// The addresses that it names.
        Private = "Private",
    }
}

words! {
    /// The kind of event.
    Category {
        /// Geophysical, landslides too.
        Geo = "Geo",
        /// Meteorological, floods too.
        Met = "Met",
        /// General emergency and public safety.
        Safety = "Safety",
        /// Law enforcement and security.
        Security = "Security",
        /// Rescue and recovery.
        Rescue = "Rescue",
        /// Fire.
        Fire = "Fire",
        /// Medical and public health.
        Health = "Health",
        /// Pollution and other environmental.
        Env = "Env",
        /// Public and private transport.
        Transport = "Transport",
        /// Utilities, telecommunication, other infrastructure.
        Infra = "Infra",
        /// Chemical, biological, radiological, nuclear or explosive.
        Cbrne = "CBRNE",
        /// Any other, and any word that is not in this list.
        Other = "Other",
    }
}

words! {
    /// What the audience is advised to do.
    ResponseType {
        /// Take shelter in place.
        Shelter = "Shelter",
        /// Go elsewhere.
        Evacuate = "Evacuate",
        /// Make preparations.
        Prepare = "Prepare",
        /// Do what was planned.
        Execute = "Execute",
        /// Keep away.
        Avoid = "Avoid",
        /// Watch for news.
        Monitor = "Monitor",
        /// Assess the information (not for public warnings).
        Assess = "Assess",
        /// The threat is over.
        AllClear = "AllClear",
        /// Nothing.
        None = "None",
    }
}

words! {
    /// When to respond.
    Urgency {
        /// At once.
        Immediate = "Immediate",
        /// Within the next hour.
        Expected = "Expected",
        /// In the near future.
        Future = "Future",
        /// No longer.
        Past = "Past",
        /// Not known.
        Unknown = "Unknown",
    }
}

words! {
    /// How bad it is, ordered from unknown and minor to extreme.
    #[derive(PartialOrd, Ord)]
    Severity {
        /// Not known.
        Unknown = "Unknown",
        /// Minimal or no known threat to life or property.
        Minor = "Minor",
        /// Possible threat.
        Moderate = "Moderate",
        /// Significant threat.
        Severe = "Severe",
        /// Extraordinary threat.
        Extreme = "Extreme",
    }
}

impl Severity {
    /// How bad it is, in a citizen's words.
    #[must_use]
    pub fn words(self) -> Words {
        match self {
            Self::Extreme => Words::of("Đặc biệt nguy hiểm", "Extreme danger"),
            Self::Severe => Words::of("Rất nguy hiểm", "Great danger"),
            Self::Moderate => Words::of("Nguy hiểm", "Danger"),
            Self::Minor => Words::of("Cần chú ý", "Take care"),
            Self::Unknown => Words::of("Chưa rõ mức nguy hiểm", "Danger of unknown degree"),
        }
    }
}

words! {
    /// How sure it is.
    Certainty {
        /// It has happened or is happening.
        Observed = "Observed",
        /// More likely than not. CAP 1.0's "Very Likely" counts as this (CAP 3.2.2).
        Likely = "Likely",
        /// Possible, but not likely.
        Possible = "Possible",
        /// Not expected.
        Unlikely = "Unlikely",
        /// Not known.
        Unknown = "Unknown",
    }
}
