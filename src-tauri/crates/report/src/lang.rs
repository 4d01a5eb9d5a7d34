//! The languages Maillon speaks.

use serde::{Deserialize, Serialize};

/// A language of the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// French.
    Fr,
    /// English.
    En,
}

impl Lang {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::Fr, Self::En];

    /// The language subtag (RFC 5646), `fr` or `en`.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::En => "en",
        }
    }

    /// The language for a locale of the system, such as `fr-CA`, `fr_FR.UTF-8` or `de-DE`; English for any but French.
    pub fn of_locale(locale: &str) -> Self {
        let language = locale.split(['-', '_', '.']).next().unwrap_or_default();
        if language.eq_ignore_ascii_case("fr") {
            Self::Fr
        } else {
            Self::En
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_systems_locale_chooses_french_or_english() {
        for (locale, lang) in [
            ("fr", Lang::Fr),
            ("fr-CA", Lang::Fr),
            ("FR_fr.UTF-8", Lang::Fr),
            ("frr-DE", Lang::En),
            ("C", Lang::En),
            ("", Lang::En),
        ] {
            assert_eq!(Lang::of_locale(locale), lang, "{locale}");
        }
    }
}
