//! The proxy in force for https: the environment first, then the settings of the desktop.

use super::{Environment, text_up_to};
use crate::host::parse::proxy::{Mode, address, of_environment, of_kde, of_settings, script};
use crate::host::{Answer, HostError};
use gvdb::read::{File, HashTable};
use maillon_diagnosis::GapReason;
use maillon_diagnosis::checks::security::Proxy;
use std::borrow::Cow;
use std::path::{Path, PathBuf};

/// Longest settings file read, bytes.
const LONGEST: u64 = 4 << 20;

/// The proxy; none when neither the environment nor the desktop names one.
pub(super) fn proxy(root: &Path, environment: &Environment) -> Answer<Option<Proxy>> {
    let kde = environment
        .get("XDG_CURRENT_DESKTOP")
        .is_some_and(|desktop| desktop.split(':').any(|name| name == "KDE"));
    let config = environment.folder("XDG_CONFIG_HOME", ".config");
    let of_environment = of_environment(|name| environment.get(name));
    match (of_environment, config) {
        (None, Some(config)) if kde => {
            Ok(text_up_to(&config.join("kioslaverc"), LONGEST).and_then(|text| of_kde(&text)))
        }
        (None, Some(config)) => of_gnome(root, &config.join("dconf/user")),
        (found, _) => Ok(found),
    }
}

/// The settings of GNOME (`org.gnome.system.proxy`), from the databases of dconf: a locked value of the administrator
/// comes first, then the user's, then the administrator's default.
fn of_gnome(root: &Path, user: &Path) -> Answer<Option<Proxy>> {
    let user = user.exists().then(|| database(user)).transpose()?;
    let system = system_databases(root);
    let system: Vec<File<'static>> = system.iter().map(|path| database(path)).collect::<Answer<_>>()?;
    Ok(of_databases(user.as_ref(), &system))
}

fn of_databases(user: Option<&File<'_>>, system: &[File<'_>]) -> Option<Proxy> {
    let system: Vec<HashTable<'_, '_>> = system.iter().filter_map(|file| file.hash_table().ok()).collect();
    let user = user.and_then(|file| file.hash_table().ok());
    let locked = |table: &&HashTable<'_, '_>, key: &str| {
        let locks = table.get_hash_table(".locks").ok();
        locks.is_some_and(|locks| locks.get_value(key).is_ok())
    };
    let in_force = |key: &str| {
        let imposed = system.iter().find(|table| locked(table, key));
        let order = imposed.into_iter().chain(&user).chain(&system);
        order
            .filter(|table| table.get_value(key).is_ok())
            .map(|table| (table.get::<String>(key).ok(), table.get::<i32>(key).ok()))
            .next()
    };
    let word = |key: &str| in_force(key)?.0.filter(|word| !word.is_empty());
    let mode = match word("/system/proxy/mode")?.as_str() {
        "manual" => Mode::Manual(word("/system/proxy/https/host").and_then(|host| {
            let port = in_force("/system/proxy/https/port").and_then(|(_, port)| port);
            let port = port.filter(|port| *port > 0).map(|port| format!(":{port}"));
            address(&format!("{host}{}", port.unwrap_or_default()))
        })),
        "auto" => match word("/system/proxy/autoconfig-url") {
            Some(url) => Mode::Script(script(&url)),
            None => Mode::Searched,
        },
        _ => Mode::None,
    };
    of_settings("GNOME", mode)
}

fn database(path: &Path) -> Answer<File<'static>> {
    let failed = |reason, detail: &str| HostError::new("proxy", reason, &format!("{}: {detail}", path.display()));
    let bytes = super::bytes_up_to(path, LONGEST)
        .ok_or_else(|| failed(GapReason::NotPermitted, "no plain file of at most 4 MiB"))?;
    File::from_bytes(Cow::Owned(bytes)).map_err(|error| failed(GapReason::Garbage, &error.to_string()))
}

