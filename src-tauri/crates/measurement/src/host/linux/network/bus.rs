//! What NetworkManager and systemd-resolved say over D-Bus. Neither is started for the question; absent means unknown.

use super::super::bus::{ask, property, proxy};
use std::collections::HashMap;
use std::net::IpAddr;
use zbus::Connection;
use zbus::proxy::MethodFlags;
use zbus::zvariant::OwnedObjectPath;

const MANAGER: &str = "org.freedesktop.NetworkManager";
const DEVICE: &str = "org.freedesktop.NetworkManager.Device";
const RESOLVED: &str = "org.freedesktop.resolve1";

/// Whether the connection of each interface is metered, where NetworkManager knows.
pub(super) async fn metered(interfaces: &[String]) -> HashMap<String, bool> {
    ask(async |bus| metered_on(&bus, interfaces).await)
        .await
        .unwrap_or_default()
}

async fn metered_on(bus: &Connection, interfaces: &[String]) -> zbus::Result<HashMap<String, bool>> {
    let manager = proxy(bus, MANAGER, "/org/freedesktop/NetworkManager", MANAGER).await?;
    let mut known = HashMap::new();
    for interface in interfaces {
        let flags = MethodFlags::NoAutoStart.into();
        let device: zbus::Result<Option<OwnedObjectPath>> =
            manager.call_with_flags("GetDeviceByIpIface", flags, interface).await;
        let device = match device {
            Ok(device) => device,
            // It does not manage this one.
            Err(zbus::Error::MethodError(name, ..)) if name.as_str().starts_with(MANAGER) => continue,
            Err(error) => return Err(error),
        };
        let Some(device) = device else { continue };
        let value = property(bus, MANAGER, device.as_str(), DEVICE, "Metered").await?;
        // NMMetered: 1 and 3 are yes and guessed yes, 2 and 4 no and guessed no.
        match u32::try_from(value) {
            Ok(1 | 3) => drop(known.insert(interface.clone(), true)),
            Ok(2 | 4) => drop(known.insert(interface.clone(), false)),
            _ => {}
        }
    }
    Ok(known)
}

/// Servers that systemd-resolved asks, with the index of their interface, 0 for those of no interface.
pub(super) async fn resolved_servers() -> Vec<(u32, IpAddr)> {
    ask(async |bus| servers_on(&bus).await).await.unwrap_or_default()
}

async fn servers_on(bus: &Connection) -> zbus::Result<Vec<(u32, IpAddr)>> {
    let interface = "org.freedesktop.resolve1.Manager";
    let value = property(bus, RESOLVED, "/org/freedesktop/resolve1", interface, "DNS").await?;
    let servers: Vec<(i32, i32, Vec<u8>)> = value.try_into()?;
    let server = |(index, _, bytes): (i32, i32, Vec<u8>)| {
        let v4 = <[u8; 4]>::try_from(bytes.as_slice()).map(IpAddr::from);
        let address = v4.or_else(|_| <[u8; 16]>::try_from(bytes.as_slice()).map(IpAddr::from));
        Some((u32::try_from(index).ok()?, address.ok()?))
    };
    Ok(servers.into_iter().filter_map(server).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::linux::bus::tests::pair;
    use zbus::interface;

    struct Manager(&'static str);

    #[interface(name = "org.freedesktop.NetworkManager")]
    impl Manager {
        #[zbus(name = "GetDeviceByIpIface")]
        fn device(&self, name: &str) -> Result<OwnedObjectPath, Missing> {
            let number = match name {
                "wlan0" => 1,
                "eth0" => 2,
                "usb0" => 0,
                _ => return Err(Missing::UnknownDevice("no device".to_owned())),
            };
            Ok(OwnedObjectPath::try_from(format!("{}/{number}", self.0)).expect("a path"))
        }
    }

    #[derive(Debug, zbus::DBusError)]
    #[zbus(prefix = "org.freedesktop.NetworkManager")]
    enum Missing {
        #[zbus(error)]
        ZBus(zbus::Error),
        UnknownDevice(String),
    }

    struct Device(u32);

    #[interface(name = "org.freedesktop.NetworkManager.Device")]
    impl Device {
        #[zbus(property)]
        fn metered(&self) -> u32 {
            self.0
        }
    }

    struct Resolved(Vec<(i32, i32, Vec<u8>)>);

    #[interface(name = "org.freedesktop.resolve1.Manager")]
    impl Resolved {
        #[zbus(property, name = "DNS")]
        fn dns(&self) -> Vec<(i32, i32, Vec<u8>)> {
            self.0.clone()
        }
    }

    async fn services() -> (Connection, Connection) {
        let manager = "/org/freedesktop/NetworkManager";
        let v6 = "2001:db8::53".parse::<std::net::Ipv6Addr>().expect("an address");
        let resolved = Resolved(vec![
            (2, 2, vec![192, 0, 2, 1]),
            (3, 10, v6.octets().to_vec()),
            (2, 2, vec![1, 2, 3]),
            (-1, 2, vec![192, 0, 2, 2]),
        ]);
        pair(|builder| {
            builder
                .serve_at(manager, Manager("/device"))?
                .serve_at("/device/0", Device(0))?
                .serve_at("/device/1", Device(3))?
                .serve_at("/device/2", Device(2))?
                .serve_at("/org/freedesktop/resolve1", resolved)
        })
        .await
    }

    #[tokio::test]
    async fn metered_connections_are_told_and_unknown_ones_are_not() {
        let (_server, bus) = services().await;
        let interfaces = ["wlan0", "eth0", "usb0", "tun0"].map(str::to_owned);
        let metered = metered_on(&bus, &interfaces).await.expect("answers");
        let expected = [("wlan0".to_owned(), true), ("eth0".to_owned(), false)];
        assert_eq!(metered, HashMap::from(expected));
    }

    #[tokio::test]
    async fn servers_keep_their_interface_and_nonsense_is_left_out() {
        let (_server, bus) = services().await;
        let servers = servers_on(&bus).await.expect("answers");
        let expected = [
            (2, IpAddr::from([192, 0, 2, 1])),
            (3, "2001:db8::53".parse().expect("an address")),
        ];
        assert_eq!(servers, expected);
    }
}
