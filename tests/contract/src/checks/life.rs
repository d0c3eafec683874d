//! Health, the demo page, configuration, logs and metrics.

use std::collections::BTreeSet;
use std::fs;
use std::net::TcpListener;
use std::time::Duration;

use harness::host::server::Server;
use harness::host::{ports, wait_until};
use harness::reader::Transport;
use harness::unique;
use harness::wire::PATIENCE;
use harness::wire::http::{Request, Response, send};
use harness::wire::token::{Claims, SECRET};
use serde_json::{Value, json};

use crate::ground::Ground;
use crate::list::List;

pub fn list(list: &mut List) {
    list.add("life: healthz and readyz are 200 while the server serves", "healthz readyz", healthy);
    list.add_once("life: the demo page and the client are there, and DEMO=0 takes them away", "demo demo-off", demo);
    list.add_once(
        "configuration: a wrong value stops the start with one sentence that names it",
        "bad-configuration",
        bad_values,
    );
    list.add_once("configuration: an address that is taken stops the start", "bad-configuration", taken_address);
    list.add_once(
        "configuration: without ADDRESS the server listens on loopback",
        "address-default metrics-address",
        default_address,
    );
    list.add_once("configuration: an address for all needs a key, or ALLOW_ANONYMOUS=1", "address-needs-key", address_for_all);
    list.add_once("configuration: a secret has 32 bytes or more", "token-hs256", short_secret);
    list.add_once("configuration: every time may be one second", "one-second", one_second);
    list.add_once("configuration: every setting is listed in .env.example", "env-example", env_example);
    list.add("logs: each line is JSON", "json-logs", json_logs);
    list.add_once("logs: no query, ticket, token or message stands in them", "logs-no-query token-not-in-url", nothing_private);
    list.add(
        "metrics: their names are those of every language, by feature and transport and never by topic",
        "metrics metrics-address",
        metrics,
    );
    list.add("metrics: what happens is counted", "metrics", counted);
}

fn healthy(ground: &Ground) {
    let service = ground.service();
    for node in &service.nodes {
        for address in [node.address, node.metrics] {
            send(address, &Request::get("/healthz")).expect("an answer").expect(200);
            send(address, &Request::get("/readyz")).expect("an answer").expect(200);
        }
        // As balancers ask.
        send(node.address, &Request::new("HEAD", "/readyz")).expect("an answer").expect(200);
    }
}

fn demo(ground: &Ground) {
    let service = ground.service();
    let page = service.stranger().get("/").expect(200);
    assert!(page.header("Content-Type").is_some_and(|kind| kind.starts_with("text/html")), "{page}");
    let module = service.stranger().get("/client/realtime.js").expect(200);
    assert!(module.header("Content-Type").is_some_and(|kind| kind.starts_with("text/javascript")), "{module}");
    assert!(module.text().contains("export"), "an ES module");
    service.stranger().get("/client/nothing.js").expect(404);
    let bare = ground.service_with(&[("DEMO", "0")]);
    for path in ["/", "/client/realtime.js"] {
        bare.client().get(path).expect(404);
    }
    bare.client().get("/chat/state").expect(200);
}

/// The lines of a server that did not start, without those of its language's tools.
fn refusal(ground: &Ground, pairs: &[(&str, &str)]) -> Result<String, String> {
    let mut server = ground.spawn(pairs);
    let Some(status) = server.wait(Duration::from_secs(60)) else {
        return Err(format!("{pairs:?}: the server starts"));
    };
    if status.success() {
        return Err(format!("{pairs:?}: the server ends with {status}"));
    }
    Ok(server.log())
}

