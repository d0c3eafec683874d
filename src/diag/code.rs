//! Every kind of diagnostic, with its page in the reference.

macro_rules! codes {
    ($($variant:ident, $name:literal, $title:literal, $page:literal;)+) => {
        /// The kind of a diagnostic; its name is stable.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Code {
            $(#[doc = $title] $variant,)+
        }

        impl Code {
            /// Every code, in the order of the reference.
            pub const ALL: &[Code] = &[$(Code::$variant,)+];

            /// The name in kebab case, as printed in brackets.
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name,)+ }
            }

            /// One line that says what is wrong.
            pub fn title(self) -> &'static str {
                match self { $(Code::$variant => $title,)+ }
            }

            /// What it means and how it is mended.
            pub fn page(self) -> &'static str {
                match self { $(Code::$variant => $page,)+ }
            }
        }
    };
}

codes! {
    UnreadableFile, "unreadable-file", "a file cannot be read",
        "The path does not exist, is a folder, or may not be read. A requirements file may also be `-`, for standard input.";
    UnwritableFile, "unwritable-file", "a file cannot be written",
        "The folder does not exist, may not be written to, or the disk is full. Nothing was changed: files appear whole or not at all.";
    FileExists, "file-exists", "a file that would be written is there already",
        "Nothing was written. `--force` replaces what is there; another name leaves it alone.";
    FileTooLarge, "file-too-large", "a file is larger than advisor reads",
        "A requirements file is a few kilobytes. Files beyond 4 MiB are refused before they are parsed: it is most likely the wrong file.";
    NotText, "not-text", "a file is not UTF-8 text",
        "TOML is UTF-8 by definition. Save the file as UTF-8; a byte order mark at its head is accepted.";
    NotToml, "not-toml", "a file is not valid TOML",
        "The parser's own message says what it expected. Strings need quotes: `update_interval = \"30s\"`.";
    UnknownKey, "unknown-key", "a key that means nothing here",
        "Every key is checked, so that a misspelt one is not silently without effect. The help lists what may stand there.";
    MissingKey, "missing-key", "a key that must be there is missing",
        "docs/rule-language.md lists the keys of each kind of file.";
    WrongType, "wrong-type", "a value of the wrong TOML type",
        "For instance a number where a list is wanted. The help shows how the value is written.";
    UnknownFact, "unknown-fact", "a fact that is not in the vocabulary",
        "The vocabulary is declared in `rules/facts/`. `advisor explain FACT` describes one; docs/reference/facts.md lists them all.";
    UnknownValue, "unknown-value", "a value that the fact does not take",
        "A choice or a set takes the values that its fact declares. `\"unknown\"` is always allowed and means: I don't know.";
    UnknownTransport, "unknown-transport", "a transport that does not exist",
        "Transports are the files of `rules/transports/`.";
    UnknownWorkload, "unknown-workload", "a workload that does not exist",
        "Workloads are the files of `rules/workloads/`. Leave `workload` out when none fits: a feature may be described by its facts alone.";
    UnknownSource, "unknown-source", "a source that is not in sources.toml",
        "Each source stands once in `sources.toml`, and everything else names it by its id.";
    UnknownLine, "unknown-line", "a line that is not in lines.toml",
        "`carries` names the statements of the source document that a rule carries; they are listed in `lines.toml`.";
    UnknownId, "unknown-id", "nothing in the knowledge base has this id",
        "`advisor explain` and `disable` take the id of a rule, note, transport, fact, workload, source, line or diagnostic code; `kind/id` where two share one.";
    BadQuantity, "bad-quantity", "a duration, size or count that cannot be read",
        "Quantities are whole numbers with a unit and nothing between them: `250ms`, `30s`, `5m`, `2h`, `1d`; `500B`, `2KB`, `64KiB`; counts have no unit: `20_000`.";
    BadTest, "bad-test", "a cell of a condition that cannot be read",
        "A cell is a DMN unary test. docs/rule-language.md has the grammar: `\">= 30s\"`, `\"[1s..5s)\"`, `[\"a\", \"b\"]`, `\"not(a)\"`, `\"contains a\"`, `\"only [a, b]\"`.";
    EmptySet, "empty-set", "an empty list where something must stand",
        "The fact needs at least one value. Leave the key out when it is not known.";
    BadId, "bad-id", "an id with characters that ids do not have",
        "Ids are lower-case letters, digits and hyphens, beginning with a letter; ids of facts have underscores instead of hyphens.";
    BadFeatureName, "bad-feature-name", "a feature's name cannot be used",
        "A feature's name becomes part of addresses and file names: a lower-case letter, then up to 31 lower-case letters, digits and hyphens. `client`, `ticket`, `healthz`, `readyz` and `metrics` are taken.";
    NoFeature, "no-feature", "a requirements file without a feature",
        "A file has one `[feature.NAME]` for each thing that must be live. What holds for all of them stands under `[app]`.";
    UnknownFeature, "unknown-feature", "a feature that the file does not have",
        "`--set FEATURE.FACT=VALUE` and `--expect FEATURE=TRANSPORT` name a feature of the file.";
    BadArgument, "bad-argument", "an argument that cannot be read",
        "`--set` takes FACT=VALUE for every feature or FEATURE.FACT=VALUE for one; `--expect` takes FEATURE=TRANSPORT.";
    ImpossibleFacts, "impossible-facts", "facts that cannot hold together",
        "The knowledge base lists combinations that contradict themselves, such as a client that only listens and sends often. Change one of them, or write `\"unknown\"`. Where a workload assumes one of the two, state that fact.";
    DuplicateId, "duplicate-id", "two files or tables of one folder have the same id",
        "Ids are unique within their kind. In a pack, a file that replaces one of the base says so with `replaces = \"why\"`.";
    ReplaceWithoutReason, "replace-without-reason", "a pack replaces a file without saying why",
        "Add `replaces = \"why\"`; the reason is shown wherever the standing rule would have been.";
    ReplacesNothing, "replaces-nothing", "`replaces` stands where there is nothing to replace",
        "No earlier base has a file of this kind and id. Remove the key, or correct the file's name.";
    NoSource, "no-source", "a rule without a source",
        "Every sentence of a decision rests on something that can be looked up. Add the source to `sources.toml` and name its id.";
    NoEffect, "no-effect", "a rule that says nothing of any transport",
        "A rule has at least one of `favour`, `against` and `rule-out`.";
    ConflictingEffects, "conflicting-effects", "a rule says two things of one transport",
        "One rule gives one reason. Split it in two, or keep the stronger effect.";
    UnlessBesideRuleOut, "unless-beside-rule-out", "`unless` beside `rule-out`",
        "A veto is certain or it is not one. Put the exception into `when`, turned round.";
    NeverHolds, "never-holds", "a condition that can never hold",
        "No combination of values that is possible makes it true, so the rule, note or exception is dead.";
    AlwaysHolds, "always-holds", "a cell that every value passes",
        "The cell asks nothing but that the fact is known, which is hardly ever meant. Leave it out.";
    NoExample, "no-example", "a rule without the examples that test it",
        "Each rule has an example that fires, one near miss that does not, and one with a `winner` that changes when the rule is deleted.";
    ExampleMismatch, "example-mismatch", "an example does not do what it says",
        "The rule base gives another answer than the example states. One of the two is wrong.";
    ExampleDecidesNothing, "example-decides-nothing", "the example's winner is the same without the rule",
        "Where no example can be found that the rule decides, the rule is not needed.";
    UnusedSource, "unused-source", "a source that nothing names",
        "Remove it, or name it where it belongs.";
    UnusedFact, "unused-fact", "a fact that no rule and no note asks for",
        "A question whose answer changes nothing should not be asked.";
    UncarriedLine, "uncarried-line", "a line of the source document that nothing carries",
        "Name its id under `carries` in the rule, transport, note, workload or mix that says it.";
    MissingMachinery, "missing-machinery", "the order of machinery does not list each transport once",
        "`machinery` in decision.toml is the tie-break, so it must name every transport exactly once, least first.";
    NotServed, "not-served", "a feature that no starter can serve",
        "`advisor scaffold` makes a server that hands events to everyone who listens. The message says what the feature asks beyond that, and the help what to use instead. `--except FEATURE` makes a server for the other features.";
    NotADecisionFile, "not-a-case-file", "a file of real decisions cannot be read",
        "`advisor backtest` reads `[[case]]` tables with `id`, `chosen`, `acceptable`, `confidence` and `[case.facts]`; tests/decisions has 42 of them.";
}

impl std::fmt::Display for Code {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name())
    }
}
