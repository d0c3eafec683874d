//! The checks, by what they are about.

mod frames;
mod heartbeats;
mod polling;
mod publishing;
mod reading;
mod sockets;
mod streams;
mod window;

use crate::list::List;

/// All of them.
pub fn all() -> List {
    let mut list = List::default();
    for group in [
        reading::list,
        window::list,
        publishing::list,
        polling::list,
        streams::list,
        sockets::list,
        frames::list,
        heartbeats::list,
    ] {
        group(&mut list);
    }
    list
}
