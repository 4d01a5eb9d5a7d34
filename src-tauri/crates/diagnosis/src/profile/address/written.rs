//! Addresses to text and back, for the stored documents.

use super::{Anchor, HostPort, Target, WebUrl, bracketed};
use std::fmt;

impl TryFrom<String> for HostPort {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::read(&text).map_err(|_| format!("`{text}` is not a host and a port, such as `tse1.exemple.fr:3389`"))
    }
}

impl TryFrom<String> for Anchor {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::read(&text).map_err(|_| format!("`{text}` is not an IP address or a host name"))
    }
}

impl TryFrom<String> for WebUrl {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::read(&text).map_err(|_| format!("`{text}` is not an address of the form `https://host/path`"))
    }
}

impl TryFrom<String> for Target {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::read(&text).map_err(|_| format!("`{text}` is not one of `http(s)://…`, `tcp://host:port`, `smb://host`"))
    }
}

impl fmt::Display for HostPort {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", bracketed(&self.host), self.port)
    }
}

impl From<HostPort> for String {
    fn from(door: HostPort) -> Self {
        door.to_string()
    }
}

impl From<Anchor> for String {
    fn from(anchor: Anchor) -> Self {
        anchor.0
    }
}

impl From<WebUrl> for String {
    fn from(url: WebUrl) -> Self {
        url.0.into()
    }
}

impl fmt::Display for WebUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl fmt::Display for Target {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Web(url) => url.fmt(formatter),
            Self::Tcp(door) => write!(formatter, "tcp://{door}"),
            Self::Smb(door) => write!(formatter, "smb://{door}"),
        }
    }
}

impl From<Target> for String {
    fn from(target: Target) -> Self {
        target.to_string()
    }
}
