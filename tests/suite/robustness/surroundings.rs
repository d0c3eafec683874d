//! What is around the program fails: files, pipes, standard input; and what it must not touch.

use std::fs::{self, OpenOptions, Permissions};
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

use super::run::{Run, said};
use super::{RIGHT, recommend, thousand};

const ADVISOR: &str = env!("CARGO_BIN_EXE_advisor");

/// Crates by which a program could reach a network; matched against whole names.
const NETWORK: [&str; 14] = [
    "async-std",
    "curl",
    "h2",
    "hickory-resolver",
    "hyper",
    "isahc",
    "mio",
    "native-tls",
    "openssl",
    "quinn",
    "reqwest",
    "rustls",
    "socket2",
    "tokio",
];

#[test]
fn a_directory_is_no_requirements_file() {
    let said = Run::new(["recommend", "folder"]).file("folder/app.toml", RIGHT).says().exits(1);
    assert_eq!(said.stderr, "error[unreadable-file]: `folder` cannot be read: is a directory\n");
    assert_eq!(said.stdout, "");
}

#[test]
fn a_file_as_a_rules_folder_is_said_to_be_none() {
    let said = recommend(RIGHT).args(["--rules", "app.toml"]).says().exits(1);
    assert!(said.stderr.contains("error[unreadable-file]: `app.toml` cannot be read"), "{}", said.stderr);
}

#[test]
fn a_file_that_may_not_be_read_is_said_to_be_unreadable() {
    let run = Run::new(["recommend", "app.toml"]).file("app.toml", RIGHT);
    let path = run.folder.path().join("app.toml");
    fs::set_permissions(&path, Permissions::from_mode(0o000)).expect("the file is ours");
    if fs::read(&path).is_ok() {
        // Root reads everything; a path below a file is what even root cannot open.
        let said = Run::new(["recommend", "app.toml/x"]).file("app.toml", RIGHT).says().exits(1);
        assert!(said.stderr.contains("error[unreadable-file]: `app.toml/x` cannot be read"), "{}", said.stderr);
        return;
    }
    let said = run.says().exits(1);
    assert!(said.stderr.contains("error[unreadable-file]: `app.toml` cannot be read"), "{}", said.stderr);
}

#[test]
fn a_link_that_leads_to_itself_is_said_to_be_unreadable() {
    let run = Run::new(["recommend", "loop.toml"]);
    std::os::unix::fs::symlink("loop.toml", run.folder.path().join("loop.toml")).expect("a link");
    let said = run.says().exits(1);
    assert!(said.stderr.contains("error[unreadable-file]"), "{}", said.stderr);
}

#[test]
fn a_pack_that_holds_itself_comes_to_an_end() {
    let run = Run::new(["rules", "list", "--rules", "pack"]).file("pack/strategy/ours.txt", "");
    std::os::unix::fs::symlink("..", run.folder.path().join("pack/strategy/again")).expect("a link");
    let said = run.says().exits(1);
    assert!(said.stderr.contains("`pack` holds no .toml file"), "{}", said.stderr);
}

#[test]
fn standard_input_gives_the_same_answer_as_a_file() {
    let file = recommend(RIGHT).says().exits(0);
    let input = Run::new(["recommend", "-"]).stdin(RIGHT).says().exits(0);
    assert_eq!((input.stdout, input.stderr), (file.stdout, file.stderr));
}

#[test]
fn what_is_wrong_on_standard_input_has_a_place_there() {
    let said = Run::new(["recommend", "-"]).stdin(RIGHT.replace("often", "oftn")).says().exits(3);
    assert!(said.stderr.contains(" --> <standard input>:6:16\n"), "{}", said.stderr);
}

/// Runs the binary with some of its standard streams closed, as a shell writes it: `<&-`.
fn closed(arguments: &str, streams: &str) -> super::Said {
    let run = Run::new::<&str>([]).file("app.toml", RIGHT);
    let mut command = run.command("/bin/sh");
    command.args(["-c", &format!("exec \"$0\" {arguments} {streams}"), ADVISOR]).stdin(Stdio::null());
    run.watch(command)
}

#[test]
fn a_closed_standard_input_is_an_empty_file() {
    let said = closed("recommend -", "<&-").exits(3);
    assert!(said.stderr.contains("error[no-feature]"), "{}", said.stderr);
    closed("recommend app.toml", "<&-").exits(0);
}

#[test]
fn closed_standard_output_and_error_are_no_reason_to_panic() {
    for streams in [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"] {
        for (arguments, code) in [("recommend app.toml", 0), ("recommend missing.toml", 1), ("--help", 0), ("nonsense", 2)] {
            closed(arguments, streams).exits(code);
        }
    }
}

#[test]
fn a_full_disk_is_said_and_is_no_success() {
    let run = recommend(RIGHT);
    let Ok(full) = OpenOptions::new().write(true).open("/dev/full") else { return };
    let mut command = run.command(ADVISOR);
    command.args(["recommend", "app.toml"]).stdin(Stdio::null()).stdout(full).stderr(Stdio::piped());
    let said = said(command.spawn().expect("the binary starts")).exits(1);
    assert!(said.stderr.contains("the result cannot be written"), "{}", said.stderr);
}

#[test]
fn a_reader_that_has_seen_enough_ends_it_quietly() {
    let run = recommend(thousand());
    for format in ["table", "markdown", "json"] {
        let mut command = run.command(ADVISOR);
        command.args(["recommend", "app.toml", "--format", format, "--explain"]);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        let mut first = [0; 16];
        let mut pipe = child.stdout.take().expect("it is piped");
        pipe.read_exact(&mut first).expect("it says something");
        drop(pipe);
        let said = said(child).exits(0);
        assert_eq!(said.stderr, "", "{format}");
    }
}

#[test]
fn every_command_leaves_its_folder_as_it_was() {
    let right = |arguments: &[&str]| Run::new(arguments).file("app.toml", RIGHT);
    for arguments in [
        &["recommend", "app.toml"][..],
        &["recommend", "app.toml", "--explain", "--format", "markdown"],
        &["explain", "sse"],
        &["rules", "list"],
        &["rules", "test"],
        &["rules", "check"],
        &["schema", "requirements"],
        &["schema", "decision"],
        &["scaffold", "--list"],
        &["completions", "bash"],
        &["--help"],
        &["--version"],
    ] {
        right(arguments).says().exits(0);
    }
}

#[test]
fn no_network_is_used() {
    let run = recommend(RIGHT);
    let mut traced = run.command("strace");
    traced.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    traced.args(["-f", "-e", "trace=%network", "-o", "/dev/stderr", ADVISOR, "recommend", "app.toml"]);
    let traced = traced.stdin(Stdio::null()).output();
    // strace may be missing, or may not be allowed to trace.
    if let Ok(output) = traced
        && output.status.code() == Some(0)
    {
        let calls = String::from_utf8_lossy(&output.stderr);
        let calls: Vec<&str> = calls.lines().filter(|line| line.contains('(')).collect();
        assert!(calls.is_empty(), "{calls:?}");
    }
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "--edges", "normal", "--prefix", "none", "--offline", "--locked"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    if !tree.status.success() {
        // A vendored or partial registry: what was traced has to do.
        return;
    }
    let tree = String::from_utf8(tree.stdout).expect("cargo writes UTF-8");
    let found: Vec<&str> = tree.lines().filter(|line| NETWORK.contains(&line.split(' ').next().unwrap_or_default())).collect();
    assert!(tree.contains("annotate-snippets") && found.is_empty(), "{found:?}");
}
