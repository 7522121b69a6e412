//! Whether processes of this machine are still there, where the system tells. Who asks knows what to do where it does not.

use std::fs;
use std::path::Path;

/// Whether the process of this machine with this number has ended. No where the system does not tell.
#[must_use]
pub(super) fn has_ended(number: u32) -> bool {
    let processes = Path::new("/proc");
    // What is called so on Windows is anybody's folder, and under wine counts other processes.
    match cfg!(unix) && processes.join("self").exists() {
        true => fs::read_to_string(processes.join(number.to_string()).join("stat"))
            .map_or(true, |stat| is_of_an_ended_one(&stat)),
        false => is_unknown(number),
    }
}

/// Whether the system knows of no process with this number. One that ended, and nobody took notice of, it still knows.
#[cfg(unix)]
fn is_unknown(number: u32) -> bool {
    let process = i32::try_from(number).ok().and_then(rustix::process::Pid::from_raw);
    process.is_none_or(|process| rustix::process::test_kill_process(process) == Err(rustix::io::Errno::SRCH))
}

/// Windows is not asked: a file that is locked stays there until its holder ends, so that its lock says it.
#[cfg(not(unix))]
fn is_unknown(_number: u32) -> bool {
    false
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

    #[cfg(unix)]
    #[test]
    fn where_there_is_no_list_of_processes_the_system_is_asked_for_each() {
        let mut ended = std::process::Command::new("true").spawn().unwrap();
        ended.wait().unwrap();
        assert!(super::is_unknown(ended.id()) && super::is_unknown(u32::MAX) && super::is_unknown(0));
        // The first is not ours to ask, which says that it is there.
        assert!(!super::is_unknown(std::process::id()) && !super::is_unknown(1));
    }
}
