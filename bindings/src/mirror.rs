//! Enums without data, copied from the core variant by variant, and their texts. A variant that the core gains or loses does not compile
//! here.

/// Makes an enum like one of the core's, and the way there and back.
macro_rules! mirror {
    ($(#[$about:meta])* $name:ident of $core:ty { $($(#[$says:meta])* $variant:ident,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
        pub enum $name { $($(#[$says])* $variant,)+ }

        impl From<$core> for $name {
            fn from(theirs: $core) -> Self {
                match theirs { $(<$core>::$variant => Self::$variant,)+ }
            }
        }

        impl From<$name> for $core {
            fn from(ours: $name) -> Self {
                match ours { $($name::$variant => <$core>::$variant,)+ }
            }
        }
    };
}

/// Lets a value say itself in the citizen's languages, as the core's value says it.
macro_rules! words {
    ($name:ident of $core:ty) => {
        #[uniffi::export]
        impl $name {
            /// It in a citizen's words.
            pub fn words(&self) -> $crate::words::Words {
                <$core>::from(self.clone()).words().into()
            }
        }
    };
}
