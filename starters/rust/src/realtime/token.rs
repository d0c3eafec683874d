//! JSON Web Tokens (RFC 7519), with the algorithm pinned by the configuration.

use std::fs;

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use serde::{Deserialize, Serialize};

//% if long_polling or tickets
use super::clock;
//% endif

/// What tokens are verified with.
pub struct Key {
    key: DecodingKey,
    validation: Validation,
}

/// Whom a request speaks for, and what they may do.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, Serialize)]
pub struct Subject {
    /// Empty: anonymous.
    pub sub: String,
    /// Seconds since 1970 at which the token ends.
    pub exp: Option<u64>,
    /// Patterns of `feature/topic`; absent: whatever the policy allows.
    pub read: Option<Vec<String>>,
    /// The same for publishing.
    pub write: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct Claims {
    sub: String,
    exp: u64,
    #[serde(default)]
    read: Vec<String>,
    #[serde(default)]
    write: Vec<String>,
}

/// A secret shorter than the hash is weaker than it (RFC 7518, 3.2).
const SECRET_BYTES: usize = 32;

impl Key {
    pub fn secret(secret: &str, algorithm: Option<&str>) -> Result<Self, String> {
        if !matches!(algorithm, None | Some("HS256")) {
            return Err(format!(
                "JWT_ALGORITHM is \"{}\", and with JWT_SECRET must be HS256",
                algorithm.unwrap_or_default()
            ));
        }
        if secret.len() < SECRET_BYTES {
            return Err(format!(
                "JWT_SECRET has {} bytes, and needs {SECRET_BYTES} or more",
                secret.len()
            ));
        }
        Ok(Self::new(
            DecodingKey::from_secret(secret.as_bytes()),
            Algorithm::HS256,
        ))
    }

    pub fn public(file: &str, algorithm: Option<&str>) -> Result<Self, String> {
        let pem = fs::read(file)
            .map_err(|error| format!("JWT_PUBLIC_KEY_FILE \"{file}\" cannot be read: {error}"))?;
        let (key, algorithm) = match algorithm {
            None | Some("RS256") => (DecodingKey::from_rsa_pem(&pem), Algorithm::RS256),
            Some("ES256") => (DecodingKey::from_ec_pem(&pem), Algorithm::ES256),
            Some(other) => {
                return Err(format!(
                    "JWT_ALGORITHM is \"{other}\", and with JWT_PUBLIC_KEY_FILE must be RS256 or ES256"
                ));
            }
        };
        let key = key.map_err(|_| {
            format!("JWT_PUBLIC_KEY_FILE \"{file}\" holds no public key for {algorithm:?} in PEM")
        })?;
        Ok(Self::new(key, algorithm))
    }

    fn new(key: DecodingKey, algorithm: Algorithm) -> Self {
        let mut validation = Validation::new(algorithm);
        validation.leeway = 0;
        validation.validate_nbf = true;
        validation.validate_aud = false;
        validation.set_required_spec_claims(&["exp", "sub"]);
        Self { key, validation }
    }

    /// The subject of a token; nothing where it is not ours, or its time is over.
    pub fn verify(&self, token: &str) -> Option<Subject> {
        let claims = decode::<Claims>(token, &self.key, &self.validation)
            .ok()?
            .claims;
        let Claims {
            sub,
            exp,
            read,
            write,
        } = claims;
        // An empty name is that of the anonymous.
        (!sub.is_empty()).then_some(Subject {
            sub,
            exp: Some(exp),
            read: Some(read),
            write: Some(write),
        })
    }
}

impl Subject {
    pub fn anonymous() -> Self {
        Self {
            sub: String::new(),
            exp: None,
            read: None,
            write: None,
        }
    }

    pub fn is_anonymous(&self) -> bool {
        self.sub.is_empty()
    }

//% if long_polling or tickets
    /// Milliseconds until its token ends.
    pub fn remaining(&self) -> Option<u64> {
        self.exp
            .map(|exp| exp.saturating_mul(1000).saturating_sub(clock::now()))
    }
//% endif
}

/// Whether one of the patterns covers a topic. `*` stands for a whole segment, and for nothing less.
pub fn covers(patterns: &[String], feature: &str, topic: &str) -> bool {
    let matches = |pattern: &str, segment: &str| pattern == "*" || pattern == segment;
    patterns.iter().any(|pattern| {
        let (first, second) = pattern.split_once('/').unwrap_or((pattern, ""));
        matches(first, feature) && matches(second, topic)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_a_whole_segment() {
        let covers = |pattern: &str| covers(&[pattern.to_owned()], "chat", "room:1");
        for pattern in ["chat/room:1", "chat/*", "*/room:1", "*/*"] {
            assert!(covers(pattern), "{pattern}");
        }
        for pattern in [
            "chat/room:*",
            "chat/room",
            "chat",
            "*",
            "cha*/*",
            "chat/room:1/x",
            "other/*",
            "",
        ] {
            assert!(!covers(pattern), "{pattern}");
        }
    }

    #[test]
    fn a_secret_must_not_be_weaker_than_the_hash() {
        assert!(Key::secret(&"x".repeat(31), None).is_err());
        assert!(Key::secret(&"x".repeat(32), None).is_ok());
        assert!(Key::secret(&"x".repeat(32), Some("none")).is_err());
    }
}
