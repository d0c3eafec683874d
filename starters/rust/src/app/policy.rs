//! Who may do what. The token's own `read` and `write` were checked before this is asked.

/// What a subject wants to do on a topic.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action {
    Read,
    Write,
//% if replies
    /// To ask for a reply.
    Ask,
//% endif
}

/// Whether a subject may do it; `None` is an anonymous one. Here a topic `user:<id>` is read by that user alone.
pub fn allows(subject: Option<&str>, action: Action, _feature: &str, topic: &str) -> bool {
    match (topic.strip_prefix("user:"), action) {
        (Some(owner), Action::Read) => subject == Some(owner),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_topic_of_a_user_is_read_by_that_user_alone() {
        assert!(allows(
            Some("ada"),
            Action::Read,
            "notifications",
            "user:ada"
        ));
        for other in [Some("ada"), None] {
            assert!(!allows(other, Action::Read, "notifications", "user:grace"));
        }
        assert!(allows(
            Some("ada"),
            Action::Write,
            "notifications",
            "user:grace"
        ));
    }
}
