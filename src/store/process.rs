//! Whether processes of this machine are still there, where the system tells. Who asks knows what to do where it does not.

use std::fs;
use std::path::Path;

/// Whether the process of this machine with this number has ended. No where the system does not tell.
#[must_use]
pub(super) fn has_ended(number: u32) -> bool {
    let processes = Path::new("/proc");
    processes.join("self").exists()
        && fs::read_to_string(processes.join(number.to_string()).join("stat"))
            .map_or(true, |stat| is_of_an_ended_one(&stat))
}

/// Whether what the system says of a process is that it has ended, and nobody took notice yet. Its name, which may hold anything,
/// stands in parentheses before its state.
fn is_of_an_ended_one(stat: &str) -> bool {
    stat.rsplit_once(") ").is_some_and(|(_, state)| state.starts_with(['Z', 'X']))
}

#[cfg(test)]
mod tests {
    use super::{has_ended, is_of_an_ended_one};

    #[test]
    fn a_process_that_was_killed_has_ended_before_anybody_took_notice() {
        assert!(is_of_an_ended_one("17145 (hashiya) Z 1 2") && is_of_an_ended_one("1 (a) R (b) X 1"));
        assert!(!is_of_an_ended_one("17145 (Z) S 1 2") && !is_of_an_ended_one(""));
    }

    #[test]
    fn this_process_has_not_ended() {
        assert!(!has_ended(std::process::id()));
    }
}
