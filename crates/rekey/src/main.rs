//! The `rekey` program.

fn main() {}
