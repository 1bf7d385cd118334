//! x
mod boundaries;
fn main() {}
