//! Knows when a series of processors came out (`processors.toml`).

use super::system::years_since;
use maillon_diagnosis::checks::machine::{Observation, Series};
use maillon_diagnosis::{Gap, GapReason};
use regex_lite::Regex;
use serde::Deserialize;

/// One row of the table.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProcessorSeries {
    name: String,
    /// Found in the name the processor gives itself.
    pattern: String,
    /// Year in which the first of the series came out.
    year: u16,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    processor: Vec<ProcessorSeries>,
}

/// The table shipped with Maillon; an error names the line at fault.
pub fn processor_series() -> Result<Vec<ProcessorSeries>, toml::de::Error> {
    toml::from_str(include_str!("../processors.toml")).map(|table: Table| table.processor)
}

/// The series of a processor and its age on `today` (`YYYY-MM-DD`); none when no row applies.
///
/// Only the year is known: the age counts from its last day, so that the series is at least that old.
pub fn series(model: &str, table: &[ProcessorSeries], today: &str) -> Option<Series> {
    let is_it = |row: &&ProcessorSeries| Regex::new(&row.pattern).is_ok_and(|pattern| pattern.is_match(model));
    let row = table.iter().find(is_it)?;
    Some(Series {
        name: row.name.clone(),
        year: row.year,
        age_years: years_since(&format!("{}-12-31", row.year), today).unwrap_or(0),
    })
}

/// Adds the series of the processor to what was seen of a computer on `today` (`YYYY-MM-DD`). The processor of a virtual machine is
/// the host's, and says nothing of the computer in front of the person.
pub fn name_series(machine: &mut Observation, today: &str) {
    let Some(cpu) = machine.cpu.as_mut().filter(|_| machine.virtual_machine.is_none()) else {
        return;
    };
    match processor_series() {
        Ok(table) => cpu.series = series(&cpu.model, &table, today),
        Err(error) => {
            let gap = Gap::new("machine", "processors.toml", GapReason::Other, error.to_string());
            machine.gaps.push(gap);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_as_processors_give_them_are_placed() {
        let table = processor_series().expect("the table is well formed");
        let year = |model: &str| series(model, &table, "2026-11-29").map(|series| series.year);
        let known = [
            ("Intel(R) Core(TM) i7 CPU       920  @ 2.67GHz", 2008),
            ("Intel(R) Core(TM)2 Duo CPU     E8400  @ 3.00GHz", 2006),
            ("Intel(R) Core(TM) i5-2400 CPU @ 3.10GHz", 2011),
            ("Intel(R) Core(TM) M-5Y71 CPU @ 1.20GHz", 2014),
            ("Intel(R) Core(TM) i5-6300U CPU @ 2.40GHz", 2015),
            ("Intel(R) Core(TM) m3-7Y30 CPU @ 1.00GHz", 2016),
            ("Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz", 2017),
            ("Intel(R) Core(TM) i7-1065G7 CPU @ 1.30GHz", 2019),
            ("Intel(R) Core(TM) i3-10110U CPU @ 2.10GHz", 2019),
            ("11th Gen Intel(R) Core(TM) i5-1135G7 @ 2.40GHz", 2020),
            ("12th Gen Intel(R) Core(TM) i7-1260P", 2021),
            ("13th Gen Intel(R) Core(TM) i5-1335U", 2022),
            ("Intel(R) Core(TM) i9-14900K", 2023),
            ("Intel(R) Core(TM) Ultra 7 155H", 2023),
            ("Intel(R) Core(TM) Ultra 7 258V", 2024),
            ("Intel(R) Core(TM) Ultra X7 358H", 2026),
            ("Intel(R) Core(TM) 5 120U", 2024),
            ("Intel(R) Core(TM) i3-N305", 2023),
            ("Intel(R) N100", 2023),
            ("Intel(R) N150", 2025),
            ("Intel(R) Celeron(R) N4020 CPU @ 1.10GHz", 2017),
            ("Intel(R) Celeron(R) CPU N3350 @ 1.10GHz", 2016),
            ("Intel(R) Celeron(R) N5105 @ 2.00GHz", 2021),
            ("Intel(R) Pentium(R) Silver N5030 CPU @ 1.10GHz", 2017),
            ("AMD Ryzen 5 1600 Six-Core Processor", 2017),
            ("AMD Ryzen 5 PRO 4650U with Radeon Graphics", 2020),
            ("AMD Ryzen 7 5800H with Radeon Graphics", 2020),
            ("AMD Ryzen 7 250 w/ Radeon 780M Graphics", 2025),
            ("AMD Ryzen AI 9 HX 370 w/ Radeon 890M", 2024),
            ("AMD RYZEN AI MAX+ 395 w/ Radeon 8060S", 2024),
            ("AMD Ryzen AI 7 PRO 350 w/ Radeon 860M", 2024),
            ("Snapdragon(R) X Elite - X1E80100 - Qualcomm(R) Oryon(TM) CPU", 2024),
            ("Snapdragon (TM) 8cx Gen 3 @ 2.69 GHz", 2021),
        ];
        for (model, expected) in known {
            assert_eq!(year(model), Some(expected), "{model}");
        }
        for unknown in ["AMD EPYC", "Intel(R) Xeon(R) Gold 6130 CPU @ 2.10GHz", "", "i5-8250U"] {
            assert_eq!(year(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn a_series_is_never_called_older_than_it_surely_is() {
        let table = processor_series().expect("the table is well formed");
        let age = |today| series("Intel(R) Core(TM) i5-8250U CPU", &table, today).map(|series| series.age_years);
        assert_eq!(age("2026-11-29"), Some(8));
        assert_eq!(age("2026-12-31"), Some(9));
        assert_eq!(age("2017-10-01"), Some(0));
    }

    #[test]
    fn every_pattern_of_the_table_is_one() {
        let table = processor_series().expect("the table is well formed");
        assert!(table.iter().all(|row| Regex::new(&row.pattern).is_ok()));
    }
}
