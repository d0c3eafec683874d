//! Positions in the lists of a [`Knowledge`](super::Knowledge), one type a list, so that they cannot be mixed up.

macro_rules! positions {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Serialize)]
        pub struct $name(pub u16);

        impl $name {
            /// The position as an index.
            pub fn index(self) -> usize {
                usize::from(self.0)
            }

            /// The position for an index.
            ///
            /// # Panics
            /// Beyond 65 535, which the loader refuses long before.
            pub fn at(index: usize) -> Self {
                Self(u16::try_from(index).expect("a knowledge base has fewer than 65 536 of each thing"))
            }
        }
    )+};
}

positions! {
    /// A fact of the vocabulary.
    FactId,
    /// A transport.
    TransportId,
    /// A strategy rule.
    RuleId,
    /// A note: scaling, pitfall or beside.
    NoteId,
    /// A source.
    SourceId,
    /// A workload preset.
    WorkloadId,
}
