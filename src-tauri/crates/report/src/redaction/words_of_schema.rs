//! The words of the vocabulary, by the field that may hold them: they are no names, whatever a person or a server is
//! called. A field of free text has no such word.

use maillon_diagnosis::schema;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The words of each field of a report.
pub(super) fn words_of_schema() -> BTreeMap<String, BTreeSet<String>> {
    let schema: Value = serde_json::from_str(schema::REPORT).expect("a committed schema is JSON");
    let mut words = BTreeMap::new();
    fields(&schema, &schema, &mut words);
    words
}

fn fields(root: &Value, schema: &Value, words: &mut BTreeMap<String, BTreeSet<String>>) {
    match schema {
        Value::Object(object) => {
            if let Some(Value::Object(properties)) = object.get("properties") {
                for (field, its_schema) in properties {
                    let mut own = BTreeSet::new();
                    constants(root, its_schema, &mut own);
                    if !own.is_empty() {
                        words.entry(field.clone()).or_default().extend(own);
                    }
                }
            }
            object.values().for_each(|value| fields(root, value, words));
        }
        Value::Array(values) => values.iter().for_each(|value| fields(root, value, words)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The constants of a field itself: of an enumeration, an optional one, a list or a map of one; never of an object in it.
fn constants(root: &Value, schema: &Value, words: &mut BTreeSet<String>) {
    let Value::Object(object) = schema else {
        return;
    };
    if object.contains_key("properties") {
        return;
    }
    if let Some(Value::String(reference)) = object.get("$ref")
        && let Some(target) = reference.strip_prefix('#').and_then(|pointer| root.pointer(pointer))
    {
        constants(root, target, words);
    }
    if let Some(Value::String(word)) = object.get("const") {
        words.insert(word.clone());
    }
    if let Some(Value::Array(values)) = object.get("enum") {
        words.extend(values.iter().filter_map(Value::as_str).map(str::to_owned));
    }
    for key in ["oneOf", "anyOf", "prefixItems"] {
        if let Some(Value::Array(values)) = object.get(key) {
            for value in values {
                constants(root, value, words);
            }
        }
    }
    for key in ["items", "additionalProperties"] {
        if let Some(inner) = object.get(key) {
            constants(root, inner, words);
        }
    }
    if let Some(Value::Object(patterns)) = object.get("patternProperties") {
        patterns.values().for_each(|inner| constants(root, inner, words));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_of_an_enumeration_has_words_and_a_field_of_text_has_none() {
        let words = words_of_schema();
        assert!(words["status"].contains("good"));
        assert!(words["outcome"].contains("weak_link"));
        assert!(words["code"].contains("server_slow"));
        for text in ["ssid", "user_name", "target", "name", "detail"] {
            assert!(!words.contains_key(text), "{text}");
        }
    }
}
