//! What stands below the help of each command: examples to copy, and the exit codes where they differ.

pub const ADVISOR: &str = "\
Examples:
  advisor                                              a questionnaire
  advisor init app.toml --workload chat                a file to fill in instead
  advisor recommend app.toml                           decide its features
  advisor recommend app.toml --set chat.network=open   try a change
  advisor recommend app.toml --format html > app.html  a page to send round
  advisor explain server-pushes                        what a rule says
  advisor diff old.toml app.toml                       what changed, and why";

pub const ASK: &str = "\
It asks only what can still change the decision. In a menu, arrow keys and Enter choose and typing filters; ? says why a question is \
asked and where each answer leads, < or Esc goes back, Ctrl-C leaves and says how to go on.

Examples:
  advisor ask                  ask, decide, and offer to save the answers
  advisor ask --out app.toml   save them there
  advisor ask --from app.toml  go on from what a file says

Exit codes:
  0 decided   1 could not run   2 no terminal to ask in, or wrong usage   3 a file is invalid
  4 a feature has no transport left   130 left with Ctrl-C";

pub const RECOMMEND: &str = "\
Examples:
  advisor recommend app.toml                           the short report
  advisor recommend app.toml --explain                 all of it, with costs
  advisor recommend app.toml --set max_staleness=1m    what if all could wait?
  advisor recommend app.toml --format html > app.html  a page to send round
  advisor recommend app.toml --format adr > 0007.md    a record to keep
  advisor recommend app.toml --expect chat=websocket   a check for CI

Exit codes:
  0 decided   1 could not run   2 wrong usage   3 a file is invalid
  4 a feature has no transport left   5 an --expect did not hold
  6 --require-settled, and it is not";

pub const INIT: &str = "\
Examples:
  advisor init app.toml                                       every fact
  advisor init app.toml --workload chat --workload dashboard  two features
  advisor init app.toml --from-example team-chat              a shipped example";

pub const SCAFFOLD: &str = "\
Examples:
  advisor scaffold --list                                     which languages
  advisor scaffold app.toml --lang rust --out app             a server for it
  advisor scaffold app.toml --lang rust --out app --dry-run   what that would be
  advisor scaffold app.toml --lang rust --out app --transport chat=sse
  advisor scaffold --diff app                                 what is different

Exit codes:
  0 written   1 could not run, or DIR is not empty   2 wrong usage
  3 a file is invalid   4 a feature has no transport left, or no starter for it";

pub const EXPLAIN: &str = "\
Examples:
  advisor explain server-pushes    a rule: when it speaks, for what, on what
  advisor explain sse              a transport: how it works, pros and cons
  advisor explain max_staleness    a fact: what it means, who asks for it
  advisor explain chat             a workload: what it takes for granted
  advisor explain unknown-fact     a diagnostic, as in `error[unknown-fact]`";

pub const DIFF: &str = "\
Examples:
  advisor diff old.toml new.toml                    two versions of a file
  git show HEAD:app.toml | advisor diff - app.toml  this and the last commit
  advisor diff --rules old/rules new/rules apps/    two versions of your rules

An empty file has no features, and an empty folder changes no rule: they stand for what was not there yet.

Exit codes:
  0 compared   1 could not run   2 wrong usage   3 a file is invalid
  5 --fail-on-change, and a feature of both sides has another transport";

pub const RULES: &str = "\
Examples:
  advisor rules list                     every rule and note that is built in
  advisor rules test --rules my-rules    the examples of all, and yours
  advisor rules check --rules my-rules   all that can be wrong with them";

pub const SCHEMA: &str = "\
Examples:
  advisor schema requirements             for editors; `init` writes it too
  advisor schema rules --rules my-rules   for rules that know the facts of yours
  advisor schema decision                 what `recommend --format json` prints";

pub const MAN: &str = "\
Examples:
  advisor man | man -l -              read the page of advisor
  advisor man rules check | man -l -  and that of a command
  advisor man --out .                 write all of them here";

pub const COMPLETIONS: &str = "\
Examples:
  advisor completions bash > ~/.local/share/bash-completion/completions/advisor
  advisor completions fish > ~/.config/fish/completions/advisor.fish";
