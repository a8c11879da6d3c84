//! Pages that code refers to exist, and so do the headings that a reference names. tests/docs checks the links between pages.

use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Every file of ours with this extension. Folders of build output and of packages are skipped.
fn files(folder: &Path, extension: &str, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && !name.starts_with('.') && !["target", "node_modules", "dist", "data"].contains(&&*name) {
            files(&path, extension, found);
        } else if path.extension().is_some_and(|own| own == extension) {
            found.push(path);
        }
    }
}

/// All of them but this file, whose examples lead nowhere.
pub(crate) fn texts(extension: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    files(&root(), extension, &mut found);
    found.retain(|path| !path.ends_with("it/documents.rs"));
    found.into_iter().map(|path| (path.clone(), std::fs::read_to_string(path).unwrap())).collect()
}

/// The references of a Rust file: `docs/….md`, with a heading if one follows.
fn cited(text: &str) -> Vec<&str> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "/._-#".contains(c);
    let starts = text.match_indices("docs/").map(|(start, _)| start);
    let references = starts.map(|start| {
        let rest = &text[start..];
        rest[..rest.find(|c| !is_part(c)).unwrap_or(rest.len())].trim_end_matches('.')
    });
    references.filter(|reference| reference.contains(".md")).collect()
}

/// Headings as GitHub turns them into anchors.
fn anchors(page: &str) -> Vec<String> {
    let headings = page.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    let anchor = |heading: &str| {
        let kept =
            heading.to_lowercase().chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c)).collect::<String>();
        kept.replace(' ', "-")
    };
    headings.map(anchor).collect()
}

/// What is wrong with a reference to `target`, a path from `folder` with an optional heading.
fn fault(folder: &Path, page: &Path, target: &str) -> Option<String> {
    let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
    let path = folder.join(path);
    if !path.exists() {
        return Some(format!("{} refers to {target}, which does not exist", page.display()));
    }
    let known = anchor.is_empty() || anchors(&std::fs::read_to_string(path).unwrap()).iter().any(|own| own == anchor);
    (!known).then(|| format!("{} refers to {target}, which has no such heading", page.display()))
}

#[test]
fn every_page_that_code_cites_exists() {
    let root = root();
    let texts = texts("rs");
    let faults: Vec<String> = texts
        .iter()
        .flat_map(|(page, text)| cited(text).into_iter().filter_map(|target| fault(&root, page, target)))
        .collect();
    assert!(faults.is_empty(), "{faults:#?}");
    let contracts =
        texts.iter().flat_map(|(_, text)| cited(text)).filter(|target| target.starts_with("docs/contracts/"));
    assert!(contracts.count() > 10, "the citations of the contracts are found");
    // Without its folder a citation of a contract would pass unseen.
    for (page, text) in &texts {
        let bare = text.match_indices("contracts/").any(|(at, _)| !text[..at].ends_with("docs/"));
        assert!(!bare, "{} cites a contract without docs/", page.display());
    }
}

#[test]
fn a_reference_is_found_and_held_against_the_headings() {
    assert_eq!(
        cited("/// (docs/contracts/nexudus.md). See docs/a.md#b-c, docs/x"),
        ["docs/contracts/nexudus.md", "docs/a.md#b-c"]
    );
    let page = root().join("docs/contracts/nexudus.md");
    assert_eq!(fault(&root(), &page, "docs/contracts/nexudus.md#post-apitoken"), None);
    assert!(fault(&root(), &page, "docs/contracts/nexudus.md#nowhere").is_some());
    assert!(fault(&root(), &page, "docs/contracts/esperanto.md").is_some());
}
