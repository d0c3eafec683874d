//! The interview, held in a terminal.

use std::path::{Path, PathBuf};

use super::interview::{Interview, Question};
use super::review::{self, Next};
use super::terminal::{Leave, Terminal, columns};
use super::words;
use crate::load::read_answer;
use crate::model::{FactId, Kind, Value, WorkloadId};
use crate::report::{Look, Paper};

const DONT_KNOW: &str = "I don't know";
const WHY: &str = "? Why is this asked";

/// The lines above the kinds on the narrowest terminal: the question, how to answer it, and the prompt.
const KIND_LINES: usize = 8;

pub(super) const BACK: &str = "< Back";

/// A conversation in a terminal.
pub struct Conversation<'t, 'p, 'k> {
    pub terminal: &'t Terminal,
    pub interview: Interview<'p, 'k>,
}

/// What somebody did with a question.
enum Reply {
    Answer(Option<Value>),
    Explain,
    Back,
}

impl Conversation<'_, '_, '_> {
    /// Asks until everything is reviewed.
    pub fn hold(&mut self) -> Result<(), Leave> {
        self.page(|paper, interview| words::welcome(paper, interview.program().knowledge))?;
        loop {
            match self.interview.question() {
                Question::Kind => self.ask_kind()?,
                Question::Fact { feature, fact } => {
                    if !self.ask(feature, fact)? {
                        self.back()?;
                    }
                }
                Question::Review => match review::ask(self)? {
                    Next::Decide => return Ok(()),
                    Next::Back => self.back()?,
                    Next::GoOn => {}
                },
            }
        }
    }

    /// An empty line.
    pub fn blank(&self) -> Result<(), Leave> {
        let mut page = self.terminal.paper();
        page.row(0, &[]);
        self.terminal.show(page)
    }

    /// The file to save the answers in; nothing where they are not to be saved.
    pub fn where_to_save(&self, usual: &Path) -> Result<Option<PathBuf>, Leave> {
        let first = format!("Save as {}", usual.display());
        let rows = [first, "Save under another name".to_owned(), "Do not save".to_owned()];
        loop {
            self.blank()?;
            match self.terminal.choose("Save your answers?", &rows, 0)? {
                Some(0) => return Ok(Some(usual.to_owned())),
                Some(1) => {
                    let how = "Type a name for the file. Enter alone: do not save. < back.";
                    self.page(|page, _| page.paragraph(0, &[(Look::Plain, how)]))?;
                    match self.terminal.type_in("File", |_| None)?.as_str() {
                        "<" => {}
                        "" => return Ok(None),
                        name => return Ok(Some(PathBuf::from(name))),
                    }
                }
                _ => return Ok(None),
            }
        }
    }

    /// Whether a file that is there already may be replaced.
    pub fn may_replace(&self, name: &str) -> Result<bool, Leave> {
        let text = format!("{name} is there already. Comments of your own in it are not kept if you replace it.");
        self.page(|page, _| page.paragraph(0, &[(Look::Bad, "! "), (Look::Plain, &text)]))?;
        let rows = ["Keep it, and take another name", "Replace it"].map(str::to_owned);
        Ok(self.terminal.choose("Replace it?", &rows, 0)? == Some(1))
    }

    /// Shows a page after an empty line.
    pub(super) fn page(&self, write: impl FnOnce(&mut Paper, &Interview<'_, '_>)) -> Result<(), Leave> {
        let mut page = self.terminal.paper();
        write(&mut page, &self.interview);
        self.blank()?;
        self.terminal.show(page)
    }

    fn back(&mut self) -> Result<(), Leave> {
        if self.interview.back() {
            return Ok(());
        }
        self.page(|page, _| page.paragraph(0, &[(Look::Dim, "This is the first question; Ctrl-C leaves.")]))
    }

    fn ask_kind(&mut self) -> Result<(), Leave> {
        let first = self.interview.sheet().features.is_empty();
        self.page(|page, _| words::kind_question(page, first))?;
        loop {
            match self.choose_kind()? {
                Choice::Taken(workload) => {
                    self.interview.choose_kind(workload);
                    let feature = self.interview.sheet().features.len() - 1;
                    let mut page = self.terminal.paper();
                    words::kind_taken(&mut page, &self.interview, feature);
                    return self.terminal.show(page);
                }
                Choice::Explain => self.page(|page, interview| words::kind_explained(page, interview.program().knowledge))?,
                Choice::Back => return self.back(),
            }
        }
    }

    /// Lets a kind be chosen.
    pub(super) fn choose_kind(&self) -> Result<Choice, Leave> {
        let knowledge = self.interview.program().knowledge;
        let kinds = knowledge.workloads.iter().map(|workload| (workload.id.to_string(), workload.summary.to_string()));
        let mut rows: Vec<(String, String)> = kinds.collect();
        rows.push((words::SOMETHING_ELSE.to_owned(), "none of these; a few questions more".to_owned()));
        let kinds = rows.len();
        rows.extend([WHY, BACK].map(|row| (row.to_owned(), String::new())));
        let taken = self.terminal.choose_below(KIND_LINES, "Kind", &self.terminal.columns_or_words(&rows), 0)?;
        Ok(match taken {
            Some(at) if at + 1 < kinds => Choice::Taken(Some(WorkloadId::at(at))),
            Some(at) if at + 1 == kinds => Choice::Taken(None),
            Some(at) if at == kinds => Choice::Explain,
            _ => Choice::Back,
        })
    }

    /// Asks for a fact, and takes the answer; false where somebody wants to go back instead.
    pub(super) fn ask(&mut self, feature: usize, fact: FactId) -> Result<bool, Leave> {
        self.page(|page, interview| words::question(page, interview, feature, fact))?;
        loop {
            match self.reply(feature, fact)? {
                Reply::Back => return Ok(false),
                Reply::Explain => self.page(|page, interview| words::explained(page, interview, feature, fact))?,
                Reply::Answer(value) => {
                    if self.take(feature, fact, value)? {
                        return Ok(true);
                    }
                }
            }
        }
    }

    /// Takes an answer, unless nothing could go with it.
    fn take(&mut self, feature: usize, fact: FactId, value: Option<Value>) -> Result<bool, Leave> {
        let asked = self.interview.program().knowledge.fact(fact);
        let said = value.map_or_else(|| DONT_KNOW.to_owned(), |value| asked.format_plain(value));
        match self.interview.answer(feature, fact, value) {
            Err(refused) => {
                self.page(|page, _| words::refused(page, &said, &refused.because))?;
                Ok(false)
            }
            Ok(withdrawn) => {
                let mut page = self.terminal.paper();
                words::taken(&mut page, &asked.label, &said);
                words::withdrawn(&mut page, &self.interview, &withdrawn);
                self.terminal.show(page)?;
                Ok(true)
            }
        }
    }

    fn reply(&self, feature: usize, fact: FactId) -> Result<Reply, Leave> {
        match &self.interview.program().knowledge.fact(fact).kind {
            Kind::Choice(choices) => {
                let values = (0..choices.len()).map(|at| Value::Choice(at as u16));
                let words = choices.iter().map(|choice| (choice.id.to_string(), choice.means.to_string()));
                self.one_of(feature, fact, values.zip(words).collect())
            }
            Kind::YesNo => {
                let word = |flag| (Value::YesNo(flag), (if flag { "yes" } else { "no" }.to_owned(), String::new()));
                self.one_of(feature, fact, vec![word(true), word(false)])
            }
            Kind::Set { choices, may_be_empty } => {
                let words: Vec<_> = choices.iter().map(|choice| (choice.id.to_string(), choice.means.to_string())).collect();
                self.some_of(&words, *may_be_empty)
            }
            Kind::Number(_) => self.number(fact),
        }
    }

    /// One of several values; what contradicts the rest is not offered, and it is said why.
    fn one_of(&self, feature: usize, fact: FactId, values: Vec<(Value, (String, String))>) -> Result<Reply, Leave> {
        let mut offered = Vec::new();
        let mut page = self.terminal.paper();
        for (value, words) in values {
            match self.interview.objection(feature, fact, value) {
                Some(because) => {
                    let head = format!("{} is not offered. ", words.0);
                    page.paragraph(0, &[(Look::Dim, &head), (Look::Dim, &because)]);
                }
                None => offered.push((value, words)),
            }
        }
        self.terminal.show(page)?;
        let mut rows: Vec<_> = offered.iter().map(|(_, words)| words.clone()).collect();
        self.spell_out(&rows)?;
        rows.extend([DONT_KNOW, WHY, BACK].map(|row| (row.to_owned(), String::new())));
        let taken = self.terminal.choose("Answer", &columns(&rows), 0)?;
        let beyond = taken.and_then(|at| at.checked_sub(offered.len()));
        Ok(match (taken, beyond) {
            (Some(at), None) => Reply::Answer(Some(offered[at].0)),
            (_, Some(0)) => Reply::Answer(None),
            (_, Some(1)) => Reply::Explain,
            _ => Reply::Back,
        })
    }

    /// Says in full what the rows of a menu would have to cut.
    fn spell_out(&self, words: &[(String, String)]) -> Result<(), Leave> {
        if !self.terminal.cuts(&columns(words)) {
            return Ok(());
        }
        let mut page = self.terminal.paper();
        words::meanings(&mut page, words.iter().map(|(word, means)| (word.as_str(), means.as_str())));
        self.terminal.show(page)
    }

    /// Any of several values: rows that are switched on and off.
    fn some_of(&self, words: &[(String, String)], may_be_empty: bool) -> Result<Reply, Leave> {
        self.spell_out(words)?;
        let mut members: u32 = 0;
        let mut at = 0;
        loop {
            let mark = |position: usize| if members & (1 << position) != 0 { "[x]" } else { "[ ]" };
            let switch =
                |(position, (id, means)): (usize, &(String, String))| (format!("{} {id}", mark(position)), means.clone());
            let mut rows: Vec<_> = words.iter().enumerate().map(switch).collect();
            let done = if members == 0 && may_be_empty { "Done: none of them" } else { "Done" };
            rows.extend([done, DONT_KNOW, WHY, BACK].map(|row| (row.to_owned(), String::new())));
            let taken = self.terminal.choose("Answer (Enter switches)", &columns(&rows), at)?;
            at = taken.unwrap_or_default();
            match taken.map(|at| at.checked_sub(words.len())) {
                Some(None) => members ^= 1 << at,
                Some(Some(0)) if members == 0 && !may_be_empty => {
                    let help = "Switch on at least one of them, or choose \"I don't know\".";
                    self.page(|page, _| page.paragraph(0, &[(Look::Bad, "! "), (Look::Plain, help)]))?;
                }
                Some(Some(0)) => return Ok(Reply::Answer(Some(Value::Set(members)))),
                Some(Some(1)) => return Ok(Reply::Answer(None)),
                Some(Some(2)) => return Ok(Reply::Explain),
                _ => return Ok(Reply::Back),
            }
        }
    }

    /// A number with its unit, typed.
    fn number(&self, fact: FactId) -> Result<Reply, Leave> {
        let knowledge = self.interview.program().knowledge;
        let Kind::Number(unit) = knowledge.fact(fact).kind else { return Ok(Reply::Back) };
        let how = format!("Type {}. Enter alone: I don't know. ? why, < back.", unit.how_to_write().replace('`', ""));
        let mut page = self.terminal.paper();
        page.paragraph(0, &[(Look::Plain, &how)]);
        self.terminal.show(page)?;
        let wrong = |text: &str| match text {
            "" | "?" | "<" => None,
            text => read_answer(knowledge, fact, text).err().map(|problem| problem.help.unwrap_or(problem.message)),
        };
        let typed = self.terminal.type_in("Value", wrong)?;
        Ok(match typed.as_str() {
            "" => Reply::Answer(None),
            "?" => Reply::Explain,
            "<" => Reply::Back,
            text => Reply::Answer(read_answer(knowledge, fact, text).ok().flatten()),
        })
    }
}

/// What somebody did with the question for the kind.
pub(super) enum Choice {
    Taken(Option<WorkloadId>),
    Explain,
    Back,
}
