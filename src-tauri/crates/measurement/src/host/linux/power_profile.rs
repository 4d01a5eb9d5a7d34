//! The power profile that the desktop lets a person choose, as power-profiles-daemon or a service in its place tells it.

use super::bus::{ask, property};
use maillon_diagnosis::checks::machine::PowerProfile;
use zbus::Connection;

/// Names of the service, the later first; the earlier is kept beside it for programs of old.
const SERVICES: [(&str, &str); 2] = [
    (
        "org.freedesktop.UPower.PowerProfiles",
        "/org/freedesktop/UPower/PowerProfiles",
    ),
    ("net.hadess.PowerProfiles", "/net/hadess/PowerProfiles"),
];

/// The profile in force; none without such a service.
pub(super) async fn power_profile() -> Option<PowerProfile> {
    ask(async |bus| Ok(profile_on(&bus).await)).await?
}

async fn profile_on(bus: &Connection) -> Option<PowerProfile> {
    for (service, path) in SERVICES {
        let Ok(value) = property(bus, service, path, service, "ActiveProfile").await else {
            continue;
        };
        return match String::try_from(value).ok()?.as_str() {
            "power-saver" => Some(PowerProfile::Saver),
            "balanced" => Some(PowerProfile::Balanced),
            "performance" => Some(PowerProfile::Performance),
            _ => None,
        };
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::linux::bus::tests::pair;
    use zbus::interface;

    struct Service(&'static str);

    #[interface(name = "net.hadess.PowerProfiles")]
    impl Service {
        #[zbus(property)]
        fn active_profile(&self) -> &str {
            self.0
        }
    }

    async fn told(profile: &'static str) -> Option<PowerProfile> {
        let (_server, bus) = pair(|builder| builder.serve_at(SERVICES[1].1, Service(profile))).await;
        profile_on(&bus).await
    }

    #[tokio::test]
    async fn the_older_name_answers_where_the_later_is_missing() {
        assert_eq!(told("power-saver").await, Some(PowerProfile::Saver));
        assert_eq!(told("performance").await, Some(PowerProfile::Performance));
    }

    #[tokio::test]
    async fn a_profile_that_is_not_known_is_no_profile() {
        assert_eq!(told("turbo").await, None);
    }
}
