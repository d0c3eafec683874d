//! The mistakes that the black-box suites have to notice can still be made in what is generated.

use std::fs;
use std::path::Path;

use advisor::embedded::languages;

use super::{scaffold_in, written};

const ALL_FOUR: &str = include_str!("../../contract/all-four.toml");

#[test]
fn each_mistake_stands_once_where_it_is_made() {
    for language in languages() {
        let project = written(&scaffold_in(language, ALL_FOUR).args(["--with", "redis"]));
        for suite in ["contract", "faults"] {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/{suite}/mutants/{language}.toml"));
            let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let mutants: toml::Table = text.parse().expect("TOML");
            let mutants = mutants["mutant"].as_array().expect("a list");
            assert!(mutants.len() >= 3, "{}", path.display());
            for mutant in mutants {
                let word = |key: &str| mutant[key].as_str().expect("a text");
                let file = project.get(word("file")).unwrap_or_else(|| panic!("{suite}: there is no {}", word("file")));
                assert_eq!(file.matches(word("from")).count(), 1, "{suite}: {}", word("name"));
            }
        }
    }
}
