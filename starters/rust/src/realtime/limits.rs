//! The operating system's limits.

use super::config::Settings;

/// Files that are open beside connections: those that are refused, those for metrics, and a few.
const OTHERS: u64 = 64;

/// Raises the limit of open files as far as it goes, and lowers `MAX_CONNECTIONS` to what fits.
pub fn fit(settings: &mut Settings) {
    let wanted = settings.max_connections as u64 + super::SPARE as u64 + OTHERS;
    let limit = rlimit::increase_nofile_limit(u64::MAX).unwrap_or(wanted);
    if limit >= wanted {
        return;
    }
    let fitting = limit.saturating_sub(super::SPARE as u64 + OTHERS).max(1);
    settings.max_connections = usize::try_from(fitting).unwrap_or(usize::MAX);
    tracing::warn!(
        open_files = limit,
        max_connections = settings.max_connections,
        "MAX_CONNECTIONS is lowered, since the operating system allows no more open files"
    );
}
