//! What the peers share: their one argument, and a message as it travels.

use std::net::{Ipv4Addr, SocketAddrV4};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha1::{Digest, Sha1};

/// The address to listen on, from the port that is the first argument.
pub fn address() -> SocketAddrV4 {
    let port = std::env::args().nth(1).and_then(|port| port.parse().ok());
    SocketAddrV4::new(Ipv4Addr::LOCALHOST, port.expect("the first argument is a port"))
}

/// The answer to a WebSocket's key (RFC 6455, 4.2.2).
pub fn accept(key: &str) -> String {
    let digest = Sha1::new().chain_update(key).chain_update("258EAFA5-E914-47DA-95CA-C5AB0DC85B11").finalize();
    STANDARD.encode(digest)
}

/// A text frame from a server; up to 65,535 bytes.
pub fn frame(text: &[u8]) -> Vec<u8> {
    let length = u16::try_from(text.len()).expect("a small message");
    let mut frame = match u8::try_from(length) {
        Ok(short @ ..126) => vec![0x81, short],
        _ => [[0x81, 126], length.to_be_bytes()].concat(),
    };
    frame.extend_from_slice(text);
    frame
}

/// An event of a stream, in a chunk of its own.
pub fn chunk(text: &[u8]) -> Vec<u8> {
    let block = [b"data: ", text, b"\n\n"].concat();
    [format!("{:x}\r\n", block.len()).as_bytes(), &block, b"\r\n"].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_answered_as_in_the_rfc() {
        assert_eq!(accept("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzhZRbK+xOo=");
    }

    #[test]
    fn frames_and_chunks_say_how_long_they_are() {
        assert_eq!(frame(b"hi"), [0x81, 2, b'h', b'i']);
        assert_eq!(frame(&[b'x'; 128])[..4], [0x81, 126, 0, 128]);
        assert_eq!(chunk(b"hi"), b"a\r\ndata: hi\n\n\r\n");
    }
}
