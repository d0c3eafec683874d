//! Input that nobody means, and surroundings that fail: an answer or a sentence within seconds, and nothing else happens.

mod run;
mod surroundings;

use serde_json::Value;

use run::{Run, Said};

/// A file that is right, in which nothing stands that any of these tests changes.
const RIGHT: &str = "[app]\nname = \"team-chat\"\n\n[feature.chat]\nworkload = \"chat\"\nclient_sends = \"often\"\n";

/// Sets the title of a terminal, turns the line red, and shows what follows from right to left.
const NASTY: &str = "\u{1b}]0;owned\u{7}\u{1b}[31mred\u{9b}2J\u{202e}desrever\u{2066}\u{200f}";

/// The same as TOML writes it in a string.
const NASTY_TOML: &str = r"\u001B]0;owned\u0007\u001B[31mred\u009B2J\u202Edesrever\u2066\u200F";

fn recommend(bytes: impl AsRef<[u8]>) -> Run {
    Run::new(["recommend", "app.toml"]).file("app.toml", bytes)
}

fn json(said: &Said) -> Value {
    serde_json::from_str(&said.stdout).unwrap_or_else(|error| panic!("{error}: {}", said.stdout))
}

/// The decision for a text that is right.
fn decision(bytes: impl AsRef<[u8]>) -> Value {
    json(&recommend(bytes).args(["--format", "json"]).says().exits(0))
}

#[test]
fn a_file_of_ten_megabytes_is_refused_unparsed() {
    let said = recommend("# ten megabytes\n".repeat(655_360)).says().exits(3);
    assert_eq!(said.stderr, "error[file-too-large]: `app.toml` is larger than 4 MiB\n");
}

#[test]
fn an_endless_input_is_refused_after_its_first_megabytes() {
    let said = Run::new(["recommend", "/dev/zero"]).says().exits(3);
    assert!(said.stderr.contains("error[file-too-large]"), "{}", said.stderr);
}

#[test]
fn binary_junk_is_no_text() {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let junk: Vec<u8> = std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    })
    .take(100_000)
    .collect();
    let said = recommend(junk).says().exits(3);
    assert!(said.stderr.contains("error[not-text]"), "{}", said.stderr);
}

#[test]
fn junk_that_is_text_is_no_toml() {
    for junk in
        ["\u{0}\u{1}\u{2}", "]]]]}}}}", "\"\"\"", "'''\n'''\n'''", "=", "[", "\\", "🦀🦀🦀", "a\u{301}=\u{202e}1", "\r\r\r=\r"]
    {
        let said = recommend(junk).says().exits(3);
        assert!(said.stderr.contains("error[not-toml]"), "{junk:?}: {}", said.stderr);
    }
}

#[test]
fn nul_bytes_are_no_toml_and_are_shown_as_an_escape() {
    let said = recommend("[feature.chat]\ndirection = \"bidirectional\0\"\n").says().exits(3);
    assert!(said.stderr.contains("error[not-toml]") && said.stderr.contains("app.toml:2:"), "{}", said.stderr);
    assert!(said.stderr.contains("\\u{0}") && !said.stderr.contains('\0'), "{:?}", said.stderr);
}

#[test]
fn a_string_with_an_escaped_nul_is_a_value_like_any_other() {
    let said = recommend("[feature.chat]\ndirection = \"\\u0000\"\n").says().exits(3);
    assert!(said.stderr.contains("error[unknown-value]") && !said.stderr.contains('\0'), "{:?}", said.stderr);
}

#[test]
fn an_empty_file_has_no_feature() {
    for empty in ["", "\n", " \t\r\n", "\u{feff}", "# only a comment"] {
        let said = recommend(empty).says().exits(3);
        assert!(said.stderr.contains("error[no-feature]: the file has no feature"), "{empty:?}: {}", said.stderr);
    }
}

