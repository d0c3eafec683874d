//! How long clients were away in each run, as a picture: a dot a client, a line a run.

use std::fmt::Write;
use std::time::Duration;

use crate::history::Transport;
use crate::outcome::Outcome;

const WIDTH: f64 = 860.0;
const LEFT: f64 = 250.0;
const RIGHT: f64 = 30.0;
const TOP: f64 = 64.0;
const ROW: f64 = 34.0;
/// Told apart without colours too: each transport has a height of its own in its row.
const COLOURS: [(Transport, &str); 4] = [
    (Transport::WebSocket, "#0072b2"),
    (Transport::Sse, "#d55e00"),
    (Transport::LongPolling, "#009e73"),
    (Transport::ShortPolling, "#7f7f7f"),
];

/// The picture of some runs; of several rounds, all clients of all rounds.
pub fn svg(outcomes: &[Outcome]) -> String {
    let mut rows: Vec<(String, Vec<(Transport, Duration)>)> = Vec::new();
    for outcome in outcomes {
        let name = format!("{}, {}", outcome.run, outcome.broker());
        match rows.iter_mut().find(|(row, _)| *row == name) {
            Some((_, gaps)) => gaps.extend(&outcome.gaps),
            None => rows.push((name, outcome.gaps.clone())),
        }
    }
    let most = rows.iter().flat_map(|(_, gaps)| gaps).map(|(_, gap)| gap.as_secs_f64()).fold(1.0, f64::max);
    let step = [1.0, 2.0, 5.0, 10.0, 20.0, 60.0].into_iter().find(|step| most / step <= 10.0).unwrap_or(60.0);
    let end = (most / step).ceil() * step;
    let x = |seconds: f64| LEFT + seconds / end * (WIDTH - LEFT - RIGHT);
    let height = TOP + ROW * rows.len() as f64 + 40.0;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" font-family=\"sans-serif\" font-size=\"13\" role=\"img\">\n\
         <title>The longest time in which a client got nothing, by run and transport</title>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
    );
    for (place, (transport, colour)) in COLOURS.iter().enumerate() {
        let at = LEFT + 140.0 * place as f64;
        let _ = writeln!(
            svg,
            "<circle cx=\"{at}\" cy=\"22\" r=\"5\" fill=\"{colour}\"/><text x=\"{}\" y=\"27\">{}</text>",
            at + 10.0,
            transport.name()
        );
    }
    let bottom = TOP + ROW * rows.len() as f64;
    let mut tick = 0.0;
    while tick <= end {
        let at = x(tick);
        let _ = writeln!(
            svg,
            "<path d=\"M{at:.1} {TOP}V{bottom}\" stroke=\"#dddddd\"/><text x=\"{at:.1}\" y=\"{}\" text-anchor=\"middle\">{tick} s</text>",
            bottom + 18.0
        );
        tick += step;
    }
    for (place, (name, gaps)) in rows.iter().enumerate() {
        let middle = TOP + ROW * (place as f64 + 0.5);
        let _ = writeln!(svg, "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{name}</text>", LEFT - 14.0, middle + 4.0);
        dots(&mut svg, gaps, middle, x);
    }
    svg.push_str("</svg>\n");
    svg
}

/// Dots of one row; clients within a pixel of each other are one dot.
fn dots(svg: &mut String, gaps: &[(Transport, Duration)], middle: f64, x: impl Fn(f64) -> f64) {
    for (place, (transport, colour)) in COLOURS.iter().enumerate() {
        let of_transport = gaps.iter().filter(|(of, _)| of == transport);
        let mut places: Vec<i64> = of_transport.map(|(_, gap)| x(gap.as_secs_f64()).round() as i64).collect();
        places.sort_unstable();
        places.dedup();
        let height = middle - 9.0 + 6.0 * place as f64;
        for at in places {
            let _ = writeln!(svg, "<circle cx=\"{at}\" cy=\"{height}\" r=\"3\" fill=\"{colour}\" fill-opacity=\"0.6\"/>");
        }
    }
}
