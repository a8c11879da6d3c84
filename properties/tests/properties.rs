//! Every property, over its seeds and over random changes of them. `fuzz/run` continues from here.

#![expect(clippy::unwrap_used, reason = "a failing test says where and why by panicking")]

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use rekey_properties::ALL;

/// How often seeds are changed at random, for each property.
const CASES: u32 = 512;

fn seeds_of(name: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/seeds").join(name);
    let files = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), std::fs::read(path).unwrap())).collect()
}

/// A change of a seed: a piece of it is replaced by something else.
#[derive(Debug, Clone)]
struct Change {
    at: Index,
    length: usize,
    text: String,
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let text = prop_oneof!["\\PC{0,4}", "[ -~]{1,3}", Just("\n".to_owned()), Just("\0".to_owned()), "%[0-9a-f]{2}"];
    let change = (any::<Index>(), 0..8_usize, text).prop_map(|(at, length, text)| Change { at, length, text });
    proptest::collection::vec(change, 0..4)
}

fn changed(seed: &[u8], changes: &[Change]) -> Vec<u8> {
    let mut data = seed.to_vec();
    for Change { at, length, text } in changes {
        let at = at.index(data.len() + 1);
        let end = (at + length).min(data.len());
        data.splice(at..end, text.bytes());
    }
    data
}

#[test]
fn every_property_holds_for_its_seeds() {
    for (name, holds) in ALL {
        let seeds = seeds_of(name);
        assert!(seeds.len() >= 3, "{name} has too few seeds");
        for (path, data) in seeds {
            let held = std::panic::catch_unwind(|| holds(&data));
            assert!(held.is_ok(), "{} breaks the property {name}", path.display());
        }
    }
}

#[test]
fn every_property_holds_for_seeds_changed_at_random() {
    for (name, holds) in ALL {
        let seeds = seeds_of(name);
        // The same changes in every run; `fuzz/run` finds new ones.
        let config = ProptestConfig { cases: CASES, failure_persistence: None, ..Default::default() };
        let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
        let tried = runner.run(&(any::<Index>(), changes()), |(seed, changes)| {
            let (_, seed) = &seeds[seed.index(seeds.len())];
            let data = changed(seed, &changes);
            let held = std::panic::catch_unwind(|| holds(&data));
            prop_assert!(held.is_ok(), "{name}: {:?}", String::from_utf8_lossy(&data));
            Ok(())
        });
        assert!(tried.is_ok(), "{}", tried.unwrap_err());
    }
}

#[test]
fn every_property_has_a_fuzz_target_and_every_target_a_property() {
    let targets = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/fuzz_targets");
    let files = std::fs::read_dir(targets).unwrap();
    let mut names: Vec<String> = files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, ALL.map(|(name, _)| format!("{name}.rs")));
}
