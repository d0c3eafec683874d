//! What the search looks for, and what bounds on the rules say of it.

use super::program::Program;
use crate::compile::bits::any_in;
use crate::model::{Effect, Strength, TransportId};

/// What the search looks for.
#[derive(Clone, Copy)]
pub enum Goal {
    /// A situation that is possible.
    Anything,
    RuledOut(TransportId),
    InPlay(TransportId),
    /// The rival is in play and stands before the winner, which no situation of the space rules out.
    Beats {
        rival: TransportId,
        winner: TransportId,
    },
}

/// What is known of a goal at a node.
pub enum Judgement {
    Reached,
    OutOfReach,
    Open,
}

/// What a rule adds to the comparison of rival and winner, greater being better for the rival.
#[derive(Clone, Copy, Default)]
struct Weight {
    rules_out: bool,
    strong: i32,
    slight: i32,
    objections: i32,
}

/// A rule that matters to a goal.
#[derive(Clone, Copy)]
pub struct Relevant {
    pub rule: usize,
    weight: Weight,
}

/// Whether the bounds of a whole space leave a goal within reach; most goals end here, before a search is set up.
pub fn is_within_reach(program: &Program<'_>, goal: Goal, may: &[u64], must: &[u64]) -> bool {
    let relevant = program.rules_asked_by(may).filter_map(|rule| relevant(program, rule, goal));
    !matches!(judge(program, goal, relevant, may, must), Judgement::OutOfReach)
}

/// What bounds say of a goal.
pub fn judge(
    program: &Program<'_>,
    goal: Goal,
    relevant: impl Iterator<Item = Relevant>,
    may: &[u64],
    must: &[u64],
) -> Judgement {
    let (mut best, mut worst) = (Weight::default(), Weight::default());
    for Relevant { rule, weight } in relevant {
        let bits = &program.compiled.rules[rule];
        let may_fire = any_in(may, &bits.when) && !any_in(must, &bits.unless);
        let must_fire = any_in(must, &bits.when) && !any_in(may, &bits.unless);
        if must_fire {
            best.add(&weight);
            worst.add(&weight);
        } else if may_fire {
            best.add_if_better(&weight);
            worst.add_if_worse(&weight);
        }
    }
    // `rules_out` speaks against the rival: certain in the best case, or possible in the worst.
    match goal {
        Goal::Anything => Judgement::Reached,
        Goal::RuledOut(_) if best.rules_out => Judgement::Reached,
        Goal::RuledOut(_) if !worst.rules_out => Judgement::OutOfReach,
        Goal::InPlay(_) | Goal::Beats { .. } if best.rules_out => Judgement::OutOfReach,
        Goal::InPlay(_) if !worst.rules_out => Judgement::Reached,
        Goal::RuledOut(_) | Goal::InPlay(_) => Judgement::Open,
        Goal::Beats { rival, winner } => {
            let machinery = |id| program.knowledge.transport(id).machinery;
            let less = machinery(winner) > machinery(rival);
            if !best.puts_rival_first(less) {
                Judgement::OutOfReach
            } else if worst.puts_rival_first(less) && !worst.rules_out {
                Judgement::Reached
            } else {
                Judgement::Open
            }
        }
    }
}

/// What one rule says of a goal; absent where it says nothing.
pub fn relevant(program: &Program<'_>, rule: usize, goal: Goal) -> Option<Relevant> {
    let effect = |transport| program.knowledge.rules[rule].effect_on(transport);
    let rules_out = |transport| effect(transport) == Some(Effect::RuleOut);
    let weight = match goal {
        Goal::Anything => return None,
        Goal::RuledOut(transport) | Goal::InPlay(transport) => Weight { rules_out: rules_out(transport), ..Weight::default() },
        Goal::Beats { rival, winner } => {
            let (for_rival, for_winner) = (Weight::of(effect(rival)), Weight::of(effect(winner)));
            Weight {
                rules_out: for_rival.rules_out,
                strong: for_rival.strong - for_winner.strong,
                slight: for_rival.slight - for_winner.slight,
                objections: for_rival.objections - for_winner.objections,
            }
        }
    };
    let matters = weight.rules_out || weight.strong != 0 || weight.slight != 0 || weight.objections != 0;
    matters.then_some(Relevant { rule, weight })
}

impl Weight {
    /// What an effect on a transport is worth to it; objections count as less than nothing.
    fn of(effect: Option<Effect>) -> Self {
        let mut weight = Self::default();
        match effect {
            None => {}
            Some(Effect::RuleOut) => weight.rules_out = true,
            Some(Effect::Favour(Strength::Strong)) => weight.strong = 1,
            Some(Effect::Favour(Strength::Slight)) => weight.slight = 1,
            Some(Effect::Against(Strength::Slight)) => weight.slight = -1,
            Some(Effect::Against(Strength::Strong)) => {
                weight.strong = -1;
                weight.objections = -1;
            }
        }
        weight
    }

    fn add(&mut self, other: &Self) {
        self.rules_out |= other.rules_out;
        self.strong += other.strong;
        self.slight += other.slight;
        self.objections += other.objections;
    }

    fn add_if_better(&mut self, other: &Self) {
        self.strong += other.strong.max(0);
        self.slight += other.slight.max(0);
        self.objections += other.objections.max(0);
    }

    fn add_if_worse(&mut self, other: &Self) {
        self.rules_out |= other.rules_out;
        self.strong += other.strong.min(0);
        self.slight += other.slight.min(0);
        self.objections += other.objections.min(0);
    }

    /// Each part is a bound of its own, so in the order of comparison they bound the whole.
    fn puts_rival_first(&self, less_machinery: bool) -> bool {
        (self.strong, self.slight, self.objections, i32::from(less_machinery)) > (0, 0, 0, 0)
    }
}
