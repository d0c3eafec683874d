//! What was chosen, what follows from it, and when to think again.

use super::super::document::{FeatureReport, NoteReport};
use super::super::markdown::code;
use super::super::sentences::and_list;
use super::super::table::connections;
use super::super::table_feature::{because, plainest};
use super::super::view::{flip, joint, said};
use super::options::{Argument, arguments};
use super::{Entry, Record, flow};

/// Writes the outcome and its consequences.
pub fn write(record: &mut Record<'_>) {
    record.heading(2, "Decision Outcome");
    let entries = record.view.document.features.iter().map(|feature| chosen(record, feature)).collect();
    record.entries(entries);
    record.heading(3, "Consequences");
    consequences(record);
    care(record);
}

fn chosen<'a>(record: &Record<'a>, feature: &'a FeatureReport<'a>) -> Entry<'a> {
    let view = record.view;
    let lead = match feature.recommended {
        Some(id) => {
            let sure =
                if feature.settled { "Nothing that is unknown could change that." } else { "What is unknown could change that." };
            let (option, sentence) = (view.full(Some(id)), flow(&feature.decided.sentence));
            format!("Chosen option: \"{option}\", because it comes out best. {sentence} {} {sure}", flow(&because(feature)))
        }
        None => "No option is chosen, because the requirements rule every transport out.".to_owned(),
    };
    let fallback = feature.fallback.iter().enumerate().map(|(position, step)| {
        let order = if position == 0 { "Fall back on" } else { "Then on" };
        format!("{order} {}, which survives {}", view.short(Some(step.transport)), flow(step.survives))
    });
    Entry { feature: feature.name, lead, points: fallback.collect() }
}

fn consequences(record: &mut Record<'_>) {
    let view = record.view;
    let mut items = Vec::new();
    for transport in view.options() {
        let used_by = |feature: &FeatureReport<'_>| feature.recommended == Some(transport.id.as_ref());
        let arguments = arguments(view, transport, used_by);
        let good = arguments.iter().any(|argument| argument.is_good());
        if !good && view.document.features.iter().any(used_by) {
            items.push(format!(
                "Neutral, because no rule speaks for {}: more speaks against the others, or they take more machinery",
                transport.short
            ));
        }
        items.extend(arguments.iter().map(|argument| consequence(record, argument)));
    }
    for feature in &view.document.features {
        let of = record.of(&[feature.name]);
        if feature.recommended.is_none() {
            let said: Vec<String> = feature.because.iter().map(|force| code(&said(force))).collect();
            items.push(format!("Bad, because nothing can be built{of} before one of these is relaxed: {}", and_list(&said)));
        } else if !feature.settled {
            items.push(format!("Bad, because the choice{of} rests on what is still unknown"));
        }
    }
    if view.has_several() && view.document.app.open_connections > 0 {
        items.push(format!("Neutral, because {}", record.words.within(connections(&view.document.app).trim_end_matches('.'))));
    }
    record.list(items);
}

fn consequence<'a>(record: &mut Record<'a>, argument: &Argument<'a>) -> String {
    let (weight, of) = (argument.weight(), record.of(&argument.features));
    let summary = record.words.within(&flow(argument.reason.summary));
    let sources = record.cite(argument.reason.sources);
    format!("{}, because {summary} ({weight}{of}, {}){sources}", argument.side(), code(argument.reason.rule))
}

/// What to take care of: in full where the feature's own facts call for it, and counted where every feature on the transport meets it.
fn care(record: &mut Record<'_>) {
    let mut notes: Vec<(&NoteReport<'_>, Vec<&str>)> = Vec::new();
    for feature in &record.view.document.features {
        for note in &feature.notes {
            match notes.iter_mut().find(|(known, _)| known.id == note.id && known.kind == note.kind) {
                Some((_, features)) => features.push(feature.name),
                None => notes.push((note, vec![feature.name])),
            }
        }
    }
    let (own, general): (Vec<_>, Vec<_>) = notes.into_iter().partition(|(note, _)| note.specific);
    let own: Vec<String> = own
        .iter()
        .map(|(note, features)| {
            let of = if record.view.has_several() { format!(", for {}", and_list(features)) } else { String::new() };
            let sources = record.cite(note.sources);
            format!("{} ({}{of}). {}{sources}", flow(note.summary), code(note.id), flow(note.advice))
        })
        .collect();
    if !own.is_empty() {
        record.paragraph("To take care of:");
        record.list(own);
    }
    if !general.is_empty() {
        record.paragraph(format!(
            "{} more notes hold for every feature on these transports; `--format markdown` spells them out.",
            general.len()
        ));
    }
}

/// What would change the choice for a feature.
pub fn revisit(record: &mut Record<'_>, feature: &FeatureReport<'_>) {
    let view = record.view;
    let of = if view.has_several() { format!(" for {}", feature.name) } else { String::new() };
    let flips: Vec<String> = plainest(&feature.flips)
        .into_iter()
        .map(|change| {
            let (to, from) = flip(change);
            format!("{} instead of {}: {}", code(&to), code(&from), view.short(change.recommended))
        })
        .collect();
    if !flips.is_empty() {
        record.paragraph(format!("Think again{of} when one of these changes:"));
        record.list(flips);
    }
    let open: Vec<String> =
        feature.open.iter().map(|answers| format!("{}: {}", joint(answers, code), view.short(answers.recommended))).collect();
    if !open.is_empty() {
        record.paragraph(format!("Still unknown{of}, and would change the choice:"));
        record.list(open);
    }
}
