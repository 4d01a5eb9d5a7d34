//! The user's settings, in one small file of the user's configuration folder.

use crate::wire::{CommandError, ErrorCode, Settings};
use maillon_measurement::whole_file;
use std::io::Read;
use std::path::Path;

/// A settings file larger than this is not one, bytes.
const LARGEST: u64 = 64 * 1024;

/// Reads the settings; a file that is missing or cannot be taken gives the defaults.
pub fn read(path: &Path) -> Settings {
    let mut text = String::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(LARGEST).read_to_string(&mut text));
    match read {
        Ok(_) => serde_json::from_str(&text).unwrap_or_default(),
        Err(_) => Settings::default(),
    }
}

/// Keeps the settings: the file is replaced whole or not at all.
pub fn keep(path: &Path, settings: &Settings) -> Result<(), CommandError> {
    let refused = |error: std::io::Error| CommandError::new(ErrorCode::SettingsNotKept, error.to_string());
    let text = serde_json::to_string_pretty(settings).map_err(|error| refused(error.into()))?;
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(refused)?;
    }
    whole_file::write(path, text.as_bytes(), 0o666).map_err(refused)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Theme;
    use maillon_diagnosis::report::Mode;
    use maillon_report::Lang;

    #[test]
    fn settings_come_back_and_a_bad_file_gives_the_defaults() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("maillon/settings.json");
        assert_eq!(read(&path), Settings::default());
        let chosen = Settings {
            lang: Some(Lang::En),
            theme: Theme::Dark,
            start_at_once: true,
            mode: Mode::Light,
        };
        keep(&path, &chosen).expect("writable");
        assert_eq!(read(&path), chosen);
        for bad in ["", "{", "[]", "{\"theme\":\"pink\"}"] {
            std::fs::write(&path, bad).expect("writable");
            assert_eq!(read(&path), Settings::default(), "{bad}");
        }
    }

    #[test]
    fn settings_that_cannot_be_kept_are_an_error_of_their_own() {
        let folder = tempfile::tempdir().expect("a folder");
        let blocked = folder.path().join("file");
        std::fs::write(&blocked, "").expect("writable");
        let error = keep(&blocked.join("settings.json"), &Settings::default()).expect_err("a file is no folder");
        assert_eq!(error.code, ErrorCode::SettingsNotKept);
    }
}
