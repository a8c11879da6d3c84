//! Handles of series that have values: a lookup here costs a fraction of making one.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

/// Two names from the code.
type Pair = (&'static str, &'static str);

/// The handles of one kind: by a pair of names, and by one that may come from elsewhere.
pub(super) struct Series<H>(RwLock<HashMap<Pair, HashMap<Box<str>, H>>>);

impl<H> Default for Series<H> {
    fn default() -> Self {
        Self(RwLock::default())
    }
}

impl<H> Series<H> {
    /// Tells the series of these names something; `make` makes its handle the first time.
    pub(super) fn tell(&self, pair: Pair, last: &str, make: impl FnOnce() -> H, tell: impl FnOnce(&H)) {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(handle) = known.get(&pair).and_then(|series| series.get(last)) {
            return tell(handle);
        }
        drop(known);
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        tell(known.entry(pair).or_default().entry(last.into()).or_insert_with(make));
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn each_series_is_made_once_and_told_for_itself() {
        let (series, count) = (Series::<Cell<u32>>::default(), Cell::new(0));
        for (pair, last) in [(("a", "b"), "c"), (("a", "b"), "d"), (("a", "b"), "c"), (("b", "a"), "c")] {
            let make = || {
                count.set(count.get() + 1);
                Cell::new(0)
            };
            series.tell(pair, last, make, |handle| handle.set(handle.get() + 1));
        }
        assert_eq!(count.get(), 3);
        series.tell(("a", "b"), "c", Cell::default, |handle| assert_eq!(handle.get(), 2));
    }
}
