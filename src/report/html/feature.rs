//! One feature on the page.

use super::super::document::{Answers, FactReport, FeatureReport, FlipReport, Ranked, Reason};
use super::super::table_feature::{because, plainest};
use super::super::view::{View, facts_of, flip, joint, said};
use super::costs::Costs;
use super::datum::Datum;
use super::marks::Marks;

/// What the template shows of a feature.
pub struct Feature<'a> {
    pub report: &'a FeatureReport<'a>,
    /// `WebSocket`, or that nothing is left.
    pub choice: String,
    /// The same within a sentence.
    pub short: &'a str,
    pub decided: bool,
    pub badges: Vec<Badge>,
    /// What to fall back on, or why there is nothing.
    pub else_on: String,
    pub sentence: &'a str,
    /// What forces it; where nothing is left, what contradicts itself.
    pub because: String,
    pub contradiction: Vec<String>,
    pub why: Vec<Argument<'a>>,
    pub others: Vec<Other<'a>>,
    pub ranking: Vec<Rank<'a>>,
    pub flips: Vec<Change>,
    pub open: Vec<Change>,
    pub known: Vec<Known<'a>>,
    pub unknown: Vec<String>,
    /// Absent where the knowledge base cannot work costs out.
    pub costs: Option<Costs<'a>>,
}

/// A word or two on how sure the decision is.
pub struct Badge {
    /// `good`, `bad` or `open`: how it is drawn; the text says the same.
    pub class: &'static str,
    pub text: &'static str,
}

/// What one rule says.
pub struct Argument<'a> {
    /// `for`, `against` or `veto`: how it is drawn; `weight` says the same.
    pub class: &'static str,
    pub weight: String,
    pub summary: &'a str,
    pub because: &'a str,
    pub rule: &'a str,
    pub since: Vec<String>,
    pub marks: Vec<usize>,
    /// The pack that the rule comes from, where it replaces one of the base, and why.
    pub replaces: Option<(&'a str, &'a str)>,
}

/// A transport that was not chosen.
pub struct Other<'a> {
    pub name: String,
    pub behind: &'a str,
    pub arguments: Vec<Argument<'a>>,
}

/// A row of the ranking.
pub struct Rank<'a> {
    pub name: &'a str,
    pub tallies: [Datum; 3],
    pub behind: &'a str,
}

/// A change with what it leads to.
pub struct Change {
    /// `max_staleness > 30s`
    pub to: String,
    /// What holds today; empty where it is unknown.
    pub from: String,
    pub outcome: String,
}

/// A fact that is known.
pub struct Known<'a> {
    pub fact: &'a str,
    pub label: &'a str,
    pub value: String,
    pub origin: String,
}

impl<'a> Feature<'a> {
    /// The feature at this position of the document.
    pub fn new(view: View<'a>, at: usize, marks: &mut Marks) -> Self {
        let report = &view.document.features[at];
        let (mut first, others): (Vec<_>, Vec<_>) =
            report.ranking.iter().partition(|ranked| Some(ranked.transport) == report.recommended);
        let why = first.pop().map(|ranked| arguments(report, ranked, marks)).unwrap_or_default();
        let others = others.into_iter().map(|ranked| other(view, report, ranked, marks)).collect();
        Self {
            report,
            choice: view.full(report.recommended),
            short: view.short(report.recommended),
            decided: report.recommended.is_some(),
            badges: badges(report),
            else_on: else_on(view, report),
            sentence: &report.decided.sentence,
            because: because(report),
            contradiction: report.because.iter().map(said).collect(),
            why,
            others,
            ranking: report.ranking.iter().enumerate().map(|(place, ranked)| rank(at, place, ranked)).collect(),
            flips: flips(view, report),
            open: open(view, report),
            known: known(report),
            unknown: facts_of(report, "unknown"),
            costs: report.capacity.as_ref().map(|costs| Costs::new(view, at, costs, marks)),
        }
    }
}

fn badges(report: &FeatureReport<'_>) -> Vec<Badge> {
    if report.recommended.is_none() {
        return vec![Badge { class: "bad", text: "all ruled out" }];
    }
    let sure = match report.settled {
        true => Badge { class: "good", text: "settled" },
        false => Badge { class: "open", text: "not settled" },
    };
    let close = report.decided.close.then_some(Badge { class: "open", text: "a close call" });
    [sure].into_iter().chain(close).collect()
}

