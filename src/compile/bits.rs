//! Sets of conjunctions: one bit each, in words of 64.

use std::ops::Range;

/// Whether a bit is set.
pub fn is_set(bits: &[u64], bit: usize) -> bool {
    bits[bit / 64] & (1 << (bit % 64)) != 0
}

/// Whether one of a range of bits is set. Nearly always the range lies in one word.
pub fn any_in(bits: &[u64], range: &Range<usize>) -> bool {
    if range.is_empty() {
        return false;
    }
    let (first, last) = (range.start / 64, (range.end - 1) / 64);
    if first == last {
        let mask = (u64::MAX >> (64 - range.len())) << (range.start % 64);
        return bits[first] & mask != 0;
    }
    range.clone().any(|bit| is_set(bits, bit))
}

/// Sets every bit of a range.
pub fn set(bits: &mut [u64], range: &Range<usize>) {
    range.clone().for_each(|bit| bits[bit / 64] |= 1 << (bit % 64));
}

/// Whether two sets have a bit in common.
pub fn meet(a: &[u64], b: &[u64]) -> bool {
    a.iter().zip(b).any(|(a, b)| a & b != 0)
}

/// The positions of the bits that are set, in their order.
pub fn ones(bits: &[u64]) -> impl Iterator<Item = usize> {
    let mut word = 0;
    let mut left = bits.first().copied().unwrap_or(0);
    std::iter::from_fn(move || {
        while left == 0 {
            word += 1;
            left = *bits.get(word)?;
        }
        let bit = left.trailing_zeros() as usize;
        // Takes the lowest bit away.
        left &= left - 1;
        Some(word * 64 + bit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bits_that_were_set_are_found_in_their_order_across_words() {
        let mut bits = [0; 3];
        set(&mut bits, &(3..5));
        set(&mut bits, &(62..66));
        set(&mut bits, &(191..192));
        assert_eq!(ones(&bits).collect::<Vec<_>>(), [3, 4, 62, 63, 64, 65, 191]);
        assert!((0..192).all(|bit| is_set(&bits, bit) == ones(&bits).any(|one| one == bit)));
    }

    #[test]
    fn a_range_is_looked_at_from_its_first_bit_to_its_last() {
        let mut bits = [0; 2];
        set(&mut bits, &(63..65));
        assert!(any_in(&bits, &(60..64)) && any_in(&bits, &(64..70)) && any_in(&bits, &(0..128)));
        assert!(!any_in(&bits, &(0..63)) && !any_in(&bits, &(65..128)) && !any_in(&bits, &(63..63)));
    }
}
