//! Reads the settings, and says of each fault where it is.

use super::Config;
use super::error::{ConfigError, line_of, with_nearest};
use std::fs;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use toml::{Table, Value};

/// Reads `file`, when there is one, and then `KEY=VALUE` arguments such as `stun.listen=["127.0.0.1:3478"]`, the later ones
/// winning.
pub fn read(file: Option<&Path>, arguments: &[String]) -> Result<Config, ConfigError> {
    let text = match file {
        Some(path) => fs::read_to_string(path).map_err(|source| ConfigError::File {
            path: path.to_owned(),
            source,
        })?,
        None => String::new(),
    };
    let path = file.unwrap_or(Path::new("")).to_owned();
    let in_file = |error: &toml::de::Error| ConfigError::Line {
        path: path.clone(),
        line: line_of(&text, error.span().map_or(0, |span| span.start)),
        message: with_nearest(error.message()),
    };
    // Each part is judged by itself first: only then is it known where a fault is written.
    toml::from_str::<Config>(&text).map_err(|error| in_file(&error))?;
    let mut merged: Table = toml::from_str(&text).map_err(|error| in_file(&error))?;
    for argument in arguments {
        let table = table_of(argument).map_err(|message| ConfigError::Argument {
            argument: argument.clone(),
            message,
        })?;
        merge(&mut merged, table);
    }
    let config = Config::deserialize_table(merged)?;
    validate(&config).map_err(|(key, message)| match line_of_key(&text, key) {
        Some(line) => ConfigError::Line {
            path: path.clone(),
            line,
            message: format!("`{key}`: {message}"),
        },
        None => ConfigError::Key { key, message },
    })?;
    Ok(config)
}

impl Config {
    fn deserialize_table(table: Table) -> Result<Self, ConfigError> {
        Value::Table(table)
            .try_into()
            .map_err(|error: toml::de::Error| ConfigError::Key {
                key: "configuration",
                message: error.message().to_owned(),
            })
    }
}

fn table_of(argument: &str) -> Result<Table, String> {
    let (key, value) = argument.split_once('=').ok_or("KEY=VALUE is expected")?;
    let (key, value) = (key.trim(), value.trim());
    let parsed = toml::from_str::<Config>(&format!("{key} = {value}")).map(|_| format!("{key} = {value}"));
    // A word without quotes is a text, as everybody writes it in a shell.
    let text = parsed.or_else(|first| {
        let quoted = format!("{key} = {}", Value::String(value.to_owned()));
        toml::from_str::<Config>(&quoted).map(|_| quoted).map_err(|_| first)
    });
    let text = text.map_err(|error| with_nearest(error.message()))?;
    toml::from_str(&text).map_err(|error| error.message().to_owned())
}

fn merge(into: &mut Table, from: Table) {
    for (key, value) in from {
        match (into.get_mut(&key), value) {
            (Some(Value::Table(into)), Value::Table(from)) => merge(into, from),
            (_, value) => drop(into.insert(key, value)),
        }
    }
}

/// The line where a key such as `limits.connections` is written.
fn line_of_key(text: &str, key: &str) -> Option<usize> {
    let (table, name) = key.rsplit_once('.').unwrap_or(("", key));
    let mut current = "";
    for (line, number) in text.lines().zip(1..) {
        let line = line.trim();
        if let Some(header) = line.strip_prefix('[') {
            current = header.split(']').next().unwrap_or_default().trim();
        } else if let Some((written, _)) = line.split_once('=') {
            let written = written.trim();
            if (current == table && written == name) || (current.is_empty() && written == key) {
                return Some(number);
            }
        }
    }
    None
}

/// What no type can say.
fn validate(config: &Config) -> Result<(), (&'static str, String)> {
    let limits = &config.limits;
    let at_least_one = [
        ("limits.connections", limits.connections as u64),
        ("limits.connections_per_client", limits.connections_per_client as u64),
        ("limits.connections_per_site", limits.connections_per_site as u64),
        ("limits.arrivals_per_second", u64::from(limits.arrivals_per_second)),
        (
            "limits.arrivals_per_second_per_client",
            u64::from(limits.arrivals_per_second_per_client),
        ),
        (
            "limits.streams_per_connection",
            u64::from(limits.streams_per_connection),
        ),
        ("limits.handshake_seconds", limits.handshake_seconds),
        ("limits.request_seconds", limits.request_seconds),
        ("limits.idle_seconds", limits.idle_seconds),
        ("limits.connection_seconds", limits.connection_seconds),
        ("limits.datagrams_per_second", u64::from(limits.datagrams_per_second)),
        (
            "limits.datagrams_per_second_per_client",
            u64::from(limits.datagrams_per_second_per_client),
        ),
        ("threads", config.threads.unwrap_or(1) as u64),
    ];
    for (key, value) in at_least_one {
        if value == 0 {
            return Err((key, "must be 1 or more".to_owned()));
        }
    }
    let not_negative = [
        ("limits.gigabytes_per_hour", limits.gigabytes_per_hour),
        (
            "limits.gigabytes_per_hour_per_client",
            limits.gigabytes_per_hour_per_client,
        ),
        ("limits.mbps", limits.mbps),
        ("limits.mbps_per_client", limits.mbps_per_client),
    ];
    for (key, value) in not_negative {
        if !(value >= 0.0 && value.is_finite()) {
            return Err((key, "must be 0 or more".to_owned()));
        }
    }
    // hyper refuses less than 8 KiB, and memory is counted on no more than 64.
    if !(8192..=65_536).contains(&limits.header_bytes) {
        return Err(("limits.header_bytes", "must be between 8192 and 65536".to_owned()));
    }
    if let Some(name) = config.name.as_deref().filter(|name| !is_host(name)) {
        return Err(("name", format!("`{name}` is no host name")));
    }
    if let Some(name) = config.web.test_endpoint.as_deref().filter(|name| !is_host(name)) {
        return Err(("web.test_endpoint", format!("`{name}` is no host name")));
    }
    match (&config.certificate.chain, &config.certificate.key) {
        (Some(_), None) => return Err(("certificate.chain", "needs `certificate.key` too".to_owned())),
        (None, Some(_)) => return Err(("certificate.key", "needs `certificate.chain` too".to_owned())),
        (Some(_), Some(_)) | (None, None) => {}
    }
    if let Some(listen) = config.metrics.listen.filter(|listen| !is_local(*listen)) {
        let message =
            format!("{listen} is open to anybody; an address of this computer or of a private network is expected");
        return Err(("metrics.listen", message));
    }
    let lists = [&config.web.listen, &config.stun.listen, &config.stamp.listen];
    if lists.iter().all(|list| list.is_empty()) {
        return Err(("web.listen", "nothing is switched on".to_owned()));
    }
    Ok(())
}

/// Whether a text can be the host of an address: letters, digits, hyphens and points, or an IP address.
pub(crate) fn is_host(text: &str) -> bool {
    let label = |label: &str| {
        let inner = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        !label.is_empty() && label.len() <= 63 && inner && !label.starts_with('-') && !label.ends_with('-')
    };
    text.parse::<IpAddr>().is_ok() || (text.len() <= 253 && text.split('.').all(label))
}

fn is_local(address: SocketAddr) -> bool {
    match address.ip() {
        IpAddr::V4(address) => address.is_loopback() || address.is_private(),
        IpAddr::V6(address) => address.is_loopback() || address.is_unique_local(),
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