fn else_on(view: View<'_>, report: &FeatureReport<'_>) -> String {
    let steps: Vec<&str> = report.fallback.iter().map(|step| view.short(Some(step.transport))).collect();
    match (report.recommended, steps.is_empty()) {
        (None, _) => "Relax a requirement".to_owned(),
        (id, true) if view.transport(id).is_some_and(|transport| transport.open_connection) => "No fallback".to_owned(),
        (Some(_), true) => "Needs no fallback".to_owned(),
        (Some(_), false) => format!("Else {}", steps.join(", ")),
    }
}

fn arguments<'a>(report: &'a FeatureReport<'a>, ranked: &Ranked<'_>, marks: &mut Marks) -> Vec<Argument<'a>> {
    let about = report.reasons.iter().filter(|reason| reason.transport == ranked.transport);
    let argument = |reason: &'a Reason<'a>| {
        let (class, weight) = match (reason.effect, reason.strength) {
            ("favour", Some(strength)) => ("for", format!("{strength}, for")),
            (_, Some(strength)) => ("against", format!("{strength}, against")),
            (_, None) => ("veto", "veto".to_owned()),
        };
        Argument {
            class,
            weight,
            summary: reason.summary,
            because: reason.because,
            rule: reason.rule,
            since: reason.facts.iter().map(ToString::to_string).collect(),
            marks: marks.of(reason.sources),
            replaces: reason.pack.zip(reason.replaces),
        }
    };
    about.map(argument).collect()
}

fn other<'a>(view: View<'a>, report: &'a FeatureReport<'a>, ranked: &'a Ranked<'a>, marks: &mut Marks) -> Other<'a> {
    Other {
        name: view.full(Some(ranked.transport)),
        behind: ranked.behind.as_deref().unwrap_or_default(),
        arguments: arguments(report, ranked, marks),
    }
}

fn rank<'a>(feature: usize, place: usize, ranked: &'a Ranked<'a>) -> Rank<'a> {
    let at = |key: &str| format!("/features/{feature}/ranking/{place}/{key}");
    Rank {
        name: ranked.name,
        tallies: [
            Datum::signed(at("strong"), ranked.strong),
            Datum::signed(at("slight"), ranked.slight),
            Datum::plain(at("objections"), ranked.objections),
        ],
        behind: ranked.behind.as_deref().unwrap_or_default(),
    }
}

fn flips(view: View<'_>, report: &FeatureReport<'_>) -> Vec<Change> {
    let change = |change: &FlipReport<'_>| {
        let (to, from) = flip(change);
        Change { to, from, outcome: view.short(change.recommended).to_owned() }
    };
    plainest(&report.flips).into_iter().map(change).collect()
}

fn open(view: View<'_>, report: &FeatureReport<'_>) -> Vec<Change> {
    let change = |answers: &Answers<'_>| Change {
        to: joint(answers, str::to_owned),
        from: String::new(),
        outcome: view.short(answers.recommended).to_owned(),
    };
    report.open.iter().map(change).collect()
}

fn known<'a>(report: &'a FeatureReport<'a>) -> Vec<Known<'a>> {
    let known = |fact: &'a FactReport<'a>| {
        let origin = match (fact.origin, report.workload) {
            ("assumed", Some(workload)) => format!("assumed of the workload {workload}"),
            ("default", _) => "default, since nothing else was said".to_owned(),
            (origin, _) => origin.to_owned(),
        };
        Some(Known { fact: fact.fact, label: fact.label, value: fact.value?.to_string(), origin })
    };
    let mut known: Vec<Known<'_>> = report.facts.iter().filter_map(known).collect();
    // What somebody said comes before what was filled in.
    known.sort_by_key(|known| (known.origin != "given", known.origin.starts_with("default")));
    known
}

impl Feature<'_> {
    /// Which transports lead to what, when several answers have to change together.
    pub fn open_title(&self) -> &'static str {
        let single = self.report.open.iter().all(|answers| answers.answers.len() == 1);
        if single { "Still unknown, and could change it" } else { "Still unknown, and could change it together" }
    }
}
