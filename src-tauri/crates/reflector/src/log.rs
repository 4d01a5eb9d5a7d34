//! One JSON object a line on the standard error stream, for journald or any collector.
//!
//! Nothing foreign can forge a line: text is cut, and everything outside printable ASCII is escaped. Nobody can flood it: each
//! event has a rate, and the next line of it says how many were left out. A reader that hangs never holds the server up.

use crate::limits::Client;
use crate::limits::bucket::{Bucket, Rate};
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::Write;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Instant, SystemTime};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Lines of one event: a burst, and then so many a second.
const RATE: Rate = Rate {
    per_second: 5.0,
    burst: 20.0,
};
/// Lines that wait for a slow reader.
const WAITING: usize = 256;
/// Characters kept of a text.
const LONGEST: usize = 200;

/// How much of a client's address is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Addresses {
    /// All of it.
    Full,
    /// Its network, /24 or /48: enough to find a site, not a person.
    #[default]
    Network,
    /// Nothing.
    None,
}

impl Addresses {
    /// The address as the log may hold it.
    pub fn of(self, client: Client) -> Value {
        match self {
            Self::Full => client.to_string().into(),
            Self::Network => client.network().into(),
            Self::None => Value::Null,
        }
    }
}

/// Writes the events.
#[derive(Debug)]
pub struct Log {
    /// How much of an address is written.
    pub addresses: Addresses,
    lines: Mutex<Option<SyncSender<String>>>,
    kinds: Mutex<HashMap<&'static str, Kind>>,
    writer: Mutex<Option<JoinHandle<()>>>,
}

#[derive(Debug)]
struct Kind {
    bucket: Bucket,
    left_out: u64,
}

impl Log {
    /// Writes to `sink` on a thread of its own.
    pub fn to(sink: impl Write + Send + 'static, addresses: Addresses) -> Self {
        let (lines, waiting) = sync_channel(WAITING);
        Self {
            addresses,
            lines: Mutex::new(Some(lines)),
            kinds: Mutex::default(),
            writer: Mutex::new(Some(std::thread::spawn(move || write(sink, &waiting)))),
        }
    }

    /// Notes an event with its fields.
    pub fn event(&self, event: &'static str, fields: &[(&'static str, Value)]) {
        self.event_at(event, fields, Instant::now());
    }

    fn event_at(&self, event: &'static str, fields: &[(&'static str, Value)], now: Instant) {
        let mut kinds = self.kinds.lock().unwrap_or_else(PoisonError::into_inner);
        let kind = kinds.entry(event).or_insert_with(|| Kind {
            bucket: Bucket::full(RATE, now),
            left_out: 0,
        });
        if !kind.bucket.take(RATE, now) {
            kind.left_out += 1;
            return;
        }
        let line = line(event, kind.left_out, fields);
        let lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let sent = lines.as_ref().map(|lines| lines.try_send(line));
        match sent {
            Some(Ok(())) => kind.left_out = 0,
            Some(Err(TrySendError::Full(_))) => kind.left_out += 1,
            Some(Err(TrySendError::Disconnected(_))) | None => {}
        }
    }

    /// Waits until every line is written.
    pub fn close(&self) {
        drop(self.lines.lock().unwrap_or_else(PoisonError::into_inner).take());
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(writer) = writer {
            // It only ends by a panic of the sink, and then there is nowhere left to say so.
            drop(writer.join());
        }
    }
}

fn write(mut sink: impl Write, waiting: &Receiver<String>) {
    for line in waiting {
        // A log that cannot be written must not stop the measuring.
        let _ = sink.write_all(line.as_bytes());
    }
}

fn line(event: &str, left_out: u64, fields: &[(&'static str, Value)]) -> String {
    let now = OffsetDateTime::from(SystemTime::now());
    let mut object = Map::new();
    object.insert("time".to_owned(), now.format(&Rfc3339).unwrap_or_default().into());
    object.insert("event".to_owned(), event.into());
    for (name, value) in fields {
        let value = match value {
            Value::String(text) => text.chars().take(LONGEST).collect::<String>().into(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.clone(),
        };
        object.insert((*name).to_owned(), value);
    }
    if left_out > 0 {
        object.insert("left_out_before".to_owned(), left_out.into());
    }
    let mut line = ascii(&Value::Object(object).to_string());
    line.push('\n');
    line
}

/// Escapes what serde_json leaves as it is: DEL, and every character outside ASCII, such as one that turns the direction of
/// text. They only occur within the strings of a JSON text.
fn ascii(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for character in json.chars() {
        if matches!(character, ' '..='~') {
            escaped.push(character);
        } else {
            for unit in character.encode_utf16(&mut [0; 2]) {
                // Writing to a string cannot fail.
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;
    use std::sync::Arc;
    use std::time::Duration;

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().expect("one writer").extend(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Kept {
        fn lines(&self) -> Vec<Value> {
            let text = String::from_utf8(self.0.lock().expect("one writer").clone()).expect("ASCII");
            assert!(
                text.bytes().all(|byte| byte == b'\n' || (b' '..=b'~').contains(&byte)),
                "{text}"
            );
            text.lines()
                .map(|line| serde_json::from_str(line).expect("JSON"))
                .collect()
        }
    }

    #[test]
    fn hostile_text_stays_within_its_field() {
        let kept = Kept::default();
        let log = Log::to(kept.clone(), Addresses::Network);
        let hostile = "a\"}\n{\"event\":\"forged\u{7f}\u{202e}\u{1f600}\u{1b}[2J\0";
        log.event(
            "request",
            &[("path", hostile.into()), ("long", "x".repeat(5000).into())],
        );
        log.close();
        let lines = kept.lines();
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0]["event"], "request");
        assert_eq!(lines[0]["path"], hostile);
        assert_eq!(lines[0]["long"].as_str().map(str::len), Some(LONGEST));
    }

    #[test]
    fn a_flood_is_left_out_and_counted() {
        let kept = Kept::default();
        let log = Log::to(kept.clone(), Addresses::None);
        let start = Instant::now();
        for _ in 0..1000 {
            log.event_at("refused", &[], start);
        }
        log.event_at("other", &[], start);
        log.event_at("refused", &[], start + Duration::from_secs(1));
        log.close();
        let lines = kept.lines();
        assert_eq!(lines.iter().filter(|line| line["event"] == "refused").count(), 21);
        assert!(lines.iter().any(|line| line["event"] == "other"));
        assert_eq!(lines.last().expect("written")["left_out_before"], 980);
    }

    #[test]
    fn an_address_is_written_as_far_as_the_administrator_wants() {
        let client = std::net::IpAddr::from([192, 0, 2, 77]).into();
        assert_eq!(Addresses::Full.of(client), "192.0.2.77");
        assert_eq!(Addresses::Network.of(client), "192.0.2.0/24");
        assert_eq!(Addresses::None.of(client), Value::Null);
    }
}
