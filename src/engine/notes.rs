//! Which notes go with a decision.

use crate::model::{FactId, Knowledge, Note, NoteId, TransportId, Truth, Value};

impl Note {
    /// Whether it applies to a transport, with the value of each fact looked up.
    pub fn applies(&self, transport: TransportId, value_of: impl Fn(FactId) -> Option<Value> + Copy) -> bool {
        (self.transports.is_empty() || self.transports.contains(&transport))
            && self.when.truth(value_of) == Truth::True
            && self.unless.as_ref().is_none_or(|unless| unless.truth(value_of) != Truth::True)
    }
}

/// The notes that apply to a decided transport: by kind, those that ask for facts before those that always apply, then by id.
pub fn notes(knowledge: &Knowledge, transport: TransportId, value_of: impl Fn(FactId) -> Option<Value> + Copy) -> Vec<NoteId> {
    let applies = |(_, note): &(usize, &Note)| note.applies(transport, value_of);
    let mut notes: Vec<(usize, &Note)> = knowledge.notes.iter().enumerate().filter(applies).collect();
    notes.sort_by_key(|(at, note)| (note.kind, note.when.is_empty(), *at));
    notes.into_iter().map(|(at, _)| NoteId::at(at)).collect()
}
