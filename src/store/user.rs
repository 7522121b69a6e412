//! Who sits at the machine, and what it is called.

/// The name of the machine's user, or `annotator` if the system does not say.
#[must_use]
pub fn name() -> String {
    ["USER", "USERNAME", "LOGNAME"]
        .into_iter()
        .filter_map(|variable| std::env::var(variable).ok())
        .map(|name| name.trim().to_owned())
        .find(|name| !name.is_empty())
        .unwrap_or_else(|| "annotator".to_owned())
}

/// The name of the machine, for people on other machines; `this machine` if it has none.
#[must_use]
pub fn machine() -> String {
    let name = gethostname::gethostname().to_string_lossy().trim().to_owned();
    if name.is_empty() { "this machine".to_owned() } else { name }
}
