//! Answers over HTTP/1.1, as far as a load generator cares.

use std::fmt;

/// Most headers of an answer.
const HEADERS: usize = 48;

/// One answer at the front of what was read.
#[derive(Debug)]
pub struct Answer<'b> {
    pub status: u16,
    pub etag: Option<&'b str>,
    pub body: &'b [u8],
    /// All of its bytes.
    pub length: usize,
}

/// What is no answer.
#[derive(PartialEq, Eq, Debug)]
pub struct NotHttp(String);

impl fmt::Display for NotHttp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the server does not answer in HTTP/1.1: {}", self.0)
    }
}

/// The first answer, once all of it is there.
pub fn answer(bytes: &[u8]) -> Result<Option<Answer<'_>>, NotHttp> {
    let Some(head) = head(bytes)? else {
        return Ok(None);
    };
    let rest = &bytes[head.length..];
    let body = match head.body {
        Body::Bytes(length) if rest.len() < length => return Ok(None),
        Body::Bytes(length) => length,
        Body::Chunks => match end_of_chunks(rest) {
            Some(length) => length,
            None => return Ok(None),
        },
    };
    Ok(Some(Answer { status: head.status, etag: head.etag, body: &rest[..body], length: head.length + body }))
}

/// The head of an answer.
pub struct Head<'b> {
    pub status: u16,
    pub length: usize,
    etag: Option<&'b str>,
    body: Body,
}

impl Head<'_> {
    /// Whether the body goes on until the connection ends, or until its last chunk.
    pub fn is_open_ended(&self) -> bool {
        matches!(self.body, Body::Chunks)
    }
}

enum Body {
    Bytes(usize),
    Chunks,
}

/// The head at the front of what was read, once all of it is there.
pub fn head(bytes: &[u8]) -> Result<Option<Head<'_>>, NotHttp> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let mut response = httparse::Response::new(&mut headers);
    let length = match response.parse(bytes) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(error) => return Err(NotHttp(error.to_string())),
    };
    let named = |name: &str| {
        let header = response.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name));
        header.and_then(|header| std::str::from_utf8(header.value).ok())
    };
    let status = response.code.unwrap_or_default();
    let body = if matches!(status, 100..200 | 204 | 304) {
        Body::Bytes(0)
    } else if let Some(length) = named("content-length") {
        Body::Bytes(length.trim().parse().map_err(|_| NotHttp(format!("a length of {length:?}")))?)
    } else {
        Body::Chunks
    };
    Ok(Some(Head { status, length, etag: named("etag"), body }))
}

/// Where a chunked body ends.
fn end_of_chunks(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        let line = memchr::memmem::find(&bytes[at..], b"\r\n")?;
        let size = std::str::from_utf8(&bytes[at..at + line]).ok()?;
        let size = usize::from_str_radix(size.split(';').next()?.trim(), 16).ok()?;
        at += line + 2 + size + 2;
        if at > bytes.len() {
            return None;
        }
        if size == 0 {
            return Some(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANSWERS: &str = "HTTP/1.1 201 Created\r\nContent-Length: 5\r\nETag: \"1-0\"\r\n\r\nhello\
                           HTTP/1.1 304 Not Modified\r\n\r\n\
                           HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";

    #[test]
    fn answers_are_taken_one_by_one() {
        let (mut at, mut statuses) = (0, Vec::new());
        while let Some(answer) = answer(&ANSWERS.as_bytes()[at..]).expect("HTTP") {
            statuses.push((answer.status, answer.etag.map(str::to_owned), answer.body.len()));
            at += answer.length;
        }
        assert_eq!(at, ANSWERS.len());
        assert_eq!(statuses, [(201, Some("\"1-0\"".to_owned()), 5), (304, None, 0), (200, None, 13)]);
    }

    #[test]
    fn an_answer_that_is_not_all_there_is_waited_for() {
        for end in 0..ANSWERS.find("HTTP/1.1 304").expect("a second answer") {
            assert!(answer(&ANSWERS.as_bytes()[..end]).expect("HTTP").is_none(), "of {end} bytes");
        }
    }

    #[test]
    fn what_is_not_http_is_said_to_be() {
        assert!(answer(b"SSH-2.0-OpenSSH\r\n\r\n").is_err());
    }
}
