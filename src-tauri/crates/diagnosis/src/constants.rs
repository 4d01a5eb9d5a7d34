//! The figures of judging that are not limits of `limits.toml`: how much has to be seen before anything is said, and when two
//! things count as the same. Each row says where its figure comes from; "judgement" means that no published figure was found.
//! One that the calibration half of `tests/scenarios` sets is to say "calibrated on the bench"; none does so far.

macro_rules! constants {
    ($($(#[doc = $doc:literal])* $name:ident: $kind:ty = $value:expr, $source:literal;)*) => {
        $(
            $(#[doc = $doc])*
            #[doc = ""]
            #[doc = concat!("Source: ", $source, ".")]
            pub const $name: $kind = $value;
        )*

        /// Where each of them comes from.
        #[cfg(test)]
        const SOURCES: &[(&str, &str)] = &[$((stringify!($name), $source)),*];
    };
}

constants! {
    /// Length of a window, milliseconds. A fault counts as reproduced when it shows in separate windows.
    WINDOW_MS: f64 = 2000.0, "judgement: 40 probes, and a dozen windows a run";
    /// Samples of two nested targets pair when they were sent this close together, milliseconds.
    PAIR_WITHIN_MS: f64 = 500.0, "judgement: five probes of the slowest pace";
    /// Samples needed before a median is used to accuse somebody.
    SAMPLES_FOR_MEDIAN: usize = 5, "judgement: of five, two may be odd";
    /// Samples needed before a link is cleared.
    SAMPLES_TO_CLEAR: u32 = 5, "judgement: of five, two may be odd";
    /// Packets to a target that must have been sent before its silence tells of a cut.
    SENT_FOR_SILENCE: u32 = 5, "judgement: at 5 % of loss, chance makes five in a row once in three million";
    /// Datagrams that must all have been lost before UDP is called blocked.
    DATAGRAMS_FOR_BLOCKED: u32 = 10, "judgement: two in three lost would still bring one back 49 times of 50";

    /// Public names of as many operators must all be denied before the resolver is accused: one may be blocked on purpose.
    EXISTING_NAMES: u32 = 3, "judgement";
    /// Names that must have been asked before a share of failures is drawn.
    NAMES_ASKED: u32 = 5, "judgement: of fewer, one failure is a fifth";
    /// Names that must have failed: one may be chance.
    NAMES_FAILED: u32 = 2, "judgement";
    /// Names that must have been found before their time is judged.
    NAMES_TIMED: u32 = 3, "judgement: of three, one may be odd";

    /// A queue that delays by less than this, milliseconds, is not told from the wavering of a radio or a busy computer.
    STANDING_MS: f64 = 5.0, "RFC 8289: a queue of 5 ms is the target of CoDel";
    /// Share of the whole wait that must arise on one segment for the queue to stand there.
    QUEUE_ON_ONE_SEGMENT: f64 = 0.5, "judgement: the greater part";
    /// Share of the queue that the box must have waited for, so that all of it stood before the box.
    QUEUE_BEFORE_THE_BOX: f64 = 0.8, "judgement: nearly all, for answers waver";
    /// Share of the queue from which on it may stand before the box.
    QUEUE_MAYBE_BEFORE_THE_BOX: f64 = 0.5, "judgement: the greater part";
    /// Probes under load below which nothing is said of the delay under load.
    PROBES_UNDER_LOAD: u32 = 10, "judgement: half a second of probes";
    /// Quarters of a second under load below which a rate that was measured on a busy computer says nothing.
    INTERVALS_WHEN_BUSY: usize = 8, "judgement: two seconds";

    /// A signal below this explains trouble on Wi-Fi, dBm.
    WEAK_SIGNAL_DBM: f64 = -67.0, "Cisco 7925G deployment guide: voice cell edge −67 dBm";
    /// Frames sent again above this explain trouble on Wi-Fi, per cent.
    MANY_RETRIES_PERCENT: f64 = 20.0, "Cisco 7925G deployment guide: below 20 %";
    /// A rate of the radio below this explains trouble on Wi-Fi, bits a second.
    SLOW_RADIO_BPS: f64 = 24e6, "judgement: goodput is half of it, and 12 Mbit/s is what a household needs at least";

    /// Separate windows in which answers inside the tunnel must have come late before it is accused of it: one pause is chance.
    WINDOWS_OF_JITTER: usize = 3, "judgement";
    /// Seconds in which a tunnel took bytes and gave none before it is called silent.
    SECONDS_OF_SILENCE: usize = 5, "judgement";
    /// Addresses behind a tunnel that must have kept silent before it is accused of it.
    SILENT_ADDRESSES: usize = 2, "judgement: one may be down";
    /// A path that carries less than this inside the tunnel, bytes, is told.
    SMALLEST_PATH_MTU: u32 = 1280, "RFC 8200 §5";

    /// Visits needed before a door or a server is accused or cleared.
    VISITS_NEEDED: usize = 3, "judgement: of three, one may be odd";
    /// Visits that must have failed before a door or a server is accused of it.
    FAILURES_NEEDED: usize = 2, "judgement: one may be chance";
    /// Visits at once are late only when they take this much longer than one alone, milliseconds.
    NOTICED_MS: f64 = 100.0, "Nielsen: below a tenth of a second nobody notices";
    /// Hours less than this apart are alike, whatever their ratio, milliseconds.
    HOURS_APART_MS: f64 = 30.0, "research/thresholds.md §9";
    /// Days with a run that an hour, or the slow and the calm hours of a door, need before they are compared.
    DAYS_NEEDED: usize = 3, "research/thresholds.md §10.3";
    /// Shares of hours less than this apart are alike.
    SHARES_APART: f64 = 0.5, "judgement: with so few runs a single one moves a share by a third";
    /// The path of slow hours may be this many times as long as that of calm ones; beyond, the line explains the hours as
    /// well as the door does.
    PATH_OF_SLOW_HOURS: f64 = 1.5, "judgement";
    /// Or so much longer, milliseconds.
    PATH_OF_SLOW_HOURS_MS: f64 = 10.0, "judgement";

    /// Rounds needed before the cost of files and of starting programs is judged.
    ROUNDS_OF_FILES: usize = 7, "AV-TEST runs each action at least seven times";
    /// Available memory that is enough whatever its share, bytes.
    MEMORY_ENOUGH: u64 = 4 << 30, "Microsoft, troubleshoot performance problems in Windows: 4 GiB";
    /// Free space that is enough whatever its share, bytes.
    DISK_SPACE_ENOUGH: u64 = 10_000_000_000, "judgement: room for an update of Windows";
    /// Writes or reads from which on the disk is judged.
    DISK_ROUNDS: u32 = 5, "judgement: of five, two may be odd";

    /// Round trips of a visit to a door or a server, each of which a lost packet can spoil: name, TCP, TLS, request.
    ROUND_TRIPS_OF_A_VISIT: i32 = 4, "RFC 1035, RFC 9293, RFC 8446: one each";
    /// A delay below this, milliseconds, leaves no visit without an answer.
    LATE_AS_IF_LOST_MS: f64 = 1000.0, "RFC 6298 §2: the system itself waits as long before it asks again";
    /// Packets lost towards a point before its way is taken to lose packets rather than by chance.
    LOST_NEEDED: u32 = 3, "judgement: one or two may be chance";
    /// A finding past its limit weighs at most this many times its limit.
    WEIGHT_CEILING: f64 = 10.0, "judgement: one figure far out must not hide every other link";
    /// Two links with at least this share each stand in the order of the chain; a lesser one follows.
    EQUAL_SHARE: f64 = 0.3, "research/thresholds.md §10.2";
    /// Past a need by this factor, a use is broken rather than slow.
    BROKEN_FACTOR: f64 = 2.0, "judgement: as the second limit of most rows of limits.toml";
    /// Samples below which an accusation is at most probable.
    SAMPLES_FOR_ESTABLISHED: u32 = 20, "research/thresholds.md §10.3: a usable median needs 20";
    /// The same for visits to a door or a server, each of which is several round trips and a measurement of its own.
    VISITS_FOR_ESTABLISHED: u32 = 5, "judgement: all of five say the same by chance once in 32 times";
}

#[cfg(test)]
mod tests {
    use super::SOURCES;

    #[test]
    fn each_has_a_source() {
        for (name, source) in SOURCES {
            let is_named = [
                "judgement",
                "calibrated on the bench",
                "RFC ",
                "research/",
                "Cisco",
                "AV-TEST",
            ];
            let is_named = is_named.iter().chain(&["Microsoft", "Nielsen"]);
            assert!(
                is_named.clone().any(|start| source.starts_with(start)),
                "{name}: {source}"
            );
        }
    }
}
