//! The settings of a generated server: by name as its sources write them, and in groups as people read them.

use std::collections::BTreeMap;

use minijinja::{Value, context};

use super::context::Map;
use super::template::{Fault, Templates};
use crate::model::{Setting, SettingKind, Unit, Usual, format_quantity};

/// What a group has in `groups`.
pub const OF_A_GROUP: [&str; 2] = ["name", "settings"];

/// What a setting has there: `line` is its name with its default, as an environment has them.
pub const OF_A_SETTING: [&str; 2] = ["what", "line"];

/// The settings that this app has: `settings` by name, each with its default and bounds as far as it has them, and `groups`.
pub fn settings(templates: &Templates, table: &[Setting], app: &Map) -> Result<[(String, Value); 2], Fault> {
    let flags = Value::from(app.clone());
    let mut named = Map::new();
    let mut groups: Vec<(&str, Vec<Value>)> = Vec::new();
    for setting in table {
        if let Some(when) = &setting.when
            && !templates.holds(&setting.name, when, &flags)?
        {
            continue;
        }
        let usual = usual(setting, app)?;
        named.insert(setting.name.to_string(), in_sources(setting, usual.as_ref()));
        let line = format!("{}={}", setting.name, usual.as_ref().map(in_words).unwrap_or_default());
        let listed = context! { what => setting.what.as_ref(), line };
        match groups.iter_mut().find(|(name, _)| setting.group == *name) {
            Some((_, settings)) => settings.push(listed),
            None => groups.push((&setting.group, vec![listed])),
        }
    }
    let groups: Value = groups.into_iter().map(|(name, settings)| context! { name, settings }).collect();
    Ok([("settings".to_owned(), Value::from(named)), ("groups".to_owned(), groups)])
}

/// The default of a setting, with what the app has in its hole.
fn usual(setting: &Setting, app: &Map) -> Result<Option<Usual>, Fault> {
    let Some(Usual::Hole(name)) = &setting.usual else { return Ok(setting.usual.clone()) };
    let usual = app.get(name.as_ref()).and_then(|value| match setting.kind {
        SettingKind::Number { .. } => u64::try_from(value.clone()).ok().map(Usual::Number),
        _ => value.as_str().map(|text| Usual::Text(text.to_owned().into())),
    });
    usual.map(Some).ok_or_else(|| Fault(format!("settings.toml: `«{name}»` has no default for {}", setting.name)))
}

fn in_sources(setting: &Setting, usual: Option<&Usual>) -> Value {
    let number = |number: u64| Value::from(format_quantity(Unit::Count, number));
    let usual = usual.map(|usual| match usual {
        Usual::Number(usual) => number(*usual),
        Usual::YesNo(usual) => Value::from(*usual),
        Usual::Text(usual) | Usual::Hole(usual) => Value::from(usual.as_ref()),
    });
    let bounds = match setting.kind {
        SettingKind::Number { least, most } => vec![("least", number(least)), ("most", number(most))],
        _ => Vec::new(),
    };
    usual.map(|usual| ("usual", usual)).into_iter().chain(bounds).collect::<BTreeMap<_, _>>().into()
}

/// A default as an environment has it.
fn in_words(usual: &Usual) -> String {
    match usual {
        Usual::Number(number) => number.to_string(),
        Usual::YesNo(yes) => u8::from(*yes).to_string(),
        Usual::Text(text) | Usual::Hole(text) => text.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Text;

    fn setting(name: &'static str, kind: SettingKind, usual: Option<Usual>, when: Option<&'static str>) -> Setting {
        let text = Text::from;
        Setting { name: text(name), group: text("All"), what: text("A word."), kind, usual, when: when.map(text) }
    }

    fn app() -> Map {
        [("app", Value::from("chat")), ("rate", Value::from(70_000)), ("redis", Value::from(false))]
            .map(|(name, value)| (name.to_owned(), value))
            .into()
    }

    fn rendered(table: &[Setting], template: &str) -> Result<String, Fault> {
        let templates = Templates::default();
        let context: Map = settings(&templates, table, &app())?.into();
        templates.render("t", template, crate::scaffold::Dialect::Hash, &Value::from(context))
    }

    const NUMBER: SettingKind = SettingKind::Number { least: 1, most: 1_000_000 };

    #[test]
    fn a_source_has_a_default_as_languages_write_it_and_a_list_as_an_environment_does() {
        let hole = |name| Some(Usual::Hole(Text::from(name)));
        let table = [
            setting("NUMBER", NUMBER, hole("rate"), None),
            setting("TEXT", SettingKind::Text, hole("app"), None),
            setting("SWITCH", SettingKind::YesNo, Some(Usual::YesNo(true)), None),
            setting("SECRET", SettingKind::Secret, None, None),
        ];
        let source = "«settings.NUMBER.usual» «settings.NUMBER.most» «settings.TEXT.usual» «settings.SWITCH.usual»\n";
        assert_eq!(rendered(&table, source).expect("a right table"), "70_000 1_000_000 chat true\n");
        let list = "«groups[0].settings | map(attribute=\"line\") | join(\" \")»\n";
        assert_eq!(rendered(&table, list).expect("a right table"), "NUMBER=70000 TEXT=chat SWITCH=1 SECRET=\n");
    }

    #[test]
    fn a_setting_that_the_app_does_not_have_can_be_neither_read_nor_listed() {
        let table = [setting("REDIS_URL", SettingKind::Text, Some(Usual::Text(Text::from("x"))), Some("redis"))];
        assert_eq!(rendered(&table, "«groups | length»\n").expect("a right table"), "0\n");
        assert!(rendered(&table, "«settings.REDIS_URL.usual»\n").is_err());
    }

    #[test]
    fn a_hole_that_the_app_does_not_have_is_told_with_its_setting() {
        for name in ["nothing", "app"] {
            let table = [setting("NUMBER", NUMBER, Some(Usual::Hole(Text::from(name))), None)];
            let fault = rendered(&table, "").expect_err(name);
            assert!(fault.0.contains(name) && fault.0.contains("NUMBER"), "{}", fault.0);
        }
    }
}
