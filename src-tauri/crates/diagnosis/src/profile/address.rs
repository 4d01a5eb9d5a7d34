//! Addresses as a profile writes them, refused where they are read and not where they are used.

mod written;

use crate::vocabulary::word;
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use url::Url;

/// A host and a port, such as `tse1.exemple.fr:3389` or `[2001:db8::1]:3389`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema))]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "codegen", schemars(with = "String"))]
pub struct HostPort {
    /// Name or address, without brackets.
    pub host: String,
    /// Port, 1 to 65535.
    pub port: u16,
}

/// An address to watch: an IP address, or a host name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema))]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "codegen", schemars(with = "String"))]
pub struct Anchor(String);

/// An `https://` (or `http://`) address.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema))]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "codegen", schemars(with = "String"))]
pub struct WebUrl(Url);

/// Where a server is: `http(s)://`, `tcp://host:port` or `smb://host`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema))]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "codegen", schemars(with = "String"))]
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

word! {
    /// What is wrong with an address.
    AddressFault {
        /// Nothing is written.
        Empty = "empty",
        /// A port is needed and none is written.
        NoPort = "no_port",
        /// The port is not a number from 1 to 65535.
        BadPort = "bad_port",
        /// Neither an IP address nor a host name.
        BadHost = "bad_host",
        /// Nothing such as `https://` stands before the host.
        NoScheme = "no_scheme",
        /// Something such as `https://` stands before the host, where none belongs or where another one does.
        OtherScheme = "other_scheme",
        /// A user name or a password is written; Maillon never logs in.
        Credentials = "credentials",
    }
}

impl HostPort {
    /// Reads a host and a port.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn read(text: &str) -> Result<Self, AddressFault> {
        not_empty(text)?;
        if text.contains("://") {
            return Err(AddressFault::OtherScheme);
        }
        if text.parse::<IpAddr>().is_ok() {
            return Err(AddressFault::NoPort);
        }
        let (host, port) = text.rsplit_once(':').ok_or(if is_host(text) {
            AddressFault::NoPort
        } else {
            AddressFault::BadHost
        })?;
        let host = match host.strip_prefix('[') {
            Some(rest) => rest
                .strip_suffix(']')
                .filter(|host| host.contains(':'))
                .ok_or(AddressFault::BadHost)?,
            None if host.contains(':') => return Err(AddressFault::BadHost),
            None => host,
        };
        if !is_host(host) {
            return Err(AddressFault::BadHost);
        }
        let is_number = port.bytes().all(|digit| digit.is_ascii_digit());
        let port = port.parse().ok().filter(|port| is_number && *port > 0);
        Ok(Self {
            host: host.to_owned(),
            port: port.ok_or(AddressFault::BadPort)?,
        })
    }
}

impl Anchor {
    /// Reads an IP address or a host name.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn read(text: &str) -> Result<Self, AddressFault> {
        not_empty(text)?;
        if text.contains("://") {
            return Err(AddressFault::OtherScheme);
        }
        if is_host(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(AddressFault::BadHost)
        }
    }
}

impl WebUrl {
    /// Reads an `http://` or `https://` address.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn read(text: &str) -> Result<Self, AddressFault> {
        not_empty(text)?;
        if !text.contains("://") {
            return Err(AddressFault::NoScheme);
        }
        let url = Url::parse(text).map_err(|error| {
            if error == url::ParseError::InvalidPort {
                AddressFault::BadPort
            } else {
                AddressFault::BadHost
            }
        })?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(AddressFault::OtherScheme);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(AddressFault::Credentials);
        }
        match url.host_str() {
            Some(host) if !host.is_empty() => Ok(Self(url)),
            _ => Err(AddressFault::BadHost),
        }
    }
}

impl Target {
    /// Reads where a server is.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn read(text: &str) -> Result<Self, AddressFault> {
        not_empty(text)?;
        match text.split_once("://") {
            Some(("http" | "https", _)) => WebUrl::read(text).map(Self::Web),
            Some(("tcp", door)) => HostPort::read(door.trim_end_matches('/')).map(Self::Tcp),
            Some(("smb", rest)) => {
                let host = rest.split('/').next().unwrap_or_default();
                if is_host(host) {
                    HostPort::read(&format!("{}:445", bracketed(host))).map(Self::Smb)
                } else {
                    HostPort::read(host).map(Self::Smb)
                }
            }
            Some(_) => Err(AddressFault::OtherScheme),
            None => Err(AddressFault::NoScheme),
        }
    }
}

fn not_empty(text: &str) -> Result<(), AddressFault> {
    if text.trim().is_empty() {
        Err(AddressFault::Empty)
    } else {
        Ok(())
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
