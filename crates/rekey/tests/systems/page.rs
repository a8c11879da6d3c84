//! The pages that readers follow, so that the tests do what they say.

use std::path::Path;

/// A page of `docs`.
pub(super) struct Page(String);

impl Page {
    pub(super) fn read(name: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(name);
        Self(std::fs::read_to_string(path).unwrap())
    }

    /// The one code block that has this text in it, without its indentation.
    pub(super) fn block(&self, text: &str) -> String {
        let mut blocks = vec![String::new()];
        for line in self.0.lines() {
            match (line.strip_prefix("    "), blocks.last_mut()) {
                (Some(code), Some(block)) => {
                    block.push_str(code);
                    block.push('\n');
                }
                // A blank line may be in the middle of a block.
                (None, Some(block)) if line.is_empty() => block.push('\n'),
                _ => blocks.push(String::new()),
            }
        }
        blocks.retain(|block| block.contains(text));
        let [block] = &blocks[..] else { panic!("{text}: {} blocks", blocks.len()) };
        let lines = || block.lines().filter(|line| !line.trim().is_empty());
        let indent = lines().map(|line| line.len() - line.trim_start().len()).min().unwrap_or(0);
        block.lines().map(|line| line.get(indent..).unwrap_or_default().to_owned() + "\n").collect()
    }
}
