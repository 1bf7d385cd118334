//! A call for help (SOS): what the citizen says, the bytes that go to the city, and where the call is. Pure values: the room knows no disk and
//! no network. A call belongs to no report and to no account, and nothing in it is refused here: what is too long is cut, because whoever is in
//! danger corrects no forms.

mod call;
mod request;
mod state;

pub use call::{MAX_NOTE_CHARS, MAX_PEOPLE, MAX_PHONE_CHARS, Need, SosCall};
pub use request::SosRequest;
pub use state::{CitySos, SosState, SosStatus};
