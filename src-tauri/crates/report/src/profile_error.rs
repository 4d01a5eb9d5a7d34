//! What is wrong with a company's profile, in words.

use crate::format::foreign;
use crate::lang::Lang;
use crate::words::Words;
use maillon_diagnosis::profile::{Expected, Hint, LARGEST_PROFILE, LONGEST_LIST, Mistake, ProfileError};

/// The mistake as a sentence, with its line and column.
pub fn profile_error(error: &ProfileError, lang: Lang) -> String {
    let words = Words::of(lang);
    let mistake = words.mistake(&error.mistake);
    words.tell(
        "profile-place",
        [
            ("line", error.line.to_string().into()),
            ("column", error.column.to_string().into()),
            ("mistake", mistake.into()),
        ],
    )
}

impl Words {
    fn mistake(&self, mistake: &Mistake) -> String {
        match mistake {
            Mistake::TooLarge => {
                let largest = self.bytes(LARGEST_PROFILE as f64);
                self.tell("profile-too_large", [("largest", largest.into())])
            }
            Mistake::NotText => self.say("profile-not_text"),
            Mistake::NotToml { detail } => self.tell("profile-not_toml", [("detail", foreign(detail).into())]),
            Mistake::UnknownKey {
                key,
                nearest,
                belongs_in,
                known,
            } => {
                let known: Vec<String> = known.iter().map(|key| format!("`{key}`")).collect();
                let variables = [("key", foreign(key).into()), ("known", known.join(", ").into())];
                let sentence = self.tell("profile-unknown_key", variables);
                let hint = match (belongs_in, nearest) {
                    (Some(section), _) => Some(self.tell("profile-belongs_in", [("section", (*section).into())])),
                    (None, near) => near.as_deref().map(|near| self.nearest(near)),
                };
                with_hint(sentence, hint)
            }
            Mistake::MissingKey { section, key } => {
                let variables = [("section", foreign(section).into()), ("key", (*key).into())];
                self.tell("profile-missing_key", variables)
            }
            Mistake::WrongValue {
                key,
                written,
                expected,
                hint,
            } => {
                let sentence = self.tell(
                    "profile-wrong_value",
                    [
                        ("key", foreign(key).into()),
                        ("expected", self.expected(key, *expected).into()),
                        ("written", foreign(written).into()),
                    ],
                );
                with_hint(sentence, hint.as_ref().map(|hint| self.hint(hint)))
            }
            Mistake::UnknownLimit { name, nearest } => {
                let sentence = self.tell("profile-unknown_limit", [("name", foreign(name).into())]);
                with_hint(sentence, nearest.as_deref().map(|near| self.nearest(near)))
            }
            Mistake::LimitOrder { name, higher_is_worse } => {
                let direction = if *higher_is_worse { "higher" } else { "lower" };
                let name = foreign(name);
                self.tell(&format!("profile-limit_order-{direction}"), [("name", name.into())])
            }
        }
    }

    fn expected(&self, key: &str, expected: Expected) -> String {
        match expected {
            Expected::Text => self.say("expected-text"),
            Expected::Word(words) => {
                let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
                self.tell("expected-word", [("words", words.join(", ").into())])
            }
            Expected::Whole { least, most, unit } => self.tell(
                &format!("expected-whole-{}", unit.id()),
                [("least", f64::from(least).into()), ("most", f64::from(most).into())],
            ),
            Expected::Rate => self.say("expected-rate"),
            Expected::WebUrl => self.say("expected-web_url"),
            Expected::HostPort => self.say("expected-host_port"),
            Expected::Anchor => self.say("expected-anchor"),
            Expected::Target => self.say("expected-target"),
            Expected::List(of) => self.tell("expected-list", [("of", self.expected(key, *of).into())]),
            Expected::Section(_) | Expected::Limits => self.tell("expected-section", [("key", key.to_owned().into())]),
            Expected::Sections(_) => self.tell("expected-sections", [("key", key.to_owned().into())]),
            Expected::Limit => self.say("expected-limit"),
            Expected::Figure { unit } => self.say(&format!("expected-figure-{unit}")),
        }
    }

