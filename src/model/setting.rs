//! The settings of the generated servers.

use super::Text;

/// A table of `settings.toml`: a variable of the environment that a server reads.
#[derive(Clone, Debug)]
pub struct Setting {
    pub name: Text,
    /// Under which it is listed.
    pub group: Text,
    /// What it does, on one line.
    pub what: Text,
    pub kind: SettingKind,
    /// Its default; absent where it has none.
    pub usual: Option<Usual>,
    /// An expression over the flags; absent: always.
    pub when: Option<Text>,
}

/// What a setting takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SettingKind {
    Address,
    /// A whole number within bounds, both of which it may be.
    Number {
        least: u64,
        most: u64,
    },
    YesNo,
    List,
    Text,
    Secret,
}

/// A default.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Usual {
    Text(Text),
    Number(u64),
    YesNo(bool),
    /// What a hole of the app has in it, by its name.
    Hole(Text),
}
