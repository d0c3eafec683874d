//! The checks, by what they are about.

mod away;
mod bounds;
mod crowds;
mod drain;
mod errors;
mod eventsource;
mod frames;
mod heartbeats;
mod life;
mod nodes;
mod origins;
mod polling;
mod project;
mod publishing;
mod reading;
mod redis;
mod replies;
mod slow;
mod sockets;
mod streams;
mod tickets;
mod tokens;
mod unkind;
mod waiting;
mod window;

use crate::list::List;

/// All of them.
pub fn all() -> List {
    let mut list = List::default();
    let groups = [
        reading::list,
        window::list,
        publishing::list,
        polling::list,
        waiting::list,
        streams::list,
        sockets::list,
        frames::list,
        heartbeats::list,
        replies::list,
        errors::list,
        tokens::list,
        tickets::list,
        origins::list,
        bounds::list,
        slow::list,
        unkind::list,
        crowds::list,
        life::list,
        drain::list,
        redis::list,
        nodes::list,
        away::list,
        eventsource::list,
        project::list,
    ];
    for group in groups {
        group(&mut list);
    }
    list
}
