//! Understands saved remote desktops: `.rdp` files (Microsoft, "Supported RDP properties") and Remmina's.

use crate::host::SavedDesktop;

/// Port of RDP (MS-RDPBCGR 1.9).
const RDP_PORT: u16 = 3389;

/// Longest host name kept (RFC 1035 §2.3.4).
const LONGEST: usize = 253;

/// Text of a file that Windows or a Linux program wrote: UTF-16 with its mark, else UTF-8.
pub fn decoded(bytes: &[u8]) -> String {
    let utf16 = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = rest.as_chunks::<2>().0.iter().map(|pair| unit(*pair)).collect();
        String::from_utf16_lossy(&units)
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// A `.rdp` file: `full address`, `server port` and `gatewayhostname`. None without an address.
pub fn rdp(text: &str) -> Option<SavedDesktop> {
    let value = |wanted: &str| {
        text.lines().find_map(|line| {
            let mut parts = line.splitn(3, ':');
            let key = parts.next()?.trim();
            let value = parts.nth(1)?.trim();
            (key.eq_ignore_ascii_case(wanted) && !value.is_empty()).then_some(value)
        })
    };
    let (host, port) = place(value("full address")?)?;
    let port = port.or_else(|| value("server port")?.parse().ok());
    Some(SavedDesktop {
        host,
        port: port.filter(|port| *port > 0).unwrap_or(RDP_PORT),
        rd_gateway: value("gatewayhostname").and_then(place).map(|(host, _)| host),
    })
}

/// A file of Remmina: `server` of a profile whose `protocol` is RDP. None for another protocol.
pub fn remmina(text: &str) -> Option<SavedDesktop> {
    let value = |wanted: &str| {
        let pairs = text.lines().filter_map(|line| line.split_once('='));
        pairs
            .filter(|(key, value)| key.trim() == wanted && !value.trim().is_empty())
            .map(|(_, value)| value.trim())
            .next()
    };
    value("protocol").filter(|protocol| *protocol == "RDP")?;
    let (host, port) = place(value("server")?)?;
    Some(SavedDesktop {
        host,
        port: port.unwrap_or(RDP_PORT),
        rd_gateway: value("gateway_server").and_then(place).map(|(host, _)| host),
    })
}

/// Host and port of `host`, `host:port`, `[v6]:port` or a bare v6 address; none for what is no host.
fn place(text: &str) -> Option<(String, Option<u16>)> {
    let port = |text: &str| text.parse().ok().filter(|port| *port > 0);
    let (host, port) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, rest)) => (host, rest.strip_prefix(':').and_then(port)),
        None if text.parse::<std::net::Ipv6Addr>().is_ok() => (text, None),
        None => text
            .split_once(':')
            .map_or((text, None), |(host, rest)| (host, port(rest))),
    };
    let plain = host
        .chars()
        .all(|letter| letter.is_alphanumeric() || "-._:%".contains(letter));
    (plain && !host.is_empty() && host.len() <= LONGEST).then(|| (host.to_owned(), port))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn saved(host: &str, port: u16, rd_gateway: Option<&str>) -> SavedDesktop {
        SavedDesktop {
            host: host.into(),
            port,
            rd_gateway: rd_gateway.map(str::to_owned),
        }
    }

    #[test]
    fn files_of_windows_are_read_in_both_encodings() {
        let text = "screen mode id:i:2\r\nfull address:s:tse1.exemple.fr\r\nserver port:i:3390\r\n\
            gatewayhostname:s:rdg.exemple.fr\r\nusername:s:EXEMPLE\\camille\r\n";
        let expected = Some(saved("tse1.exemple.fr", 3390, Some("rdg.exemple.fr")));
        let mut wide = vec![0xff, 0xfe];
        wide.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(rdp(&decoded(&wide)), expected);
        assert_eq!(rdp(&decoded(text.as_bytes())), expected);
        assert_eq!(
            rdp("full address:s:192.0.2.4:3391\n"),
            Some(saved("192.0.2.4", 3391, None))
        );
        assert_eq!(
            rdp("Full Address:s:[2001:db8::1]:3392\n"),
            Some(saved("2001:db8::1", 3392, None))
        );
        assert_eq!(
            rdp("full address:s:2001:db8::1\n"),
            Some(saved("2001:db8::1", 3389, None))
        );
    }

    #[test]
    fn profiles_of_remmina_are_read_for_rdp_alone() {
        let profile =
            |protocol: &str| format!("[remmina]\nprotocol={protocol}\nserver=tse2.exemple.fr:3390\npassword=x\n");
        assert_eq!(remmina(&profile("RDP")), Some(saved("tse2.exemple.fr", 3390, None)));
        assert_eq!(remmina(&profile("SSH")), None);
        assert_eq!(remmina("protocol=RDP\nserver=\n"), None);
    }

    #[test]
    fn what_is_no_host_is_left_out() {
        for address in ["", "<script>", "a b", &"a".repeat(300), "host/../x"] {
            assert_eq!(rdp(&format!("full address:s:{address}\n")), None, "{address}");
        }
    }

    proptest! {
        #[test]
        fn hostile_files_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let text = decoded(&bytes);
            let _ = rdp(&format!("full address:s:{text}"));
            let _ = remmina(&format!("protocol=RDP\nserver={text}"));
        }
    }
}
