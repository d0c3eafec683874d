//! advisor.toml of a generated project: what it was made with.

use super::reader::{Reader, Sink};
use super::toml;
use crate::diag::{FileId, Files, Problems};
use crate::model::{ProjectOptions, Text};

/// Reads what a project was made with; what is wrong is reported. Who made it is for people to read.
pub fn read_record(files: &Files, file: FileId, problems: &mut Problems) -> ProjectOptions {
    let Some(entries) = toml::parse(files, file, problems) else { return ProjectOptions::default() };
    let sink = &mut Sink { file, problems };
    let mut reader = Reader::new(&entries, 0..0, "advisor.toml");
    reader.node("made-by");
    let options = reader.required("options", sink).and_then(|node| Reader::of(node, "`[options]`", sink));
    reader.finish(sink);
    let Some(mut reader) = options else { return ProjectOptions::default() };
    let mut list = |key: &'static str, sink: &mut Sink<'_>| -> Vec<String> {
        reader.texts(key, sink).into_iter().map(|(text, _)| text.into_owned()).collect()
    };
    let options = ProjectOptions {
        transports: list("transport", sink),
        except: list("except", sink),
        with: list("with", sink),
        without: list("without", sink),
        sets: list("set", sink),
        rules: list("rules", sink),
        language: reader.required_text("language", sink).into_owned(),
        name: reader.text("name", sink).map(Text::into_owned),
    };
    reader.finish(sink);
    options
}
