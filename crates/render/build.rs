//! Translations are read at compile time: a new file in `locales/` must be noticed.

fn main() {
    println!("cargo:rerun-if-changed=locales");
}
