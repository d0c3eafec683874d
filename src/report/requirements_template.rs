//! A requirements file to fill in: every fact with its question, its help and its values, each ready to be stated.
//!
//! A fact that is not stated is a comment line without a space after its sign, so that it can be told from prose.

use super::quoted::{key, quoted};
use super::requirements_file::{comment, schema_line, stated, workload_lines};
use super::sentences::capitalised;
use crate::model::{Fact, FeatureOutline, Kind, Knowledge, Outline, Shows, Slot};

const HEAD: &str = "Requirements of live features: `advisor recommend` decides each of them.";

const HOW: &str = "A line that begins with # and no space states a fact as soon as the # is taken away. What is not stated is \
    unknown, unless the line says that it is assumed or a default; the report says whether what is unknown matters. Any fact \
    may also be \"unknown\", which sets aside what is assumed.";

const ABOUT_APP: &str = "What holds for every feature that does not say otherwise.";

const ABOUT_NAME: &str = "The name is yours: a lower-case letter, then lower-case letters, digits and hyphens. There may be any \
    number of features.";

const ABOUT_WORKLOAD: &str = "What kind of feature is it? A workload stands for usual values, and every fact below beats it.";

/// The file; with `schema`, its first line names the schema beside it.
pub fn template(knowledge: &Knowledge, outline: &Outline, schema: bool) -> String {
    let mut page = Page { knowledge, text: if schema { schema_line() + "\n" } else { String::new() }, explained: Vec::new() };
    page.prose(HEAD);
    page.text.push_str("#\n");
    page.prose(HOW);
    page.text.push_str("\n[app]\n");
    page.prose(ABOUT_APP);
    page.text.push_str("#name = \"my-app\"\n#description = \"One sentence about the app\"\n");
    page.slots(&outline.app, None);
    outline.features.iter().for_each(|feature| page.feature(feature));
    page.text
}

struct Page<'k> {
    knowledge: &'k Knowledge,
    text: String,
    /// Facts whose question stands above already.
    explained: Vec<Slot>,
}

impl Page<'_> {
    fn prose(&mut self, prose: &str) {
        self.text.push_str(&comment("", prose));
    }

    fn feature(&mut self, feature: &FeatureOutline) {
        self.text.push_str(&format!("\n[feature.{}]\n", key(&feature.name)));
        match feature.workload.map(|id| self.knowledge.workload(id)) {
            Some(workload) => {
                self.text.push_str("#description = \"One sentence about the feature\"\n");
                self.text.push_str(&workload_lines(workload));
                self.slots(&feature.slots, Some(&workload.id));
            }
            None => {
                self.prose(ABOUT_NAME);
                self.text.push_str("#description = \"One sentence about the feature\"\n");
                self.workloads();
                self.slots(&feature.slots, None);
            }
        }
    }

    fn workloads(&mut self) {
        let Some(first) = self.knowledge.workloads.first() else { return };
        self.text.push('\n');
        self.prose(ABOUT_WORKLOAD);
        let rows: Vec<(&str, &str)> =
            self.knowledge.workloads.iter().map(|workload| (workload.id.as_ref(), workload.summary.as_ref())).collect();
        self.values(&rows);
        self.text.push_str(&format!("#workload = {}\n", quoted(&first.id)));
    }

    /// Facts under the headings of their themes. What was explained above is only named again.
    fn slots(&mut self, slots: &[Slot], workload: Option<&str>) {
        let mut theme = "";
        for slot in slots {
            let fact = self.knowledge.fact(slot.fact);
            let known = self.explained.iter().any(|explained| explained.fact == slot.fact);
            if *fact.theme != *theme {
                theme = &fact.theme;
                self.text.push_str(&format!("\n{}", comment("-- ", theme)));
            }
            if !known {
                self.text.push('\n');
                self.explain(fact);
                self.explained.push(*slot);
            }
            let says = match (slot.shows, workload) {
                (Shows::Assumed(_), Some(workload)) => format!("assumed of {workload}"),
                (Shows::Assumed(_), None) => "assumed".to_owned(),
                (Shows::Default(_), _) => "the default".to_owned(),
                (Shows::Example(_), _) => "an example; unknown so far".to_owned(),
            };
            let line = stated(fact, slot.shows.value());
            self.text.push_str(&format!("#{}  {}", line.trim_end(), comment("", &says)));
        }
    }

    fn explain(&mut self, fact: &Fact) {
        self.prose(&fact.question);
        self.prose(&fact.help);
        match &fact.kind {
            Kind::Choice(_) => {}
            Kind::Set { may_be_empty, .. } => {
                self.prose(if *may_be_empty { "A list of any of these:" } else { "A list of one or more of these:" });
            }
            Kind::YesNo => self.prose("`true` or `false`."),
            Kind::Number(unit) => self.prose(&format!("{}.", capitalised(unit.how_to_write()))),
        }
        let rows: Vec<(&str, &str)> = fact.choices().iter().map(|choice| (choice.id.as_ref(), choice.means.as_ref())).collect();
        self.values(&rows);
    }

    /// Values in a column, with what they mean beside them; in a row where their names say it all.
    fn values(&mut self, rows: &[(&str, &str)]) {
        if rows.iter().all(|(_, means)| means.is_empty()) {
            let ids: Vec<&str> = rows.iter().map(|(id, _)| *id).collect();
            self.text.push_str(&if ids.is_empty() { String::new() } else { comment("  ", &ids.join(", ")) });
            return;
        }
        let widest = rows.iter().map(|(id, _)| id.chars().count()).max().unwrap_or(0);
        for (id, means) in rows {
            self.text.push_str(&comment(&format!("  {id:<widest$}  "), means));
        }
    }
}
