//! Holds a text that is TOML against the shape of a profile, and tells the first mistake with its place.

use super::address::{Anchor, HostPort, Target, WebUrl};
use super::error::{Hint, Mistake, ProfileError};
use super::shape::{Expected, Key, LONGEST_LIST, PROFILE, limit};
use crate::limits::{Limits, Worse, nearest};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Characters of a wrong value that are repeated in an error.
const WRITTEN: usize = 60;

type Value<'a> = Spanned<DeValue<'a>>;

/// A profile being inspected.
pub(super) struct Inspection<'a> {
    text: &'a str,
    mistakes: Vec<(usize, Mistake)>,
}

/// Inspects a document.
///
/// # Errors
/// The first mistake in the order of the text.
pub(super) fn inspect(text: &str, document: &Spanned<DeTable<'_>>) -> Result<(), ProfileError> {
    let mut inspection = Inspection {
        text,
        mistakes: Vec::new(),
    };
    inspection.section("", document.get_ref(), &document.span(), PROFILE);
    match inspection.mistakes.into_iter().min_by_key(|(offset, _)| *offset) {
        Some((offset, mistake)) => Err(ProfileError::at(text, offset, mistake)),
        None => Ok(()),
    }
}

impl Inspection<'_> {
    fn section(&mut self, name: &str, section: &DeTable<'_>, place: &Range<usize>, keys: &'static [Key]) {
        for (key, value) in section {
            let written = key.get_ref().as_ref();
            match keys.iter().find(|known| known.name == written) {
                Some(known) => self.value(written, value, known.expected),
                None => self.mistake(key.span().start, unknown_key(written, keys)),
            }
        }
        for key in keys
            .iter()
            .filter(|key| key.required && !section.contains_key(key.name))
        {
            let section = name.to_owned();
            self.mistake(place.start, Mistake::MissingKey { section, key: key.name });
        }
    }

    fn value(&mut self, key: &str, value: &Value<'_>, expected: Expected) {
        match (expected, value.get_ref()) {
            (Expected::Text, DeValue::String(_)) => {}
            (Expected::Section(keys), DeValue::Table(section)) => self.section(key, section, &value.span(), keys),
            (Expected::Sections(keys), DeValue::Array(sections)) => {
                for section in sections {
                    if let DeValue::Table(fields) = section.get_ref() {
                        self.section(key, fields, &section.span(), keys);
                    } else {
                        self.wrong(key, section, expected, None);
                    }
                }
                self.length(key, value, sections.len(), expected);
            }
            (Expected::List(of), DeValue::Array(entries)) => {
                for entry in entries {
                    self.value(key, entry, *of);
                }
                self.length(key, value, entries.len(), expected);
            }
            (Expected::List(_), DeValue::String(_)) => self.wrong(key, value, expected, Some(Hint::Brackets)),
            (Expected::Word(words), DeValue::String(word)) => {
                if !words.contains(&word.as_ref()) {
                    let hint = nearest_word(word, words).map(Hint::Nearest);
                    self.wrong(key, value, expected, hint);
                }
            }
            (Expected::WebUrl, DeValue::String(text)) => self.address(key, value, expected, WebUrl::read(text).err()),
            (Expected::HostPort, DeValue::String(text)) => {
                self.address(key, value, expected, HostPort::read(text).err());
            }
            (Expected::Anchor, DeValue::String(text)) => self.address(key, value, expected, Anchor::read(text).err()),
            (Expected::Target, DeValue::String(text)) => self.address(key, value, expected, Target::read(text).err()),
            (Expected::Whole { least, most, .. }, DeValue::Integer(number)) => {
                let number = i64::from_str_radix(number.as_str(), number.radix()).ok();
                if !number.is_some_and(|number| (i64::from(least)..=i64::from(most)).contains(&number)) {
                    self.wrong(key, value, expected, None);
                }
            }
            (Expected::Rate, DeValue::Integer(_) | DeValue::Float(_)) => {
                if !number(value).is_some_and(|number| number > 0.0) {
                    self.wrong(key, value, expected, None);
                }
            }
            (Expected::Figure { .. }, DeValue::Integer(_) | DeValue::Float(_)) => {
                if !number(value).is_some_and(|number| number >= 0.0) {
                    self.wrong(key, value, expected, None);
                }
            }
            (Expected::Whole { .. } | Expected::Rate | Expected::Figure { .. }, DeValue::String(text)) => {
                let hint = number_in(text).map(Hint::NumberAlone);
                self.wrong(key, value, expected, hint);
            }
            (Expected::Limits, DeValue::Table(limits)) => self.limits(limits),
            _ => self.wrong(key, value, expected, None),
        }
    }

    fn limits(&mut self, limits: &DeTable<'_>) {
        let known = Limits::default();
        for (name, value) in limits {
            let written = name.get_ref().as_ref();
            let Some(row) = known
                .names()
                .find(|known| *known == written)
                .map(|name| known.row(name))
            else {
                let dotted = format!("{written}.");
                let quoted = known
                    .names()
                    .find(|known| known.starts_with(&dotted) && below(value, &known[dotted.len()..]));
                if let Some(quoted) = quoted {
                    let hint = Hint::QuoteName(quoted.to_owned());
                    self.wrong_at(name.span().start, written, value, Expected::Limit, Some(hint));
                } else {
                    let names: Vec<String> = known.names().map(str::to_owned).collect();
                    let nearest = nearest(written, names.iter());
                    let name_of = written.to_owned();
                    self.mistake(name.span().start, Mistake::UnknownLimit { name: name_of, nearest });
                }
                continue;
            };
            let DeValue::Table(figures) = value.get_ref() else {
                self.wrong(written, value, Expected::Limit, None);
                continue;
            };
            self.section(written, figures, &value.span(), limit(written));
            let figure = |key: &str| figures.get(key).and_then(number);
            if let (Some(slow), Some(broken)) = (figure("slow"), figure("broken")) {
                let higher_is_worse = row.worse == Worse::Higher;
                if (higher_is_worse && slow > broken) || (!higher_is_worse && slow < broken) {
                    let name = written.to_owned();
                    let mistake = Mistake::LimitOrder { name, higher_is_worse };
                    self.mistake(value.span().start, mistake);
                }
            }
        }
    }

    fn address(&mut self, key: &str, value: &Value<'_>, expected: Expected, fault: Option<super::AddressFault>) {
        if let Some(fault) = fault {
            self.wrong(key, value, expected, Some(Hint::Address(fault)));
        }
    }

    fn length(&mut self, key: &str, value: &Value<'_>, length: usize, expected: Expected) {
        if length > LONGEST_LIST {
            self.wrong(key, value, expected, Some(Hint::TooLong));
        }
    }

    fn wrong(&mut self, key: &str, value: &Value<'_>, expected: Expected, hint: Option<Hint>) {
        self.wrong_at(value.span().start, key, value, expected, hint);
    }

    fn wrong_at(&mut self, offset: usize, key: &str, value: &Value<'_>, expected: Expected, hint: Option<Hint>) {
        let written = self.text.get(value.span()).unwrap_or_default();
        let mut short: String = written.chars().take(WRITTEN).collect();
        if written.chars().nth(WRITTEN).is_some() {
            short.push('…');
        }
        let key = key.to_owned();
        let mistake = Mistake::WrongValue {
            key,
            written: short,
            expected,
            hint,
        };
        self.mistake(offset, mistake);
    }

    fn mistake(&mut self, offset: usize, mistake: Mistake) {
        self.mistakes.push((offset, mistake));
    }
}

