//! docs/protocol.md, row by row, over real connections. Each test names the promise that it keeps.

mod alerts;
mod changes;
mod misbehaviour;
mod operator;
mod phone;
mod program;
mod reports;
mod uploads;
