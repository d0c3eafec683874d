//! What a feature costs on each transport: figures in tables, and how they grow, in plots.

use super::super::costs::{cell, scale};
use super::super::document::Remark;
use super::super::document_capacity::{BreakEvenReport, CapacityReport, FigureReport, LineReport, SeriesReport, TransportCosts};
use super::super::sentences::capitalised;
use super::super::view::View;
use super::datum::Datum;
use super::formulas::{Formulas, formulas};
use super::marks::Marks;
use super::plot::{Data, Line, Plot};

/// What is drawn, in this order: a cost over a quantity. Everything else stands in the tables.
const DRAWN: [(&str, &str); 5] = [
    ("clients", "bytes"),
    ("clients", "memory"),
    ("poll-interval", "bytes"),
    ("poll-interval", "worst-staleness"),
    ("update-interval", "bytes"),
];

/// The costs of one feature, for the template.
pub struct Costs<'a> {
    pub missing: &'a [&'a str],
    pub remarks: Vec<(&'a str, Vec<usize>)>,
    /// One at each of the scales.
    pub tables: Vec<Table<'a>>,
    pub charts: Vec<Chart<'a>>,
    /// How the figures are made, for each transport.
    pub formulas: Vec<Formulas<'a>>,
    /// Where another transport becomes the cheaper one.
    pub break_even: Vec<&'a str>,
}

/// Figures of every transport.
pub struct Table<'a> {
    pub caption: String,
    pub heads: Vec<&'a str>,
    pub rows: Vec<(&'a str, Vec<Option<Datum>>)>,
}

/// A plot with what it says in words and numbers.
pub struct Chart<'a> {
    pub id: String,
    pub title: String,
    pub summary: String,
    pub x_label: String,
    pub y_label: String,
    pub plot: Plot<'a>,
    /// What the letters in the plot stand for, each with the place where the lines cross.
    pub crossings: Vec<(char, &'a str, Datum)>,
    pub heads: Vec<&'a str>,
    pub rows: Vec<(Datum, Vec<Datum>)>,
}

impl<'a> Costs<'a> {
    /// The costs of the feature at this position of the document.
    pub fn new(view: View<'a>, feature: usize, costs: &'a CapacityReport<'a>, marks: &mut Marks) -> Self {
        let remarks = costs.remarks.iter().map(|Remark { text, sources }| (*text, marks.of(*sources)));
        let context = Context { view, feature, costs };
        Self {
            missing: &costs.missing,
            remarks: remarks.collect(),
            tables: (0..costs.clients.len()).map(|at| context.table(at)).collect(),
            charts: DRAWN.iter().filter_map(|(axis, measure)| context.chart(axis, measure)).collect(),
            formulas: context.formulas(),
            break_even: costs.break_even.iter().map(|found| found.sentence.as_str()).collect(),
        }
    }
}

/// What every part of it needs.
struct Context<'a> {
    view: View<'a>,
    feature: usize,
    costs: &'a CapacityReport<'a>,
}

impl<'a> Context<'a> {
    fn at(&self, path: &str) -> String {
        format!("/features/{}/capacity/{path}", self.feature)
    }