fn unknown_key(written: &str, keys: &'static [Key]) -> Mistake {
    let known: Vec<&'static str> = keys.iter().map(|key| key.name).collect();
    let belongs_in = PROFILE.iter().find_map(|section| {
        let (Expected::Section(inner) | Expected::Sections(inner)) = section.expected else {
            return None;
        };
        let elsewhere = !std::ptr::eq(inner, keys);
        (elsewhere && inner.iter().any(|key| key.name == written)).then_some(section.name)
    });
    Mistake::UnknownKey {
        key: written.to_owned(),
        nearest: nearest_word(written, &known).map(str::to_owned),
        belongs_in,
        known,
    }
}

fn nearest_word(written: &str, known: &[&'static str]) -> Option<&'static str> {
    let names: Vec<String> = known.iter().map(|&word| word.to_owned()).collect();
    let near = nearest(&written.to_lowercase(), names.iter())?;
    known.iter().copied().find(|word| *word == near)
}

/// The number at the start of a text such as `25 MB`.
fn number_in(text: &str) -> Option<String> {
    let text = text.trim();
    let end = text.find(|sign: char| !sign.is_ascii_digit() && sign != '.' && sign != ',');
    let digits = text[..end.unwrap_or(text.len())].replace(',', ".");
    digits.parse::<f64>().ok().map(|_| digits)
}

/// A finite number, whole or not.
fn number(value: &Value<'_>) -> Option<f64> {
    let number = if let DeValue::Integer(number) = value.get_ref() {
        i64::from_str_radix(number.as_str(), number.radix()).ok()? as f64
    } else if let DeValue::Float(number) = value.get_ref() {
        number.as_str().parse().ok()?
    } else {
        return None;
    };
    number.is_finite().then_some(number)
}

/// Whether a table holds this dotted name.
fn below(value: &Value<'_>, name: &str) -> bool {
    let DeValue::Table(table) = value.get_ref() else {
        return false;
    };
    match name.split_once('.') {
        Some((first, rest)) => table.get(first).is_some_and(|value| below(value, rest)),
        None => table.contains_key(name),
    }
}
