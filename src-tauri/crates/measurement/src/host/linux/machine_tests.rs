use super::*;
use std::time::Duration;

const UNITS: Units = Units {
    page_bytes: 4096,
    ticks_per_second: 100.0,
};

fn write(root: &Path, path: &str, content: &str) {
    let path = root.join(path);
    std::fs::create_dir_all(path.parent().expect("a file has a folder")).expect("temporary folder is writable");
    std::fs::write(path, content).expect("temporary folder is writable");
}

#[test]
fn a_recorded_machine_is_read() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let root = folder.path();
    write(
        root,
        "proc/stat",
        "cpu  100 0 100 800 0 0 0 0\ncpu0 100 0 100 800 0 0 0 0\n",
    );
    write(root, "proc/vmstat", "pswpin 10\n");
    write(
        root,
        "proc/meminfo",
        "MemTotal: 8 kB\nMemAvailable: 4 kB\nSwapTotal: 2 kB\nSwapFree: 1 kB\n",
    );
    write(
        root,
        "proc/pressure/memory",
        "some avg10=2.50 avg60=0.00 avg300=0.00 total=1\n",
    );
    write(root, "proc/cpuinfo", "model name : Test\n");
    write(
        root,
        "proc/7/stat",
        "7 (a b) S 1 7 7 0 -1 0 0 0 0 0 10 0 0 0 20 0 1 0 5 0 0\n",
    );
    write(root, "proc/7/statm", "9 2 0\n");
    write(
        root,
        "sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq",
        "1800000\n",
    );
    write(
        root,
        "sys/devices/system/cpu/cpu0/thermal_throttle/core_throttle_count",
        "3\n",
    );
    let before = snapshot(root, UNITS);
    write(
        root,
        "proc/stat",
        "cpu  150 0 100 850 0 0 0 0\ncpu0 150 0 100 850 0 0 0 0\n",
    );
    write(root, "proc/vmstat", "pswpin 12\n");
    write(
        root,
        "proc/7/stat",
        "7 (a b) S 1 7 7 0 -1 0 0 0 0 0 60 0 0 0 20 0 1 0 5 0 0\n",
    );
    let mut after = snapshot(root, UNITS);
    after.at = before.at + Duration::from_secs(1);

    let cpu = cpu(root, &[before.clone(), after.clone()]).expect("recorded processor");
    assert_eq!((cpu.model.as_str(), cpu.logical_cores), ("Test", 1));
    assert_eq!(cpu.busy_percent, [50.0]);
    assert_eq!((cpu.frequency_mhz, cpu.max_frequency_mhz), (Some(1800.0), None));
    assert_eq!((cpu.throttled, cpu.pressure_percent), (Some(false), None));

    let memory = memory_use(root, UNITS, &before, &after).expect("recorded memory");
    assert_eq!(
        (memory.swap_used_bytes, memory.swap_in_bytes_per_second),
        (Some(1024), Some(8192.0))
    );
    assert_eq!(memory.pressure_percent, Some(2.5));

    let ticks = |taken: &Snapshot| taken.processes.iter().map(|one| one.ticks).collect::<Vec<_>>();
    assert_eq!((ticks(&before), ticks(&after)), (vec![10], vec![60]));
    assert_eq!(
        (after.processes[0].name.as_str(), after.processes[0].resident_bytes),
        ("a b", Some(8192))
    );
}

#[test]
fn an_empty_machine_is_unknown_not_zero() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let taken = snapshot(folder.path(), UNITS);
    assert_eq!(cpu(folder.path(), &[taken.clone(), taken.clone()]), None);
    assert_eq!(memory_use(folder.path(), UNITS, &taken, &taken), None);
    assert_eq!((taken.throttle_count, taken.pages_swapped_in), (None, None));
    assert_eq!(units(folder.path()), None);
}

#[test]
fn this_machine_tells_its_units() {
    let units = units(Path::new("/")).expect("the auxiliary vector is readable by its own program");
    assert!(units.page_bytes >= 4096 && units.ticks_per_second > 0.0);
}
