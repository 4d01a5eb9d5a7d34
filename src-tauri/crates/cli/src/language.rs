//! The language of the words: the one asked for, else the system's.

use clap::ValueEnum;
use maillon_report::Lang;
use std::env;
use std::ffi::OsString;

/// A language on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LangArg {
    /// French.
    Fr,
    /// English.
    En,
}

impl From<LangArg> for Lang {
    fn from(argument: LangArg) -> Self {
        match argument {
            LangArg::Fr => Self::Fr,
            LangArg::En => Self::En,
        }
    }
}

/// The language asked for, else the system's.
pub fn chosen(asked: Option<LangArg>) -> Lang {
    asked.map_or_else(of_system, Lang::from)
}

/// The language for help and for errors of usage, before the command line is understood.
pub fn wished(arguments: &[OsString]) -> Lang {
    let words = arguments.iter().map(|argument| argument.to_string_lossy());
    let mut words = words.take_while(|word| word != "--");
    while let Some(word) = words.next() {
        let named = match word.strip_prefix("--lang") {
            Some("") => words.next().map(std::borrow::Cow::into_owned),
            Some(rest) => rest.strip_prefix('=').map(str::to_owned),
            None => None,
        };
        if let Some(Ok(lang)) = named.map(|named| LangArg::from_str(&named, true)) {
            return lang.into();
        }
    }
    of_system()
}

fn of_system() -> Lang {
    let of_variables = Lang::of_variables(|name| env::var(name).ok());
    of_variables.unwrap_or_else(|| Lang::of_locale(&sys_locale::get_locale().unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_known_before_the_command_line_is_understood() {
        let wished = |line: &str| {
            let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            wished(&words)
        };
        assert_eq!(wished("maillon-cli check --lang fr --wrong"), Lang::Fr);
        assert_eq!(wished("maillon-cli --lang=FR check"), Lang::Fr);
        assert_eq!(wished("maillon-cli check --lang en"), Lang::En);
    }
}
