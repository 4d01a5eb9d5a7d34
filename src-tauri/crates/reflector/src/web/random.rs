//! Bytes nothing on the way can compress.

use std::hash::{BuildHasher, RandomState};

/// So many bytes, by the generator xorshift64 (Marsaglia 2003); not for secrets.
pub fn bytes(count: usize) -> Vec<u8> {
    let mut state = RandomState::new().hash_one(0_u8) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    };
    std::iter::repeat_with(&mut next).flatten().take(count).collect()
}