#[test]
fn line_ends_of_windows_give_the_same_answer() {
    assert_eq!(decision(RIGHT.replace('\n', "\r\n")), decision(RIGHT));
}

#[test]
fn line_ends_of_windows_leave_places_right() {
    let wrong = RIGHT.replace("often", "oftn");
    let unix = recommend(&wrong).says().exits(3);
    assert!(unix.stderr.contains(" --> app.toml:6:16\n"), "{}", unix.stderr);
    assert_eq!(recommend(wrong.replace('\n', "\r\n")).says().exits(3).stderr, unix.stderr);
}

#[test]
fn a_byte_order_mark_changes_neither_the_answer_nor_the_places() {
    assert_eq!(decision(format!("\u{feff}{RIGHT}")), decision(RIGHT));
    for wrong in
        ["[feature.chat]\ndirektion = \"bidirectional\"\n", "direction = \"bidirectional\"\n", "direction = bidirectional"]
    {
        let plain = recommend(wrong).says().exits(3).stderr;
        assert_eq!(recommend(format!("\u{feff}{wrong}")).says().exits(3).stderr, plain);
    }
}

#[test]
fn a_byte_order_mark_within_a_file_is_no_toml() {
    let said = recommend(format!("{RIGHT}\u{feff}")).says().exits(3);
    assert!(said.stderr.contains("error[not-toml]") && said.stderr.contains("\\u{feff}"), "{:?}", said.stderr);
}

#[test]
fn places_count_characters_and_not_bytes() {
    let said =
        recommend("[app]\nname = \"Größe 🦀\" # ä\n\n[feature.a]\ndescription = \"für\"\nclients = [\"browser\", \"möbile\"]\n");
    let said = said.says().exits(3);
    assert!(said.stderr.contains(" --> app.toml:6:23\n"), "{}", said.stderr);
    assert!(said.stderr.contains("  |                       ^^^^^^^^\n"), "{}", said.stderr);
}

/// A thousand features of three kinds.
fn thousand() -> String {
    let workloads = ["chat", "dashboard", "job-status"];
    (0..1000).map(|at| format!("[feature.f{at}]\nworkload = \"{}\"\n", workloads[at % 3])).collect()
}

#[test]
fn a_thousand_features_are_each_decided_as_one_alone_is() {
    let winner = |feature: &Value| feature["recommended"].clone();
    let decision = decision(thousand());
    let features = decision["features"].as_array().expect("a list of features");
    assert_eq!(features.len(), 1000);
    for (at, workload) in ["chat", "dashboard", "job-status"].into_iter().enumerate() {
        let alone = self::decision(format!("[feature.f{at}]\nworkload = \"{workload}\"\n"));
        let alone = winner(&alone["features"][0]);
        assert!(alone.is_string(), "a decision names what it recommends");
        assert!(features.iter().skip(at).step_by(3).all(|feature| winner(feature) == alone), "{workload}");
    }
    for format in ["table", "markdown"] {
        let said = recommend(thousand()).args(["--format", format]).says().exits(0);
        assert!(said.stdout.contains("f999"), "{format}");
    }
}

/// Characters that could steer a terminal or reorder what it shows.
fn steering(text: &str) -> Vec<char> {
    let bidi = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().filter(|c| (c.is_control() && *c != '\n') || bidi(*c)).collect()
}

/// Takes away what colours are made of: `ESC [ digits and semicolons m`.
fn without_colours(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once('m') {
            Some((codes, rest)) if codes.chars().all(|c| c.is_ascii_digit() || c == ';') => plain.push_str(rest),
            _ => plain.push_str(&format!("\u{1b}[{part}")),
        }
    }
    plain
}

