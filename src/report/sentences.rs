//! Sentences that several formats say.

use crate::model::{Axis, BreakEven, Decided, Gap, Knowledge, Measure, TransportId, format_count, format_seconds};

/// `one strong reason`, `3 slight reasons`.
pub fn counted(count: i32, kind: &str, noun: &str) -> String {
    match count {
        1 => format!("one {kind}{noun}"),
        count => format!("{count} {kind}{noun}s"),
    }
}

/// How the decision was made, as a sentence.
pub fn decided(knowledge: &Knowledge, decided: Decided, winner: Option<TransportId>, runner_up: Option<TransportId>) -> String {
    let short = |id: Option<TransportId>| id.map_or("nothing", |id| &knowledge.transport(id).short);
    let (first, second) = (short(winner), short(runner_up));
    let close = if decided.is_close() { "A close call: " } else { "" };
    let sentence = match decided {
        Decided::NothingLeft => "nothing is left: the requirements rule every transport out.".to_owned(),
        Decided::OnlyOneLeft => format!("{first} is the only transport that nothing rules out."),
        Decided::By(Gap::Strong(count)) => format!("{first} has {} more than {second}.", counted(count, "strong ", "reason")),
        Decided::By(Gap::Slight(count)) => {
            format!("{close}{first} has {} more than {second}.", counted(count, "slight ", "reason"))
        }
        Decided::By(Gap::Objections(count)) => {
            format!("{close}{first} is level with {second}, against which {} more.", objections(count))
        }
        Decided::By(Gap::Machinery) => {
            format!("{close}nothing tells {first} from {second} but that it takes less machinery.")
        }
        Decided::By(Gap::RuledOut) => unreachable!("a runner-up is in play"),
    };
    capitalised(&sentence)
}

fn objections(count: i32) -> String {
    if count == 1 { "one strong objection stands".to_owned() } else { format!("{count} strong objections stand") }
}

/// The text with a capital at its start, as a sentence begins.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let mut sentence = String::with_capacity(text.len());
    sentence.extend(letters.next().into_iter().flat_map(char::to_uppercase));
    sentence.push_str(letters.as_str());
    sentence
}

/// Why a transport stands behind the first.
pub fn behind(gap: Gap) -> String {
    match gap {
        Gap::RuledOut => "ruled out".to_owned(),
        Gap::Strong(count) => format!("{} fewer", counted(count, "strong ", "reason")),
        Gap::Slight(count) => format!("{} fewer", counted(count, "slight ", "reason")),
        Gap::Objections(count) => format!("{} more", counted(count, "strong ", "objection")),
        Gap::Machinery => "level, with more machinery".to_owned(),
    }
}

/// The stable word for how it was decided, and by how much.
pub fn decided_by(decided: Decided) -> (&'static str, i32) {
    match decided {
        Decided::NothingLeft => ("nothing-left", 0),
        Decided::OnlyOneLeft => ("only-one-left", 0),
        Decided::By(Gap::Strong(count)) => ("strong-reasons", count),
        Decided::By(Gap::Slight(count)) => ("slight-reasons", count),
        Decided::By(Gap::Objections(count)) => ("objections", count),
        Decided::By(Gap::Machinery) => ("machinery", 0),
        Decided::By(Gap::RuledOut) => unreachable!("a runner-up is in play"),
    }
}

/// `a`, `a and b`, `a, b and c`.
pub fn and_list<S: AsRef<str>>(items: &[S]) -> String {
    match items {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [start @ .., last] => {
            let start: Vec<&str> = start.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", start.join(", "), last.as_ref())
        }
    }
}

/// Where the cheaper of two transports changes, as a sentence.
pub fn break_even(knowledge: &Knowledge, found: &BreakEven) -> String {
    let short = |id: TransportId| &knowledge.transport(id).short;
    let [own, other] = found.between.map(short);
    let what = cost_word(found.measure);
    let cheaper = found.above.map_or("neither", |id| short(id));
    let Some(at) = found.at else {
        let dearer = if found.above == Some(found.between[0]) { other } else { own };
        return format!("{} takes {what} than {dearer}, at any number of clients.", capitalised(cheaper));
    };
    let from = match found.axis {
        Axis::Clients => format!("From {} clients on", format_count(at)),
        Axis::PollInterval => format!("From {} between two polls on", format_seconds(at)),
        Axis::UpdateInterval => format!("From {} between two updates on", format_seconds(at)),
    };
    let below = match found.below {
        Some(id) => format!("below that, {} does", short(id)),
        None => format!("below that, it is level with {}", if found.above == Some(found.between[0]) { other } else { own }),
    };
    format!("{from}, {cheaper} takes {what}; {below}.")
}

/// What a measure is of, within a sentence.
fn cost_word(measure: Measure) -> &'static str {
    match measure {
        Measure::Requests => "fewer requests",
        _ => "fewer bytes",
    }
}
