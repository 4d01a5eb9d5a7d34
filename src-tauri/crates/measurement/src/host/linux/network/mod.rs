//! Network questions: rtnetlink and nl80211 for what the kernel knows, D-Bus for what services know, files for the rest.
//!
//! All of it is open to any user, and nothing is sent to the network.

mod bus;
mod connections;
mod links;
mod names;
mod neighbours;
mod networks;
mod radio;
mod routes;

pub use connections::connections;
pub use links::{interfaces, traffic};
pub use names::{resolvers, search_domains};
pub use neighbours::neighbour;
pub use networks::networks;
pub use radio::wifi;
pub use routes::route;

use super::BUDGET;
use crate::host::{Answer, HostError};
use maillon_diagnosis::GapReason;
use rtnetlink::Handle;

/// Puts questions to the kernel over rtnetlink, within the budget of one question.
async fn ask_kernel<T, W>(question: &str, work: impl FnOnce(Handle) -> W) -> Answer<T>
where
    W: Future<Output = Result<T, rtnetlink::Error>>,
{
    let failed = |reason, detail: &str| HostError::new(question, reason, detail);
    let (connection, handle, _) =
        rtnetlink::new_connection().map_err(|error| failed(GapReason::Other, &error.to_string()))?;
    let connection = tokio::spawn(connection);
    let result = tokio::time::timeout(BUDGET, work(handle)).await;
    connection.abort();
    match result {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(error)) => Err(failed(GapReason::Other, &error.to_string())),
        Err(_) => Err(failed(GapReason::TimedOut, "the kernel does not answer")),
    }
}
