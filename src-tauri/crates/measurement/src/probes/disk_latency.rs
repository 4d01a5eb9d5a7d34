//! How long a disk takes to write 4 KiB for good, and to read 4 KiB past the cache.
//!
//! One temporary file that the system removes whatever happens to this program.

mod test_file;

use super::stoppable::{self, Stop};
use super::{ProbeError, nonce};
use maillon_diagnosis::statistics::Distribution;
use std::fs::File;
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::{Duration, Instant};
use test_file::TestFile;

const OPERATION: &str = "disk latency";

/// Bytes of one operation, and the alignment that reading past the cache asks for (`open(2)`, `O_DIRECT`;
/// `learn.microsoft.com/windows/win32/fileio/file-buffering`).
const BLOCK: usize = 4096;

/// Size of the temporary file, bytes.
const FILE_BYTES: usize = 16 << 20;

/// Bytes written at a time while the file is filled.
const CHUNK: usize = 1 << 20;

/// Operations of each kind: one more than a 95th percentile needs.
const OPERATIONS: usize = 60;

/// Free space below which nothing is written, bytes.
const FREE_NEEDED: u64 = 1 << 30;

/// What the test found.
#[derive(Debug)]
pub struct DiskLatency {
    /// Writing 4 KiB at a random place and flushing it (`fdatasync(2)`), milliseconds.
    pub write_ms: Distribution,
    /// Reading 4 KiB at a random place past the cache, milliseconds; an error where the file system does not allow it.
    pub read_ms: Result<Distribution, ProbeError>,
    /// Bytes written, file included.
    pub written_bytes: u64,
}

#[repr(C, align(4096))]
struct Block([u8; BLOCK]);

/// Measures the disk below `folder`, of which `free_bytes` are free. Writes at most 17 MB and stops when `budget` is spent
/// or the future is dropped.
pub async fn measure(folder: &Path, free_bytes: u64, budget: Duration) -> Result<DiskLatency, ProbeError> {
    let target = folder.display().to_string();
    if free_bytes < FREE_NEEDED {
        let full = io::Error::new(ErrorKind::StorageFull, "less than 1 GiB free");
        return Err(ProbeError::from_io(OPERATION, &target, full));
    }
    let folder = folder.to_owned();
    stoppable::run(OPERATION, &target, budget, move |stop| {
        test(&folder, stop).map_err(|error| ProbeError::from_io(OPERATION, &folder.display(), error))
    })
    .await
}

fn test(folder: &Path, stop: &Stop) -> io::Result<DiskLatency> {
    let mut test = TestFile::create(folder)?;
    let file = &mut test.file;
    let blocks = fill(file, &stop.part(0.3))? / BLOCK;
    let mut block = Block([0; BLOCK]);
    block.0[..8].copy_from_slice(&nonce().to_ne_bytes());
    let writes = timed(blocks, &stop.part(0.6), |position| {
        file.seek(SeekFrom::Start(position))?;
        let start = Instant::now();
        file.write_all(&block.0)?;
        file.sync_data()?;
        Ok(start.elapsed())
    })?;
    let write_ms = Distribution::of(writes.iter().copied()).ok_or(ErrorKind::TimedOut)?;
    let reads = test.past_the_cache().and_then(|mut file| {
        timed(blocks, stop, |position| {
            file.seek(SeekFrom::Start(position))?;
            let start = Instant::now();
            file.read_exact(&mut block.0)?;
            Ok(start.elapsed())
        })
    });
    let read_ms = reads.and_then(|reads| Distribution::of(reads).ok_or_else(|| ErrorKind::TimedOut.into()));
    Ok(DiskLatency {
        write_ms,
        read_ms: read_ms.map_err(|error| ProbeError::from_io(OPERATION, &folder.display(), error)),
        written_bytes: ((blocks + writes.len()) * BLOCK) as u64,
    })
}

/// Fills the file with bytes no disk can shrink, as far as time allows; gives its size. The first chunk is always written.
fn fill(file: &mut File, stop: &Stop) -> io::Result<usize> {
    let mut state = nonce() | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_ne_bytes()
    };
    let mut written = 0;
    while written < FILE_BYTES && !(written > 0 && stop.is_set()) {
        let chunk: Vec<u8> = (0..CHUNK / 8).flat_map(|_| next()).collect();
        file.write_all(&chunk)?;
        file.sync_data()?;
        written += CHUNK;
    }
    Ok(written)
}

/// Milliseconds of each operation at a place of its own among `blocks`, until enough or until stopped.
fn timed(blocks: usize, stop: &Stop, mut operation: impl FnMut(u64) -> io::Result<Duration>) -> io::Result<Vec<f64>> {
    let seed = nonce() as usize;
    let mut times = Vec::with_capacity(OPERATIONS);
    while times.len() < OPERATIONS && !stop.is_set() {
        // A large odd step visits every block of a power of two once, far from its neighbours.
        let block = seed.wrapping_add(times.len().wrapping_mul(0x9e37_79b1)) % blocks;
        times.push(operation((block * BLOCK) as u64)?.as_secs_f64() * 1000.0);
    }
    Ok(times)
}

#[cfg(test)]
mod tests {
    use super::*;
    use maillon_diagnosis::GapReason;

    const BUDGET: Duration = Duration::from_secs(20);
    const PLENTY: u64 = 1 << 40;

    fn entries(folder: &Path) -> usize {
        std::fs::read_dir(folder).expect("the folder is there").count()
    }

    #[tokio::test]
    async fn a_disk_is_timed_and_left_as_it_was() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let found = measure(folder.path(), PLENTY, BUDGET).await.expect("a writable folder");
        assert!(found.write_ms.count > 0 && found.write_ms.min > 0.0);
        assert!(found.written_bytes >= (CHUNK + BLOCK) as u64);
        assert!(found.written_bytes <= (FILE_BYTES + OPERATIONS * BLOCK) as u64);
        match found.read_ms {
            Ok(read) => assert!(read.count > 0 && read.min > 0.0),
            Err(error) => assert_eq!(error.reason(), GapReason::NotSupported),
        }
        assert_eq!(entries(folder.path()), 0);
    }

    #[tokio::test]
    async fn a_full_disk_and_a_missing_folder_are_gaps() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let full = measure(folder.path(), FREE_NEEDED - 1, BUDGET).await;
        assert_eq!(full.expect_err("full").reason(), GapReason::NoBudget);
        assert!(measure(&folder.path().join("missing"), PLENTY, BUDGET).await.is_err());
        let nowhere = measure(Path::new("/proc/self"), PLENTY, BUDGET).await;
        assert!(nowhere.is_err());
    }

    #[tokio::test]
    async fn a_spent_budget_is_a_gap_and_leaves_nothing() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let spent = measure(folder.path(), PLENTY, Duration::ZERO).await;
        assert_eq!(spent.expect_err("no time").reason(), GapReason::TimedOut);
        assert_eq!(entries(folder.path()), 0);
    }

    #[test]
    fn operations_are_spread_over_the_file() {
        let stop = Stop::never();
        let mut places = Vec::new();
        let blocks = FILE_BYTES / BLOCK;
        timed(blocks, &stop, |position| {
            places.push(position);
            Ok(Duration::ZERO)
        })
        .expect("nothing fails");
        places.sort_unstable();
        places.dedup();
        assert_eq!(places.len(), OPERATIONS);
        assert!(
            places
                .iter()
                .all(|place| place % BLOCK as u64 == 0 && *place < FILE_BYTES as u64)
        );
    }
}
