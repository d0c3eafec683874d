//! One piece of knowledge, explained: for the terminal and, with the same words, for the reference.

use super::paper::{Look, Paper};
use super::sentences::and_list;
use super::table_feature::before_range;
use crate::diag::Code;
use crate::model::{
    Cell, Condition, Effect, Fact, FactId, Kind, Knowledge, Note, Origin, Rule, SourceId, Statement, Strength, Transport, Unit,
    Workload,
};

/// What is said of one piece.
pub struct Entry {
    /// The word before the slash: `strategy`.
    pub kind: &'static str,
    pub id: String,
    pub title: String,
    pub blocks: Vec<Block>,
}

/// A part of an entry.
pub enum Block {
    Text(String),
    List { title: &'static str, items: Vec<String> },
}

/// Everything that has this id; `kind/id` names one.
pub fn find(knowledge: &Knowledge, wanted: &str) -> Vec<Entry> {
    let (kind, id) = wanted.split_once('/').map_or((None, wanted), |(kind, id)| (Some(kind), id));
    let all = all(knowledge);
    all.into_iter().filter(|entry| entry.id == id && kind.is_none_or(|kind| entry.kind == kind)).collect()
}

/// Every entry, kind by kind.
pub fn all(knowledge: &Knowledge) -> Vec<Entry> {
    let words = Words { knowledge };
    let rules = knowledge.rules.iter().map(|rule| words.rule(rule));
    let notes = knowledge.notes.iter().map(|note| words.note(note));
    let transports = knowledge.transports.iter().map(|transport| words.transport(transport));
    let facts = knowledge.fact_ids().map(|id| words.fact(id, knowledge.fact(id)));
    let workloads = knowledge.workloads.iter().map(|workload| words.workload(workload));
    let sources = (0..knowledge.sources.len()).map(|at| words.source(SourceId::at(at)));
    let lines = knowledge.lines.iter().map(|line| words.line(&line.id, &line.says));
    let codes = Code::ALL.iter().map(|code| Entry {
        kind: "diagnostics",
        id: code.name().to_owned(),
        title: code.title().to_owned(),
        blocks: vec![Block::Text(code.page().to_owned())],
    });
    rules.chain(notes).chain(transports).chain(facts).chain(workloads).chain(sources).chain(lines).chain(codes).collect()
}

/// An entry for the terminal.
pub fn render(entry: &Entry, paper: &mut Paper) {
    paper.heading(&[(Look::Heading, &entry.id), (Look::Dim, &format!(" ({})", entry.kind))]);
    paper.paragraph(2, &[(Look::Chosen, &entry.title)]);
    for block in &entry.blocks {
        match block {
            Block::Text(text) => paper.paragraph(2, &[(Look::Plain, text)]),
            Block::List { title, items } => {
                paper.paragraph(2, &[(Look::Heading, title)]);
                items.iter().for_each(|item| paper.item(4, (Look::Plain, "·"), &[(Look::Plain, item)]));
            }
        }
    }
}

struct Words<'a> {
    knowledge: &'a Knowledge,
}

