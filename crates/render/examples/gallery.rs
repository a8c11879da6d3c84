//! Writes every page and mail, with every sample, in every language, to a folder, with an index to click through.
//!
//! `cargo run -p rekey-render --example gallery -- FOLDER`

use std::fmt::Write as _;
use std::path::Path;

use rekey_core::Locale;
use rekey_render::{ExhibitKind, Look, Renderer};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("say where: gallery FOLDER")?;
    let folder = Path::new(&folder);
    let renderer = Renderer::new()?;
    let mut index = String::from("<!doctype html><meta charset=\"utf-8\"><title>Gallery</title>\n");
    for (look_name, look) in Look::samples() {
        let assets = folder.join("assets");
        std::fs::create_dir_all(&assets)?;
        std::fs::write(assets.join("location-1.css"), look.css())?;
        for asset in renderer.assets() {
            std::fs::write(folder.join(asset.path.trim_start_matches('/')), &asset.bytes)?;
        }
        for language in renderer.languages() {
            let wanted: Locale = language.to_string().parse()?;
            writeln!(index, "<h2>{language}, {look_name}</h2>")?;
            for exhibit in renderer.gallery(&look, &[wanted])? {
                let stem = exhibit.template.trim_end_matches(".html");
                let name = format!("{language}/{look_name}/{stem}-{}", exhibit.sample);
                let path = folder.join(format!("{name}.html"));
                std::fs::create_dir_all(path.parent().unwrap_or(folder))?;
                match exhibit.kind {
                    ExhibitKind::Page(page) => {
                        // The gallery is opened from files, so paths of assets become relative.
                        std::fs::write(&path, page.html.replace("\"/assets/", "\"../../../assets/"))?;
                    }
                    ExhibitKind::Mail(mail) => {
                        std::fs::write(&path, mail.html)?;
                        let text = format!("Subject: {}\n\n{}", mail.subject, mail.text);
                        std::fs::write(folder.join(format!("{name}.txt")), text)?;
                    }
                }
                writeln!(index, "<a href=\"{name}.html\">{stem} {}</a><br>", exhibit.sample)?;
            }
        }
    }
    std::fs::write(folder.join("index.html"), index)?;
    Ok(())
}
