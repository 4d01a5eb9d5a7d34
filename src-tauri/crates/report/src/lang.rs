//! The languages Maillon speaks.

use serde::{Deserialize, Serialize};

/// A language of the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
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

    /// The language that the environment of a Unix program asks for, in the order of POSIX (`LC_ALL`, `LC_MESSAGES`,
    /// `LANG`), with GNU's `LANGUAGE` before them unless the locale is `C`; none when nothing is said.
    pub fn of_variables(variable: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let set = |name: &str| variable(name).filter(|value| !value.is_empty());
        let locale = set("LC_ALL").or_else(|| set("LC_MESSAGES")).or_else(|| set("LANG"))?;
        let is_c = matches!(locale.split('.').next(), Some("C" | "POSIX"));
        let wished = set("LANGUAGE").filter(|_| !is_c).unwrap_or(locale);
        let first_known = wished.split(':').find(|locale| {
            let language = locale.split(['-', '_', '.']).next().unwrap_or_default();
            Self::ALL.iter().any(|lang| language.eq_ignore_ascii_case(lang.id()))
        });
        Some(first_known.map_or(Self::En, Self::of_locale))
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
    fn the_environment_is_read_as_other_programs_read_it() {
        let of = |variables: &[(&str, &str)]| {
            Lang::of_variables(|name| {
                let found = variables.iter().find(|(known, _)| *known == name);
                found.map(|(_, value)| (*value).to_owned())
            })
        };
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[("LANG", "fr_FR.UTF-8")]), Some(Lang::Fr));
        assert_eq!(of(&[("LANG", "fr_FR.UTF-8"), ("LC_ALL", "C")]), Some(Lang::En));
        assert_eq!(of(&[("LANG", "en_US.UTF-8"), ("LC_MESSAGES", "fr_CA")]), Some(Lang::Fr));
        assert_eq!(
            of(&[("LANG", "fr_FR"), ("LC_ALL", ""), ("LC_CTYPE", "C")]),
            Some(Lang::Fr)
        );
        assert_eq!(of(&[("LANG", "en_GB"), ("LANGUAGE", "de:fr:en")]), Some(Lang::Fr));
        assert_eq!(of(&[("LANG", "C.UTF-8"), ("LANGUAGE", "fr")]), Some(Lang::En));
        assert_eq!(of(&[("LANG", "de_DE.UTF-8")]), Some(Lang::En));
    }

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
