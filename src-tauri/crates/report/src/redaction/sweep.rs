//! Replaces secrets in every text of a stored report.

use super::RedactionItem;
use super::patterns::{Thing, forms};
use super::secrets::{Secret, Secrets, label};
use super::words_of_schema::words_of_schema;
use aho_corasick::{AhoCorasick, MatchKind};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Fields that Maillon itself words, and that name nothing of anybody's.
const OWN_FIELDS: [&str; 8] = [
    "probe",
    "program",
    "started_at",
    "formula",
    "not_after",
    "firmware_date",
    "end_of_support",
    "day",
];

/// Places that are looked at in one report; a real one has some hundreds. Beyond it a text is hidden whole, so that a
/// report made to be slow costs no time and hides no less.
const MOST_PLACES: usize = 2_000_000;

/// One pass over a report.
pub(super) struct Sweep {
    secrets: Secrets,
    finder: Option<AhoCorasick>,
    items: Vec<RedactionItem>,
    vocabulary: BTreeMap<String, BTreeSet<String>>,
    labels: BTreeMap<Thing, String>,
    numbers: BTreeMap<&'static str, usize>,
    places_left: usize,
    /// Places where each item stood.
    pub found: BTreeMap<RedactionItem, u32>,
}

/// A place to be hidden, and its label.
struct Hit {
    place: Range<usize>,
    item: RedactionItem,
    label: String,
}

impl Sweep {
    /// A pass that hides these items.
    pub fn new(mut secrets: Secrets, items: &[RedactionItem]) -> Self {
        secrets.texts.retain(|secret| items.contains(&secret.item));
        // Letters beyond ASCII are not folded by the finder: both cases of them are looked for.
        let other_cases: Vec<_> = secrets
            .texts
            .iter()
            .filter(|secret| !secret.text.is_ascii())
            .flat_map(|secret| {
                [secret.text.to_lowercase(), secret.text.to_uppercase()].map(|text| Secret { text, ..secret.clone() })
            })
            .collect();
        secrets.texts.extend(other_cases);
        let finder = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .build(secrets.texts.iter().map(|secret| &secret.text))
            .ok();
        Self {
            secrets,
            finder,
            items: items.to_vec(),
            vocabulary: words_of_schema(),
            labels: BTreeMap::new(),
            numbers: BTreeMap::new(),
            places_left: MOST_PLACES,
            found: BTreeMap::new(),
        }
    }

    /// Takes the secrets out of the value of a field.
    pub fn value(&mut self, field: &str, value: &mut Value) {
        match value {
            Value::String(text) => {
                if !self.is_own(field, text) {
                    self.text(text);
                }
            }
            Value::Array(values) => values.iter_mut().for_each(|value| self.value(field, value)),
            Value::Object(fields) => {
                for (inner, value) in fields {
                    // The words of a map stand with its own field, not with its keys.
                    let is_own = value.as_str().is_some_and(|text| self.is_own(field, text));
                    if !is_own {
                        self.value(inner, value);
                    }
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn is_own(&self, field: &str, text: &str) -> bool {
        let words = self.vocabulary.get(field);
        OWN_FIELDS.contains(&field) || words.is_some_and(|words| words.contains(text))
    }

    fn text(&mut self, text: &mut String) {
        let mut hits = self.hits(text);
        if self.places_left == 0 {
            "[hidden]".clone_into(text);
            return;
        }
        if hits.is_empty() {
            return;
        }
        // The first place wins, and of those that start together the longest: a whole host before its domain.
        hits.sort_by_key(|hit| (hit.place.start, usize::MAX - hit.place.end));
        let mut kept = String::with_capacity(text.len());
        let mut at = 0;
        for hit in hits {
            if hit.place.start < at {
                continue;
            }
            kept.push_str(&text[at..hit.place.start]);
            kept.push_str(&hit.label);
            at = hit.place.end;
            *self.found.entry(hit.item).or_default() += 1;
        }
        kept.push_str(&text[at..]);
        *text = kept;
    }

    fn hits(&mut self, text: &str) -> Vec<Hit> {
        let mut hits = Vec::new();
        if let Some(finder) = &self.finder {
            for found in finder.find_overlapping_iter(text) {
                self.places_left = self.places_left.saturating_sub(1);
                if self.places_left == 0 {
                    return Vec::new();
                }
                let place = found.range();
                if is_word(text, &place) {
                    let secret = &self.secrets.texts[found.pattern().as_usize()];
                    let (item, label) = (secret.item, secret.label.clone());
                    hits.push(Hit { place, item, label });
                }
            }
        }
        for form in forms(text, &self.secrets) {
            if self.items.contains(&form.item) {
                let label = self.label(form.thing);
                let (place, item) = (form.place, form.item);
                hits.push(Hit { place, item, label });
            }
        }
        hits
    }

    /// The label of a thing; a new one has the next number of its kind.
    fn label(&mut self, thing: Thing) -> String {
        let kind = match &thing {
            Thing::Person => return label(RedactionItem::UserName).to_owned(),
            Thing::Private(_) => "private",
            Thing::Public(_) => "public",
            Thing::Hardware(_) => "hardware",
            Thing::Host(_) => "internal",
        };
        if let Some(label) = self.labels.get(&thing) {
            return label.clone();
        }
        let number = self.numbers.entry(kind).or_default();
        *number += 1;
        let label = format!("{kind}-{number}");
        self.labels.insert(thing, label.clone());
        label
    }
}

/// Whether a place of a text is no part of a longer word.
fn is_word(text: &str, place: &Range<usize>) -> bool {
    let joins = |inner: Option<char>, outer: Option<char>| {
        inner.is_some_and(char::is_alphanumeric) && outer.is_some_and(char::is_alphanumeric)
    };
    let inner = &text[place.clone()];
    !joins(inner.chars().next(), text[..place.start].chars().next_back())
        && !joins(inner.chars().next_back(), text[place.end..].chars().next())
}