    fn hint(&self, hint: &Hint) -> String {
        match hint {
            Hint::Nearest(word) => self.nearest(word),
            Hint::Address(fault) => self.say(&format!("hint-{fault}")),
            Hint::NumberAlone(number) => self.tell("hint-number_alone", [("number", number.clone().into())]),
            Hint::Brackets => self.say("hint-brackets"),
            Hint::QuoteName(name) => self.tell("hint-quote_name", [("name", name.clone().into())]),
            Hint::TooLong => self.tell("hint-too_long", [("most", (LONGEST_LIST as f64).into())]),
        }
    }

    fn nearest(&self, near: &str) -> String {
        self.tell("profile-nearest", [("near", near.to_owned().into())])
    }
}

fn with_hint(sentence: String, hint: Option<String>) -> String {
    match hint {
        Some(hint) => format!("{sentence} {hint}"),
        None => sentence,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use maillon_diagnosis::Profile;

    fn told(text: &str, lang: Lang) -> String {
        profile_error(&Profile::parse(text).expect_err(text), lang)
    }

    #[test]
    fn each_mistake_says_where_what_was_expected_and_what_is_nearest() {
        for (text, en, fr) in [
            (
                "[bandwidth]\nancors = []\n",
                "line 2, column 1: there is no key `ancors` here. The possible keys are: `nq`, `anchors`, `stun`, \
                 `stamp`, `data_cap_mb`. Did you mean `anchors`?",
                "Vouliez-vous écrire `anchors`\u{202f}?",
            ),
            (
                "[vpn]\nsessions = 60\n",
                "It belongs in the section `[gateway]`.",
                "Sa place est dans la section `[gateway]`.",
            ),
            (
                "[bandwidth]\ndata_cap_mb = \"25 MB\"\n",
                "line 2, column 15: `data_cap_mb` takes a whole number of megabytes from 1 to 1000, without its unit, not \
                 \"25 MB\". Write the number alone: 25",
                "un nombre entier de mégaoctets de 1 à 1000, sans l’unité",
            ),
            (
                "[gateway]\ntse = [\"tse1\"]\n",
                "such as `\"tse1.exemple.fr:3389\"` or `\"[2001:db8::1]:3389\"`, not \"tse1\". The port is missing.",
                "Il manque le port.",
            ),
            (
                "[limits]\ndownload_mbps = { slow = \"8 Mbit/s\", broken = 2 }\n",
                "`slow` takes a number of megabits a second (Mbit/s) from 0 up, without its unit",
                "mégabits par seconde",
            ),
            (
                "[limits]\ndownload_mbps = { slow = 2, broken = 8 }\n",
                "in `download_mbps`, `broken` must not be above `slow`: the lower this figure, the worse.",
                "plus cette valeur est basse",
            ),
            (
                "[limits]\ngateway.connect_excess_ms = { slow = 1, broken = 2 }\n",
                "Put the name of the limit in quotation marks: `\"gateway.connect_excess_ms\"`",
                "entre guillemets droits",
            ),
            (
                "[[server]]\nname = \"ERP\"\n",
                "line 1, column 1: `server` lacks the key `target`.",
                "il manque la clé `target`",
            ),
        ] {
            assert!(told(text, Lang::En).contains(en), "{}", told(text, Lang::En));
            assert!(told(text, Lang::Fr).contains(fr), "{}", told(text, Lang::Fr));
        }
    }

    #[test]
    fn a_hostile_profile_steers_no_terminal() {
        let text = "[company]\n\"\u{202e}\\u001b[2Jname\" = 1\n";
        for lang in Lang::ALL {
            let told = told(text, lang);
            assert!(!told.contains('\u{1b}') && !told.contains('\u{202e}'), "{told:?}");
            assert_eq!(told.lines().count(), 1);
        }
    }
}
