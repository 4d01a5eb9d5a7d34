//! Understands power and heat of Windows.
//!
//! Source: `learn.microsoft.com/windows/win32/api/winbase/ns-winbase-system_power_status`,
//! `…/powersetting/ne-powersetting-effective_power_mode`; heat:
//! `learn.microsoft.com/windows-hardware/design/device-experiences/examples--requirements-and-diagnostics`.

use maillon_diagnosis::checks::machine::{Power, PowerProfile, PowerSource};

/// Power of `ACLineStatus`, `BatteryFlag`, `BatteryLifePercent`, and the effective power mode where it was told. None when
/// none of them says anything.
pub fn power(line: u8, battery: u8, percent: u8, mode: Option<i32>) -> Option<Power> {
    // Bit 7 of the flag: no battery; 255: not known.
    let has_battery = battery & 0x80 == 0;
    let power = Power {
        source: match line {
            0 => Some(PowerSource::Battery),
            1 => Some(PowerSource::Mains),
            _ => None,
        },
        battery_percent: (has_battery && percent <= 100).then(|| f64::from(percent)),
        profile: match mode {
            Some(0 | 1) => Some(PowerProfile::Saver),
            Some(2) => Some(PowerProfile::Balanced),
            Some(3..=5) => Some(PowerProfile::Performance),
            _ => None,
        },
    };
    (power != Power::default()).then_some(power)
}

/// Whether heat slows the computer down, by the `Throttle Reasons` of its thermal zones: bit 0 is heat, bit 1 current. Never a
/// no: firmware slows processors down without a word to a zone.
pub fn slowed_by_heat(reasons: &[i32]) -> Option<bool> {
    reasons.iter().any(|reason| reason & 1 != 0).then_some(true)
}

/// Whether the firewall is on for one kind of network: by every switch that a policy sets, else by the computer's own.
pub fn firewall_is_on(decided: &[u32], local: Option<u32>) -> bool {
    if decided.is_empty() {
        local == Some(1)
    } else {
        decided.iter().all(|switch| *switch == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_counts_before_the_computers_own_switch() {
        assert!(firewall_is_on(&[], Some(1)) && firewall_is_on(&[1], Some(0)));
        assert!(!firewall_is_on(&[0], Some(1)) && !firewall_is_on(&[1, 0], Some(1)));
        assert!(!firewall_is_on(&[], None) && !firewall_is_on(&[], Some(0)));
    }

    #[test]
    fn a_laptop_on_battery_and_a_desktop_are_told_apart_and_255_is_unknown() {
        let laptop = power(0, 1, 43, Some(1)).expect("it tells");
        assert_eq!(
            (laptop.source, laptop.battery_percent, laptop.profile),
            (Some(PowerSource::Battery), Some(43.0), Some(PowerProfile::Saver))
        );
        let desktop = power(1, 128, 255, Some(2)).expect("it tells");
        assert_eq!(
            (desktop.source, desktop.battery_percent),
            (Some(PowerSource::Mains), None)
        );
        assert_eq!(power(255, 255, 255, None), None);
        assert_eq!(power(255, 255, 0, Some(6)), None);
    }

    #[test]
    fn heat_is_told_where_a_zone_says_so_and_never_denied() {
        assert_eq!(slowed_by_heat(&[0, 1]), Some(true));
        assert_eq!(slowed_by_heat(&[3]), Some(true));
        assert_eq!((slowed_by_heat(&[0, 2]), slowed_by_heat(&[])), (None, None));
    }
}
