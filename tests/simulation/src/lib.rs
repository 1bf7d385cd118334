//! Simulated months of up to three phones, their networks and a model city. One seed decides everything: what the citizens do, what the network
//! loses, doubles and delays, when a process dies, where the clocks jump. The core is the real one, with its real database; the city stands behind
//! its gateway port, the clock and the randomness behind theirs.
//!
//! [`check`] runs a seed and names the promise that was broken, if one was; [`shrink`] finds a shorter story that still breaks it. A process
//! dies at a request (before the city has it, or before its answer is read), at any reading of the clock or of randomness in between, or before any
//! step on the disk; it may be the power that goes, and then what was not synced is lost, or is there in pieces.

mod calls;
mod document;
mod fate;
mod flood;
mod model;
mod network;
mod phone;
mod photo;
mod platter;
mod promise;
mod removed;
mod run;
mod scenario;
mod shrink;

pub use flood::{Kind, Taken, flood};
pub use promise::Broken;
pub use run::{check, play};
pub use scenario::{Deed, Scenario, Step, SystemsWord, Weather};
pub use shrink::shrink;
