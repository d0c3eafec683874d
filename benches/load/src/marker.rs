//! What a message carries, so that a client can tell which it is and how old: a marker at the end of its payload.
//!
//! A client does not read frames, chunks or JSON: it looks for markers in the bytes as they come. That costs less than any server
//! spends on sending them.

/// Bytes of each payload.
pub const PAYLOAD: usize = 128;

/// `@`, 16 hexadecimal digits of nanoseconds, 8 of the message's number.
const LENGTH: usize = 25;

/// A message that has arrived whole.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Marker {
    /// Nanoseconds since the run began.
    pub sent: u64,
    pub number: u32,
}

impl Marker {
    /// A payload that ends with the marker: printable, and without what JSON would escape.
    pub fn payload(self) -> String {
        let marker = format!("@{:016x}{:08x}", self.sent, self.number);
        format!("{marker:.>PAYLOAD$}")
    }
}

/// One client's place between two reads.
#[derive(Clone, Copy, Debug)]
pub struct Scanner {
    /// The beginning of a marker whose rest has not come yet.
    carried: [u8; LENGTH],
    held: u8,
}

impl Scanner {
    pub const fn new() -> Self {
        Self { carried: [0; LENGTH], held: 0 }
    }

    /// Hands on the markers in what was read.
    pub fn scan(&mut self, read: &[u8], mut found: impl FnMut(Marker)) {
        let rest = self.complete(read, &mut found);
        let mut at = 0;
        loop {
            match next(&rest[at..]) {
                Next::Whole(marker, end) => {
                    found(marker);
                    at += end;
                }
                Next::Begun(start) => return self.carry(&rest[at + start..]),
                Next::None => return,
            }
        }
    }

    /// Puts a carried beginning and what was read together; gives what of that is left.
    fn complete<'r>(&mut self, read: &'r [u8], found: &mut impl FnMut(Marker)) -> &'r [u8] {
        let held = usize::from(std::mem::take(&mut self.held));
        if held == 0 {
            return read;
        }
        let more = read.len().min(LENGTH);
        let mut joined = [0; 2 * LENGTH];
        joined[..held].copy_from_slice(&self.carried[..held]);
        joined[held..held + more].copy_from_slice(&read[..more]);
        match next(&joined[..held + more]) {
            // What begins in the new part is found there.
            Next::Whole(marker, end) if end - LENGTH < held => {
                found(marker);
                &read[end - held..]
            }
            Next::Begun(start) if start < held => {
                self.carry(&joined[start..held + more]);
                &[]
            }
            _ => read,
        }
    }

    fn carry(&mut self, begun: &[u8]) {
        self.carried[..begun.len()].copy_from_slice(begun);
        self.held = u8::try_from(begun.len()).expect("shorter than a marker");
    }
}

enum Next {
    /// A marker, and where it ends.
    Whole(Marker, usize),
    /// What may become one, and where it starts.
    Begun(usize),
    None,
}

fn next(bytes: &[u8]) -> Next {
    for start in memchr::memchr_iter(b'@', bytes) {
        let candidate = &bytes[start..bytes.len().min(start + LENGTH)];
        if candidate.len() < LENGTH {
            if candidate[1..].iter().all(u8::is_ascii_hexdigit) {
                return Next::Begun(start);
            }
        } else if let (Some(sent), Some(number)) = (hex(&candidate[1..17]), hex(&candidate[17..])) {
            let number = u32::try_from(number).expect("eight digits");
            return Next::Whole(Marker { sent, number }, start + LENGTH);
        }
    }
    Next::None
}

fn hex(digits: &[u8]) -> Option<u64> {
    digits.iter().try_fold(0, |sum, digit| {
        let value = match digit {
            b'0'..=b'9' => digit - b'0',
            b'a'..=b'f' => digit - b'a' + 10,
            _ => return None,
        };
        Some(sum << 4 | u64::from(value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: Marker = Marker { sent: 0x0123_4567_89ab_cdef, number: 7 };
    const SECOND: Marker = Marker { sent: 1, number: u32::MAX };

    /// Feeds a stream in pieces of one size.
    fn found(stream: &[u8], piece: usize) -> Vec<Marker> {
        let (mut scanner, mut found) = (Scanner::new(), Vec::new());
        for read in stream.chunks(piece) {
            scanner.scan(read, |marker| found.push(marker));
        }
        found
    }

    #[test]
    fn a_payload_has_its_size_and_needs_no_escape() {
        let payload = FIRST.payload();
        assert_eq!(payload.len(), PAYLOAD);
        assert_eq!(serde_json::to_string(&payload).expect("JSON"), format!("\"{payload}\""));
    }

    #[test]
    fn markers_are_found_however_the_stream_is_cut() {
        let stream = format!("id: 1\ndata: {}\n\n\u{2}@{}@@{}", FIRST.payload(), SECOND.payload(), FIRST.payload());
        for piece in 1..=stream.len() {
            assert_eq!(found(stream.as_bytes(), piece), [FIRST, SECOND, FIRST], "in pieces of {piece}");
        }
    }

    #[test]
    fn what_only_begins_like_a_marker_is_none() {
        for stream in ["@", "@0123", "@01234567890123456789012", "@0123456789abcdef0123456g", "@@@@", "mail@example.org"] {
            for piece in 1..=stream.len() {
                assert_eq!(found(stream.as_bytes(), piece), [], "{stream} in pieces of {piece}");
            }
        }
    }
}
