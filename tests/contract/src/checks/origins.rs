//! Whose pages may ask: `Origin`, `Sec-Fetch-Site`, `Host`, and CORS.

use harness::wire::http::{Request, Response};
use serde_json::json;

use crate::ground::Ground;
use crate::list::List;

const LISTED: &str = "https://listed.example";

pub fn list(list: &mut List) {
    list.add_once("origins: the server's own passes, and one that is listed", "origin-same origin-listed", passing);
    list.add_once("origins: any other is refused, however near", "origin-refused", refused);
    list.add_once("origins: without one, Sec-Fetch-Site says whose page asks", "fetch-site", fetch_site);
    list.add_once("origins: a program has neither and passes, with a token where one is needed", "origin-program", programs);
    list.add_once("cors: a preflight of a listed origin is answered, and of no other", "cors-preflight cors-allowed", preflight);
    list.add_once("cors: the headers are for listed origins, exact, and vary by origin", "cors-listed cors-exposed", headers);
    list.add_once("hosts: without a key only names of this machine and listed ones are answered", "host-checked", hosts);
}

/// Every kind of request that a page could make.
fn requests() -> Vec<Request> {
    vec![
        Request::get("/chat/state?topic=origins"),
        Request::get("/waits/events?topic=origins"),
        Request::get("/chat/stream?topic=origins"),
        Request::upgrade("/chat/socket?topic=origins"),
        Request::post("/chat/events?topic=origins", &json!({ "data": 1 })),
        Request::post("/ticket", &json!({ "feature": "chat" })),
        Request::post("/answers/replies", &json!({ "data": "hello" })),
    ]
}

fn passing(ground: &Ground) {
    let service = ground.service();
    let client = service.client();
    for request in requests() {
        let own = format!("http://{}", client.address());
        for origin in [own.as_str(), LISTED] {
            let host = own.trim_start_matches("http://");
            let answer = client.open(request.clone().header("Host", host).header("Origin", origin));
            assert!(
                matches!(answer.head.status, 101 | 200 | 201),
                "{} {} from {origin}: {:?}",
                request.method,
                request.path,
                answer.head
            );
        }
    }
}

fn refused(ground: &Ground) {
    let service = ground.service();
    let client = service.client();
    let near = [
        "https://evil.example",
        "null",
        "http://127.0.0.1",
        "http://127.0.0.1:1",
        "https://listed.example.evil.example",
        "https://evil-listed.example",
        "http://listed.example",
        "https://listed.example:8443",
        "https://LISTED.example/",
        "",
    ];
    for request in requests() {
        for origin in near {
            let answer = client.send(request.clone().header("Origin", origin));
            assert_eq!(answer.status(), 403, "{} {} from `{origin}`: {answer}", request.method, request.path);
            assert_eq!(answer.header("Access-Control-Allow-Origin"), None, "{answer}");
        }
    }
}

fn fetch_site(ground: &Ground) {
    let service = ground.service();
    let client = service.client();
    for request in requests() {
        for site in ["same-origin", "none"] {
            let status = client.open(request.clone().header("Sec-Fetch-Site", site)).head.status;
            assert!(matches!(status, 101 | 200 | 201), "{} from {site}: {status}", request.path);
        }
        for site in ["cross-site", "same-site", "whatever"] {
            let answer = client.send(request.clone().header("Sec-Fetch-Site", site));
            assert_eq!(answer.status(), 403, "{} from {site}: {answer}", request.path);
        }
    }
}

fn programs(ground: &Ground) {
    let service = ground.service();
    for request in requests() {
        let status = service.client().open(request.clone()).head.status;
        assert!(matches!(status, 101 | 200 | 201), "{}: {status}", request.path);
        service.stranger().send(request).expect(401);
    }
}

fn asks(method: &str, headers: &str) -> Request {
    Request::new("OPTIONS", "/chat/events?topic=origins")
        .header("Access-Control-Request-Method", method)
        .header("Access-Control-Request-Headers", headers)
}

