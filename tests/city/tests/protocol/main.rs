//! docs/protocol.md, row by row, over real connections; and Open311 beside it. Each test names the promise that it keeps.

mod alerts;
mod amendments;
mod app;
mod batch;
mod changes;
mod coding;
mod contract;
mod follow_ups;
mod login;
mod misbehaviour;
mod nearby;
mod open311;
mod operator;
mod phone;
mod program;
mod refusals;
mod removal;
mod reports;
mod sos;
mod tokens;
mod uploads;
