//! What is decided otherwise, as a document: the stable JSON output, from which the other formats are rendered.

use schemars::JsonSchema;
use serde::Serialize;

use super::diff_words::{Plain, cause};
use crate::model::{
    Cause, Changer, Difference, Effect, Extent, FactChange, Knowledge, Outcome, RuleChange, RuleChangeKind, Strength,
};

/// The version of this document's shape; it grows when a reader of the old shape could be misled.
const FORMAT: &str = "1";

/// What is decided otherwise than before.
#[derive(Serialize, JsonSchema)]
pub struct DiffDocument<'d> {
    /// The version of this document's shape.
    pub format: &'static str,
    /// The version of advisor that compared.
    pub advisor: &'static str,
    /// `requirements` or `rules`: what is compared.
    pub compared: &'static str,
    /// What stood before, as it was named on the command line.
    pub old: &'d str,
    pub new: &'d str,
    pub counts: Counts,
    /// Every feature of either side.
    pub features: Vec<FeatureDiff<'d>>,
}

/// How many features changed how much.
#[derive(Serialize, JsonSchema, Default)]
pub struct Counts {
    /// Features of both sides.
    pub compared: usize,
    /// Of these, those with another recommendation.
    pub changed: usize,
    /// Of these, those with the same recommendation and other details.
    pub details: usize,
    /// Features that only the new side has.
    pub added: usize,
    /// Features that only the old side has.
    pub removed: usize,
}

/// One feature before and after.
#[derive(Serialize, JsonSchema)]
pub struct FeatureDiff<'d> {
    /// The file; null where two files are compared.
    pub file: Option<&'d str>,
    pub feature: &'d str,
    /// `recommendation`, `details`, `none`, `added` or `removed`.
    pub change: &'static str,
    /// Null for a feature that was added.
    pub old: Option<SideReport<'d>>,
    /// Null for a feature that was removed.
    pub new: Option<SideReport<'d>>,
    /// The smallest sets of changes of which each, made alone, already leads to the new recommendation; empty unless it changed.
    pub causes: Vec<Vec<CauseReport<'d>>>,
    /// What is known otherwise.
    pub facts: Vec<FactDiff<'d>>,
    /// Rules that speak otherwise.
    pub rules: Vec<RuleDiff<'d>>,
    /// What would have led to another recommendation before, and would not, or elsewhere, now.
    pub no_longer_changes: Vec<ChangerReport<'d>>,
    /// What would lead to another recommendation now, and would not have, or elsewhere, before.
    pub now_changes: Vec<ChangerReport<'d>>,
}

/// What was decided on one side.
#[derive(Serialize, JsonSchema)]
pub struct SideReport<'d> {
    /// The id of the transport; null when every one is ruled out.
    pub recommended: Option<&'d str>,
    /// Its short name.
    pub name: &'d str,
    /// What to fall back on, in this order, by short names.
    pub fallback: Vec<&'d str>,
    /// Nothing that is unknown can change the recommendation.
    pub settled: bool,
    /// It could as well have been another.
    pub close: bool,
}

/// A part of what a changed recommendation comes from.
#[derive(Serialize, JsonSchema)]
pub struct CauseReport<'d> {
    /// `workload`, `fact`, `rule` or `transports`.
    pub kind: &'static str,
    /// The fact or the rule.
    pub id: Option<&'d str>,
    pub sentence: String,
    /// The position in `facts` or `rules`.
    #[serde(skip)]
    pub(super) cause: Cause,
}

/// Something that is known otherwise.
#[derive(Serialize, JsonSchema)]
pub struct FactDiff<'d> {
    /// `fact` or `workload`.
    pub kind: &'static str,
    /// The fact; null for the workload.
    pub fact: Option<&'d str>,
    /// As in a requirements file; null where it was unknown.
    pub old: Option<&'d str>,
    /// `given`, `assumed`, `default` or `unknown`.
    pub old_origin: &'static str,
    pub new: Option<&'d str>,
    pub new_origin: &'static str,
}

/// A rule that speaks otherwise.
#[derive(Serialize, JsonSchema)]
pub struct RuleDiff<'d> {
    pub rule: &'d str,
    pub summary: &'d str,
    /// `added`, `removed` or `rewritten`, or `facts` where the rule is the same and what it asks for is not.
    pub why: &'static str,
    /// The reason that a pack gives for it.
    pub because: Option<&'d str>,
    /// What it said; empty where it did not apply.
    pub old: Vec<EffectReport<'d>>,
    pub new: Vec<EffectReport<'d>>,
}

/// What a rule says of a transport.
#[derive(Serialize, JsonSchema)]
pub struct EffectReport<'d> {
    pub transport: &'d str,
    /// Its short name.
    pub name: &'d str,
    /// `favour`, `against` or `rule-out`.
    pub effect: &'static str,
    /// `strong` or `slight`; absent for a veto.
    pub strength: Option<&'static str>,
}

/// Values that lead to another recommendation.
#[derive(Serialize, JsonSchema)]
pub struct ChangerReport<'d> {
    pub values: Vec<ValueReport<'d>>,
    pub recommended: Option<&'d str>,
    /// Its short name.
    pub name: &'d str,
}

/// A fact and a range of values.
#[derive(Serialize, JsonSchema)]
pub struct ValueReport<'d> {
    pub fact: &'d str,
    /// The values, as a test of the rule language: `>= 30s`.
    pub range: &'d str,
}

/// What is compared, and what it is called.
pub struct Compared<'d> {
    pub what: &'static str,
    pub old: &'d str,
    pub new: &'d str,
    /// Two knowledge bases, or twice the same.
    pub knowledge: [&'d Knowledge; 2],
}

