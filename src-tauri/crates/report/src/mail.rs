//! A prefilled message to the helpdesk, as an address that the user's own mail program opens (RFC 6068). Sends nothing.

use crate::lang::Lang;
use crate::view::View;
use crate::words::Words;
use maillon_diagnosis::Report;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Longest address in bytes: `ShellExecute` of Windows takes 2083 (`INTERNET_MAX_URL_LENGTH`), of which some are left.
const LONGEST: usize = 2000;

/// Longest address of a mailbox (RFC 5321 §4.5.3.1.3).
const LONGEST_MAILBOX: usize = 254;

/// What stays as it is: the unreserved characters of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The mailbox a profile names, when it is a plain one: a profile may hold anything.
pub fn mailbox(text: &str) -> Option<&str> {
    let text = text.trim();
    let (local, domain) = text.split_once('@')?;
    let of_local = |sign: u8| sign.is_ascii_alphanumeric() || b"!#$&'*+-/=?^_`{|}~.".contains(&sign);
    let dots = |part: &str| part.split('.').all(|atom| !atom.is_empty());
    let label = |label: &str| {
        let plain = |sign: u8| sign.is_ascii_alphanumeric() || sign == b'-';
        label.len() <= 63 && label.bytes().all(plain) && !label.starts_with('-') && !label.ends_with('-')
    };
    let sound = text.len() <= LONGEST_MAILBOX
        && local.len() <= 64
        && local.bytes().all(of_local)
        && dots(local)
        && dots(domain)
        && domain.split('.').all(label);
    sound.then_some(text)
}

/// The address that opens a message about a report: what it says, its spoken code, and which file is to be attached.
/// As many lines of the report as there is room for. None when the mailbox is not a plain one.
///
/// The report should be the one that was saved, with the same names hidden.
pub fn mailto(report: &Report, to: &str, file: &str, lang: Lang) -> Option<String> {
    let to = mailbox(to)?;
    let (words, view) = (Words::of(lang), View::of(report, lang));
    let subject = words.tell("mail-subject", [("title", view.title.clone().into())]);
    let name = std::path::Path::new(file)
        .file_name()
        .map_or(file.into(), |name| name.to_string_lossy());
    let room =
        |text: &str, most: usize| -> String { text.chars().filter(|sign| !sign.is_control()).take(most).collect() };
    let mut address = format!("mailto:{}?subject={}&body=", encoded(to), encoded(&room(&subject, 120)));
    let head = [
        words.say("mail-hello"),
        words.tell("mail-attach", [("name", room(&name, 80).into())]),
        words.tell("mail-place", [("file", room(file, 200).into())]),
        words.tell("mail-code", [("code", view.spoken.code.clone().into())]),
        String::new(),
    ];
    for line in head.iter().map(String::as_str).chain(view.ticket.lines()) {
        // RFC 6068 §5: lines end with CR LF.
        let line = encoded(line) + "%0D%0A";
        if address.len() + line.len() > LONGEST {
            break;
        }
        address.push_str(&line);
    }
    Some(address)
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures;
    use percent_encoding::percent_decode_str;

    fn fields(address: &str) -> (String, String, String) {
        let decoded = |text: &str| percent_decode_str(text).decode_utf8().expect("UTF-8").into_owned();
        let (to, fields) = address
            .strip_prefix("mailto:")
            .and_then(|rest| rest.split_once('?'))
            .expect("a mailto");
        let (subject, body) = fields.split_once('&').expect("two fields");
        let value = |field: &str, name: &str| decoded(field.strip_prefix(name).expect(name));
        (decoded(to), value(subject, "subject="), value(body, "body="))
    }

    #[test]
    fn a_message_names_the_weak_link_the_code_and_the_file() {
        let report = fixtures::weak_wifi();
        for lang in Lang::ALL {
            let file = "/home/camille/Mes documents/maillon-2026-11-24-1405.html";
            let address = mailto(&report, " support@exemple.fr ", file, lang).expect("a plain mailbox");
            let (to, subject, body) = fields(&address);
            let view = View::of(&report, lang);
            assert_eq!(to, "support@exemple.fr");
            assert!(subject.contains("14:05"), "{subject}");
            for part in [file, &view.spoken.code, &view.verdict.headline] {
                assert!(body.contains(part), "{body}");
            }
            assert!(body.ends_with("\r\n") && !body.contains("mail-"), "{body}");
            assert!(address.is_ascii() && address.len() <= LONGEST, "{}", address.len());
        }
    }

    #[test]
    fn only_a_plain_mailbox_is_written_to() {
        for good in ["support@exemple.fr", "it+help@mail.example.co.uk", "help@intranet"] {
            assert_eq!(mailbox(good), Some(good));
        }
        let long = format!("{}@exemple.fr", "x".repeat(300));
        for bad in [
            "",
            "support",
            "@exemple.fr",
            "a@b@c.fr",
            "a@exemple.fr,b@exemple.fr",
            "a@exemple.fr?bcc=evil@example.org",
            "a@exemple.fr\r\nBcc: evil@example.org",
            "a@exemple.fr%0ABcc:evil@example.org",
            "\"a b\"@exemple.fr",
            "a..b@exemple.fr",
            "a@-exemple.fr",
            "https://exemple.fr/ticket",
            "+33 1 23 45 67 89",
            &long,
        ] {
            assert_eq!(mailbox(bad), None, "{bad}");
        }
        assert!(mailbox("a?bcc=x@exemple.fr").is_some_and(|odd| encoded(odd).starts_with("a%3Fbcc%3D")));
    }

    #[test]
    fn hostile_names_add_no_field_and_the_length_is_bounded() {
        let report = fixtures::weak_wifi();
        let file = format!("/tmp/x&bcc=evil@example.org\r\n?cc=y{}", "é".repeat(5000));
        let address = mailto(&report, "support@exemple.fr", &file, Lang::Fr).expect("a plain mailbox");
        assert!(address.len() <= LONGEST);
        let query = address.split_once('?').expect("fields").1;
        let names: Vec<&str> = query.split('&').filter_map(|field| field.split('=').next()).collect();
        assert_eq!(names, ["subject", "body"]);
    }
}
