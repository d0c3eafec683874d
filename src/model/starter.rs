//! What a starter is made of, and what the starters ask of the knowledge base.

use super::{Condition, FactId, NoteId, Text, TransportId, WorkloadId};

/// `starters.toml`: what the starters of every language share.
#[derive(Clone, Debug)]
pub struct Starters {
    /// The transports that they serve.
    pub served: Vec<TransportId>,
    /// Those on which a client asks at an interval.
    pub asked: Vec<TransportId>,
    /// That over which a reply comes in pieces.
    pub streamed: TransportId,
    /// Flags that are set where a feature uses one of these.
    pub flags: Vec<(Text, Vec<TransportId>)>,
    pub roles: Roles,
    pub refusals: Vec<Refusal>,
    pub second_server: SecondServer,
    pub files: Vec<StarterFile>,
}

/// What each fact means to a generated server.
#[derive(Clone, Debug)]
pub struct Roles {
    /// After how much silence something on the path closes a connection.
    pub idle_limit: FactId,
    pub longest_delay: FactId,
    pub time_between_updates: FactId,
    /// The newest event is all that a returning client needs.
    pub latest_is_enough: Condition,
    pub one_reply: Condition,
    pub binary_data: Condition,
    pub never_sends: Condition,
    pub same_answer: Condition,
}

/// A feature that the starters do not serve, or do not serve on some transports.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// Absent: any, or none.
    pub workload: Option<WorkloadId>,
    /// The transports that are refused, also to fall back on; empty: the feature is.
    pub transports: Vec<TransportId>,
    pub when: Condition,
    pub unless: Option<Condition>,
    pub because: Text,
    pub use_instead: Text,
}

/// When an app is taken to need more than one server.
#[derive(Clone, Debug)]
pub struct SecondServer {
    /// Notes that say what more servers take; one of them applies to a feature on its transport, and
    pub notes: Vec<NoteId>,
    /// this holds for it.
    pub when: Condition,
}

/// `<language>/starter.toml`.
#[derive(Clone, Debug)]
pub struct Starter {
    pub words: Words,
    pub files: Vec<StarterFile>,
}

/// What a language says in the files that all of them share. Commands run in the project's folder.
#[derive(Clone, Debug)]
pub struct Words {
    /// The language as it is written: "Rust".
    pub language: Text,
    /// The ending of its files: "rs".
    pub ending: Text,
    /// The command that builds a server and starts it.
    pub run: Text,
    /// The one that tests it.
    pub test: Text,
    /// The one that builds what `node` starts.
    pub build: Text,
    /// The one that starts a server that is built; more than one may run.
    pub node: Text,
    /// What looks at the code in CI: "rustfmt and clippy".
    pub tools: Text,
    /// What an image has in it: "the program alone".
    pub image: Text,
    /// What an image is built from, besides what it is in every language.
    pub built_from: Vec<Text>,
    /// What building leaves in the folder, and git passes over.
    pub ignored: Vec<Text>,
}

/// A file of a generated project.
#[derive(Clone, Debug)]
pub struct StarterFile {
    /// Its place in the project.
    pub to: Text,
    /// Its template, below `starters/`.
    pub from: Text,
    /// An expression over the flags; absent: always.
    pub when: Option<Text>,
}