/// The administrator's databases, by the profile of dconf (`dconf(7)`).
fn system_databases(root: &Path) -> Vec<PathBuf> {
    let profile = text_up_to(&root.join("etc/dconf/profile/user"), LONGEST).unwrap_or_default();
    let names = profile
        .lines()
        .filter_map(|line| line.trim().strip_prefix("system-db:"));
    let plain = names.filter(|name| !name.contains('/'));
    plain
        .map(|name| root.join("etc/dconf/db").join(name))
        .filter(|path| path.exists())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::test_files::Root;
    use super::*;
    use gvdb::write::{FileWriter, HashTableBuilder};

    fn write_database(path: &Path, words: &[(&str, &str)], port: Option<i32>, locks: &[&str]) {
        let mut table = HashTableBuilder::new();
        for (key, word) in words {
            table.insert(*key, (*word).to_owned()).expect("a new key");
        }
        if let Some(port) = port {
            table.insert("/system/proxy/https/port", port).expect("a new key");
        }
        if !locks.is_empty() {
            let mut locked = HashTableBuilder::new();
            for key in locks {
                locked.insert(*key, true).expect("a new key");
            }
            table.insert_table(".locks", locked).expect("a new key");
        }
        let bytes = FileWriter::new().write_to_vec_with_table(table).expect("it fits");
        std::fs::create_dir_all(path.parent().expect("a file has a folder")).expect("writable");
        std::fs::write(path, bytes).expect("writable");
    }

    fn seen(root: &Root, more: &[(&str, &str)]) -> Option<Proxy> {
        let home = root.path().join("home");
        let home = [("HOME", home.to_str().expect("plain path"))];
        let environment: Environment = home.iter().chain(more).copied().collect();
        proxy(root.path(), &environment).expect("the settings can be read")
    }

    #[test]
    fn the_settings_of_gnome_are_read_and_the_environment_comes_first() {
        let root = Root::new(&[]);
        let words = [
            ("/system/proxy/mode", "manual"),
            ("/system/proxy/https/host", "proxy.example"),
        ];
        write_database(&root.path().join("home/.config/dconf/user"), &words, Some(3128), &[]);
        let found = seen(&root, &[]).expect("it is set");
        assert_eq!(
            (found.https.as_deref(), found.source.as_str()),
            (Some("proxy.example:3128"), "GNOME")
        );
        let found = seen(&root, &[("https_proxy", "http://a:b@other.example:8080")]).expect("it is set");
        assert_eq!(found.https.as_deref(), Some("other.example:8080"));
        assert_eq!(seen(&root, &[("XDG_CURRENT_DESKTOP", "KDE")]), None);
    }

    #[test]
    fn what_the_administrator_locks_wins() {
        let root = Root::new(&[(
            "etc/dconf/profile/user",
            "user-db:user\nsystem-db:local\nsystem-db:../../x\n",
        )]);
        write_database(
            &root.path().join("home/.config/dconf/user"),
            &[("/system/proxy/mode", "none")],
            None,
            &[],
        );
        let company = [
            ("/system/proxy/mode", "auto"),
            ("/system/proxy/autoconfig-url", "http://pac.example/p.pac"),
        ];
        let local = root.path().join("etc/dconf/db/local");
        write_database(&local, &company, None, &[]);
        assert_eq!(seen(&root, &[]), None);
        write_database(&local, &company, None, &["/system/proxy/mode"]);
        let found = seen(&root, &[]).expect("it is imposed");
        assert_eq!(found.script.as_deref(), Some("http://pac.example/p.pac"));
    }

    #[test]
    fn no_settings_mean_no_proxy_and_broken_ones_are_a_gap() {
        assert_eq!(seen(&Root::new(&[]), &[]), None);
        let broken = Root::new(&[("user", "GVariant\0\0garbage")]);
        let error = of_gnome(broken.path(), &broken.path().join("user")).expect_err("no database");
        assert_eq!(error.reason, GapReason::Garbage);
    }
}