fn bad_values(ground: &Ground) {
    let bad = [
        ("ADDRESS", "nowhere"),
        ("ADDRESS", "127.0.0.1"),
        ("METRICS_ADDRESS", "here"),
        ("JWT_ALGORITHM", "HS512"),
        ("JWT_ALGORITHM", "none"),
        ("JWT_ALGORITHM", "RS256"),
        ("JWT_PUBLIC_KEY_FILE", "/nowhere/key.pem"),
        ("ALLOW_ANONYMOUS", "perhaps"),
        ("TRUSTED_PROXIES", "10.0.0.0/99"),
        ("HEARTBEAT_SECONDS", "0"),
        ("KEY_SECONDS", "1.5"),
        ("TICKET_SECONDS", "-1"),
        ("REPLY_SECONDS", "soon"),
        ("DRAIN_SECONDS", "301"),
        ("MAX_MESSAGE_BYTES", "64k"),
        ("MAX_CONNECTIONS", "0"),
        ("QUEUE_LENGTH", "-5"),
        ("QUEUE_BYTES", "x"),
        ("HISTORY_LENGTH", "0"),
        ("HISTORY_BYTES", "1e9"),
        ("HISTORY_TTL", "99999999999999999999"),
        ("MAX_TOPICS", ""),
        ("MAX_KEYS", "many"),
        ("RATE_LIMIT", "-1"),
        ("DEMO", "2"),
        ("REDIS_URL", "not a url"),
    ];
    for (name, value) in bad.into_iter().filter(|(_, value)| !value.is_empty()) {
        let log = refusal(ground, &[(name, value)]).unwrap_or_else(|problem| panic!("{problem}"));
        let naming: Vec<&str> = log.lines().filter(|line| line.contains(name)).collect();
        assert_eq!(naming.len(), 1, "{name}={value}: one sentence that names it:\n{log}");
        assert!(!log.contains("panicked") && !log.contains("Traceback") && !log.contains("    at "), "{name}={value}:\n{log}");
    }
}

fn taken_address(ground: &Ground) {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    for name in ["ADDRESS", "METRICS_ADDRESS"] {
        let log = refusal(ground, &[(name, &address)]).unwrap_or_else(|problem| panic!("{problem}"));
        assert!(log.contains(&address), "{name}:\n{log}");
    }
}

/// The addresses on which a process listens, from `/proc`.
fn listening(process: u32) -> BTreeSet<String> {
    let links = fs::read_dir(format!("/proc/{process}/fd")).into_iter().flatten().flatten();
    let sockets: BTreeSet<String> = links
        .filter_map(|entry| fs::read_link(entry.path()).ok())
        .filter_map(|link| link.to_str()?.strip_prefix("socket:[")?.strip_suffix(']').map(str::to_owned))
        .collect();
    let mut found = BTreeSet::new();
    for table in ["tcp", "tcp6"] {
        let table = fs::read_to_string(format!("/proc/{process}/net/{table}")).unwrap_or_default();
        for line in table.lines().skip(1) {
            let columns: Vec<&str> = line.split_whitespace().collect();
            if columns.get(3) == Some(&"0A") && columns.get(9).is_some_and(|inode| sockets.contains(*inode)) {
                found.insert(columns[1].to_owned());
            }
        }
    }
    found
}

fn default_address(ground: &Ground) {
    let mut server: Server = Server::spawn_bare(ground.project());
    // 127.0.0.1:8080 and 127.0.0.1:9090, as the kernel writes them.
    let expected = BTreeSet::from(["0100007F:1F90".to_owned(), "0100007F:2382".to_owned()]);
    let mut ended = false;
    wait_until(Duration::from_secs(60), || {
        ended = server.wait(Duration::ZERO).is_some();
        ended || listening(server.process_id()) == expected
    });
    if ended {
        // Somebody else has the port, which is all that may be wrong.
        let log = server.log();
        assert!(log.contains("127.0.0.1:8080") || log.contains("127.0.0.1:9090"), "{log}");
    } else {
        assert_eq!(listening(server.process_id()), expected);
    }
}

fn address_for_all(ground: &Ground) {
    let all = || format!("0.0.0.0:{}", ports::free().port());
    let log = refusal(ground, &[("ADDRESS", &all()), ("JWT_SECRET", "")]).unwrap_or_else(|problem| panic!("{problem}"));
    assert!(log.contains("JWT_SECRET") && log.contains("ALLOW_ANONYMOUS"), "it says what to do:\n{log}");
    for pair in [("ALLOW_ANONYMOUS", "1"), ("JWT_SECRET", SECRET)] {
        let address = all();
        let mut settings = vec![("ADDRESS", address.as_str()), ("JWT_SECRET", "")];
        settings.retain(|(name, _)| *name != pair.0);
        settings.push(pair);
        let server = ground.spawn(&settings);
        assert!(wait_until(Duration::from_secs(60), || server.ready()), "{pair:?}:\n{}", server.log());
    }
}

