//! The core seen from beneath: every statement that it has `SQLite` run ([`statements`]).

pub mod statements;
