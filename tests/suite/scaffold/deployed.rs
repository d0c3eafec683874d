//! What stands around a generated server: only what the app needs, on each of its transports.

use super::{CHAT, Project, scaffold, written};

fn over(transport: &str, redis: &str) -> Project {
    written(&scaffold(CHAT).args(["--transport", &format!("chat={transport}"), redis, "redis"]))
}

/// Whether a project without fallbacks has a line in its nginx.conf.
fn passes_on(requirements: &str, transport: &str, line: &str) -> bool {
    let file = format!("{requirements}may_not_use = {:?}\n", others(transport));
    let given = format!("chat={transport}");
    written(&scaffold(&file).args(["--transport", &given, "--without", "redis"]))["deploy/nginx.conf"].contains(line)
}

const TRANSPORTS: [&str; 4] = ["short-polling", "long-polling", "sse", "websocket"];

fn others(transport: &str) -> Vec<&'static str> {
    TRANSPORTS.into_iter().filter(|other| *other != transport).collect()
}

/// The transports on which an app has a line in its nginx.conf.
fn with(requirements: &str, line: &str) -> Vec<&'static str> {
    TRANSPORTS.into_iter().filter(|transport| passes_on(requirements, transport, line)).collect()
}

#[test]
fn the_proxy_treats_requests_as_the_transports_of_the_app_ask_for() {
    assert_eq!(with(CHAT, "$http_upgrade"), ["websocket"]);
    assert_eq!(with(CHAT, "proxy_buffering off"), ["sse"]);
    assert_eq!(with(CHAT, "proxy_read_timeout"), ["long-polling", "sse", "websocket"]);
    assert!(with(CHAT, "proxy_cache").is_empty());
    let shared = format!("{CHAT}audience = \"same-for-all\"\nmax_staleness = \"30s\"\n");
    assert_eq!(with(&shared, "proxy_cache"), ["short-polling"]);
}

#[test]
fn only_an_app_of_several_nodes_has_redis_around_it() {
    for (redis, has) in [("--with", true), ("--without", false)] {
        let project = over("sse", redis);
        for place in ["deploy/redis.conf", "scripts/cluster"] {
            assert_eq!(project.contains_key(place), has, "{place}");
        }
        for place in ["deploy/compose.yaml", "deploy/nginx.conf", ".github/workflows/ci.yml", ".env.example", "deploy/Dockerfile"]
        {
            let text = project[place].to_lowercase();
            let named = text.contains("redis") || text.contains("node-2") || text.contains("broker.lua");
            assert_eq!(named, has, "{place}");
        }
    }
}

#[test]
fn the_readme_gives_commands_of_compose_whole() {
    for redis in ["--with", "--without"] {
        let project = over("websocket", redis);
        let commands: Vec<&str> = project["README.md"].split("up --").collect();
        assert!(commands.len() > 1, "{redis}");
        for before in &commands[..commands.len() - 1] {
            assert!(before.ends_with("docker compose -f deploy/compose.yaml "), "{redis}: {before}");
        }
    }
}

/// Pages that the project names, by their places in it.
fn named(project: &Project) -> Vec<String> {
    let texts = ["README.md", "client/realtime.js", "docs/wire-contract.md"].map(|place| project[place].as_str());
    let words = texts.iter().flat_map(|text| text.split(|c: char| c.is_whitespace() || "`()[]".contains(c)));
    words.filter(|word| word.ends_with(".md") && word.contains('/')).map(str::to_owned).collect()
}

#[test]
fn the_wire_contract_goes_along_without_what_is_for_us() {
    for redis in ["--with", "--without"] {
        let project = over("sse", redis);
        let contract = &project["docs/wire-contract.md"];
        assert!(contract.starts_with("# The wire contract, version 1\n") && contract.contains("\n## Errors\n"));
        assert!(!contract.contains("<!--") && !contract.lines().any(|line| line.ends_with(' ')));
        assert!(!contract.contains("]("), "{redis}: a link leads out of the project");
        let named = named(&project);
        assert_eq!(named, ["docs/wire-contract.md"; 2], "{redis}: README and client name it");
    }
}

#[test]
fn the_readme_waits_as_long_as_the_server_does() {
    let file = format!("{CHAT}proxy_idle_timeout = \"14s\"\n");
    let project = written(&scaffold(&file).args(["--transport", "chat=long-polling"]));
    assert!(project["src/realtime/wait.rs"].contains("USUAL_WAIT: u64 = 7;"));
    assert!(project["README.md"].contains("events?wait=7'"));
    assert!(project["README.md"].contains("wait up to 7 s"));
}

#[test]
fn the_image_is_built_from_files_that_are_let_through_to_it() {
    for redis in ["--with", "--without"] {
        let project = over("sse", redis);
        let copied = project["deploy/Dockerfile"].lines().filter_map(|line| line.strip_prefix("COPY "));
        let sources: Vec<&str> = copied.filter(|line| !line.starts_with("--from")).flat_map(|line| line.split(' ')).collect();
        let through: Vec<&str> = project[".dockerignore"].lines().filter_map(|line| line.strip_prefix('!')).collect();
        for through in through {
            assert!(sources.contains(&through.trim_end_matches('/')), "{through} is let through for nothing");
        }
        for source in sources.iter().filter(|source| **source != "./") {
            let is_file = project.contains_key(*source) || project.keys().any(|place| place.starts_with(&format!("{source}/")));
            let line = [(*source).to_owned(), format!("{source}/")];
            let passes = project[".dockerignore"].lines().any(|rule| line.iter().any(|line| rule == format!("!{line}")));
            assert!(is_file && passes, "{source} cannot be copied");
        }
    }
}