/// Nothing of it reaches the terminal, whether colours do or not.
fn harmless(run: impl Fn() -> Run, exit: i32, seen: &str) {
    for colour in ["never", "always"] {
        let said = run().args(["--color", colour]).says().exits(exit);
        for text in [&said.stdout, &said.stderr] {
            assert_eq!(steering(&without_colours(text)), [], "{text:?}");
            assert!(!text.contains("\u{1b}[31mred"), "a colour of the file's own: {text:?}");
        }
        let shown = without_colours(&format!("{}{}", said.stdout, said.stderr)).replace(['\n', ' '], "");
        assert!(shown.contains(seen), "what was written is still to be seen: {shown}");
    }
}

#[test]
fn escapes_in_names_and_descriptions_do_not_reach_the_terminal() {
    let file = format!(
        "[app]\nname = \"{NASTY_TOML}\"\ndescription = \"{NASTY_TOML}\"\n\n[feature.chat]\ndescription = \"{NASTY_TOML}\"\n\
         workload = \"chat\"\n"
    );
    for arguments in
        [&["--format", "table"][..], &["--explain"], &["--format", "markdown"], &["--format", "markdown", "--explain"]]
    {
        harmless(|| recommend(&file).args(arguments), 0, "desrever");
    }
}

#[test]
fn escapes_in_keys_and_values_do_not_reach_the_terminal() {
    for line in [
        format!("direction = \"{NASTY_TOML}\""),
        format!("max_staleness = \"{NASTY_TOML}\""),
        format!("clients = [\"{NASTY_TOML}\"]"),
        format!("workload = \"{NASTY_TOML}\""),
        format!("\"{NASTY_TOML}\" = 1"),
        // Bidi characters may stand in a file as they are; control characters may not.
        "direction = \"\u{202e}desrever\u{2066}\"".to_owned(),
        "direction = \"\u{1b}[31mdesrever\"".to_owned(),
    ] {
        harmless(|| recommend(format!("[feature.chat]\n{line}\n")), 3, "desrever");
    }
    harmless(|| recommend(format!("[feature.\"{NASTY_TOML}\"]\nworkload = \"chat\"\n")), 3, "desrever");
}

#[test]
fn escapes_in_arguments_and_file_names_do_not_reach_the_terminal() {
    let nasty = NASTY.replace('/', "");
    harmless(|| Run::new(["recommend", &nasty]), 1, "desrever");
    harmless(|| Run::new(["recommend", &nasty]).file(&nasty, "[feature.chat]\ndirektion = 1\n"), 3, "desrever");
    harmless(|| Run::new(["explain", &nasty]), 2, "desrever");
    harmless(|| recommend(RIGHT).args(["--set", &format!("direction={NASTY}")]), 2, "desrever");
    harmless(|| recommend(RIGHT).args(["--set", &format!("{NASTY}=1")]), 2, "desrever");
    harmless(|| recommend(RIGHT).args(["--expect", &format!("{NASTY}=sse")]), 2, "desrever");
    harmless(|| recommend(RIGHT).args(["--rules", &nasty]), 1, "desrever");
}

#[test]
fn a_pack_cannot_steer_the_terminal_either() {
    let rule = format!(
        "summary = \"{NASTY_TOML}\"\nbecause = \"{NASTY_TOML}\"\nsources = [\"article-table\"]\n\
         when = {{ direction = \"bidirectional\" }}\nfavour = {{ websocket = \"strong\" }}\n"
    );
    let run = |arguments: &[&str]| Run::new(arguments).file("app.toml", RIGHT).file("pack/strategy/ours.toml", &rule);
    harmless(|| run(&["rules", "list", "--rules", "pack"]), 0, "desrever");
    harmless(|| run(&["explain", "ours", "--rules", "pack"]), 0, "desrever");
    harmless(|| run(&["recommend", "app.toml", "--explain", "--rules", "pack"]), 0, "desrever");
    harmless(|| run(&["recommend", "app.toml", "--explain", "--format", "markdown", "--rules", "pack"]), 0, "desrever");
}

