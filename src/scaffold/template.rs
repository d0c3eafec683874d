//! The language of the templates: holes `«name»`, and conditionals and loops as comment lines.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::ValueKind;
use minijinja::{Environment, UndefinedBehavior, Value, escape_formatter};

use super::blank::settle;
use super::dialect::Dialect;

/// What the engine is given in place of comments. None of these is a character: no file has them.
const OPEN: &str = "\u{fdd0}";
const CLOSE: &str = "\u{fdd1}";
const COMMENT: &str = "\u{fdd2}";
/// Stands in the output where a conditional stood.
const MARK: &str = "\u{fdd3}";

/// A template that cannot be rendered: a mistake of the starter and not of the user.
#[derive(Debug)]
pub struct Fault(pub String);

/// Renders templates with one engine.
pub struct Templates(Environment<'static>);

impl Default for Templates {
    fn default() -> Self {
        let mut environment = Environment::new();
        let syntax = SyntaxConfig::builder()
            .block_delimiters(OPEN, CLOSE)
            .variable_delimiters("«", "»")
            .comment_delimiters(COMMENT, COMMENT)
            .keep_trailing_newline(true)
            .build()
            .expect("the delimiters differ");
        environment.set_syntax(syntax);
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_formatter(|out, state, value| match value.kind() {
            // As all languages but Python write it.
            ValueKind::Bool => Ok(write!(out, "{}", value.is_true())?),
            _ => escape_formatter(out, state, value),
        });
        environment.add_filter("upper_camel", |id: &str| upper_camel(id));
        environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
        Self(environment)
    }
}

impl Templates {
    /// The file that a template makes of a context.
    pub fn render(&self, name: &str, text: &str, dialect: Dialect, context: &Value) -> Result<String, Fault> {
        let source = self.prepared(name, text, dialect)?;
        let template = self.0.template_from_str(&source).map_err(|error| fault(name, &error))?;
        let rendered = template.render(context.clone()).map_err(|error| fault(name, &error))?;
        Ok(settle(&rendered, MARK, dialect.is_code()))
    }

    /// Whether an expression over the flags holds.
    pub fn holds(&self, name: &str, expression: &str, context: &Value) -> Result<bool, Fault> {
        let compiled = self.0.compile_expression(expression).map_err(|error| fault(name, &error))?;
        let value = compiled.eval(context.clone()).map_err(|error| fault(name, &error))?;
        if value.is_undefined() { Err(Fault(format!("{name}: there is no `{expression}`"))) } else { Ok(value.is_true()) }
    }

    /// The names that a template takes from its context, those within others as `outer.inner`.
    pub fn names(&self, name: &str, text: &str, dialect: Dialect) -> Result<BTreeSet<String>, Fault> {
        let source = self.prepared(name, text, dialect)?;
        let template = self.0.template_from_str(&source).map_err(|error| fault(name, &error))?;
        Ok(template.undeclared_variables(true).into_iter().collect())
    }

    /// The template as the engine reads it; no line moves.
    fn prepared(&self, name: &str, text: &str, dialect: Dialect) -> Result<String, Fault> {
        let mut source = String::with_capacity(text.len());
        for (at, line) in text.lines().enumerate() {
            match dialect.conditional(line) {
                Ok(Some(inside)) => writeln!(source, "{OPEN} {inside} {CLOSE}{MARK}").expect("a string takes everything"),
                Ok(None) => source.extend([&dialect.text(line), "\n"]),
                Err(wrong) => return Err(Fault(format!("{name}:{}: {wrong}", at + 1))),
            }
        }
        Ok(source)
    }
}

/// An id as the name of a type: `LongPolling` of `long-polling`.
fn upper_camel(id: &str) -> String {
    let word = |word: &str| word[..1].to_uppercase() + &word[1..];
    id.split('-').filter(|part| !part.is_empty()).map(word).collect()
}

fn fault(name: &str, error: &minijinja::Error) -> Fault {
    let line = error.line().map(|line| format!(":{line}")).unwrap_or_default();
    Fault(format!("{name}{line}: {error}"))
}

#[cfg(test)]
mod tests {
    use minijinja::context;

    use super::*;

    #[track_caller]
    fn rendered(place: &str, text: &str, context: Value) -> String {
        Templates::default().render(place, text, Dialect::of(place), &context).expect("a right template")
    }

    #[test]
    fn a_conditional_is_a_comment_line_of_its_file_and_disappears_whole() {
        for dialect in Dialect::ALL {
            let (open, close) = dialect.marks();
            let line = |inside: &str| format!("  {open} {inside} {close}\n");
            let text = ["a\n", &line("if yes"), "b\n", &line("else"), "c\n", &line("endif"), "d\n"].concat();
            let templates = Templates::default();
            let render = |yes| templates.render("t", &text, dialect, &context! { yes }).expect("a right template");
            assert_eq!((render(true), render(false)), ("a\nb\nd\n".to_owned(), "a\nc\nd\n".to_owned()));
        }
    }

    #[test]
    fn a_loop_repeats_its_lines_and_each_gap_between_them() {
        let text = "x\n\n//% for n in list\n«n»;\n\n//% endfor\ny\n";
        assert_eq!(rendered("a.rs", text, context! { list => [1, 2] }), "x\n\n1;\n\n2;\n\ny\n");
        assert_eq!(rendered("a.rs", text, context! { list => [0; 0] }), "x\n\ny\n");
    }

    #[test]
    fn comments_within_markdown_are_for_those_who_keep_it_and_go_with_the_space_before_them() {
        let text = "One, <!-- first --> two. <!-- second -->\nThree <!-- \n";
        assert_eq!(rendered("a.md", text, context! {}), "One, two.\nThree <!-- \n");
        assert_eq!(rendered("a.html", text, context! {}), text);
    }

    #[test]
    fn other_templates_in_a_file_stay_as_they_are() {
        let text = "a: ${{ secrets.X }} {% if %} {# c #} $HOST {{{}}}\n";
        assert_eq!(rendered("ci.yml", text, context! {}), text);
    }

    #[test]
    fn what_is_put_into_a_hole_is_no_template() {
        let hostile = "«app» {{ app }} //% if x";
        assert_eq!(rendered("a.rs", "// «text»\n", context! { text => hostile }), format!("// {hostile}\n"));
    }

    #[test]
    fn a_mistake_of_a_template_is_told_with_its_line() {
        let templates = Templates::default();
        for (text, said) in [
            ("a\n«nothing»\n", "a.rs:2"),
            ("a\n//% if nothing\n//% endif\n", "a.rs:2"),
            ("a\nb(); //% if x\n", "a.rs:2: a conditional stands on a line of its own"),
            ("//% if true\n", "a.rs"),
        ] {
            let fault = templates.render("a.rs", text, Dialect::Slashes, &context! {}).expect_err(text);
            assert!(fault.0.starts_with(said), "{}", fault.0);
        }
        let open = templates.render("a.css", "/*% if x\n", Dialect::Css, &context! {}).expect_err("it does not end");
        assert!(open.0.contains("does not end"), "{}", open.0);
    }
}
