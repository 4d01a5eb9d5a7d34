//! How a question is put to the system: on a thread of its own and within a budget.

use super::{Answer, HostError};
use maillon_diagnosis::GapReason;
#[cfg(any(target_os = "linux", windows))]
use std::io::Read;
use std::path::PathBuf;
use std::time::Duration;
use tokio::sync::oneshot;

/// Time one question may take (the contract of [`Host`](super::Host)).
pub(crate) const BUDGET: Duration = Duration::from_secs(2);

/// Puts a question that may block, so that a dead drive or service holds up nothing but its answer.
pub(crate) async fn on_a_thread<T: Send + 'static>(
    question: &'static str,
    work: impl FnOnce() -> Answer<T> + Send + 'static,
) -> Answer<T> {
    let failed = |reason, detail: &str| HostError::new(question, reason, detail);
    let (answer, waiting) = oneshot::channel();
    let work = move || answer.send(work()).unwrap_or(());
    std::thread::Builder::new()
        .name(question.to_owned())
        .spawn(work)
        .map_err(|error| failed(GapReason::Other, &error.to_string()))?;
    match tokio::time::timeout(BUDGET, waiting).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(_)) => Err(failed(GapReason::Other, "the question was dropped")),
        Err(_) => Err(failed(GapReason::TimedOut, "no answer within 2 s")),
    }
}

/// Makes the folder of this program when it is missing, on Unix for this user alone. Without a `folder`, what was to name its
/// place is not set.
pub(crate) fn make_own_folder(folder: Option<PathBuf>, named_by: &str) -> Answer<PathBuf> {
    let failed = |reason, detail: &str| HostError::new("own_folder", reason, detail);
    let folder = folder.ok_or_else(|| failed(GapReason::NotSupported, &format!("{named_by} is not set")))?;
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(&folder)
        .map_err(|error| failed(GapReason::NotPermitted, &format!("{}: {error}", folder.display())))?;
    Ok(folder)
}

/// Bytes of a file somebody else may have written; none when it cannot be read, is no plain file, or is longer than `most`.
#[cfg(any(target_os = "linux", windows))]
pub(crate) fn bytes_up_to(path: &std::path::Path, most: u64) -> Option<Vec<u8>> {
    let plain = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file)?;
    if plain.len() > most {
        return None;
    }
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).ok()?;
    file.take(most).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}
