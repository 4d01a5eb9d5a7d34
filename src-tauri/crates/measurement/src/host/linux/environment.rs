//! The environment of the program: where the user's folders are, the proxy, the session. Injected, so that tests can set it.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// Variables by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Environment(BTreeMap<String, String>);

impl Environment {
    /// The environment this program was started with.
    pub fn of_this_program() -> Self {
        let text = |value: std::ffi::OsString| value.to_string_lossy().into_owned();
        Self(
            std::env::vars_os()
                .map(|(name, value)| (text(name), text(value)))
                .collect(),
        )
    }

    /// A variable; none when it is absent or empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The user's folder.
    pub fn home(&self) -> Option<PathBuf> {
        self.absolute("HOME")
    }

    /// A folder of the XDG base directory specification 0.8: `variable`, else `default` below the user's folder.
    /// A relative path is invalid there and ignored.
    pub fn folder(&self, variable: &str, default: &str) -> Option<PathBuf> {
        self.absolute(variable).or_else(|| Some(self.home()?.join(default)))
    }

    fn absolute(&self, name: &str) -> Option<PathBuf> {
        self.get(name).map(PathBuf::from).filter(|path| path.is_absolute())
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(variables: I) -> Self {
        Self(
            variables
                .into_iter()
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
        )
    }
}
