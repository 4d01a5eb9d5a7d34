//! Whether heat slows the computer down, by the counters of its thermal zones under their English names
//! (`PdhAddEnglishCounterW`: those of the user's language would be others).

use super::library::wide;
use crate::host::parse::windows::settings::slowed_by_heat;
use crate::host::{Answer, HostError};
use maillon_diagnosis::GapReason;
use std::ptr::{null, null_mut};
use windows_sys::Win32::System::Performance::{
    PDH_CSTATUS_NEW_DATA, PDH_CSTATUS_VALID_DATA, PDH_FMT_COUNTERVALUE_ITEM_W, PDH_FMT_LONG, PDH_HCOUNTER, PDH_HQUERY,
    PDH_MORE_DATA, PdhAddEnglishCounterW, PdhCloseQuery, PdhCollectQueryData, PdhGetFormattedCounterArrayW,
    PdhOpenQueryW,
};

/// Why each zone slows down what it watches.
const REASONS: &str = r"\Thermal Zone Information(*)\Throttle Reasons";

/// Longest answer taken, bytes: some thousand zones.
const MOST_BYTES: u32 = 64 << 10;

/// Whether a zone slows the computer down for its heat; none where none says so. For a thread of its own: the first counter of
/// a program takes a moment.
pub(super) fn throttled() -> Answer<Option<bool>> {
    let query = Query::open()?;
    let counter = query.counter(REASONS)?;
    query.collect()?;
    Ok(slowed_by_heat(&query.numbers(counter)?))
}

struct Query(PDH_HQUERY);

impl Query {
    #[expect(unsafe_code, reason = "no safe library reads these counters")]
    fn open() -> Answer<Self> {
        let mut query = null_mut();
        // SAFETY: no source stands for this computer now, and `query` is a place for one handle.
        said("PdhOpenQueryW", unsafe { PdhOpenQueryW(null(), 0, &raw mut query) })?;
        Ok(Self(query))
    }

    #[expect(unsafe_code, reason = "as above")]
    fn counter(&self, path: &str) -> Answer<PDH_HCOUNTER> {
        let path = wide(path);
        let mut counter = null_mut();
        // SAFETY: the query is open, the path ends with a zero, and `counter` is a place for one handle.
        let code = unsafe { PdhAddEnglishCounterW(self.0, path.as_ptr(), 0, &raw mut counter) };
        said("PdhAddEnglishCounterW", code)?;
        Ok(counter)
    }

    #[expect(unsafe_code, reason = "as above")]
    fn collect(&self) -> Answer<()> {
        // SAFETY: the query is open.
        said("PdhCollectQueryData", unsafe { PdhCollectQueryData(self.0) })
    }

    /// The counter of every zone; one without a valid number is left out.
    #[expect(unsafe_code, reason = "as above")]
    fn numbers(&self, counter: PDH_HCOUNTER) -> Answer<Vec<i32>> {
        let (mut size, mut count) = (0, 0);
        // SAFETY: without room the call only tells how much it needs.
        let code =
            unsafe { PdhGetFormattedCounterArrayW(counter, PDH_FMT_LONG, &raw mut size, &raw mut count, null_mut()) };
        if code != PDH_MORE_DATA || size > MOST_BYTES {
            said("PdhGetFormattedCounterArrayW", code)?;
            return Ok(Vec::new());
        }
        // Words of eight bytes, so that the structures are aligned.
        let mut room = vec![0_u64; size as usize / 8 + 1];
        let first: *mut PDH_FMT_COUNTERVALUE_ITEM_W = room.as_mut_ptr().cast();
        // SAFETY: `room` has at least `size` writable bytes.
        let code = unsafe { PdhGetFormattedCounterArrayW(counter, PDH_FMT_LONG, &raw mut size, &raw mut count, first) };
        said("PdhGetFormattedCounterArrayW", code)?;
        let whole = room.len() * 8 / size_of::<PDH_FMT_COUNTERVALUE_ITEM_W>();
        // SAFETY: the call filled `count` structures from `first` on, which are no more than fit into `room`.
        let items = unsafe { std::slice::from_raw_parts(first, (count as usize).min(whole)) };
        let valid = items
            .iter()
            .filter(|item| [PDH_CSTATUS_VALID_DATA, PDH_CSTATUS_NEW_DATA].contains(&item.FmtValue.CStatus));
        // SAFETY: a valid value of this format is a number of 32 bits.
        Ok(valid.map(|item| unsafe { item.FmtValue.Anonymous.longValue }).collect())
    }
}

impl Drop for Query {
    #[expect(unsafe_code, reason = "as above")]
    fn drop(&mut self) {
        // SAFETY: opened by `open` and closed once; its counters go with it.
        unsafe { PdhCloseQuery(self.0) };
    }
}

/// Codes of this library are its own: many of them say that the computer has no such counter.
fn said(call: &str, code: u32) -> Answer<()> {
    if code == 0 {
        return Ok(());
    }
    Err(HostError::new(
        "thermal",
        GapReason::NotSupported,
        &format!("{call}: 0x{code:08x}"),
    ))
}
