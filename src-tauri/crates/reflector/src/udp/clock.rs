//! The clock of the computer as STAMP tells it: NTP timestamps (RFC 5905 § 6) and how far they may be off (RFC 4656 § 4.1.2).

use nix::sys::time::TimeSpec;
use std::mem::MaybeUninit;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Seconds from 1900, where NTP begins, to 1970 (RFC 5905 figure 4).
const NTP_EPOCH: u64 = 2_208_988_800;
/// How long an estimate is used: the kernel lets it grow by 0.5 ms a second at most (adjtimex(2)).
const FRESH: Duration = Duration::from_secs(16);
/// What the kernel says when nothing disciplines the clock (`NTP_PHASE_LIMIT`, adjtimex(2)).
const UNKNOWN: Duration = Duration::from_secs(16);

/// A 64-bit NTP timestamp: 32 bits of seconds, 32 of fractions. It wraps in 2036 as every NTP timestamp does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NtpTime(pub u64);

impl NtpTime {
    /// The time now.
    pub fn now() -> Self {
        Self::since_1970(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default())
    }

    /// A time by its distance from 1970.
    pub fn since_1970(since: Duration) -> Self {
        let seconds = (since.as_secs() + NTP_EPOCH) & 0xffff_ffff;
        let fraction = (u64::from(since.subsec_nanos()) << 32) / 1_000_000_000;
        Self(seconds << 32 | fraction)
    }

    /// A time as the kernel stamps a packet.
    pub fn of(stamp: TimeSpec) -> Self {
        let seconds = u64::try_from(stamp.tv_sec()).unwrap_or_default();
        let nanos = u32::try_from(stamp.tv_nsec()).unwrap_or_default();
        Self::since_1970(Duration::new(seconds, nanos))
    }

    /// Whole seconds between two times, across the wrap.
    pub fn seconds_from(self, other: Self) -> u32 {
        let (a, b) = ((self.0 >> 32) as u32, (other.0 >> 32) as u32);
        a.wrapping_sub(b).min(b.wrapping_sub(a))
    }
}

/// An Error Estimate: S, Z = 0 for NTP timestamps, scale and multiplier (RFC 8762 § 4.2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ErrorEstimate(pub u16);

impl ErrorEstimate {
    /// An estimate of at least `error`, and whether the clock follows an outside source.
    ///
    /// The value is multiplier · 2^(scale − 32) seconds, and a multiplier of 0 is not allowed.
    pub fn new(synchronised: bool, error: Duration) -> Self {
        let units = (error.as_nanos() << 32).div_ceil(1_000_000_000).max(1);
        let bits = u128::BITS - units.leading_zeros();
        let mut scale = bits.saturating_sub(8);
        // Rounded up: an estimate must not be too good.
        let mut multiplier = units.div_ceil(1 << scale);
        if multiplier > 0xff {
            scale += 1;
            multiplier = multiplier.div_ceil(2);
        }
        Self(u16::from(synchronised) << 15 | (scale as u16) << 8 | multiplier as u16)
    }
}

/// Asks the kernel now and then how good the clock is.
#[derive(Debug, Default)]
pub struct Estimator {
    last: Option<(Instant, ErrorEstimate)>,
}

impl Estimator {
    /// The estimate of now.
    pub fn estimate(&mut self) -> ErrorEstimate {
        let now = Instant::now();
        match self.last {
            Some((at, estimate)) if now.duration_since(at) < FRESH => estimate,
            Some(_) | None => {
                let (synchronised, error) = kernel_estimate().unwrap_or((false, UNKNOWN));
                let estimate = ErrorEstimate::new(synchronised, error);
                self.last = Some((now, estimate));
                estimate
            }
        }
    }
}

/// Whether the clock is disciplined, and its largest error; none where the kernel does not say.
#[expect(unsafe_code, reason = "no safe library reads adjtimex(2)")]
fn kernel_estimate() -> Option<(bool, Duration)> {
    let mut state = MaybeUninit::<libc::timex>::zeroed();
    // SAFETY: `state` is a writable timex of the right size, and the zero in its `modes` changes nothing: it only reads.
    let result = unsafe { libc::adjtimex(state.as_mut_ptr()) };
    if result < 0 {
        return None;
    }
    // SAFETY: a structure of integers, zeroed before the call, is initialised whatever the kernel wrote.
    let state = unsafe { state.assume_init() };
    let error = Duration::from_micros(u64::try_from(state.maxerror).ok()?);
    Some((state.status & libc::STA_UNSYNC == 0, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_epoch_and_half_a_second_are_those_of_the_rfc() {
        assert_eq!(NtpTime::since_1970(Duration::ZERO), NtpTime(0x83aa_7e80_0000_0000));
        let half = NtpTime::since_1970(Duration::from_millis(1500));
        assert_eq!(half, NtpTime(0x83aa_7e81_8000_0000));
        let wrapped = NtpTime::since_1970(Duration::from_secs((1 << 32) - NTP_EPOCH + 5));
        assert_eq!(wrapped, NtpTime(5 << 32), "the era after 2036");
        assert_eq!(wrapped.seconds_from(NtpTime(0xffff_fffe << 32)), 7);
    }

    #[test]
    fn an_estimate_is_never_too_good_and_never_zero() {
        let value = |estimate: ErrorEstimate| {
            let (scale, multiplier) = (i32::from(estimate.0 >> 8 & 0x3f), f64::from(estimate.0 & 0xff));
            multiplier * 2_f64.powi(scale - 32)
        };
        for nanos in [
            0,
            1,
            255,
            59,
            1_000,
            999_999,
            1_000_000,
            16_000_000_000,
            3_600_000_000_000,
        ] {
            let error = Duration::from_nanos(nanos);
            let told = value(ErrorEstimate::new(true, error));
            assert!(told >= error.as_secs_f64() && told > 0.0, "{nanos}: {told}");
            assert!(told <= error.as_secs_f64() * 1.01 + 3e-10, "{nanos}: {told}");
        }
        assert_eq!(
            ErrorEstimate::new(true, Duration::from_secs(1)),
            ErrorEstimate(0x8000 | 25 << 8 | 0x80)
        );
        assert_eq!(ErrorEstimate::new(false, Duration::from_secs(1)).0 >> 15, 0);
    }

    #[test]
    fn this_kernel_says_how_good_its_clock_is() {
        let (_, error) = kernel_estimate().expect("Linux does");
        assert!(error <= Duration::from_mins(1), "{error:?}");
    }
}
