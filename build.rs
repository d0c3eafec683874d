//! Turns `rules/` into one compact value, so that nothing is parsed at start-up.
//!
//! It knows nothing of the model: each TOML file becomes the same tree in a binary form that `src/load/embedded.rs` reads. The
//! text is kept beside it for `advisor explain`.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use toml::Value;

fn main() {
    println!("cargo::rerun-if-changed=rules");
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR"));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));

    let mut files = Vec::new();
    collect(&root.join("rules"), &mut files);
    files.sort();

    let mut bytes = Vec::new();
    let mut index = String::from("&[\n");
    for file in &files {
        let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let table: toml::Table = text.parse().unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let start = bytes.len();
        encode(&Value::Table(table), &mut bytes);
        let name = file.strip_prefix(root.join("rules")).expect("collected below rules/");
        let name = name.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
        writeln!(
            index,
            "    EmbeddedFile {{ path: {name:?}, tree: ({start}, {end}), text: include_str!({file:?}) }},",
            end = bytes.len(),
        )
        .expect("writing to a string");
    }
    index.push_str("]\n");

    fs::write(out.join("knowledge.bin"), bytes).expect("OUT_DIR is writable");
    fs::write(out.join("knowledge.rs"), index).expect("OUT_DIR is writable");
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    println!("cargo::rerun-if-changed={}", folder.display());
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            files.push(path);
        }
    }
}

/// One tag byte, then a length as a variable-length integer, then the content.
fn encode(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::String(text) => encode_text(b's', text, out),
        Value::Datetime(date) => encode_text(b'd', &date.to_string(), out),
        Value::Integer(number) => {
            out.push(b'i');
            out.extend_from_slice(&number.to_le_bytes());
        }
        Value::Boolean(flag) => out.push(if *flag { b't' } else { b'f' }),
        Value::Float(_) => panic!("a rule file holds a float; no fact or key takes one"),
        Value::Array(items) => {
            out.push(b'a');
            encode_length(items.len(), out);
            items.iter().for_each(|item| encode(item, out));
        }
        Value::Table(entries) => {
            out.push(b'm');
            encode_length(entries.len(), out);
            for (key, value) in entries {
                encode_length(key.len(), out);
                out.extend_from_slice(key.as_bytes());
                encode(value, out);
            }
        }
    }
}

fn encode_text(tag: u8, text: &str, out: &mut Vec<u8>) {
    out.push(tag);
    encode_length(text.len(), out);
    out.extend_from_slice(text.as_bytes());
}

fn encode_length(mut length: usize, out: &mut Vec<u8>) {
    while length >= 0x80 {
        out.push((length as u8 & 0x7f) | 0x80);
        length >>= 7;
    }
    out.push(length as u8);
}