fn short_secret(ground: &Ground) {
    let log = refusal(ground, &[("JWT_SECRET", &"x".repeat(31))]).unwrap_or_else(|problem| panic!("{problem}"));
    assert!(log.contains("JWT_SECRET") && log.contains("32"), "{log}");
    let secret = "x".repeat(32);
    let service = ground.own(&[("JWT_SECRET", &secret)]);
    let token = Claims::all("ada").signed_with(&secret);
    service.stranger().with_token(token).get("/chat/state").expect(200);
}

fn one_second(ground: &Ground) {
    let times = ["HEARTBEAT_SECONDS", "KEY_SECONDS", "TICKET_SECONDS", "REPLY_SECONDS", "DRAIN_SECONDS", "HISTORY_TTL"];
    let service = ground.own(&times.map(|name| (name, "1")));
    service.client().publish("chat", "main", 1);
}

fn env_example(ground: &Ground) {
    let text = ground.project().read(".env.example");
    let names = "ADDRESS METRICS_ADDRESS JWT_SECRET JWT_PUBLIC_KEY_FILE JWT_ALGORITHM ALLOW_ANONYMOUS ALLOWED_HOSTS ALLOWED_ORIGINS TRUSTED_PROXIES \
                 HEARTBEAT_SECONDS KEY_SECONDS TICKET_SECONDS REPLY_SECONDS DRAIN_SECONDS MAX_MESSAGE_BYTES MAX_CONNECTIONS QUEUE_LENGTH QUEUE_BYTES \
                 HISTORY_LENGTH HISTORY_BYTES HISTORY_TTL MAX_TOPICS MAX_KEYS RATE_LIMIT DEMO REDIS_URL REDIS_PREFIX LOG";
    for name in names.split_whitespace() {
        let listed = text.lines().any(|line| line.trim_start_matches(['#', ' ']).split('=').next() == Some(name));
        assert!(listed, "{name} is not in .env.example");
    }
}

fn json_logs(ground: &Ground) {
    let service = ground.own(&[]);
    service.client().publish("chat", "main", 1);
    for node in &service.nodes {
        node.terminate();
        let log = node.output();
        assert!(!log.trim().is_empty(), "a start is of note");
        for line in log.lines() {
            let parsed: Result<Value, _> = serde_json::from_str(line);
            assert!(parsed.is_ok_and(|value| value.is_object()), "not JSON: {line}");
        }
    }
}

fn nothing_private(ground: &Ground) {
    let service = ground.own(&[("LOG", "debug")]);
    let client = service.client();
    let marks = ["marked-query", "marked-ticket", "marked-topic-value", "marked-data", "marked-key"];
    client.get("/chat/state?topic=main&x=marked-query").expect(200);
    client.get("/waits/events?topic=marked-topic-value&after=marked-query").expect(200);
    service.stranger().get("/chat/stream?ticket=marked-ticket");
    service.stranger().send(Request::upgrade("/chat/socket?ticket=marked-ticket"));
    client.offer("chat", "main", &json!({ "data": "marked-data", "key": "marked-key" })).expect(201);
    client.get("/chat/events?topic=%00&marked-query");
    client.send(Request::new("PATCH", "/chat/events?marked-query"));
    let ticket = client.ticket("chat");
    drop(service.stranger().stream_of(Request::get(format!("/chat/stream?ticket={ticket}"))));
    let token = Claims::all("logs").token();
    client.with_token(token.clone()).get("/chat/state").expect(200);
    service.nodes[0].terminate();
    std::thread::sleep(Duration::from_millis(1500));
    let log = service.log();
    let secrets = marks.into_iter().filter(|mark| *mark != "marked-topic-value").chain([ticket.as_str(), token.as_str(), SECRET]);
    for secret in secrets {
        assert!(!log.contains(secret), "`{secret}` stands in the log:\n{log}");
    }
    assert!(!log.contains("?topic="), "no query:\n{log}");
}

