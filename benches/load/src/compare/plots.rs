//! A plot of each measurement: a bar a server with the spread of its rounds, in colours that can be read on light and on dark.

use std::fs;
use std::path::Path;

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::catalogue::{SCENARIOS, Scenario};
use super::figures::{self, Spread};
use super::record::Report;
use crate::failure::Failure;

const WIDTH: u32 = 720;
const BAR: i32 = 26;
const TOP: i32 = 56;
const LEFT: i32 = 170;
/// Room for the figure behind the longest bar.
const RIGHT: i32 = 120;

const TEXT: RGBColor = RGBColor(128, 128, 128);
const OTHERS: RGBColor = RGBColor(112, 140, 170);
const OURS: RGBColor = RGBColor(224, 122, 40);

/// Draws what there are figures for.
pub fn draw(report: &Report, folder: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder)?;
    for scenario in SCENARIOS {
        let figure = figures::main(scenario);
        let bars: Vec<(&str, Spread)> = report
            .ranked(scenario)
            .into_iter()
            .filter_map(|server| Some((server, report.spread(scenario.key, server, figure)?)))
            .collect();
        if !bars.is_empty() {
            let file = folder.join(format!("{}.svg", scenario.key));
            plot(report, scenario, &bars, &file).map_err(|error| Failure::new(format!("{}: {error}", file.display())))?;
        }
    }
    Ok(())
}

fn plot(report: &Report, scenario: &Scenario, bars: &[(&str, Spread)], file: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let figure = figures::main(scenario);
    let count = i32::try_from(bars.len())?;
    let height = u32::try_from(TOP + BAR * count + 10)?;
    let area = SVGBackend::new(file, (WIDTH, height)).into_drawing_area();
    let text = |size: i32| ("sans-serif", size).into_font().color(&TEXT);
    area.draw(&Text::new(scenario.title, (10, 8), text(21)))?;
    let below = format!("{}: median and spread of {} rounds, {}", figure.name(), report.rounds, report.date);
    area.draw(&Text::new(below, (10, 31), text(15)))?;
    let longest = bars.iter().map(|(_, spread)| spread.most).fold(f64::MIN_POSITIVE, f64::max);
    let room = f64::from(i32::try_from(WIDTH)? - LEFT - RIGHT);
    #[expect(clippy::cast_possible_truncation, reason = "pixels")]
    let across = |value: f64| LEFT + (value / longest * room) as i32;
    for (place, (server, spread)) in (0..count).zip(bars) {
        let top = TOP + BAR * place;
        let middle = top + BAR / 2 - 2;
        let colour = if figures::is_generated(server) { OURS } else { OTHERS };
        let right = text(16).pos(Pos::new(HPos::Right, VPos::Center));
        area.draw(&Text::new(*server, (LEFT - 8, middle), right))?;
        area.draw(&Rectangle::new([(LEFT, top), (across(spread.median), top + BAR - 6)], colour.filled()))?;
        area.draw(&PathElement::new(vec![(across(spread.least), middle), (across(spread.most), middle)], TEXT.stroke_width(2)))?;
        let left = text(16).pos(Pos::new(HPos::Left, VPos::Center));
        area.draw(&Text::new(figure.written(spread.median), (across(spread.most) + 8, middle), left))?;
    }
    area.present()?;
    Ok(())
}
