//! What a generated project was made with.

/// What was given on the command line, enough to make the project again.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct ProjectOptions {
    pub language: String,
    /// Absent: as the file or the folder says.
    pub name: Option<String>,
    /// `FEATURE=TRANSPORT`
    pub transports: Vec<String>,
    /// Features that are left out.
    pub except: Vec<String>,
    pub with: Vec<String>,
    pub without: Vec<String>,
    /// `FACT=VALUE`, as `--set` takes it.
    pub sets: Vec<String>,
    /// Folders of rules, as they were named.
    pub rules: Vec<String>,
}

impl ProjectOptions {
    /// The lists, each with its key in the record.
    pub fn lists(&self) -> [(&'static str, &Vec<String>); 6] {
        [
            ("transport", &self.transports),
            ("except", &self.except),
            ("with", &self.with),
            ("without", &self.without),
            ("set", &self.sets),
            ("rules", &self.rules),
        ]
    }
}
