//! Translations are read at compile time: a new file in `locales/` must be noticed, and its text be listed.

use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=locales");
    let mut names = fs::read_dir("locales")?
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<io::Result<Vec<String>>>()?;
    names.sort();
    let text = |name: &String| {
        let path = format!("concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/locales/{name}\")");
        format!("(\"locales/{name}\", include_str!({path})),\n")
    };
    let list = format!("&[\n{}]\n", names.iter().map(text).collect::<String>());
    fs::write(Path::new(&env::var_os("OUT_DIR").unwrap_or_default()).join("locales.rs"), list)
}
