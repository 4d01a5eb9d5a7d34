//! The configuration of a responsiveness server (draft-ietf-ippm-responsiveness-09 § 6), and its older key spellings.

use maillon_diagnosis::profile::{HostPort, WebUrl};
use serde::Deserialize;
use serde_json::Value;

/// Where a server keeps the three objects of the test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// An object of some bytes.
    pub small: WebUrl,
    /// An object too large to be read to its end.
    pub large: WebUrl,
    /// Takes and forgets what is posted.
    pub upload: WebUrl,
    /// Host to connect to in place of that of the addresses.
    pub endpoint: Option<String>,
}

/// Why a configuration is of no use; the draft wants it ignored as a whole.
#[derive(Debug, thiserror::Error)]
pub enum NotAConfig {
    /// Not JSON, a key is missing or comes twice.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// Another version than 1.
    #[error("version {0}, not 1")]
    Version(Value),
    /// Neither spelling of an address is there.
    #[error("no `{0}`")]
    Missing(&'static str),
    /// An address cannot be used.
    #[error("{0}")]
    Address(String),
    /// The addresses are on several hosts.
    #[error("the three addresses are not on one host")]
    Hosts,
}

#[derive(Deserialize)]
struct Raw {
    version: Value,
    urls: Urls,
    test_endpoint: Option<String>,
}

#[derive(Deserialize)]
#[expect(clippy::struct_field_names, reason = "the keys of the draft")]
struct Urls {
    small_download_url: Option<String>,
    small_https_download_url: Option<String>,
    large_download_url: Option<String>,
    large_https_download_url: Option<String>,
    upload_url: Option<String>,
    https_upload_url: Option<String>,
}

impl Config {
    /// Reads a configuration; deployed servers use the older names of the addresses, and some write the version as text.
    pub fn read(json: &[u8]) -> Result<Self, NotAConfig> {
        let Raw {
            version,
            urls,
            test_endpoint,
        } = serde_json::from_slice(json)?;
        if version != 1 && version != "1" {
            return Err(NotAConfig::Version(version));
        }
        let config = Self {
            small: address(
                "small_download_url",
                urls.small_download_url,
                urls.small_https_download_url,
            )?,
            large: address(
                "large_download_url",
                urls.large_download_url,
                urls.large_https_download_url,
            )?,
            upload: address("upload_url", urls.upload_url, urls.https_upload_url)?,
            endpoint: test_endpoint,
        };
        let host = config.small.host_port();
        if config.large.host_port() != host || config.upload.host_port() != host {
            return Err(NotAConfig::Hosts);
        }
        config.door()?;
        Ok(config)
    }

    /// Host and port to connect to.
    pub fn door(&self) -> Result<HostPort, NotAConfig> {
        let written = self.small.host_port();
        match &self.endpoint {
            None => Ok(written),
            Some(host) => HostPort::try_from(format!("{host}:{}", written.port)).map_err(NotAConfig::Address),
        }
    }
}

fn address(name: &'static str, new: Option<String>, old: Option<String>) -> Result<WebUrl, NotAConfig> {
    let text = new.or(old).ok_or(NotAConfig::Missing(name))?;
    let url = WebUrl::try_from(text).map_err(NotAConfig::Address)?;
    if url.url().scheme() == "https" {
        Ok(url)
    } else {
        Err(NotAConfig::Address(format!("`{name}` is not https")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const OLD: &str = r#"{"version": "1", "test_endpoint": "edge7.example", "more": [], "urls": {
        "small_https_download_url": "https://nq.example/small",
        "large_https_download_url": "https://nq.example/large",
        "https_upload_url": "https://nq.example/slurp"}}"#;

    #[test]
    fn both_spellings_are_read_and_the_endpoint_is_where_to_connect() {
        let old = Config::read(OLD.as_bytes()).expect("the older spelling");
        assert_eq!(old.door().expect("a host").to_string(), "edge7.example:443");
        assert_eq!(old.small.url().host_str(), Some("nq.example"));
        let new = OLD
            .replace("_https_download", "_download")
            .replace("https_upload", "upload")
            .replace("\"1\"", "1");
        assert_eq!(Config::read(new.as_bytes()).expect("the newer spelling"), old);
    }

    #[test]
    fn a_configuration_with_one_fault_is_ignored_as_a_whole() {
        let cases = [
            ("\"1\"", "2"),
            ("https://nq.example/slurp", "https://other.example/slurp"),
            ("https://nq.example/small", "http://nq.example/small"),
            ("https_upload_url", "uploads"),
            ("\"more\": []", "\"version\": 1"),
            ("edge7.example", "edge7.example/x@y"),
        ];
        for (from, to) in cases {
            let text = OLD.replace(from, to);
            assert_ne!(text, OLD);
            Config::read(text.as_bytes()).expect_err(to);
        }
    }

    proptest! {
        #[test]
        fn any_answer_can_be_read(text in "\\PC{0,200}", cut in 0_usize..400) {
            drop(Config::read(text.as_bytes()));
            drop(Config::read(&OLD.as_bytes()[..cut.min(OLD.len())]));
        }
    }
}
