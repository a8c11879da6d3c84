//! docs/asvs.md is held to what it says: it answers every requirement of levels 1 and 2 once, and the tests that it names
//! exist.

use std::collections::{BTreeMap, BTreeSet};

use crate::security_table::{functions, root};

/// A row of the page.
struct Row<'a> {
    id: &'a str,
    about: &'a str,
    state: &'a str,
    how: &'a str,
    tests: Vec<&'a str>,
}

fn rows(page: &str) -> Vec<Row<'_>> {
    let cells = page.lines().filter(|line| line.starts_with("| ")).map(|line| {
        let inner = line.trim().trim_start_matches('|').trim_end_matches('|');
        inner.split('|').map(str::trim).collect::<Vec<_>>()
    });
    let of_requirements = cells.filter(|cells| cells[0].starts_with(|c: char| c.is_ascii_digit()));
    of_requirements
        .map(|cells| {
            let [id, about, state, how, tests] = cells[..] else { panic!("five cells: {cells:?}") };
            Row { id, about, state, how, tests: tests.split('`').skip(1).step_by(2).collect() }
        })
        .collect()
}

/// The requirements of the standard with their levels, in its order.
fn standard() -> Vec<(String, u32)> {
    let sections = include_str!("../asvs-5.0.0.txt").lines().filter(|line| !line.starts_with('#'));
    let requirements = sections.flat_map(|line| {
        let (section, levels) = line.split_once(' ').unwrap();
        let level =
            move |(place, digit): (usize, char)| (format!("{section}.{}", place + 1), digit.to_digit(10).unwrap());
        levels.chars().enumerate().map(level)
    });
    requirements.collect()
}

#[test]
fn every_requirement_is_answered_once_and_every_test_that_is_named_exists() {
    let page = std::fs::read_to_string(root().join("docs/asvs.md")).unwrap();
    let (rows, standard) = (rows(&page), standard());
    assert_eq!((standard.len(), standard.iter().filter(|(_, level)| *level < 3).count()), (345, 253));
    let levels: BTreeMap<&str, u32> = standard.iter().map(|(id, level)| (id.as_str(), *level)).collect();
    let mut answered = BTreeSet::new();
    let mut exist = BTreeSet::new();
    for folder in ["crates", "model", "properties"] {
        functions(&root().join(folder), &mut exist);
    }
    for Row { id, about, state, how, tests } in rows {
        let level = *levels.get(id).unwrap_or_else(|| panic!("the standard has no {id}"));
        assert!(answered.insert(id), "{id} is answered twice");
        assert_eq!(about.ends_with("(L3)"), level == 3, "{id} {about}");
        assert!(["met", "yours", "n/a", "open"].contains(&state), "{id}: {state}");
        assert!(!about.is_empty() && !how.is_empty(), "{id} says nothing");
        let shows = !tests.is_empty() || how.contains("](") || how.contains('`');
        assert!(state != "met" || shows, "{id} is met, and nothing shows it");
        for test in tests {
            assert!(exist.contains(test), "{id} names {test}, which is not there");
        }
    }
    let missing: Vec<_> = standard.iter().filter(|(id, level)| *level < 3 && !answered.contains(id.as_str())).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
