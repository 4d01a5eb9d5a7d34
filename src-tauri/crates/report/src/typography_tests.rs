//! French typography, over every message and every document: `: ; ? ! %` and guillemets stand apart by a space that ends
//! no line, figures have a decimal comma, apostrophes are curved.

use crate::fixtures;
use crate::lang::Lang;
use crate::words::sources;

/// A space that ends no line.
fn holds(letter: char) -> bool {
    matches!(letter, '\u{202f}' | '\u{a0}')
}

/// What is wrong in a French text, with its surroundings. What stands in backticks or looks like code is no French.
fn faults(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    let mut faults = Vec::new();
    let mut in_code = false;
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| letters[before]);
        let after = letters.get(at + 1).copied();
        let space_before = before.is_some_and(holds);
        let wrong = match letter {
            '`' => {
                in_code = !in_code;
                false
            }
            _ if in_code => false,
            // A colon before a letter, a figure or a slash belongs to an address or a time of day.
            ':' => !space_before && after.is_none_or(char::is_whitespace) && before != Some('-'),
            ';' | '?' | '!' | '%' => !space_before && before.is_some_and(|sign| !matches!(sign, '(' | '?' | '!')),
            '»' => !space_before,
            '«' => !after.is_some_and(holds),
            '\'' => before.is_some_and(char::is_alphabetic) && after.is_some_and(char::is_alphabetic),
            '.' => {
                let digit = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_digit());
                // 1.2 is a fault; 9.9.9.9 is an address and TLS 1.2 a version.
                digit(before) && digit(after) && is_decimal(&letters, at)
            }
            _ => false,
        };
        if wrong {
            let from = at.saturating_sub(25);
            let to = (at + 15).min(letters.len());
            faults.push(letters[from..to].iter().collect());
        }
    }
    faults
}

/// Whether the point stands in a figure followed by a unit.
fn is_decimal(letters: &[char], point: usize) -> bool {
    let rest: String = letters[point + 1..].iter().take(12).collect();
    let unit = rest.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let mut unit = unit.chars();
    unit.next().is_some_and(holds) && unit.next().is_some_and(char::is_alphabetic)
}

#[test]
fn every_french_message_is_set_as_french_is() {
    let mut all = Vec::new();
    for source in sources(Lang::Fr) {
        for line in source.lines().filter(|line| !line.starts_with('#')) {
            // The syntax of a message is no French: its name, its variables, the names of its variants.
            let value = line.split_once(" = ").map_or(line, |(_, value)| value);
            let value = value.trim_start().trim_start_matches('*');
            let value = value
                .strip_prefix('[')
                .and_then(|rest| rest.split_once(']'))
                .map_or(value, |(_, rest)| rest);
            all.extend(faults(&value.replace("{ $", "").replace(" }", "").replace("->", "")));
        }
    }
    assert!(all.is_empty(), "{all:#?}");
}

#[test]
fn every_french_document_is_set_as_french_is() {
    let reports = vec![
        fixtures::healthy(),
        fixtures::weak_wifi(),
        fixtures::slow_server(),
        fixtures::cannot_tell(),
        fixtures::no_internet(),
        fixtures::portal(),
        fixtures::refused_door(),
        fixtures::cut_short(),
    ];
    let reports = reports.into_iter().chain(fixtures::troubles());
    let mut all = Vec::new();
    for report in reports {
        let html = crate::html(&report, Lang::Fr).expect("the template fits");
        let body = html.split_once("<body>").map_or("", |(_, body)| body);
        for text in [crate::text(&report, Lang::Fr), crate::ticket(&report, Lang::Fr)] {
            // A line may begin with the mark of its state, which is no punctuation.
            let lines = text
                .lines()
                .map(|line| line.trim_start().trim_start_matches(['!', '?']));
            all.extend(lines.flat_map(faults));
        }
        for piece in body
            .split('<')
            .filter_map(|piece| piece.split_once('>'))
            .map(|(_, text)| text)
        {
            all.extend(faults(&piece.replace("&#39;", "\'")));
        }
    }
    all.sort();
    all.dedup();
    assert!(all.is_empty(), "{all:#?}");
}

#[test]
fn a_fault_is_seen() {
    for wrong in [
        "Quoi ?",
        "Voici:",
        "12 %",
        "12%",
        "« mot »",
        "l'heure",
        "3.5\u{202f}ms",
        "oui ; non",
    ] {
        assert!(!faults(wrong).is_empty(), "{wrong}");
    }
    for right in [
        "Quoi\u{202f}?",
        "https://x:3389/",
        "à 14:05",
        "3,5\u{202f}ms",
        "9.9.9.9",
        "TLS 1.2",
        "l’heure",
    ] {
        assert_eq!(faults(right), Vec::<String>::new(), "{right}");
    }
}
