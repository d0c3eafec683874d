//! Tokens, as a sign-in service would make them: right ones, and wrong ones of every kind.

use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::hmac;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use serde_json::{Value, json};

/// The secret of every server that has one.
pub const SECRET: &str = "the suite signs with these 40 characters";

/// What a token says; absent members are left out.
#[derive(Clone)]
pub struct Claims(Value);

impl Claims {
    /// A subject that may do everything for ten minutes.
    pub fn all(subject: &str) -> Self {
        Self::none(subject).with("read", json!(["*/*"])).with("write", json!(["*/*"]))
    }

    /// A subject without rights.
    pub fn none(subject: &str) -> Self {
        Self(json!({ "sub": subject, "exp": now() + 600 }))
    }

    pub fn with(mut self, name: &str, value: Value) -> Self {
        self.0[name] = value;
        self
    }

    pub fn without(mut self, name: &str) -> Self {
        self.0.as_object_mut().expect("claims are an object").remove(name);
        self
    }

    /// The same, over in so many seconds.
    pub fn for_seconds(self, seconds: i64) -> Self {
        let end = now().saturating_add_signed(seconds);
        self.with("exp", json!(end))
    }

    /// Signed with [`SECRET`].
    pub fn token(&self) -> String {
        self.signed_with(SECRET)
    }

    pub fn signed_with(&self, secret: &str) -> String {
        let body = self.body("HS256");
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        seal(&body, hmac::sign(&key, body.as_bytes()).as_ref())
    }

    /// Signed with a key of which the servers have the public half.
    pub fn signed_by(&self, key: &PrivateKey) -> String {
        let random = SystemRandom::new();
        match key {
            PrivateKey::Es256(pair) => {
                let body = self.body("ES256");
                seal(&body, pair.sign(&random, body.as_bytes()).expect("a signature").as_ref())
            }
            PrivateKey::Rs256(pair, _) => {
                let body = self.body("RS256");
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, body.as_bytes(), &mut signature).expect("a signature");
                seal(&body, &signature)
            }
        }
    }

    /// "alg": "none", with no signature at all.
    pub fn unsigned(&self) -> String {
        seal(&self.body("none"), b"")
    }

    fn body(&self, algorithm: &str) -> String {
        let header = json!({ "alg": algorithm, "typ": "JWT" }).to_string();
        format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(self.0.to_string()))
    }
}

fn seal(body: &str, signature: &[u8]) -> String {
    format!("{body}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// Seconds since 1970.
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock after 1970").as_secs()
}

/// The private half of a pair.
pub enum PrivateKey {
    Es256(EcdsaKeyPair),
    /// With its public half as PEM.
    Rs256(RsaKeyPair, String),
}

/// What stands before the point of a P-256 key in a SubjectPublicKeyInfo (RFC 5480).
const P256_PREFIX: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03,
    0x01, 0x07, 0x03, 0x42, 0x00,
];

impl PrivateKey {
    pub fn es256() -> Self {
        let random = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).expect("a key");
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &random);
        Self::Es256(pair.expect("the key that was just made"))
    }

    /// A new pair by the `openssl` command, since ring makes none.
    pub fn rs256() -> Self {
        let made = openssl(&["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"], b"");
        let private = openssl(&["pkcs8", "-topk8", "-nocrypt", "-outform", "DER"], &made);
        let public = openssl(&["pkey", "-pubout"], &made);
        let pair = RsaKeyPair::from_pkcs8(&private).expect("a PKCS #8 document");
        Self::Rs256(pair, String::from_utf8(public).expect("PEM is text"))
    }

    /// The public half, as a server reads it.
    pub fn public_pem(&self) -> String {
        match self {
            Self::Rs256(_, pem) => pem.clone(),
            Self::Es256(pair) => {
                let text = STANDARD.encode([&P256_PREFIX, pair.public_key().as_ref()].concat());
                let (first, second) = text.split_at(64);
                format!("-----BEGIN PUBLIC KEY-----\n{first}\n{second}\n-----END PUBLIC KEY-----\n")
            }
        }
    }
}

fn openssl(arguments: &[&str], input: &[u8]) -> Vec<u8> {
    use std::io::Write;
    use std::process::Stdio;
    let mut command = Command::new("openssl");
    let command = command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().expect("the openssl command (apt-get install openssl)");
    child.stdin.take().expect("a pipe").write_all(input).expect("openssl takes its input");
    let output = child.wait_with_output().expect("openssl ends");
    assert!(output.status.success(), "openssl {arguments:?} failed");
    output.stdout
}
