//! What the files of the project say, where a claim is one about them.

use crate::ground::Ground;
use crate::list::List;

pub fn list(list: &mut List) {
    list.add_once("project: the README starts the server with the command that this suite uses", "healthz", run_command);
    list.add_once(
        "project: the README says what of Redis is needed, and what can be lost",
        "redis-cluster redis-loss-said redis-version",
        redis_in_the_readme,
    );
    list.add_once(
        "project: the README says why no sticky sessions are needed, and how presence is built",
        "no-sticky no-presence",
        advice_in_the_readme,
    );
    list.add_once("project: nginx.conf passes streams and upgrades on, and logs no query", "deploy logs-no-query", nginx);
    list.add_once(
        "project: compose.yaml has two nodes, nginx, and a Redis that keeps what was acknowledged",
        "deploy redis-durable",
        compose,
    );
}

/// Holds a text to words, in any case.
fn says(text: &str, words: &[&str]) {
    let lower = text.to_lowercase();
    for word in words {
        assert!(lower.contains(&word.to_lowercase()), "it does not say `{word}`");
    }
}

fn run_command(ground: &Ground) {
    says(&ground.project().read("README.md"), &[ground.project().run_line()]);
}

fn redis_in_the_readme(ground: &Ground) {
    says(&ground.project().read("README.md"), &["REDIS_URL", "6.2", "7.0", "Cluster", "everysec", "appendfsync always"]);
}

fn advice_in_the_readme(ground: &Ground) {
    says(&ground.project().read("README.md"), &["sticky", "presence", "ephemeral"]);
}

/// The lines of a configuration, without comments and indentation.
fn lines(text: &str) -> Vec<&str> {
    text.lines().map(|line| line.split('#').next().unwrap_or_default().trim()).filter(|line| !line.is_empty()).collect()
}

fn nginx(ground: &Ground) {
    let text = ground.project().read("deploy/nginx.conf");
    let lines = lines(&text);
    let has = |words: &[&str]| lines.iter().any(|line| words.iter().all(|word| line.contains(word)));
    let wanted: [&[&str]; 13] = [
        &["listen", "ssl"],
        &["http2", "on"],
        &["proxy_buffering", "off"],
        &["proxy_set_header", "Upgrade"],
        &["proxy_set_header", "Connection"],
        &["proxy_set_header", "Host", "$http_host"],
        &["proxy_read_timeout"],
        &["proxy_next_upstream", "error", "timeout", "http_503"],
        &["max_fails=0"],
        &["worker_connections"],
        &["least_conn"],
        &["error_log", "crit"],
        &["proxy_http_version", "1.1"],
    ];
    for words in wanted {
        assert!(has(words), "no line with {words:?}");
    }
    assert!(!has(&["non_idempotent"]), "clients repeat by key, the proxy does not");
    let formats = lines.iter().filter(|line| {
        line.contains("$request_uri") || line.contains("$args") || line.contains("$request ") || line.contains("$query_string")
    });
    let logged: Vec<_> = formats.filter(|line| line.contains("log") || line.contains('"')).collect();
    assert!(logged.is_empty(), "no query in a log: {logged:?}");
    let number = |name: &str| -> u64 {
        let line = lines.iter().find(|line| line.starts_with(name)).unwrap_or_else(|| panic!("no {name}"));
        line.trim_start_matches(name)
            .trim()
            .trim_end_matches(';')
            .trim_end_matches('s')
            .parse()
            .unwrap_or_else(|_| panic!("{line}"))
    };
    assert!(number("worker_connections") >= 20_000, "twice MAX_CONNECTIONS");
    assert!(number("proxy_read_timeout") > 10, "above the heartbeat and the longest wait");
}

fn compose(ground: &Ground) {
    let text = ground.project().read("deploy/compose.yaml");
    says(&text, &["redis", "nginx", "REDIS_URL"]);
    let settings = text + &std::fs::read_to_string(ground.project().folder.join("deploy/redis.conf")).unwrap_or_default();
    let settings = settings.replace(['"', '\'', ',', '-'], " ");
    let words = settings.split_whitespace().collect::<Vec<_>>().join(" ");
    says(&words, &["appendonly yes", "appendfsync always"]);
    says(&ground.project().read("deploy/Dockerfile"), &["FROM"]);
}