impl Words<'_> {
    fn rule(&self, rule: &Rule) -> Entry {
        let mut blocks = vec![Block::Text(rule.because.to_string())];
        list(&mut blocks, "Applies when", self.condition(&rule.when));
        list(&mut blocks, "Unless it is known that", rule.unless.as_ref().map(|c| self.condition(c)).unwrap_or_default());
        let effect = |(transport, effect): &(_, Effect)| {
            let name = &self.knowledge.transport(*transport).short;
            match effect {
                Effect::Favour(Strength::Strong) => format!("a strong reason for {name}"),
                Effect::Favour(Strength::Slight) => format!("a slight reason for {name}"),
                Effect::Against(Strength::Strong) => format!("a strong reason against {name}"),
                Effect::Against(Strength::Slight) => format!("a slight reason against {name}"),
                Effect::RuleOut => format!("rules {name} out"),
            }
        };
        list(&mut blocks, "Says", rule.effects.iter().map(effect).collect());
        let decides = rule.examples.iter().filter_map(|example| {
            let winner = self.knowledge.transport(example.winner?).short.to_string();
            Some(format!("{}: {winner}", self.stated(example.workload.map(|id| self.knowledge.workload(id)), &example.given)))
        });
        list(&mut blocks, "Decides, for instance", decides.collect());
        self.ending(&mut blocks, &rule.sources, &rule.carries, &rule.origin);
        Entry { kind: "strategy", id: rule.id.to_string(), title: rule.summary.to_string(), blocks }
    }

    fn note(&self, note: &Note) -> Entry {
        let mut blocks = vec![Block::Text(note.advice.to_string())];
        let transports: Vec<&str> = note.transports.iter().map(|id| self.knowledge.transport(*id).short.as_ref()).collect();
        let mut when = self.condition(&note.when);
        if !transports.is_empty() {
            when.insert(0, format!("the decision is {}", transports.join(" or ")));
        }
        list(&mut blocks, "Applies when", when);
        list(&mut blocks, "Unless it is known that", note.unless.as_ref().map(|c| self.condition(c)).unwrap_or_default());
        self.ending(&mut blocks, &note.sources, &note.carries, &note.origin);
        Entry { kind: note.kind.folder(), id: note.id.to_string(), title: note.summary.to_string(), blocks }
    }

    fn transport(&self, transport: &Transport) -> Entry {
        let mut blocks = vec![Block::Text(transport.what.to_string())];
        blocks.push(Block::Text(format!("The client sends by {}.", transport.sends_back)));
        let said = |statements: &[Statement]| {
            statements.iter().map(|statement| self.cited(&statement.text, &statement.sources)).collect()
        };
        list(&mut blocks, "Pros", said(&transport.pros));
        list(&mut blocks, "Cons", said(&transport.cons));
        list(&mut blocks, "Use it for", said(&transport.use_when));
        let step =
            |step: &crate::model::Fallback| format!("{}: survives {}", self.knowledge.transport(step.to).short, step.survives);
        list(&mut blocks, "Fall back on", transport.fallbacks.iter().map(step).collect());
        self.ending(&mut blocks, &transport.sources, &[], &transport.origin);
        Entry { kind: "transports", id: transport.id.to_string(), title: transport.name.to_string(), blocks }
    }

    fn fact(&self, id: FactId, fact: &Fact) -> Entry {
        let mut blocks = vec![Block::Text(fact.question.to_string()), Block::Text(fact.help.to_string())];
        blocks.push(Block::Text(format!("Asked because: {}", fact.asked_because)));
        let choices = fact.choices().iter().map(|choice| match choice.means.as_ref() {
            "" => choice.id.to_string(),
            means => format!("{}: {means}", choice.id),
        });
        let mut values: Vec<String> = choices.collect();
        values.push(match &fact.kind {
            Kind::Choice(_) => "or \"unknown\"".to_owned(),
            Kind::Set { .. } => "a list of these, or \"unknown\"".to_owned(),
            Kind::YesNo => "true, false or \"unknown\"".to_owned(),
            Kind::Number(unit) => {
                let what = match unit {
                    Unit::Duration => "a duration",
                    Unit::Size => "a size",
                    Unit::Count => "a count",
                };
                format!("{what}: {}; or \"unknown\"", unit.how_to_write().replace('`', ""))
            }
        });
        list(&mut blocks, "Values", values);
        let asks = |condition: &Condition| condition.cells().any(|cell| cell.fact == id);
        let rules = self.knowledge.rules.iter().filter(|rule| asks(&rule.when) || rule.unless.as_ref().is_some_and(asks));
        list(&mut blocks, "Rules that ask for it", rules.map(|rule| format!("{}: {}", rule.id, rule.summary)).collect());
        Entry { kind: "facts", id: fact.id.to_string(), title: fact.label.to_string(), blocks }
    }

    fn workload(&self, workload: &Workload) -> Entry {
        let mut blocks = vec![Block::Text(workload.because.to_string())];
        let assumed = workload.assume.iter().map(|(fact, value)| {
            let fact = self.knowledge.fact(*fact);
            format!("{} = {}", fact.id, fact.format(*value))
        });
        list(&mut blocks, "Assumes, where the file says nothing else", assumed.collect());
        self.ending(&mut blocks, &workload.sources, &workload.carries, &workload.origin);
        Entry { kind: "workloads", id: workload.id.to_string(), title: workload.summary.to_string(), blocks }
    }

    fn source(&self, id: SourceId) -> Entry {
        let source = self.knowledge.source(id);
        let mut blocks = Vec::new();
        if let Some(section) = &source.section {
            blocks.push(Block::Text(format!("Section: {section}")));
        }
        if let Some(address) = &source.address {
            blocks.push(Block::Text(address.to_string()));
        }
        let read = match source.standing.name() {
            "primary" => "The primary text was read",
            "excerpt" => "An excerpt of the primary text was read",
            "secondary" => "Read in a third party's text",
            _ => "Measured by this project",
        };
        blocks.push(Block::Text(format!("{read}; checked {}.", source.checked)));
        let rules =
            self.knowledge.rules.iter().filter(|rule| rule.sources.contains(&id)).map(|rule| format!("strategy/{}", rule.id));
        let notes = self
            .knowledge
            .notes
            .iter()
            .filter(|note| note.sources.contains(&id))
            .map(|note| format!("{}/{}", note.kind.folder(), note.id));
        list(&mut blocks, "Named by", rules.chain(notes).collect());
        Entry { kind: "sources", id: source.id.to_string(), title: source.title.to_string(), blocks }
    }

    fn line(&self, id: &str, says: &str) -> Entry {
        let mut carriers = Vec::new();
        let carries = |carried: &[crate::model::Text]| carried.iter().any(|line| line == id);
        carriers.extend(
            self.knowledge.rules.iter().filter(|rule| carries(&rule.carries)).map(|rule| format!("strategy/{}", rule.id)),
        );
        carriers.extend(
            self.knowledge
                .notes
                .iter()
                .filter(|note| carries(&note.carries))
                .map(|note| format!("{}/{}", note.kind.folder(), note.id)),
        );
        carriers.extend(self.knowledge.workloads.iter().filter(|w| carries(&w.carries)).map(|w| format!("workloads/{}", w.id)));
        for transport in &self.knowledge.transports {
            let statements = transport.pros.iter().chain(&transport.cons).chain(&transport.use_when);
            if statements.into_iter().any(|statement| carries(&statement.carries)) {
                carriers.push(format!("transports/{}", transport.id));
            }
        }
        if self.knowledge.mixes.iter().any(|mix| carries(&mix.carries)) {
            carriers.push("decision.toml".to_owned());
        }
        let mut blocks = vec![Block::Text("A statement of the source document.".to_owned())];
        list(&mut blocks, "Carried by", carriers);
        Entry { kind: "lines", id: id.to_owned(), title: says.to_owned(), blocks }
    }

    /// A condition as sentences: the cells of all, then the alternatives.
    fn condition(&self, condition: &Condition) -> Vec<String> {
        let cell = |cell: &Cell| format!("{} {}{}", self.knowledge.fact(cell.fact).id, before_range(&cell.written), cell.written);
        let together = |cells: &[Cell]| and_list(&cells.iter().map(cell).collect::<Vec<_>>());
        let mut sentences: Vec<String> = condition.all.iter().map(cell).collect();
        for (position, alternative) in condition.any.iter().enumerate() {
            sentences.push(format!(
                "{}{}",
                if position > 0 {
                    "or "
                } else if condition.any.len() > 1 {
                    "either "
                } else {
                    ""
                },
                together(alternative)
            ));
        }
        sentences
    }

    fn stated(&self, workload: Option<&Workload>, given: &[(FactId, Option<crate::model::Value>)]) -> String {
        let facts = given.iter().map(|(id, value)| {
            let fact = self.knowledge.fact(*id);
            format!("{} = {}", fact.id, value.map_or_else(|| "unknown".to_owned(), |value| fact.format_plain(value)))
        });
        let workload = workload.map(|workload| format!("workload {}", workload.id));
        workload.into_iter().chain(facts).collect::<Vec<_>>().join(", ")
    }

    fn cited(&self, text: &str, sources: &[SourceId]) -> String {
        let ids: Vec<&str> = sources.iter().map(|id| self.knowledge.source(*id).id.as_ref()).collect();
        if ids.is_empty() { text.to_owned() } else { format!("{text} ({})", ids.join(", ")) }
    }

    fn ending(&self, blocks: &mut Vec<Block>, sources: &[SourceId], carries: &[crate::model::Text], origin: &Origin) {
        let source = |id: &SourceId| {
            let source = self.knowledge.source(*id);
            let section = source.section.as_ref().map(|section| format!(", {section}")).unwrap_or_default();
            let address = source.address.as_ref().map(|address| format!(" {address}")).unwrap_or_default();
            format!("{}: {}{section}{address} (checked {})", source.id, source.title, source.checked)
        };
        list(blocks, "Sources", sources.iter().map(source).collect());
        let line = |id: &crate::model::Text| {
            let says = self.knowledge.lines.iter().find(|line| line.id == *id).map(|line| line.says.to_string());
            format!("{id}: {}", says.unwrap_or_default())
        };
        list(blocks, "Carries", carries.iter().map(line).collect());
        let pack = origin.pack.as_ref().map(|pack| format!(" of {pack}")).unwrap_or_default();
        let replaces =
            origin.replaces.as_ref().map(|why| format!("; it replaces the base's, because: {why}")).unwrap_or_default();
        blocks.push(Block::Text(format!("Written in {}{pack}{replaces}", origin.path)));
    }
}

fn list(blocks: &mut Vec<Block>, title: &'static str, items: Vec<String>) {
    if !items.is_empty() {
        blocks.push(Block::List { title, items });
    }
}
