//! The help and the errors of usage in the language of the user. The words are messages of `maillon-report`.
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "clap may add kinds of errors in any version"
)]

use crate::arguments::Arguments;
use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command, CommandFactory, FromArgMatches};
use maillon_report::{Lang, Words};
use std::ffi::OsString;

/// Reads the command line.
///
/// # Errors
/// What to print: help, version, or what is wrong with the usage.
pub fn read(arguments: &[OsString], lang: Lang) -> Result<Arguments, clap::Error> {
    let mut command = command(lang);
    let matches = command.try_get_matches_from_mut(arguments)?;
    Arguments::from_arg_matches(&matches)
}

/// What is wrong with the usage, as a few lines.
pub fn usage_error(error: &clap::Error, lang: Lang) -> String {
    let words = Words::of(lang);
    let context = |kind| error.get(kind).map(told).unwrap_or_default();
    let argument = context(ContextKind::InvalidArg);
    let value = context(ContextKind::InvalidValue);
    let sentence = match error.kind() {
        ErrorKind::UnknownArgument => words.tell("cli-unknown_argument", [("argument", argument.into())]),
        ErrorKind::InvalidSubcommand => {
            let name = context(ContextKind::InvalidSubcommand);
            words.tell("cli-unknown_command", [("name", name.into())])
        }
        ErrorKind::InvalidValue if value.is_empty() => words.tell("cli-no_value", [("argument", argument.into())]),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let variables = [("argument", argument.into()), ("value", value.into())];
            words.tell("cli-wrong_value", variables)
        }
        ErrorKind::MissingRequiredArgument => words.tell("cli-missing_argument", [("argument", argument.into())]),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            words.say("cli-missing_command")
        }
        ErrorKind::ArgumentConflict => words.tell("cli-argument_twice", [("argument", argument.into())]),
        _ => error.to_string(),
    };
    let mut lines = vec![sentence];
    let known = [ContextKind::ValidValue, ContextKind::ValidSubcommand]
        .into_iter()
        .find_map(|kind| error.get(kind));
    let detail = std::error::Error::source(error).map(ToString::to_string);
    if let Some(known) = known.map(told).or(detail).filter(|known| !known.is_empty()) {
        lines.push(words.tell("cli-known", [("known", known.into())]));
    }
    let near = [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedValue,
    ]
    .into_iter()
    .find_map(|kind| error.get(kind));
    if let Some(near) = near {
        lines.push(words.tell("profile-nearest", [("near", best(near).into())]));
    }
    lines.push(words.say("cli-see_help"));
    lines.join("\n") + "\n"
}

/// The best of some suggestions; clap puts it last.
fn best(value: &ContextValue) -> String {
    match value {
        ContextValue::Strings(texts) => texts.last().cloned().unwrap_or_default(),
        value => told(value),
    }
}

fn told(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join(", "),
        ContextValue::StyledStrs(texts) => texts.iter().map(StyledStr::to_string).collect::<Vec<_>>().join(", "),
        ContextValue::StyledStr(text) => text.to_string(),
        _ => String::new(),
    }
}

/// The command line with its words.
pub fn command(lang: Lang) -> Command {
    let version = Arg::new("version")
        .long("version")
        .short('V')
        .action(ArgAction::Version);
    let command = Arguments::command().disable_version_flag(true).arg(version);
    worded(command, "cli-about", &Words::of(lang))
}

fn worded(command: Command, about: &str, words: &Words) -> Command {
    let template = format!(
        "{{about-with-newline}}\n{} {{usage}}\n\n{{all-args}}{{after-help}}",
        words.say("cli-usage")
    );
    let name = command.get_name().to_owned();
    let help = Arg::new("help").long("help").short('h').action(ArgAction::Help);
    let mut command = command
        .disable_help_flag(true)
        .arg(help)
        .about(words.say(about))
        .help_template(template)
        .subcommand_help_heading(heading("cli-commands", words));
    if about == "cli-about-check" || about == "cli-about-explain" || about == "cli-about" {
        command = command.after_help(words.say("cli-exit_codes"));
    }
    let (options, operands) = (heading("cli-options", words), heading("cli-operands", words));
    command = command.mut_args(|argument| {
        let id = format!("cli-{name}-{}", argument.get_id());
        let id = if words.has(&id) {
            id
        } else {
            format!("cli-{}", argument.get_id())
        };
        let heading = if argument.is_positional() { operands } else { options };
        let is_listed = matches!(argument.get_action(), ArgAction::Set | ArgAction::Append);
        let argument = argument.help(words.say(&id)).help_heading(heading);
        if is_listed {
            argument.hide_possible_values(true).hide_default_value(true)
        } else {
            argument
        }
    });
    command.mut_subcommands(|inner| {
        let about = format!("cli-about-{}", inner.get_name());
        worded(inner, &about, words)
    })
}

/// A heading for clap, which keeps only texts that live as long as the program; there are a few, made once.
fn heading(id: &str, words: &Words) -> &'static str {
    words.say(id).leak()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Vec<OsString> {
        text.split(' ').map(OsString::from).collect()
    }

    #[test]
    fn the_command_line_is_consistent_and_every_word_of_it_is_a_message_of_both_languages() {
        for lang in Lang::ALL {
            let mut command = command(lang);
            command.clone().debug_assert();
            let mut help = command.render_long_help().to_string();
            for inner in command.get_subcommands_mut() {
                help += &inner.render_long_help().to_string();
                for innermost in inner.get_subcommands_mut() {
                    help += &innermost.render_long_help().to_string();
                }
            }
            assert!(!help.contains("cli-"), "a message is missing:\n{help}");
            if lang == Lang::Fr {
                for english in [
                    "Usage:",
                    "Options:",
                    "Commands:",
                    "Arguments:",
                    "Print ",
                    "default",
                    "possible",
                ] {
                    assert!(!help.contains(english), "{english}\n{help}");
                }
            }
        }
    }

    #[test]
    fn a_wrong_usage_is_told_in_the_language_of_the_user() {
        for (wrong, fr, en) in [
            (
                "maillon-cli chek",
                "`chek` n’est pas une commande",
                "Did you mean `check`?",
            ),
            (
                "maillon-cli check --mod light",
                "`--mod` n’existe pas",
                "Did you mean `--mode`?",
            ),
            (
                "maillon-cli check --mode fast",
                "light, standard, precise",
                "does not take `fast`",
            ),
            (
                "maillon-cli check --only disk",
                "bandwidth, machine",
                "does not take `disk`",
            ),
            ("maillon-cli check --json", "attend une valeur", "needs a value"),
            ("maillon-cli explain", "<REPORT>", "is missing"),
            ("maillon-cli", "Il manque une commande", "A command is missing"),
        ] {
            for (lang, said) in [(Lang::Fr, fr), (Lang::En, en)] {
                let error = read(&line(wrong), lang).expect_err(wrong);
                let told = usage_error(&error, lang);
                assert!(told.contains(said), "{wrong}: {told}");
            }
        }
    }
}
