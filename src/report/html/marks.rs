//! Numbers for the sources, in the order in which the page first names them.

use super::super::document::SourceReport;
use super::super::document_build::source;
use super::super::written::Cited;
use crate::model::{Knowledge, SourceId};

/// The sources that the page names so far.
#[derive(Default)]
pub struct Marks(Vec<SourceId>);

/// A source in the list at the end.
pub struct Source<'a> {
    pub number: usize,
    pub report: SourceReport<'a>,
}

impl Marks {
    /// The numbers of these sources.
    pub fn of(&mut self, cited: Cited<'_>) -> Vec<usize> {
        cited.sources.iter().map(|id| self.number(*id)).collect()
    }

    fn number(&mut self, id: SourceId) -> usize {
        let known = self.0.iter().position(|named| *named == id);
        known.unwrap_or_else(|| {
            self.0.push(id);
            self.0.len() - 1
        }) + 1
    }

    pub fn list(self, knowledge: &Knowledge) -> Vec<Source<'_>> {
        let source = |(position, id): (usize, SourceId)| Source { number: position + 1, report: source(knowledge.source(id)) };
        self.0.into_iter().enumerate().map(source).collect()
    }
}

impl Source<'_> {
    /// Only what leads to a page is a link: an address may come from a pack.
    pub fn is_link(&self) -> bool {
        self.report.address.is_some_and(|address| address.starts_with("https://") || address.starts_with("http://"))
    }
}
