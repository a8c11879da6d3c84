//! Conversions and formats of numbers.

/// A count, for calculations.
#[expect(clippy::cast_precision_loss, reason = "no count here comes near 2^53")]
pub(crate) fn float(count: u64) -> f64 {
    count as f64
}

/// A whole number with separators: `49,812`.
pub(crate) fn whole(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A count with separators.
pub(crate) fn count(count: u64) -> String {
    whole(float(count))
}

/// A rate: whole above a hundred, with a decimal below.
pub(crate) fn rate(value: f64) -> String {
    if value < 100.0 { format!("{value:.1}") } else { whole(value) }
}

/// A percentile of sorted values: the one that this share of them lies below. None if there are no values.
pub(crate) fn percentile<T: Copy>(sorted: &[T], percent: usize) -> Option<T> {
    sorted.get((sorted.len() * percent / 100).min(sorted.len().checked_sub(1)?)).copied()
}

/// The median by this measure; for an even number, the lower of the two.
pub(crate) fn median<T>(mut rounds: Vec<T>, by: impl Fn(&T) -> f64) -> Option<T> {
    rounds.sort_by(|one, other| by(one).total_cmp(&by(other)));
    let middle = rounds.len().checked_sub(1)? / 2;
    Some(rounds.swap_remove(middle))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_separated() {
        assert_eq!(
            ["0", "999", "1,000", "49,812", "1,234,567"],
            [0, 999, 1_000, 49_812, 1_234_567].map(count).as_slice()
        );
    }

    #[test]
    fn percentiles_are_of_the_sorted_values() {
        let sorted: Vec<u32> = (1..=1000).collect();
        assert_eq!((percentile(&sorted, 50), percentile(&sorted, 99)), (Some(501), Some(991)));
        assert_eq!((percentile(&[7], 99), percentile::<u32>(&[], 99)), (Some(7), None));
    }

    #[test]
    fn the_median_is_the_middle_one() {
        assert_eq!(median(vec![3.0, 1.0, 2.0], |value| *value), Some(2.0));
        assert_eq!(median(vec![4.0, 1.0], |value| *value), Some(1.0));
        assert_eq!(median(Vec::<f64>::new(), |value| *value), None);
    }
}