    fn formulas(&self) -> Vec<Formulas<'a>> {
        let of = |(at, costs): (usize, &'a TransportCosts<'a>)| {
            formulas(self.view.short(Some(costs.transport)), costs, &self.at(&format!("transports/{at}")))
        };
        self.costs.transports.iter().enumerate().map(of).collect()
    }

    fn table(&self, scale_at: usize) -> Table<'a> {
        let transports = &self.costs.transports;
        let figures = transports.first().map_or(&[][..], |first| &first.figures);
        let row = |(position, figure): (usize, &FigureReport<'a>)| {
            let cells = transports.iter().enumerate().map(|(transport, costs)| {
                let figure = &costs.figures[position];
                let value = figure.values[scale_at]?;
                let at = self.at(&format!("transports/{transport}/figures/{position}/values/{scale_at}"));
                Some(Datum { at, value: value.to_string(), text: cell(Some(value), figure.unit, figure.bound) })
            });
            (figure.label, cells.collect())
        };
        Table {
            caption: scale(scale_at, self.costs.clients[scale_at]),
            heads: transports.iter().map(|costs| self.view.short(Some(costs.transport))).collect(),
            rows: figures.iter().enumerate().map(row).collect(),
        }
    }

    fn chart(&self, axis: &str, measure: &str) -> Option<Chart<'a>> {
        let (series_at, series) = self.costs.series.iter().enumerate().find(|(_, series)| series.axis == axis)?;
        let drawn: Vec<(usize, &LineReport<'a>)> =
            series.lines.iter().enumerate().filter(|(_, line)| line.measure == measure).collect();
        let label = self.costs.transports.iter().flat_map(|costs| &costs.figures).find(|figure| figure.measure == measure)?.label;
        let crossings = self.crossings(axis, measure, series);
        let lines = drawn.iter().map(|(_, line)| Line { style: self.style(line), name: self.name(line), values: &line.values });
        let data = Data {
            points: &series.points,
            x_unit: series.unit,
            y_unit: drawn.first()?.1.unit,
            lines: lines.collect(),
            here: series.here,
            crossings: crossings.iter().filter_map(|(_, found)| Some((found.at?, self.lower(found, &drawn)?))).collect(),
        };
        let pointer = |line: usize, point: usize| self.at(&format!("series/{series_at}/lines/{line}/values/{point}"));
        let row = |(point, x): (usize, &f64)| {
            let head = Datum {
                at: self.at(&format!("series/{series_at}/points/{point}")),
                value: x.to_string(),
                text: cell(Some(*x), series.unit, "exact"),
            };
            let cells = drawn.iter().map(|(position, line)| Datum {
                at: pointer(*position, point),
                value: line.values[point].to_string(),
                text: cell(Some(line.values[point]), line.unit, "exact"),
            });
            (head, cells.collect())
        };
        let letters = crossings.iter().zip('a'..='z').filter_map(|((position, found), letter)| {
            let at = self.at(&format!("break_even/{position}/at"));
            let value = found.at?;
            let datum = Datum { at, value: value.to_string(), text: cell(Some(value), found.unit, "exact") };
            Some((letter, found.sentence.as_str(), datum))
        });
        Some(Chart {
            id: format!("plot-{}-{axis}-{measure}", self.feature),
            title: capitalised(&format!("{label}, over {}", series.label)),
            summary: self.summary(series, &drawn),
            x_label: series.label.to_owned(),
            y_label: label.to_owned(),
            plot: Plot::draw(&data)?,
            crossings: letters.collect(),
            heads: drawn.iter().map(|(_, line)| self.name(line)).collect(),
            rows: series.points.iter().enumerate().map(row).collect(),
        })
    }

    fn name(&self, line: &LineReport<'_>) -> &'a str {
        self.view.short(Some(line.transport))
    }

    /// A transport is drawn alike in every plot of the page.
    fn style(&self, line: &LineReport<'_>) -> usize {
        self.view.transport(Some(line.transport)).map_or(0, |transport| transport.machinery % 6) + 1
    }

    /// The break-even points that lie within the plot.
    fn crossings(&self, axis: &str, measure: &str, series: &SeriesReport<'_>) -> Vec<(usize, &'a BreakEvenReport<'a>)> {
        let within = |at: f64| {
            series.points.first().is_some_and(|first| at >= *first) && series.points.last().is_some_and(|last| at <= *last)
        };
        let found = self.costs.break_even.iter().enumerate();
        found.filter(|(_, found)| found.axis == axis && found.measure == measure && found.at.is_some_and(within)).collect()
    }

    /// The line that is the lower one where two cross.
    fn lower(&self, found: &BreakEvenReport<'_>, drawn: &[(usize, &'a LineReport<'a>)]) -> Option<&'a [f64]> {
        let id = found.above.or(found.below)?;
        drawn.iter().find(|(_, line)| line.transport == id).map(|(_, line)| line.values.as_slice())
    }

    /// Where each line begins and ends, in words.
    fn summary(&self, series: &SeriesReport<'_>, drawn: &[(usize, &LineReport<'_>)]) -> String {
        let ends = drawn.iter().filter_map(|(_, line)| {
            let (first, last) = (*line.values.first()?, *line.values.last()?);
            let said = |value| cell(Some(value), line.unit, "exact");
            Some(format!("{} from {} to {}", self.name(line), said(first), said(last)))
        });
        let range = series.points.first().zip(series.points.last());
        let range = range.map_or_else(String::new, |(first, last)| {
            let said = |value| cell(Some(value), series.unit, "exact");
            format!("{} from {} to {}: ", series.label, said(*first), said(*last))
        });
        capitalised(&format!("{range}{}. Both axes are logarithmic.", ends.collect::<Vec<_>>().join(", ")))
    }
}
