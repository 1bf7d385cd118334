//! The core seen from beneath: every statement that it has `SQLite` run ([`statements`]), and a drafting session ([`session`]) on a disk that ends the
//! process, refuses a step, or loses its power.

mod post_office;
pub mod session;
pub mod statements;
