//! Our own client: the load of Maillon.

use crate::program::Reflector;
use maillon_diagnosis::checks::bandwidth::Direction;
use maillon_diagnosis::profile::WebUrl;
use maillon_measurement::RunClock;
use maillon_measurement::load::{LoadBudget, LoadOutcome, Trust, configure, run};
use std::fs;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

const PATIENCE: Duration = Duration::from_secs(5);

async fn loaded(reflector: &Reflector, direction: Direction, budget: LoadBudget) -> LoadOutcome {
    let trust = Trust::with_pem(&fs::read(reflector.certificate()).expect("made")).expect("PEM");
    let urls = [WebUrl::try_from(reflector.url("/.well-known/nq")).expect("an address")];
    let server = configure(&urls, &trust, PATIENCE).await.expect("answers");
    let stop = CancellationToken::new();
    run(&server, direction, budget, RunClock::start(), |_| {}, &stop)
        .await
        .expect("loads")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_download_reads_the_limit_of_the_server() {
    // Far below what the machine can do.
    let reflector = Reflector::start(&["limits.mbps=40"]);
    let budget = LoadBudget {
        bytes: 25_000_000,
        time: Duration::from_secs(4),
        bands: None,
    };
    let outcome = loaded(&reflector, Direction::Download, budget).await;
    let capacity = outcome.capacity.as_ref().expect("content moved");
    assert!((30e6..44e6).contains(&capacity.estimate_bps), "{capacity:?}");
    assert!(capacity.lower_bound_bps <= 42e6, "{capacity:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_delay_under_load_is_known_in_both_directions() {
    let reflector = Reflector::start(&[]);
    for direction in [Direction::Download, Direction::Upload] {
        let budget = LoadBudget {
            bytes: 2_000_000_000,
            time: Duration::from_secs(3),
            bands: None,
        };
        let outcome = loaded(&reflector, direction, budget.clone()).await;
        let delay = outcome.delay.expect("probes were answered");
        assert!(delay.rpm.is_some_and(|rpm| rpm > 0.0), "{direction:?}: {delay:?}");
    }
    for reason in ["rate", "client_rate", "client_connections", "site_connections", "full"] {
        let refused = format!("connections_refused_total{{reason=\"{reason}\"}}");
        assert_eq!(reflector.figure(&refused), 0, "{reason}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cap_of_bytes_is_kept_in_both_directions() {
    let reflector = Reflector::start(&[]);
    for direction in [Direction::Download, Direction::Upload] {
        let budget = LoadBudget {
            bytes: 5_000_000,
            time: Duration::from_secs(20),
            bands: None,
        };
        let outcome = loaded(&reflector, direction, budget.clone()).await;
        assert!(
            outcome.bytes <= budget.bytes * 102 / 100,
            "{direction:?}: {} bytes",
            outcome.bytes
        );
        assert!(
            outcome.bytes >= budget.bytes / 2,
            "{direction:?}: {} bytes",
            outcome.bytes
        );
    }
}
