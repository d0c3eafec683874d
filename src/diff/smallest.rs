//! The smallest sets for which something holds.

/// Beyond so many tries a set that nothing can be left out of has to do. Sets of three out of a hundred are tried in full.
const MOST_TRIES: usize = 200_000;

/// Every set of the smallest size for which `holds` is true, among sets of positions below `count`; in the order of the positions.
///
/// `holds` is true of all positions together. Where the smallest sets are too large to be found by trying, the one set that is
/// returned is smallest in the weaker sense that it does not hold without any one of its positions.
pub fn smallest_sets(count: usize, mut holds: impl FnMut(&[usize]) -> bool) -> Vec<Vec<usize>> {
    let mut tries = MOST_TRIES;
    for size in 0..=count {
        let mut found = Vec::new();
        let complete = pick(0, count, size, &mut Vec::with_capacity(size), &mut |set| {
            if tries > 0 && holds(set) {
                found.push(set.to_vec());
            }
            tries = tries.saturating_sub(1);
            tries > 0
        });
        if !found.is_empty() {
            return found;
        }
        if !complete {
            break;
        }
    }
    vec![irreducible(count, holds)]
}

/// Calls back with every set of a size until that returns false; returns whether it never did.
fn pick(from: usize, count: usize, left: usize, chosen: &mut Vec<usize>, call: &mut impl FnMut(&[usize]) -> bool) -> bool {
    if left == 0 {
        return call(chosen);
    }
    (from..=count - left).all(|position| {
        chosen.push(position);
        let more = pick(position + 1, count, left - 1, chosen, call);
        chosen.pop();
        more
    })
}

/// All positions without those that can be left out, the last first.
fn irreducible(count: usize, mut holds: impl FnMut(&[usize]) -> bool) -> Vec<usize> {
    let mut kept: Vec<usize> = (0..count).collect();
    for position in (0..count).rev() {
        let without: Vec<usize> = kept.iter().copied().filter(|other| *other != position).collect();
        if holds(&without) {
            kept = without;
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_sets_of_the_smallest_size_are_found() {
        let sum_is_four = |set: &[usize]| set.iter().sum::<usize>() == 4;
        assert_eq!(smallest_sets(5, sum_is_four), [[4]]);
        assert_eq!(smallest_sets(4, sum_is_four), [[1, 3]]);
        assert_eq!(smallest_sets(3, |set| set.len() == 2), [[0, 1], [0, 2], [1, 2]]);
        assert_eq!(smallest_sets(3, |_| true), [[0; 0]]);
    }

    #[test]
    fn a_large_set_is_found_in_bounded_time_and_nothing_can_be_left_out_of_it() {
        let mut tries = 0;
        let found = smallest_sets(40, |set| {
            tries += 1;
            (0..20).all(|position| set.contains(&position))
        });
        assert_eq!(found, [(0..20).collect::<Vec<usize>>()]);
        assert!(tries <= MOST_TRIES + 40, "{tries}");
    }
}
