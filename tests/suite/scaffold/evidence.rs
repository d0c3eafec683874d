//! What is said of each starter is so: the figures are those that were measured, and the versions those that were tested with.

use advisor::embedded::languages;
use advisor::model::Measurement;
use serde_json::Value as Json;

use super::language::{starters, template};
use super::offer::{evidence, offer};
use crate::generate::shipped;
use crate::support::{items, read, repository, text};

/// How far a median may be rounded.
const ROUNDED: f64 = 5e-4;

/// The measurements of the run that is named: they lie beside its page.
fn report() -> Json {
    let measured = repository(&offer().bench.page).with_file_name("measured.json");
    serde_json::from_str(&read(&measured)).expect("JSON")
}

/// The median of a server's figure over the rounds; absent where it was not measured.
fn median(report: &Json, measurement: &Measurement, server: &str) -> Option<f64> {
    let records = items(&report["records"]).iter();
    let records = records.filter(|record| record["scenario"] == *measurement.id && record["server"] == server);
    let pointer = format!("/{}", measurement.figure.replace('.', "/"));
    let figure = |record: &Json| {
        let figure = record["outcome"].pointer(&pointer).and_then(Json::as_f64);
        figure.unwrap_or_else(|| panic!("{} has no figure {}", measurement.id, measurement.figure))
    };
    let mut found: Vec<f64> = records.map(figure).collect();
    found.sort_by(f64::total_cmp);
    found.get(found.len() / 2).copied()
}

#[test]
fn every_figure_is_the_median_of_what_was_measured_and_none_is_left_out() {
    let (report, offer) = (report(), offer());
    let mut compared = 0;
    for language in languages() {
        let Some(measured) = evidence(language).measured else { continue };
        for (measurement, said) in offer.bench.measurements.iter().zip(&measured.medians) {
            let found = median(&report, measurement, &measured.server);
            let wanted = found.map_or("nothing".to_owned(), |found| format!("{found:.3}"));
            let same = match (said, found) {
                (Some(said), Some(found)) => (said - found).abs() <= ROUNDED * found,
                (said, found) => said.is_none() && found.is_none(),
            };
            assert!(same, "starters/{language}/starter.toml: {} is {said:?}, and {wanted} was measured", measurement.id);
            compared += usize::from(found.is_some());
        }
    }
    assert!(compared >= offer.bench.measurements.len(), "{compared} figures were compared");
}

#[test]
fn the_figures_are_of_the_day_the_machine_and_the_rounds_that_are_named() {
    let (report, bench) = (report(), offer().bench);
    assert_eq!(text(&report["date"]), &*bench.date);
    assert_eq!(text(&report["machine"]), &*bench.machine);
    assert_eq!((&report["rounds"], &report["quick"]), (&Json::from(bench.rounds), &Json::from(false)));
    let page = read(&repository(&bench.page));
    assert!(page.contains(&*bench.date) && page.contains(&*bench.machine), "{}", bench.page);
}

#[test]
fn every_transport_that_is_served_was_measured() {
    let bench = offer().bench;
    for id in starters().served {
        let is_measured = bench.measurements.iter().any(|measurement| measurement.transport == id);
        assert!(is_measured, "{}", shipped().transport(id).id);
    }
}

#[test]
fn every_trial_has_its_page_which_names_the_version() {
    let trials = offer().trials;
    assert!(trials.iter().any(|trial| trial.version.is_some()) && trials.iter().any(|trial| trial.version.is_none()));
    for trial in trials {
        let page = read(&repository(&trial.page));
        if let Some(version) = &trial.version {
            let named = format!("{} {version}", trial.name);
            assert!(page.contains(&named), "{} does not say {named}", trial.page);
        }
    }
}

#[test]
fn the_toolchain_of_a_language_is_that_of_its_image_and_of_its_ci() {
    for language in languages() {
        let versions = evidence(language).toolchain.versions;
        let image = template(&format!("{language}/deploy/Dockerfile"));
        let is_built_from = |line: &str| line.starts_with("FROM ") && line.contains(&format!(":{}", versions[0]));
        assert!(image.lines().any(is_built_from), "{language}: {} is not in the Dockerfile", versions[0]);
        let ci = template(&format!("{language}/.github/workflows/ci.yml"));
        assert!(versions.iter().all(|version| ci.contains(&**version)), "{language}: {versions:?} are not in CI");
    }
}
