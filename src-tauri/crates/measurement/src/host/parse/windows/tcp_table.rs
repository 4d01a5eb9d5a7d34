//! Understands the tables of `GetExtendedTcpTable`.
//!
//! Source: `learn.microsoft.com/windows/win32/api/tcpmib/ns-tcpmib-mib_tcprow_owner_pid` and `…-mib_tcp6row_owner_pid`.

use super::{part, u32_at};
use std::net::{IpAddr, SocketAddr};

/// `MIB_TCP_STATE_ESTAB`.
const ESTABLISHED: u32 = 5;

/// Remote ends of the established connections of a `MIB_TCPTABLE_OWNER_PID`.
pub fn established_v4(table: &[u8]) -> Vec<SocketAddr> {
    rows::<24>(table)
        .filter(|row| u32_at(row, 0) == Some(ESTABLISHED))
        .filter_map(|row| end(IpAddr::from(part::<4>(&row, 12)?), &row, 16))
        .collect()
}

/// Remote ends of the established connections of a `MIB_TCP6TABLE_OWNER_PID`, IPv4-mapped ones as IPv4.
pub fn established_v6(table: &[u8]) -> Vec<SocketAddr> {
    rows::<56>(table)
        .filter(|row| u32_at(row, 48) == Some(ESTABLISHED))
        .filter_map(|row| end(IpAddr::from(part::<16>(&row, 24)?).to_canonical(), &row, 44))
        .collect()
}

/// As many rows as the table says, and no more than it holds.
fn rows<const N: usize>(table: &[u8]) -> impl Iterator<Item = [u8; N]> {
    let count = u32_at(table, 0).unwrap_or(0) as usize;
    let rows = table.get(4..).unwrap_or_default().as_chunks::<N>().0;
    rows.iter().take(count).copied()
}

/// The port is in network byte order in the first two of its four bytes.
fn end(address: IpAddr, row: &[u8], port: usize) -> Option<SocketAddr> {
    Some(SocketAddr::new(address, u16::from_be_bytes(part(row, port)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_established_ends_are_told_and_a_count_is_not_believed() {
        let row = |state: u8, last: u8| {
            let mut row = [0; 24];
            row[0] = state;
            row[12..16].copy_from_slice(&[10, 20, 0, last]);
            row[16..18].copy_from_slice(&3389_u16.to_be_bytes());
            row
        };
        let mut table = 99_u32.to_le_bytes().to_vec();
        table.extend(row(5, 1));
        table.extend(row(2, 2));
        table.extend([5; 11]);
        assert_eq!(established_v4(&table), ["10.20.0.1:3389".parse().expect("an address")]);
        assert!(established_v4(&[1]).is_empty());
    }

    #[test]
    fn a_mapped_address_is_told_as_v4() {
        let mut row = [0; 56];
        row[34..36].copy_from_slice(&[0xff, 0xff]);
        row[36..40].copy_from_slice(&[192, 0, 2, 7]);
        row[44..46].copy_from_slice(&443_u16.to_be_bytes());
        row[48] = 5;
        let table = [&1_u32.to_le_bytes()[..], &row].concat();
        assert_eq!(established_v6(&table), ["192.0.2.7:443".parse().expect("an address")]);
    }
}
