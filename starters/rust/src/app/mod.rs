//! Your own code: what the features are, who may do what, and what a message does.

pub mod features;
pub mod messages;
pub mod policy;
//% if replies
pub mod replies;
//% endif
pub mod state;
