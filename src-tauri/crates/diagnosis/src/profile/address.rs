//! Addresses as a profile writes them, refused where they are read and not where they are used.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::net::IpAddr;
use url::Url;

/// A host and a port, such as `tse1.exemple.fr:3389` or `[2001:db8::1]:3389`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct HostPort {
    /// Name or address, without brackets.
    pub host: String,
    /// Port, 1 to 65535.
    pub port: u16,
}

/// An address to watch: an IP address, or a host name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Anchor(String);

/// An `https://` (or `http://`) address.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct WebUrl(Url);

/// Where a server is: `http(s)://`, `tcp://host:port` or `smb://host`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub enum Target {
    /// A web application.
    Web(WebUrl),
    /// Any TCP port.
    Tcp(HostPort),
    /// A file server; port 445 unless the address names another.
    Smb(HostPort),
}

impl Anchor {
    /// The address or name as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl WebUrl {
    /// The address.
    pub fn url(&self) -> &Url {
        &self.0
    }

    /// Host and port; the scheme's own port when none is written.
    pub fn host_port(&self) -> HostPort {
        HostPort {
            host: self
                .0
                .host_str()
                .unwrap_or_default()
                .trim_matches(['[', ']'])
                .to_owned(),
            port: self.0.port_or_known_default().unwrap_or(443),
        }
    }
}

impl Target {
    /// Host and port of the connection.
    pub fn host_port(&self) -> HostPort {
        match self {
            Self::Web(url) => url.host_port(),
            Self::Tcp(door) | Self::Smb(door) => door.clone(),
        }
    }
}

impl TryFrom<String> for HostPort {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not a host and a port, such as `tse1.exemple.fr:3389`");
        let (host, port) = text.rsplit_once(':').ok_or_else(wrong)?;
        let port: u16 = port.parse().ok().filter(|port| *port > 0).ok_or_else(wrong)?;
        let host = match host.strip_prefix('[') {
            Some(rest) => rest
                .strip_suffix(']')
                .filter(|host| host.contains(':'))
                .ok_or_else(wrong)?,
            None => host,
        };
        if !is_host(host) {
            return Err(wrong());
        }
        Ok(Self {
            host: host.to_owned(),
            port,
        })
    }
}

impl TryFrom<String> for Anchor {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if is_host(&text) {
            Ok(Self(text))
        } else {
            Err(format!("`{text}` is not an IP address or a host name"))
        }
    }
}

impl TryFrom<String> for WebUrl {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not an address of the form `https://host/path`");
        let url = Url::parse(&text).map_err(|_| wrong())?;
        let known_scheme = matches!(url.scheme(), "http" | "https");
        if !known_scheme || !url.username().is_empty() || url.password().is_some() || url.host_str().is_none() {
            return Err(wrong());
        }
        Ok(Self(url))
    }
}

impl TryFrom<String> for Target {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.split_once("://") {
            Some(("http" | "https", _)) => WebUrl::try_from(text).map(Self::Web),
            Some(("tcp", door)) => HostPort::try_from(door.trim_end_matches('/').to_owned()).map(Self::Tcp),
            Some(("smb", rest)) => {
                let host = rest.split('/').next().unwrap_or_default();
                let door = if is_host(host) {
                    format!("{}:445", bracketed(host))
                } else {
                    host.to_owned()
                };
                HostPort::try_from(door).map(Self::Smb)
            }
            _ => Err(format!(
                "`{text}` is not one of `http(s)://…`, `tcp://host:port`, `smb://host`"
            )),
        }
    }
}

/// An IP address, or a name of letters, digits, hyphens, underscores and dots (RFC 1123 §2.1, and the underscore of
/// Windows computer names).
fn is_host(text: &str) -> bool {
    if text.parse::<IpAddr>().is_ok() {
        return true;
    }
    let label_is_sound = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_')
    };
    let looks_like_an_address = text.split('.').all(|label| label.parse::<u32>().is_ok());
    text.len() <= 253 && !looks_like_an_address && text.trim_end_matches('.').split('.').all(label_is_sound)
}

fn bracketed(host: &str) -> String {
    if host.contains(':') {
        format!("[{host}]")
    } else {
        host.to_owned()
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
