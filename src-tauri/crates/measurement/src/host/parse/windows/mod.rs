//! Understands what Windows answers: plain functions over bytes, numbers and text, tested on every system.
//!
//! Every length and offset in an answer is checked; what does not fit is none, never a zero.

pub mod adapters;
pub mod echo;
pub mod nrpt;
pub mod processes;
pub mod protection;
pub mod proxy;
pub mod registry;
pub mod settings;
pub mod system;
pub mod tcp_info;
pub mod tcp_table;
pub mod wlan;

fn part<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at.checked_add(N)?)?.try_into().ok()
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    part(bytes, at).map(u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    part(bytes, at).map(u32::from_le_bytes)
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    part(bytes, at).map(u64::from_le_bytes)
}
