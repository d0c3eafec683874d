//! The id of an event, which is also the cursor of whoever has seen it.

use std::fmt;
use std::str::FromStr;

/// `<milliseconds>-<sequence>`, compared as two integers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Cursor {
    /// Since 1970, by the broker's clock.
    pub milliseconds: u64,
    pub sequence: u64,
}

impl Cursor {
    /// The first cursor of a moment.
    pub fn at(milliseconds: u64) -> Self {
        Self {
            milliseconds,
            sequence: 0,
        }
    }

    /// The id of the event after this one: never back, also when the clock goes back.
    pub fn next(self, now: u64) -> Self {
        if now > self.milliseconds {
            Self::at(now)
        } else {
            Self {
                milliseconds: self.milliseconds,
                sequence: self.sequence + 1,
            }
        }
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}-{}", self.milliseconds, self.sequence)
    }
}

/// Not two integers joined by a hyphen.
#[derive(Debug)]
pub struct Malformed;

impl FromStr for Cursor {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let (milliseconds, sequence) = text.split_once('-').ok_or(Malformed)?;
        Ok(Self {
            milliseconds: integer(milliseconds)?,
            sequence: integer(sequence)?,
        })
    }
}

/// Digits alone: `parse` would take a plus sign too.
fn integer(text: &str) -> Result<u64, Malformed> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Malformed);
    }
    text.parse().map_err(|_| Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_compare_as_two_integers() {
        let parse = |text: &str| text.parse::<Cursor>().expect("a cursor");
        assert!(parse("9-0") < parse("10-0"));
        assert!(parse("10-9") < parse("10-10"));
        assert_eq!(parse("10-9").to_string(), "10-9");
    }

    #[test]
    fn what_is_no_cursor_is_malformed() {
        for text in [
            "",
            "-",
            "1",
            "1-",
            "-1",
            "+1-0",
            "1-0-0",
            "1-0 ",
            "99999999999999999999-0",
            "a-b",
        ] {
            assert!(text.parse::<Cursor>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn ids_go_on_when_the_clock_goes_back() {
        let last = Cursor {
            milliseconds: 10,
            sequence: 3,
        };
        assert_eq!(last.next(11), Cursor::at(11));
        assert_eq!(
            last.next(10),
            Cursor {
                milliseconds: 10,
                sequence: 4
            }
        );
        assert_eq!(
            last.next(5),
            Cursor {
                milliseconds: 10,
                sequence: 4
            }
        );
    }
}
