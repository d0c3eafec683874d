//! What speaks for and against a transport, and which of two stands first.

use std::cmp::Ordering;

use super::{Effect, Strength, TransportId};

/// Reasons, counted.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Tally {
    pub ruled_out: bool,
    /// Strong reasons for it, less those against it.
    pub strong: i32,
    /// Slight reasons for it, less those against it.
    pub slight: i32,
    /// Strong reasons against it.
    pub objections: i32,
}

/// A transport with its reasons.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    pub transport: TransportId,
    pub tally: Tally,
}

impl Tally {
    /// Counts one more reason.
    pub fn add(&mut self, effect: Effect) {
        match effect {
            Effect::RuleOut => self.ruled_out = true,
            Effect::Favour(Strength::Strong) => self.strong += 1,
            Effect::Favour(Strength::Slight) => self.slight += 1,
            Effect::Against(Strength::Slight) => self.slight -= 1,
            Effect::Against(Strength::Strong) => {
                self.strong -= 1;
                self.objections += 1;
            }
        }
    }

    /// How this compares before machinery is looked at; greater is better.
    pub fn compare(&self, other: &Self) -> Ordering {
        let in_play = |tally: &Self| !tally.ruled_out;
        in_play(self)
            .cmp(&in_play(other))
            .then(self.strong.cmp(&other.strong))
            .then(self.slight.cmp(&other.slight))
            .then(other.objections.cmp(&self.objections))
    }
}

/// Whether the first of two transports, each with its place in the order of machinery, stands before the second.
pub fn stands_before((a, a_machinery): (&Tally, usize), (b, b_machinery): (&Tally, usize)) -> bool {
    a.compare(b).then(b_machinery.cmp(&a_machinery)) == Ordering::Greater
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(effects: &[Effect]) -> Tally {
        let mut tally = Tally::default();
        effects.iter().for_each(|effect| tally.add(*effect));
        tally
    }

    #[test]
    fn no_number_of_slight_reasons_outweighs_a_strong_one() {
        let strong = tally(&[Effect::Favour(Strength::Strong)]);
        let slight = tally(&[Effect::Favour(Strength::Slight); 9]);
        assert!(stands_before((&strong, 9), (&slight, 1)));
    }

    #[test]
    fn a_veto_beats_every_preference() {
        let out = tally(&[Effect::Favour(Strength::Strong), Effect::Favour(Strength::Strong), Effect::RuleOut]);
        let poor = tally(&[Effect::Against(Strength::Strong)]);
        assert!(stands_before((&poor, 9), (&out, 1)));
    }

    #[test]
    fn of_equals_the_one_with_fewer_objections_and_then_with_less_machinery_stands_first() {
        let disputed = tally(&[Effect::Favour(Strength::Strong), Effect::Against(Strength::Strong)]);
        let plain = tally(&[]);
        assert!(stands_before((&plain, 9), (&disputed, 1)));
        assert!(stands_before((&plain, 1), (&plain, 2)));
    }
}