const NAMES: [&str; 10] = [
    "realtime_connections",
    "realtime_published_total",
    "realtime_delivered_total",
    "realtime_dropped_total",
    "realtime_delivery_seconds_bucket",
    "realtime_delivery_seconds_sum",
    "realtime_delivery_seconds_count",
    "realtime_queue_overflows_total",
    "realtime_resumes_total",
    "realtime_resets_total",
];

/// What a node's metrics say.
fn measured(node: &Server) -> Response {
    send(node.metrics, &Request::get("/metrics")).expect("metrics").expect(200)
}

/// The sum of all series of a name that have these labels, over all nodes.
pub fn count<'n>(nodes: impl IntoIterator<Item = &'n Server>, name: &str, labels: &[&str]) -> f64 {
    let mut sum = 0.0;
    for node in nodes {
        for line in measured(node).text().lines() {
            let (series, value) = line.rsplit_once(' ').unwrap_or_default();
            if series.split('{').next() == Some(name) && labels.iter().all(|label| series.contains(label)) {
                sum += value.parse::<f64>().unwrap_or_default();
            }
        }
    }
    sum
}

fn metrics(ground: &Ground) {
    let service = ground.service();
    let (client, topic) = (service.client(), unique("measured-topic"));
    let mut readers = [Transport::Socket, Transport::Stream].map(|transport| client.reader(transport, "chat", &topic, None));
    client.publish("chat", &topic, 1);
    readers.iter_mut().for_each(|reader| drop(reader.event()));
    for node in &service.nodes {
        let answer = measured(node);
        let kind = answer.header("Content-Type").unwrap_or_default().to_owned();
        assert!(kind.starts_with("text/plain") || kind.starts_with("application/openmetrics-text"), "{kind}");
        let text = answer.text();
        for name in NAMES {
            let series = text.lines().find(|line| line.starts_with(name));
            assert!(series.is_some_and(|series| series.contains("feature=")), "{name} by feature:\n{text}");
        }
        assert!(text.contains("transport=\"websocket\"") && text.contains("transport=\"sse\""), "{text}");
        assert!(!text.contains(&topic), "no topic");
    }
    let readme = ground.project().read("README.md");
    let names = NAMES.iter().map(|name| name.trim_end_matches("_bucket").trim_end_matches("_sum").trim_end_matches("_count"));
    for name in names {
        assert!(readme.contains(name) || readme.contains(name.trim_end_matches("_total")), "the README does not list {name}");
    }
}

fn counted(ground: &Ground) {
    let service = ground.own(&[("HISTORY_LENGTH", "5")]);
    let client = service.client();
    let sum = |name: &str, labels: &[&str]| count(&service.nodes, name, labels);
    let chat = "feature=\"chat\"";
    let mut readers: Vec<_> = (0..3).map(|_| client.reader(Transport::Stream, "chat", "main", None)).collect();
    let early = readers[0].cursor.clone();
    assert!(wait_until(PATIENCE, || sum("realtime_connections", &[chat, "sse"]) == 3.0));
    client.publish_numbers("chat", "main", 0..7);
    for reader in &mut readers {
        reader.data(7);
    }
    assert_eq!(sum("realtime_published_total", &[chat]), 7.0);
    assert!(wait_until(PATIENCE, || sum("realtime_delivered_total", &[chat, "sse"]) == 21.0), "{}", measured(&service.nodes[0]));
    assert!(wait_until(PATIENCE, || sum("realtime_delivery_seconds_count", &[chat, "sse"]) == 21.0));
    let late = readers[0].cursor.clone();
    drop(readers);
    assert!(wait_until(PATIENCE, || sum("realtime_connections", &[chat, "sse"]) == 0.0), "who has left is not counted");
    let _resumed = client.reader(Transport::Stream, "chat", "main", late.as_deref());
    let _reset = client.reader(Transport::Stream, "chat", "main", early.as_deref());
    assert!(wait_until(PATIENCE, || sum("realtime_resumes_total", &[chat, "sse"]) == 1.0), "{}", measured(&service.nodes[0]));
    assert!(wait_until(PATIENCE, || sum("realtime_resets_total", &[chat, "sse"]) == 1.0));
}
