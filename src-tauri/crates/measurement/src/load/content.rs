//! What an upload sends.

use crate::probes::nonce;
use bytes::Bytes;

/// Random content, bytes.
const CONTENT: usize = 64 * 1024;

/// Bytes nothing on the way can compress, by the generator xorshift64 (Marsaglia 2003).
pub(super) fn random() -> Bytes {
    let mut state = nonce() | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    };
    std::iter::repeat_with(&mut next).take(CONTENT / 8).flatten().collect()
}
