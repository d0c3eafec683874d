//! Where a request comes from: `Host`, `Origin` and `Sec-Fetch-Site`, against pages that nobody let in.

use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, HeaderValue};

use super::config::Settings;
use super::problem::Problem;

/// Refuses a name that is not known here, where the server runs for this machine alone: a foreign page may have its own name pointed
/// at this machine, and then counts as of the same origin.
pub fn check_host(settings: &Settings, headers: &HeaderMap) -> Result<(), Problem> {
    if !settings.is_local() || settings.key.is_some() || is_known(settings, &host(headers)) {
        return Ok(());
    }
    let detail = "This server runs for this machine alone; ALLOWED_HOSTS names the hosts that it answers to otherwise.";
    Err(Problem::forbidden("foreign-host", detail))
}

/// Refuses what a page of a foreign origin sent.
pub fn check(settings: &Settings, headers: &HeaderMap) -> Result<(), Problem> {
    if passes(settings, headers, &host(headers)) {
        return Ok(());
    }
    let detail = "Pages of this origin are not let in; ALLOWED_ORIGINS names those that are.";
    Err(Problem::forbidden("foreign-origin", detail))
}

fn host(headers: &HeaderMap) -> String {
    text(headers.get(HOST)).to_ascii_lowercase()
}

fn passes(settings: &Settings, headers: &HeaderMap, host: &str) -> bool {
    if let Some(origin) = headers.get(ORIGIN) {
        let origin = text(Some(origin)).to_ascii_lowercase();
        return is_own(&origin, host) || is_listed(settings, &origin);
    }
    // Absent, too, where a program asks that is no browser.
    headers
        .get("sec-fetch-site")
        .is_none_or(|site| site == "same-origin" || site == "none")
}

fn is_own(origin: &str, host: &str) -> bool {
    origin.split_once("://").is_some_and(|(_, own)| own == host)
}

/// Whether an origin is one of `ALLOWED_ORIGINS`.
pub fn is_listed(settings: &Settings, origin: &str) -> bool {
    settings
        .allowed_origins
        .iter()
        .any(|allowed| allowed == &origin.to_ascii_lowercase())
}

fn is_known(settings: &Settings, host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    ["localhost", "127.0.0.1", "[::1]"].contains(&name)
        || settings
            .allowed_hosts
            .iter()
            .any(|allowed| allowed == name || allowed == host)
}

fn text(value: Option<&HeaderValue>) -> &str {
    value
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}
