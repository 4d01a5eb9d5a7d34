//! Understands `/proc/stat`, `/proc/cpuinfo` and `/proc/pressure/*` (Linux `proc(5)`, `Documentation/accounting/psi.rst`).

/// Time counters of one processor line of `/proc/stat`, in clock ticks since the start.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ticks {
    /// Everything but idle and waiting for a disk.
    pub busy: u64,
    /// Taken by the hypervisor for another guest; counted in `busy` too.
    pub steal: u64,
    /// Every state together; guest time is already in user time.
    pub total: u64,
}

/// One reading of `/proc/stat`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProcessorTimes {
    /// The whole machine.
    pub all: Ticks,
    /// Per core, with the number of the core.
    pub cores: Vec<(u32, Ticks)>,
}

/// What two readings of `/proc/stat` say about the time between them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ProcessorUse {
    /// Busy, per cent of the whole.
    pub busy_percent: Option<f64>,
    /// Busy, per cent, of each core present in both readings, by number.
    pub busy_per_core_percent: Vec<f64>,
    /// Stolen by the hypervisor, per cent of the whole.
    pub steal_percent: Option<f64>,
}

/// Reads the processor lines of `/proc/stat`; none without the line of the whole machine.
pub fn processor_times(stat: &str) -> Option<ProcessorTimes> {
    let mut all = None;
    let mut cores = Vec::new();
    for line in stat.lines() {
        let Some((label, values)) = line.strip_prefix("cpu").and_then(|rest| rest.split_once(' ')) else {
            continue;
        };
        let Some(ticks) = ticks(values) else { continue };
        if label.is_empty() {
            all = Some(ticks);
        } else if let Ok(number) = label.parse() {
            cores.push((number, ticks));
        }
    }
    Some(ProcessorTimes { all: all?, cores })
}

fn ticks(values: &str) -> Option<Ticks> {
    let values: Vec<u64> = values
        .split_whitespace()
        .map(str::parse)
        .collect::<Result<_, _>>()
        .ok()?;
    let [user, nice, system, idle, rest @ ..] = values.as_slice() else {
        return None;
    };
    let at = |index: usize| rest.get(index).copied().unwrap_or(0);
    let (waiting, steal) = (at(0), at(3));
    let busy = user + nice + system + at(1) + at(2) + steal;
    Some(Ticks {
        busy,
        steal,
        total: busy + idle + waiting,
    })
}

/// Compares two readings; a counter that went backwards or stood still gives none.
pub fn processor_use(before: &ProcessorTimes, after: &ProcessorTimes) -> ProcessorUse {
    let cores = after.cores.iter().filter_map(|(number, now)| {
        let (_, then) = before.cores.iter().find(|(other, _)| other == number)?;
        share(*then, *now, |ticks| ticks.busy)
    });
    ProcessorUse {
        busy_percent: share(before.all, after.all, |ticks| ticks.busy),
        busy_per_core_percent: cores.collect(),
        steal_percent: share(before.all, after.all, |ticks| ticks.steal),
    }
}

fn share(before: Ticks, after: Ticks, part: impl Fn(Ticks) -> u64) -> Option<f64> {
    let total = after.total.checked_sub(before.total).filter(|total| *total > 0)?;
    let part = part(after).checked_sub(part(before))?;
    Some((100.0 * part as f64 / total as f64).min(100.0))
}

/// Model name of the first processor of `/proc/cpuinfo` (x86 `model name`, some ARM boards `Model` or `Hardware`).
pub fn processor_model(cpuinfo: &str) -> Option<String> {
    ["model name", "Model", "Hardware"].into_iter().find_map(|wanted| {
        cpuinfo.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            let value = value.trim();
            (key.trim() == wanted && !value.is_empty()).then(|| value.to_owned())
        })
    })
}

/// Share of time some task waited, per cent over 10 s, of a `/proc/pressure/*` file.
pub fn pressure_some_avg10(pressure: &str) -> Option<f64> {
    let line = pressure.lines().find_map(|line| line.strip_prefix("some "))?;
    line.split_whitespace()
        .find_map(|field| field.strip_prefix("avg10="))?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: &str =
        "cpu  100 0 100 800 0 0 0 0 0 0\ncpu0 50 0 50 400 0 0 0 0 0 0\ncpu1 50 0 50 400 0 0 0 0 0 0\nintr 5\n";
    const AFTER: &str =
        "cpu  140 0 110 930 10 0 0 10 0 0\ncpu0 90 0 60 450 0 0 0 0 0 0\ncpu1 50 0 50 480 10 0 0 10 0 0\nintr 9\n";

    #[test]
    fn two_readings_give_busy_and_stolen_time() {
        let before = processor_times(BEFORE).expect("captured text");
        let after = processor_times(AFTER).expect("captured text");
        let used = processor_use(&before, &after);
        assert_eq!(used.busy_percent, Some(30.0));
        assert_eq!(used.steal_percent, Some(5.0));
        assert_eq!(used.busy_per_core_percent, [50.0, 10.0]);
    }

    #[test]
    fn readings_that_do_not_advance_say_nothing() {
        let times = processor_times(BEFORE).expect("captured text");
        assert_eq!(processor_use(&times, &times), ProcessorUse::default());
        assert_eq!(processor_times("intr 5\n"), None);
    }

    #[test]
    fn model_and_pressure_are_read() {
        let text = "processor\t: 0\nmodel name\t: Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz\n";
        assert_eq!(
            processor_model(text).as_deref(),
            Some("Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz")
        );
        let text = "some avg10=1.25 avg60=0.00 avg300=0.00 total=42\nfull avg10=9.00 avg60=0.00 avg300=0.00 total=0\n";
        assert_eq!(pressure_some_avg10(text), Some(1.25));
        assert_eq!(pressure_some_avg10(""), None);
    }
}
