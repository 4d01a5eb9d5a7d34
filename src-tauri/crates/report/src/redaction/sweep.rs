//! Replaces secrets in every text of a stored report.

use super::RedactionItem;
use super::secrets::Secret;
use maillon_diagnosis::Report;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// One pass over a report.
pub(super) struct Sweep {
    secrets: Vec<Secret>,
    private_addresses: Option<BTreeMap<IpAddr, String>>,
    vocabulary: BTreeSet<String>,
    /// Places where each item stood.
    pub found: BTreeMap<RedactionItem, u32>,
}

impl Sweep {
    /// A pass for these secrets, the longest first; with every private address too when asked.
    pub fn new(secrets: Vec<Secret>, with_private_addresses: bool) -> Self {
        let mut vocabulary = BTreeSet::new();
        words(schemars::schema_for!(Report).as_value(), &mut vocabulary);
        Self {
            secrets,
            private_addresses: with_private_addresses.then(BTreeMap::new),
            vocabulary,
            found: BTreeMap::new(),
        }
    }

    /// The value without the secrets.
    pub fn value(&mut self, value: Value) -> Value {
        match value {
            Value::String(text) if self.vocabulary.contains(&text) => Value::String(text),
            Value::String(text) => {
                let text = self.names(&text);
                Value::String(self.addresses(text))
            }
            Value::Array(values) => values.into_iter().map(|value| self.value(value)).collect(),
            Value::Object(fields) => fields
                .into_iter()
                .map(|(key, value)| (key, self.value(value)))
                .collect(),
            Value::Null | Value::Bool(_) | Value::Number(_) => value,
        }
    }

    /// Replaces each secret that stands as a word of its own, whatever its capitals.
    fn names(&mut self, text: &str) -> String {
        let mut kept = String::with_capacity(text.len());
        let mut rest = text;
        let mut before: Option<char> = None;
        while let Some(letter) = rest.chars().next() {
            let starts_word = !before.is_some_and(char::is_alphanumeric);
            let hit = self
                .secrets
                .iter()
                .find(|secret| starts_word && begins(rest, &secret.text));
            if let Some(secret) = hit {
                *self.found.entry(secret.item).or_default() += 1;
                kept.push_str(&secret.label);
                before = secret.text.chars().last();
                rest = &rest[secret.text.len()..];
            } else {
                kept.push(letter);
                before = Some(letter);
                rest = &rest[letter.len_utf8()..];
            }
        }
        kept
    }

    /// Replaces private addresses, each by a label of its own.
    fn addresses(&mut self, text: String) -> String {
        let Some(labels) = &mut self.private_addresses else {
            return text;
        };
        let is_part = |letter: char| letter.is_ascii_hexdigit() || letter == '.' || letter == ':';
        let mut kept = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some(start) = rest.find(is_part) {
            let (plain, from) = rest.split_at(start);
            let (part, beyond) = from.split_at(from.find(|letter| !is_part(letter)).unwrap_or(from.len()));
            kept.push_str(plain);
            let trimmed = part.trim_end_matches(['.', ':']);
            match private(trimmed) {
                Some((address, after_it)) => {
                    let number = labels.len() + 1;
                    let label = labels.entry(address).or_insert_with(|| format!("private-{number}"));
                    kept.push_str(label);
                    kept.push_str(&after_it);
                    kept.push_str(&part[trimmed.len()..]);
                    *self.found.entry(RedactionItem::InternalNames).or_default() += 1;
                }
                None => kept.push_str(part),
            }
            rest = beyond;
        }
        kept.push_str(rest);
        kept
    }
}

/// Whether the text begins with this word, in any capitals, and the word ends there.
fn begins(text: &str, word: &str) -> bool {
    let Some(start) = text.get(..word.len()) else {
        return false;
    };
    let after = text[word.len()..].chars().next();
    let ends = !after.is_some_and(char::is_alphanumeric) || !word.ends_with(char::is_alphanumeric);
    ends && start.eq_ignore_ascii_case(word)
}

/// A private address and what follows it, such as `:3389`.
fn private(text: &str) -> Option<(IpAddr, String)> {
    let (address, port) = if let Ok(address) = text.parse::<IpAddr>() {
        (address, String::new())
    } else {
        let socket: SocketAddr = text.parse().ok()?;
        (socket.ip(), format!(":{}", socket.port()))
    };
    let is_private = match address {
        IpAddr::V4(address) => private_v4(address),
        IpAddr::V6(address) => private_v6(address),
    };
    is_private.then_some((address, port))
}

/// RFC 1918, and the shared space of RFC 6598.
fn private_v4(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    address.is_private() || (first == 100 && (64..128).contains(&second))
}

/// Unique local addresses (RFC 4193).
fn private_v6(address: Ipv6Addr) -> bool {
    address.segments()[0] & 0xfe00 == 0xfc00
}

/// Every constant of the schema: the words of an enumeration are no names, whatever a person or a server is called.
fn words(schema: &Value, vocabulary: &mut BTreeSet<String>) {
    match schema {
        Value::Object(fields) => {
            for (key, value) in fields {
                match (key.as_str(), value) {
                    ("const", Value::String(word)) => {
                        vocabulary.insert(word.clone());
                    }
                    ("enum", Value::Array(values)) => {
                        vocabulary.extend(values.iter().filter_map(Value::as_str).map(str::to_owned));
                    }
                    _ => words(value, vocabulary),
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| words(value, vocabulary)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
