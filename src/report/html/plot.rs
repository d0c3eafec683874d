//! A plot of costs as SVG: logarithmic axes, a line for each transport, labelled where it ends.
//!
//! Lines differ in their dashes as well as in colour; colours are classes, so that they follow light and dark. The same data
//! stands in a table below each plot.

use super::scale::{Scale, Tick};

/// The size of the drawing; about that of a phone's width, so that its text stays readable there.
const WIDTH: f64 = 384.0;
const HEIGHT: f64 = 300.0;

/// Where the axes stand.
const LEFT: f64 = 60.0;
const RIGHT: f64 = 290.0;
const TOP: f64 = 26.0;
const BOTTOM: f64 = 248.0;

/// The least distance between two labels.
const LABEL_HEIGHT: f64 = 15.0;

/// The room that a letter takes.
const LETTER: f64 = 12.0;

/// What is plotted.
pub struct Data<'a> {
    pub points: &'a [f64],
    pub x_unit: &'static str,
    pub y_unit: &'static str,
    pub lines: Vec<Line<'a>>,
    /// Where the feature stands.
    pub here: Option<f64>,
    /// Where two lines cross: the value of x, and the line that is the lower one before.
    pub crossings: Vec<(f64, &'a [f64])>,
}

/// One line.
pub struct Line<'a> {
    /// Which colour and dashes, from 1.
    pub style: usize,
    pub name: &'a str,
    pub values: &'a [f64],
}

/// What the template draws: places in the drawing.
pub struct Plot<'a> {
    pub x_ticks: Vec<Tick>,
    pub y_ticks: Vec<Tick>,
    pub paths: Vec<Path<'a>>,
    pub here: Option<f64>,
    pub marks: Vec<Mark>,
}

/// A line with its label.
pub struct Path<'a> {
    pub style: usize,
    pub name: &'a str,
    pub steps: String,
    pub end: f64,
    /// Where the label stands: beside the end, or as near to it as other labels allow.
    pub label: f64,
}

/// A point that the text below names by its letter.
pub struct Mark {
    pub x: f64,
    pub y: f64,
    /// Where the letter stands: above the point, and above the letters of points beside it.
    pub text: f64,
    pub letter: char,
}

impl<'a> Plot<'a> {
    /// The plot; absent where an axis would have no length.
    pub fn draw(data: &Data<'a>) -> Option<Self> {
        let x = Scale::exact(data.points, data.x_unit, LEFT, RIGHT)?;
        let y = Scale::decades(data.lines.iter().flat_map(|line| line.values.iter().copied()), data.y_unit, BOTTOM, TOP)?;
        let mut paths: Vec<Path<'_>> = data.lines.iter().map(|line| path(line, data.points, &x, &y)).collect();
        spread(&mut paths);
        let letters = 'a'..='z';
        let mut marks: Vec<Mark> = Vec::new();
        for ((at, values), letter) in data.crossings.iter().zip(letters) {
            let (x, y) = (x.place(*at), y.place(between(data.points, values, *at)));
            let near = marks.iter().filter(|mark| (mark.x - x).abs() < LETTER && (mark.y - y).abs() < LETTER).count();
            marks.push(Mark { x, y, text: y - 9.0 - LETTER * near as f64, letter });
        }
        Some(Self {
            x_ticks: x.ticks(),
            y_ticks: y.ticks(),
            paths,
            here: data.here.filter(|here| x.holds(*here)).map(|here| x.place(here)),
            marks,
        })
    }

    pub fn width(&self) -> f64 {
        WIDTH
    }

    pub fn height(&self) -> f64 {
        HEIGHT
    }

    pub fn left(&self) -> f64 {
        LEFT
    }

    pub fn right(&self) -> f64 {
        RIGHT
    }

    pub fn top(&self) -> f64 {
        TOP
    }

    pub fn bottom(&self) -> f64 {
        BOTTOM
    }
}

fn path<'a>(line: &Line<'a>, points: &[f64], x: &Scale, y: &Scale) -> Path<'a> {
    let steps = points.iter().zip(line.values).enumerate().map(|(position, (point, value))| {
        let letter = if position == 0 { 'M' } else { 'L' };
        format!("{letter}{:.1} {:.1}", x.place(*point), y.place(*value))
    });
    let end = line.values.last().map_or(BOTTOM, |value| y.place(*value));
    Path { style: line.style, name: line.name, steps: steps.collect::<Vec<_>>().join(""), end, label: end }
}

/// Moves labels apart, from the top down and then, where that ran over the axis, from the bottom up.
fn spread(paths: &mut [Path<'_>]) {
    let mut order: Vec<usize> = (0..paths.len()).collect();
    order.sort_by(|one, other| paths[*one].end.total_cmp(&paths[*other].end).then(one.cmp(other)));
    let mut least = f64::NEG_INFINITY;
    for at in &order {
        paths[*at].label = paths[*at].label.max(least);
        least = paths[*at].label + LABEL_HEIGHT;
    }
    let mut most = BOTTOM;
    for at in order.iter().rev() {
        paths[*at].label = paths[*at].label.min(most);
        most = paths[*at].label - LABEL_HEIGHT;
    }
}

/// The value of a line between two of its points, as it is drawn: straight on logarithmic axes.
fn between(points: &[f64], values: &[f64], at: f64) -> f64 {
    let after = points.iter().position(|point| *point >= at).unwrap_or(points.len() - 1).max(1);
    let (x, y) = ([points[after - 1], points[after]], [values[after - 1], values[after]]);
    if y[0] <= 0.0 || y[1] <= 0.0 {
        return y[1];
    }
    let share = (at.ln() - x[0].ln()) / (x[1].ln() - x[0].ln());
    (y[0].ln() + share * (y[1].ln() - y[0].ln())).exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_lines_that_end_together_stand_apart_and_above_the_axis() {
        let values = [[1.0, 10.0], [1.0, 10.0], [1.0, 1.0], [1.0, 1.0]];
        let lines = values.iter().map(|values| Line { style: 1, name: "", values }).collect();
        let data = Data { points: &[1.0, 100.0], x_unit: "clients", y_unit: "B", lines, here: None, crossings: Vec::new() };
        let plot = Plot::draw(&data).expect("a plot");
        let mut labels: Vec<f64> = plot.paths.iter().map(|path| path.label).collect();
        labels.sort_by(f64::total_cmp);
        assert!(labels.windows(2).all(|pair| pair[1] - pair[0] >= LABEL_HEIGHT - 0.01), "{labels:?}");
        assert!(labels[3] <= BOTTOM, "{labels:?}");
    }

    #[test]
    fn a_crossing_lies_on_its_line() {
        assert!((between(&[1.0, 100.0], &[1.0, 100.0], 10.0) - 10.0).abs() < 1e-9);
        assert!((between(&[1.0, 10.0, 100.0], &[5.0, 5.0, 5.0], 100.0) - 5.0).abs() < 1e-9);
    }
}
