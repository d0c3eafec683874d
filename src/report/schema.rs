//! JSON Schemas, in draft 7: the newest that Taplo, the most used TOML language server, takes.

use schemars::JsonSchema;
use serde_json::{Map, Value as Json, json};

use super::diff::DiffDocument;
use super::document::Document;
use super::starters::StartersDocument;
use crate::model::{Choice, Fact, Kind, Knowledge, Unit};

const DRAFT: &str = "http://json-schema.org/draft-07/schema#";

/// The schema of a requirements file, made from the vocabulary.
pub fn requirements(knowledge: &Knowledge) -> Json {
    let facts = facts(knowledge, |fact| described(fact, value_schema(fact)));
    let mut app = facts.clone();
    app.insert("name".into(), json!({ "type": "string", "minLength": 1, "description": "What the app is called in reports." }));
    app.insert("description".into(), text("One sentence about the app."));
    let mut feature = facts;
    feature.insert("description".into(), text("One sentence about the feature."));
    let workloads: Vec<&str> = knowledge.workloads.iter().map(|workload| workload.id.as_ref()).collect();
    feature.insert(
        "workload".into(),
        json!({ "enum": workloads, "description": "A preset that fills in usual values for what is left out." }),
    );
    json!({
        "$schema": DRAFT,
        "title": "Requirements of an app, for advisor",
        "type": "object",
        "properties": {
            "app": { "type": "object", "description": "What holds for every feature that does not say otherwise.", "properties": app, "additionalProperties": false },
            "feature": {
                "type": "object",
                "description": "One table for each thing that must be live.",
                "patternProperties": { "^[a-z][a-z0-9-]{0,31}$": { "type": "object", "properties": feature, "additionalProperties": false } },
                "additionalProperties": false,
                "minProperties": 1,
            },
        },
        "required": ["feature"],
        "additionalProperties": false,
    })
}

/// The schema of a strategy rule, made from the vocabulary.
pub fn rules(knowledge: &Knowledge) -> Json {
    let transports: Vec<&str> = knowledge.transports.iter().map(|transport| transport.id.as_ref()).collect();
    let workloads: Vec<&str> = knowledge.workloads.iter().map(|workload| workload.id.as_ref()).collect();
    let sources: Vec<&str> = knowledge.sources.iter().map(|source| source.id.as_ref()).collect();
    let cells = facts(knowledge, |fact| described(fact, cell_schema(fact)));
    let alternative = json!({ "type": "object", "properties": cells.clone(), "additionalProperties": false, "minProperties": 1 });
    let mut condition = cells;
    condition.insert(
        "any".into(),
        json!({ "type": "array", "minItems": 1, "items": alternative, "description": "Alternatives, of which one must hold." }),
    );
    let condition = json!({ "type": "object", "properties": condition, "additionalProperties": false });
    let mut given = facts(knowledge, |fact| described(fact, value_schema(fact)));
    given.insert("workload".into(), json!({ "enum": workloads }));
    let strengths = |what: &str| {
        let by_transport: Map<String, Json> =
            transports.iter().map(|id| ((*id).to_owned(), json!({ "enum": ["strong", "slight"] }))).collect();
        json!({ "type": "object", "properties": by_transport, "additionalProperties": false, "minProperties": 1, "description": what })
    };
    json!({
        "$schema": DRAFT,
        "title": "A strategy rule of advisor",
        "type": "object",
        "properties": {
            "summary": text("What the rule says, in one line."),
            "because": text("One or two sentences that a colleague would accept."),
            "sources": { "type": "array", "minItems": 1, "items": { "type": "string", "examples": sources }, "description": "Ids of sources.toml." },
            "carries": { "type": "array", "items": { "type": "string" }, "description": "Ids of lines.toml." },
            "replaces": text("Why it replaces the rule of the same id in an earlier base."),
            "when": described_condition(&condition, "The rule applies where this is true."),
            "unless": described_condition(&condition, "Defeats the rule where this is known to hold."),
            "favour": strengths("Reasons for transports."),
            "against": strengths("Reasons against transports."),
            "rule-out": { "type": "array", "minItems": 1, "items": { "enum": transports }, "description": "Transports that are out where the rule applies." },
            "example": {
                "type": "array",
                "description": "What `advisor rules test` runs: one that fires, one that does not, and one that the rule decides.",
                "items": {
                    "type": "object",
                    "properties": {
                        "given": { "type": "object", "properties": given, "additionalProperties": false },
                        "fires": { "type": "boolean", "description": "Whether the rule applies to these facts." },
                        "winner": { "enum": transports, "description": "What is decided, and would not be without the rule." },
                    },
                    "required": ["given", "fires"],
                    "additionalProperties": false,
                },
            },
        },
        "required": ["summary", "because", "sources", "when"],
        "anyOf": [{ "required": ["favour"] }, { "required": ["against"] }, { "required": ["rule-out"] }],
        "additionalProperties": false,
    })
}

