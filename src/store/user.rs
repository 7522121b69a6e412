//! Who sits at the machine, what it is called, and where what they prefer, and what could not be saved, is kept.

use std::ffi::OsString;
use std::path::PathBuf;

const FOLDER: &str = "hashiya";
const SETTINGS_FILE: &str = "settings.ron";
const UNSAVED: &str = "unsaved";

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

/// The file of this person's settings, be it there or not; nothing if the system does not say where such files go.
#[must_use]
pub fn settings_file() -> Option<PathBuf> {
    let folder = settings_folder(std::env::consts::OS, |variable| std::env::var_os(variable))?;
    Some(folder.join(FOLDER).join(SETTINGS_FILE))
}

/// The folder for what could not be saved where it belongs, beside the settings.
#[must_use]
pub fn unsaved_folder() -> Option<PathBuf> {
    Some(settings_file()?.with_file_name(UNSAVED))
}

/// Where programs keep settings on a system: XDG's base directories, Apple's library, or Windows' roaming folder.
fn settings_folder(system: &str, variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let absolute = |name: &str| variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
    match system {
        "windows" => absolute("APPDATA"),
        "macos" => absolute("HOME").map(|home| home.join("Library").join("Application Support")),
        // A relative path in XDG_CONFIG_HOME is to be taken for none at all.
        _ => absolute("XDG_CONFIG_HOME").or_else(|| absolute("HOME").map(|home| home.join(".config"))),
    }
}

#[cfg(test)]
mod tests {
    use super::settings_folder;
    use std::path::PathBuf;

    #[track_caller]
    fn check(system: &str, variables: &[(&str, &str)], expected: Option<&str>) {
        let found = |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.into());
        assert_eq!(settings_folder(system, found), expected.map(PathBuf::from));
    }

    // Each system has its own notion of a path that begins at the root.
    #[cfg(windows)]
    #[test]
    fn settings_go_where_windows_keeps_them() {
        check("windows", &[("APPDATA", "C:\\a"), ("HOME", "C:\\h")], Some("C:\\a"));
        check("windows", &[("APPDATA", "a")], None);
    }

    #[cfg(unix)]
    #[test]
    fn settings_go_where_the_system_keeps_them() {
        check("linux", &[("HOME", "/h")], Some("/h/.config"));
        check("linux", &[("HOME", "/h"), ("XDG_CONFIG_HOME", "/x")], Some("/x"));
        check("linux", &[("HOME", "/h"), ("XDG_CONFIG_HOME", "x")], Some("/h/.config"));
        check("macos", &[("HOME", "/h")], Some("/h/Library/Application Support"));
        check("linux", &[], None);
    }
}