/// Puts differences into words.
pub fn build<'d>(compared: &Compared<'d>, differences: &'d [Difference]) -> DiffDocument<'d> {
    let mut counts = Counts::default();
    for difference in differences {
        match difference.extent() {
            Extent::Added => counts.added += 1,
            Extent::Removed => counts.removed += 1,
            Extent::Recommendation => counts.changed += 1,
            Extent::Details => counts.details += 1,
            Extent::Nothing => {}
        }
    }
    counts.compared = differences.len() - counts.added - counts.removed;
    DiffDocument {
        format: FORMAT,
        advisor: env!("CARGO_PKG_VERSION"),
        compared: compared.what,
        old: compared.old,
        new: compared.new,
        counts,
        features: differences.iter().map(|difference| Writer { knowledge: compared.knowledge, difference }.feature()).collect(),
    }
}

struct Writer<'d> {
    knowledge: [&'d Knowledge; 2],
    difference: &'d Difference,
}

impl<'d> Writer<'d> {
    fn feature(&self) -> FeatureDiff<'d> {
        let Difference { file, feature, old, new, facts, rules, causes } = self.difference;
        let changers = |side: &'d Option<Outcome>| side.iter().flat_map(|outcome| &outcome.changers);
        let only_in = |side: &'d Option<Outcome>, other: &'d Option<Outcome>| -> Vec<ChangerReport<'d>> {
            let differs = |changer: &&Changer| old.is_some() && new.is_some() && changers(other).all(|known| known != *changer);
            changers(side).filter(differs).map(|changer| self.changer(changer)).collect()
        };
        let mut report = FeatureDiff {
            file: file.as_deref(),
            feature,
            change: match self.difference.extent() {
                Extent::Recommendation => "recommendation",
                Extent::Details => "details",
                Extent::Nothing => "none",
                Extent::Added => "added",
                Extent::Removed => "removed",
            },
            old: old.as_ref().map(|outcome| self.side(outcome)),
            new: new.as_ref().map(|outcome| self.side(outcome)),
            causes: Vec::new(),
            facts: facts.iter().map(fact).collect(),
            rules: rules.iter().map(|rule| self.rule(rule)).collect(),
            no_longer_changes: only_in(old, new),
            now_changes: only_in(new, old),
        };
        report.causes = causes.iter().map(|set| set.iter().map(|at| self.cause(&report, *at)).collect()).collect();
        report
    }

    fn cause(&self, report: &FeatureDiff<'d>, at: Cause) -> CauseReport<'d> {
        let (kind, id) = match at {
            Cause::Fact(at) => (report.facts[at].kind, report.facts[at].fact),
            Cause::Rule(at) => ("rule", Some(report.rules[at].rule)),
            Cause::Transports => ("transports", None),
        };
        CauseReport { kind, id, sentence: cause(&Plain, report, at), cause: at }
    }

    /// The short name of a transport of either side.
    fn short(&self, id: &'d str) -> &'d str {
        let [old, new] = self.knowledge;
        let short = |knowledge: &'d Knowledge| knowledge.find_transport(id).map(|id| knowledge.transport(id).short.as_ref());
        short(new).or_else(|| short(old)).unwrap_or(id)
    }

    fn short_or_nothing(&self, id: Option<&'d str>) -> &'d str {
        id.map_or("nothing left", |id| self.short(id))
    }

    fn side(&self, outcome: &'d Outcome) -> SideReport<'d> {
        SideReport {
            recommended: outcome.recommended.as_deref(),
            name: self.short_or_nothing(outcome.recommended.as_deref()),
            fallback: outcome.fallbacks.iter().map(|id| self.short(id)).collect(),
            settled: outcome.settled,
            close: outcome.close,
        }
    }

    fn changer(&self, changer: &'d Changer) -> ChangerReport<'d> {
        ChangerReport {
            values: changer.values.iter().map(|(fact, range)| ValueReport { fact, range }).collect(),
            recommended: changer.recommended.as_deref(),
            name: self.short_or_nothing(changer.recommended.as_deref()),
        }
    }

    fn rule(&self, change: &'d RuleChange) -> RuleDiff<'d> {
        let (why, because) = match &change.kind {
            RuleChangeKind::Facts => ("facts", None),
            RuleChangeKind::Added => ("added", None),
            RuleChangeKind::Removed(because) => ("removed", because.as_deref()),
            RuleChangeKind::Rewritten(because) => ("rewritten", because.as_deref()),
        };
        let effects = |effects: &'d [(String, Effect)]| effects.iter().map(|(id, effect)| self.effect(id, *effect)).collect();
        RuleDiff {
            rule: &change.rule,
            summary: &change.summary,
            why,
            because,
            old: effects(&change.old),
            new: effects(&change.new),
        }
    }

    fn effect(&self, transport: &'d str, effect: Effect) -> EffectReport<'d> {
        let word = |strength: Strength| Some(if strength == Strength::Strong { "strong" } else { "slight" });
        let (effect, strength) = match effect {
            Effect::Favour(strength) => ("favour", word(strength)),
            Effect::Against(strength) => ("against", word(strength)),
            Effect::RuleOut => ("rule-out", None),
        };
        EffectReport { transport, name: self.short(transport), effect, strength }
    }
}

fn fact(change: &FactChange) -> FactDiff<'_> {
    FactDiff {
        kind: if change.fact.is_some() { "fact" } else { "workload" },
        fact: change.fact.as_deref(),
        old: change.old.value.as_deref(),
        old_origin: change.old.origin,
        new: change.new.value.as_deref(),
        new_origin: change.new.origin,
    }
}