/// The schema of `recommend --format json`, made from the types that write it.
pub fn decision() -> Json {
    written::<Document<'_>>()
}

/// The schema of `diff --format json`, made in the same way.
pub fn diff() -> Json {
    written::<DiffDocument<'_>>()
}

/// The schema of `scaffold --list --format json`, made in the same way.
pub fn starters() -> Json {
    written::<StartersDocument<'_>>()
}

fn written<T: JsonSchema>() -> Json {
    let settings = schemars::generate::SchemaSettings::draft07().for_serialize();
    settings.into_generator().into_root_schema_for::<T>().to_value()
}

fn facts(knowledge: &Knowledge, schema: impl Fn(&Fact) -> Json) -> Map<String, Json> {
    knowledge.facts.iter().map(|fact| (fact.id.to_string(), schema(fact))).collect()
}

fn text(description: &str) -> Json {
    json!({ "type": "string", "minLength": 1, "description": description })
}

fn described(fact: &Fact, mut schema: Json) -> Json {
    schema["description"] = json!(format!("{} {}", fact.question, fact.help));
    schema
}

fn described_condition(condition: &Json, description: &str) -> Json {
    let mut condition = condition.clone();
    condition["description"] = json!(description);
    condition
}

fn ids(choices: &[Choice]) -> Vec<&str> {
    choices.iter().map(|choice| choice.id.as_ref()).collect()
}

/// A literal of a unit, as a regular expression without anchors.
fn literal(unit: Unit) -> &'static str {
    match unit {
        Unit::Duration => "[0-9](_?[0-9])*(ms|s|m|h|d)",
        Unit::Size => "[0-9](_?[0-9])*(B|KB|MB|GB|KiB|MiB|GiB)",
        Unit::Count => "[0-9](_?[0-9])*",
    }
}

/// What a requirements file may give a fact.
fn value_schema(fact: &Fact) -> Json {
    let unknown = json!({ "const": "unknown" });
    match &fact.kind {
        Kind::Choice(choices) => json!({ "enum": ids(choices).into_iter().chain(["unknown"]).collect::<Vec<_>>() }),
        Kind::Set { choices, may_be_empty } => {
            let list = json!({ "type": "array", "items": { "enum": ids(choices) }, "minItems": usize::from(!may_be_empty) });
            json!({ "anyOf": [list, unknown] })
        }
        Kind::YesNo => json!({ "anyOf": [{ "type": "boolean" }, unknown] }),
        Kind::Number(Unit::Count) => json!({ "anyOf": [{ "type": "integer", "minimum": 0 }, unknown] }),
        Kind::Number(unit) => json!({ "type": "string", "pattern": format!("^({}|unknown)$", literal(*unit)) }),
    }
}

/// What a condition may ask of a fact.
fn cell_schema(fact: &Fact) -> Json {
    let one_or_list = |test: String, also: Vec<Json>| {
        let negated = format!("^(({test})|not\\(({test})(, *({test}))*\\))$");
        let mut any = vec![
            json!({ "type": "string", "pattern": negated }),
            json!({ "type": "array", "minItems": 1, "items": { "type": "string", "pattern": format!("^({test})$") } }),
        ];
        any.extend(also);
        json!({ "anyOf": any })
    };
    match &fact.kind {
        Kind::Choice(choices) => one_or_list(ids(choices).join("|"), Vec::new()),
        Kind::YesNo => json!({ "type": "boolean" }),
        Kind::Set { choices, .. } => {
            let word = ids(choices).join("|");
            one_or_list(format!("contains +({word})|only *\\[ *(({word})( *, *({word}))*)? *\\]"), Vec::new())
        }
        Kind::Number(unit) => {
            let number = literal(*unit);
            let also = if *unit == Unit::Count { vec![json!({ "type": "integer", "minimum": 0 })] } else { Vec::new() };
            one_or_list(format!("((<|<=|>|>=) *)?{number}|[\\[(]{number}\\.\\.{number}[\\])]"), also)
        }
    }
}