fn preflight(ground: &Ground) {
    let service = ground.service();
    let stranger = service.stranger();
    for (method, headers) in [("POST", "authorization,content-type"), ("GET", "authorization,if-none-match")] {
        let answer = stranger.send(asks(method, headers).header("Origin", LISTED));
        assert!(matches!(answer.status(), 200 | 204), "{answer}");
        assert_eq!(answer.header("Access-Control-Allow-Origin"), Some(LISTED));
        assert!(answer.head.lists("Access-Control-Allow-Methods", method), "{answer}");
        for name in ["Authorization", "Content-Type", "If-None-Match"] {
            assert!(answer.head.lists("Access-Control-Allow-Headers", name), "{name}: {answer}");
        }
        assert!(answer.head.lists("Vary", "Origin"), "{answer}");
    }
    let answer = stranger.send(asks("POST", "authorization").header("Origin", "https://evil.example"));
    assert_eq!(answer.header("Access-Control-Allow-Origin"), None, "{answer}");
}

fn no_cors(answer: &Response) {
    let names = answer.head.headers.iter().map(|(name, _)| name.to_lowercase());
    assert!(!names.into_iter().any(|name| name.starts_with("access-control-")), "{answer}");
}

fn headers(ground: &Ground) {
    let service = ground.service();
    let client = service.client();
    for request in [Request::get("/chat/stream?topic=origins"), Request::post("/answers/replies", &json!({ "data": "hello" }))] {
        let head = client.open(request.clone().header("Origin", LISTED)).head;
        assert_eq!(head.header("Access-Control-Allow-Origin"), Some(LISTED), "{}: {head:?}", request.path);
        assert!(head.lists("Vary", "Origin"), "{}: {head:?}", request.path);
    }
    for path in ["/waits/events?topic=origins", "/chat/state?topic=origins", "/chat/events?topic=a%20b"] {
        let answer = client.send(Request::get(path).header("Origin", LISTED));
        assert_eq!(answer.header("Access-Control-Allow-Origin"), Some(LISTED), "{path}: {answer}");
        assert!(answer.head.lists("Vary", "Origin"), "{path}: {answer}");
        for name in ["ETag", "Retry-After", "X-Poll-Interval"] {
            assert!(answer.head.lists("Access-Control-Expose-Headers", name), "{name}: {answer}");
        }
        let own = client.address().to_string();
        no_cors(&client.send(Request::get(path)));
        let answer = client.send(Request::get(path).header("Host", &own).header("Origin", format!("http://{own}")));
        no_cors(&answer);
        assert!(answer.head.lists("Vary", "Origin"), "what varies for some varies for all: {answer}");
    }
}

fn hosts(ground: &Ground) {
    let open = ground.service_with(&[("JWT_SECRET", ""), ("ALLOWED_HOSTS", "named.example")]);
    let port = open.address().port();
    let ask = |host: &str| open.stranger().send(Request::get("/chat/state").header("Host", host)).status();
    for host in ["localhost", "127.0.0.1", "[::1]", "named.example", "LOCALHOST"] {
        assert_eq!([ask(host), ask(&format!("{host}:{port}"))], [200; 2], "{host}");
    }
    for host in [
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "127.0.0.2",
        "evil.example:80",
        "named.example.evil",
        "",
    ] {
        let status = ask(host);
        assert!(matches!(status, 400 | 403 | 421), "`{host}`: {status}");
    }
    let page = open.stranger().send(Request::get("/").header("Host", "evil.example")).status();
    assert!(matches!(page, 400 | 403 | 421), "the demo page: {page}");
    let signed = ground.service();
    let answer = signed.client().send(Request::get("/chat/state").header("Host", "any.example"));
    assert_eq!(answer.status(), 200, "with a key it is the token that counts: {answer}");
}
