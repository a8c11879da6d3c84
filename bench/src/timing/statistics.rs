//! How different two samples are.

use crate::figures::float;

/// The comparison of two samples.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Comparison {
    /// The median of the first sample, in microseconds.
    pub(super) known: f64,
    /// The median of the second.
    pub(super) unknown: f64,
    /// The probability that a value of the first sample is larger than one of the second, ties counting half (Mann and
    /// Whitney's U over the number of pairs). 0.5: indistinguishable.
    pub(super) slower: f64,
    /// The standard deviation of `slower` by chance, for indistinguishable samples.
    pub(super) luck: f64,
}

impl Comparison {
    /// Compares two samples of nanoseconds.
    pub(super) fn of(mut known: Vec<u64>, mut unknown: Vec<u64>) -> Self {
        known.sort_unstable();
        unknown.sort_unstable();
        let (n, m) = (float(known.len() as u64), float(unknown.len() as u64));
        Self {
            known: middle(&known),
            unknown: middle(&unknown),
            slower: wins(&known, &unknown) / (n * m),
            luck: ((n + m + 1.0) / (12.0 * n * m)).sqrt(),
        }
    }

    /// Combines several rounds: the means, and a deviation that shrinks with their number.
    pub(super) fn mean(rounds: &[Self]) -> Self {
        let count = float(rounds.len() as u64);
        let mean = |of: fn(&Self) -> f64| rounds.iter().map(of).sum::<f64>() / count;
        Self {
            known: mean(|round| round.known),
            unknown: mean(|round| round.unknown),
            slower: mean(|round| round.slower),
            luck: mean(|round| round.luck) / count.sqrt(),
        }
    }

    /// How much larger the median of the first sample is, as a fraction of the second's.
    pub(super) fn difference(&self) -> f64 {
        (self.known - self.unknown) / self.unknown
    }
}

/// Sums over all pairs: one if the first is larger, a half for a tie. Both samples are sorted.
fn wins(first: &[u64], second: &[u64]) -> f64 {
    let (mut below, mut up_to) = (0, 0);
    let mut total = 0.0;
    for value in first {
        below += second[below..].partition_point(|other| other < value);
        up_to += second[up_to..].partition_point(|other| other <= value);
        total += float((below + up_to) as u64) / 2.0;
    }
    total
}

/// The median of sorted nanoseconds, in microseconds.
fn middle(sorted: &[u64]) -> f64 {
    let half = sorted.len() / 2;
    let nanos = match sorted {
        [] => 0.0,
        _ if sorted.len().is_multiple_of(2) => f64::midpoint(float(sorted[half - 1]), float(sorted[half])),
        _ => float(sorted[half]),
    };
    nanos / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(one: f64, other: f64) -> bool {
        (one - other).abs() < 1e-9
    }

    #[test]
    fn the_chance_is_counted_over_all_pairs() {
        assert!(close(Comparison::of(vec![1, 2, 3], vec![1, 2, 3]).slower, 0.5));
        assert!(close(Comparison::of(vec![5, 4, 6], vec![1, 2, 3]).slower, 1.0));
        assert!(close(Comparison::of(vec![1], vec![2, 3]).slower, 0.0));
        // 2 beats 1 and ties with 2, 4 beats both.
        assert!(close(Comparison::of(vec![4, 2], vec![1, 2]).slower, 3.5 / 4.0));
        assert!(close(Comparison::of(vec![7; 5], vec![7; 9]).slower, 0.5));
    }

    #[test]
    fn medians_and_their_difference_are_in_microseconds() {
        let comparison = Comparison::of(vec![1000, 3000], vec![1000, 2500, 9000]);
        assert!(close(comparison.known, 2.0) && close(comparison.unknown, 2.5));
        assert!(close(comparison.difference(), -0.2));
    }

    #[test]
    fn luck_shrinks_with_the_number_of_measurements() {
        let few = Comparison::of((0..100).collect(), (0..100).collect());
        let many = Comparison::of((0..10_000).collect(), (0..10_000).collect());
        assert!(close(few.slower, 0.5) && (few.luck - 0.0409).abs() < 1e-3 && (many.luck - 0.00408).abs() < 1e-4);
    }
}