#[test]
fn escapes_are_escaped_in_json_and_read_back_as_they_were() {
    let file = format!("[app]\nname = \"{NASTY_TOML}\"\n\n[feature.chat]\ndescription = \"{NASTY_TOML}\"\nworkload = \"chat\"\n");
    let said = recommend(&file).args(["--format", "json"]).says().exits(0);
    assert!(!said.stdout.chars().any(|c| c < ' ' && c != '\n'), "{:?}", said.stdout);
    assert_eq!(json(&said)["features"][0]["description"], NASTY);
}

#[test]
fn a_message_keeps_to_its_line_whatever_it_quotes() {
    let said = recommend("[feature.chat]\ndirection = \"a\\nerror[no-feature]: made up\"\n").says().exits(3);
    assert_eq!(said.stderr.lines().filter(|line| line.starts_with("error[")).count(), 1, "{}", said.stderr);
}

#[test]
fn very_long_lines_are_shown_in_part() {
    let long = "x".repeat(1_000_000);
    for text in [
        format!("[feature.chat]\ndirection = \"{long}\"\n"),
        format!("[feature.chat]\nmax_staleness = \"1{long}\"\n"),
        format!("[feature.chat]\n{long} = 1\n"),
        format!("[feature.{long}]\ndirection = \"bidirectional\"\n"),
        format!("[feature.chat]\nclients = [{}]\n", "\"browser\", ".repeat(50_000) + "\"brwoser\""),
        format!("[feature.chat]\nx = {}\n", "9".repeat(1_000_000)),
        long.clone(),
    ] {
        let said = recommend(&text).says().exits(3);
        assert!(said.stderr.len() < 3_000, "{} bytes: {:.300}", said.stderr.len(), said.stderr);
    }
    let said = recommend(format!("# {long}\n{RIGHT}description = \"{long}\"\n")).says().exits(0);
    assert!(said.stdout.contains("chat"), "{:.300}", said.stdout);
}

#[test]
fn deep_nesting_is_an_answer_or_a_sentence() {
    for depth in [100, 5_000, 100_000] {
        for text in [
            format!("x = {}{}", "[".repeat(depth), "]".repeat(depth)),
            format!("x = {}", "[".repeat(depth)),
            format!("x = {}1{}", "{ a = ".repeat(depth), " }".repeat(depth)),
            format!("[{}x]\ny = 1\n", "a.".repeat(depth)),
            format!("{}x = 1\n", "a.".repeat(depth)),
            format!("[feature.chat]\ndirection = {}\"x\"{}\n", "[".repeat(depth), "]".repeat(depth)),
        ] {
            let said = recommend(&text).says().exits(3);
            assert!(said.stderr.starts_with("error["), "{depth}: {:.300}", said.stderr);
            assert!(said.stderr.len() < 20_000, "{depth}: {} bytes", said.stderr.len());
        }
    }
}

#[test]
fn thousands_of_mistakes_are_counted_and_the_first_hundred_are_shown() {
    let file: String = (0..50_000).map(|at| format!("mistake_{at} = 1\n")).collect();
    let said = recommend(format!("[feature.chat]\n{file}")).says().exits(3);
    assert_eq!(said.stderr.matches("error[unknown-fact]").count(), 100);
    assert!(said.stderr.ends_with("advisor: and 49900 more\n"), "{}", &said.stderr[said.stderr.len() - 200..]);
    let said = recommend("x\n".repeat(500_000)).says().exits(3);
    assert!(said.stderr.matches("error[not-toml]").count() >= 3, "{:.300}", said.stderr);
    assert!(said.stderr.len() < 20_000, "{} bytes", said.stderr.len());
}

#[test]
fn a_pack_with_more_sources_than_can_be_numbered_is_refused() {
    let sources: String = (0..66_000).map(|at| format!("[source.s{at}]\ntitle = \"T\"\n")).collect();
    let said = Run::new(["rules", "list", "--rules", "pack"]).file("pack/sources.toml", sources).says().exits(3);
    assert!(said.stderr.contains("at most 65535"), "{}", said.stderr);
}
