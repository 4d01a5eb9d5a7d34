//! Finds protection products among the names of processes, by `security_products.toml`.

use maillon_diagnosis::checks::machine::Process;
use maillon_diagnosis::checks::security::Product;
use serde::Deserialize;

/// Characters of a process name that Linux keeps (`TASK_COMM_LEN` less its end mark, `proc_pid_comm(5)`).
const COMM_CHARACTERS: usize = 15;

/// Which column of process names applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// Windows.
    Windows,
    /// Linux and macOS.
    Unix,
}

/// One row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecurityProduct {
    /// Vendor and product.
    pub name: String,
    /// Lower-case patterns of process names on Windows.
    pub windows: Vec<String>,
    /// Lower-case patterns of process names on Linux and macOS.
    pub unix: Vec<String>,
    /// Installation folders on Linux and macOS.
    pub folders: Vec<String>,
    /// Whether it watches files as they are opened; none when unknown.
    pub real_time: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    product: Vec<SecurityProduct>,
}

/// The table shipped with Maillon; an error names the line at fault.
pub fn security_products() -> Result<Vec<SecurityProduct>, toml::de::Error> {
    toml::from_str(include_str!("../security_products.toml")).map(|table: Table| table.product)
}

/// Whether a process name fits a lower-case pattern: a prefix, `name$` for the whole name, `*part` for any place.
/// A name that Linux cut fits the prefix it was cut from.
pub fn name_matches(name: &str, pattern: &str) -> bool {
    let name = name.to_lowercase();
    if let Some(part) = pattern.strip_prefix('*') {
        return name.contains(part);
    }
    if let Some(whole) = pattern.strip_suffix('$') {
        return name.strip_suffix(".exe").unwrap_or(&name) == whole;
    }
    let cut = name.chars().count() == COMM_CHARACTERS && pattern.starts_with(&name);
    name.starts_with(pattern) || cut
}

/// Products with at least one sign; `folder_exists` is asked about Linux and macOS only. Costs are left unknown.
pub fn found_products(
    table: &[SecurityProduct],
    family: Family,
    processes: &[String],
    folder_exists: impl Fn(&str) -> bool,
) -> Vec<Product> {
    let products = table.iter().filter_map(|row| {
        let prefixes = match family {
            Family::Windows => &row.windows,
            Family::Unix => &row.unix,
        };
        let by_prefix = |name: &&String| prefixes.iter().any(|prefix| name_matches(name, prefix));
        let mut signs: Vec<String> = processes.iter().filter(by_prefix).cloned().collect();
        if family == Family::Unix {
            signs.extend(row.folders.iter().filter(|folder| folder_exists(folder)).cloned());
        }
        signs.sort();
        signs.dedup();
        let found = Product {
            name: row.name.clone(),
            real_time: row.real_time,
            signs,
            ..Product::default()
        };
        (!found.signs.is_empty()).then_some(found)
    });
    products.collect()
}

/// Adds what the processes of each product cost together over the whole window and in each of its steps. A figure is
/// left unknown when no process of the product has it; a sum is a lower bound when only some have it.
pub fn with_costs(products: Vec<Product>, whole: &[Process], steps: &[Vec<Process>]) -> Vec<Product> {
    let priced = products.into_iter().map(|product| {
        let of = |processes: &'_ [Process]| -> Vec<Process> {
            let own = processes.iter().filter(|process| product.signs.contains(&process.name));
            own.cloned().collect()
        };
        let cpu = |processes: Vec<Process>| {
            processes
                .iter()
                .filter_map(|process| process.cpu_percent)
                .reduce(|sum, more| sum + more)
        };
        let memory = of(whole)
            .iter()
            .filter_map(|process| process.memory_bytes)
            .reduce(u64::saturating_add);
        Product {
            cpu_percent: cpu(of(whole)),
            cpu_windows_percent: steps.iter().filter_map(|step| cpu(of(step))).collect(),
            memory_bytes: memory,
            ..product
        }
    });
    priced.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(family: Family, names: &[&str]) -> Vec<Product> {
        let table = security_products().expect("the shipped table is valid");
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        found_products(&table, family, &names, |folder| folder == "/opt/eset")
    }

    #[test]
    fn every_row_has_a_sign_in_lower_case() {
        for row in security_products().expect("the shipped table is valid") {
            let prefixes: Vec<_> = row.windows.iter().chain(&row.unix).collect();
            assert!(!prefixes.is_empty(), "{}", row.name);
            assert!(
                prefixes
                    .iter()
                    .all(|prefix| prefix.len() > 2 && **prefix == prefix.to_lowercase()),
                "{}",
                row.name
            );
        }
    }

    #[test]
    fn names_match_whatever_their_case_and_once() {
        let products = found(
            Family::Windows,
            &["MsMpEng.exe", "MsMpEng.exe", "explorer.exe", "MsSense.exe"],
        );
        assert_eq!(products.len(), 1);
        assert_eq!(products[0].signs, ["MsMpEng.exe", "MsSense.exe"]);
        assert_eq!((products[0].real_time, products[0].cpu_percent), (Some(true), None));
    }

    #[test]
    fn cut_names_and_folders_count_on_linux() {
        let products = found(Family::Unix, &["com.crowdstrike"]);
        let signs: Vec<_> = products
            .iter()
            .map(|one| (one.name.as_str(), one.signs[0].as_str()))
            .collect();
        assert_eq!(
            signs,
            [("CrowdStrike Falcon", "com.crowdstrike"), ("ESET", "/opt/eset")]
        );
        assert!(!name_matches("com", "com.crowdstrike.falcon.agent"));
    }

    #[test]
    fn whole_names_and_parts_are_told_apart_from_prefixes() {
        assert!(name_matches("SFC.exe", "sfc$") && !name_matches("pmdaproc", "pmd$"));
        assert!(name_matches("EsStormshieldAgent.exe", "*stormshield"));
    }

    #[test]
    fn costs_add_up_over_the_processes_of_a_product_and_stay_unknown_without_them() {
        let process = |name: &str, cpu_percent, memory_bytes| Process {
            name: name.into(),
            cpu_percent,
            memory_bytes,
        };
        let whole = [
            process("wdavdaemon", Some(30.0), Some(100)),
            process("wdavdaemon", Some(12.0), None),
            process("mdatp", None, Some(7)),
            process("firefox", Some(90.0), Some(900)),
        ];
        let steps = [
            vec![process("wdavdaemon", Some(50.0), None)],
            vec![process("wdavdaemon", None, None)],
        ];
        let priced = with_costs(found(Family::Unix, &["wdavdaemon", "mdatp"]), &whole, &steps);
        let [defender, folder_only] = priced.as_slice() else {
            panic!("Defender by its processes and ESET by its folder: {priced:?}");
        };
        assert_eq!((defender.cpu_percent, defender.memory_bytes), (Some(42.0), Some(107)));
        assert_eq!(defender.cpu_windows_percent, [50.0]);
        assert_eq!((folder_only.cpu_percent, folder_only.memory_bytes), (None, None));
        assert!(folder_only.cpu_windows_percent.is_empty());
    }
}
