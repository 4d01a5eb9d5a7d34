use crate::nginx::{Nginx, RATE};
use maillon_diagnosis::GapReason;
use maillon_diagnosis::checks::bandwidth::Direction;
use maillon_diagnosis::profile::WebUrl;
use maillon_measurement::RunClock;
use maillon_measurement::load::{LoadBudget, LoadOutcome, NqServer, Trust, configure, find, run};
use maillon_measurement::probes::ProbeError;
use std::sync::Mutex;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

const PATIENCE: Duration = Duration::from_secs(5);
const LIGHT: LoadBudget = LoadBudget {
    bytes: 2_500_000,
    time: Duration::from_secs(20),
    bands: None,
};

async fn server(nginx: &Nginx) -> NqServer {
    let trust = Trust::with_pem(nginx.authority_pem.as_bytes()).expect("PEM");
    let urls = [nginx.url("/.well-known/nq")];
    configure(&urls, &trust, PATIENCE).await.expect("answers")
}

async fn loaded(direction: Direction, budget: LoadBudget) -> LoadOutcome {
    let nginx = Nginx::start();
    let server = server(&nginx).await;
    let stop = CancellationToken::new();
    let seen = Mutex::new(0);
    let progress = |_| *seen.lock().expect("one thread") += 1;
    let clock = RunClock::start();
    let outcome = run(&server, direction, budget, clock, progress, &stop)
        .await
        .expect("loads");
    assert!(*seen.lock().expect("one thread") > 0, "progress is told");
    outcome
}

fn assert_cap_kept(outcome: &LoadOutcome) {
    let capacity = outcome.capacity.as_ref().expect("content moved");
    assert!(capacity.cap_reached, "{capacity:?}");
    assert!(outcome.bytes <= LIGHT.bytes * 102 / 100, "{} bytes", outcome.bytes);
    assert!(outcome.bytes >= LIGHT.bytes / 2, "{} bytes", outcome.bytes);
    assert!(capacity.lower_bound_bps > 0.0 && capacity.lower_bound_bps <= capacity.estimate_bps);
    assert_eq!(capacity.bytes, outcome.bytes);
    assert!(outcome.phase.to_ms > outcome.phase.from_ms);
    assert!(!outcome.interrupted);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_download_keeps_its_cap_and_never_reads_more_than_the_server_gives() {
    let outcome = loaded(Direction::Download, LIGHT).await;
    assert_cap_kept(&outcome);
    let capacity = outcome.capacity.as_ref().expect("content moved");
    // nginx accounts its limit by the second and lets a first burst through.
    let given = f64::from(capacity.connections * RATE) * 8.0 * 2.0;
    assert!(capacity.estimate_bps <= given, "{capacity:?}");
    let delay = outcome.delay.as_ref().expect("probes were answered");
    assert_eq!(delay.formula, "draft-ietf-ippm-responsiveness-09");
    assert!(delay.idle_latency_ms.is_some_and(|ms| ms > 0.0), "{delay:?}");
    assert!(delay.samples > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_keeps_its_cap() {
    assert_cap_kept(&loaded(Direction::Upload, LIGHT).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_time_budget_ends_the_load_and_both_kinds_of_probes_give_a_rate() {
    let budget = LoadBudget {
        bytes: 25_000_000,
        time: Duration::from_secs(2),
        bands: None,
    };
    let outcome = loaded(Direction::Download, budget).await;
    let capacity = outcome.capacity.as_ref().expect("content moved");
    assert!(!capacity.cap_reached, "{capacity:?}");
    let delay = outcome.delay.expect("probes were answered");
    assert!(delay.rpm.is_some_and(|rpm| rpm > 0.0), "{delay:?}");
    assert!(delay.loaded_latency_ms.is_some_and(|ms| ms > 0.0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_load_ends_at_once_and_keeps_what_it_saw() {
    let nginx = Nginx::start();
    let server = server(&nginx).await;
    let stop = CancellationToken::new();
    let cancelled = Mutex::new(None);
    let progress = |_| {
        stop.cancel();
        cancelled.lock().expect("one thread").get_or_insert(Instant::now());
    };
    let budget = LoadBudget {
        bytes: 1_000_000_000,
        time: Duration::from_secs(50),
        bands: None,
    };
    let clock = RunClock::start();
    let outcome = run(&server, Direction::Download, budget, clock, progress, &stop)
        .await
        .expect("loads");
    let cancelled = cancelled.lock().expect("one thread").expect("an interval ended");
    assert!(
        cancelled.elapsed() < Duration::from_secs(2),
        "{:?}",
        cancelled.elapsed()
    );
    assert!(outcome.interrupted);
    assert!(outcome.capacity.is_some_and(|capacity| capacity.estimate_bps > 0.0));
}

#[tokio::test]
async fn a_server_nobody_vouches_for_is_not_loaded() {
    let nginx = Nginx::start();
    let urls = [nginx.url("/.well-known/nq")];
    let error = configure(&urls, &Trust::default(), PATIENCE)
        .await
        .expect_err("a private authority");
    assert_eq!(error.reason(), GapReason::TlsFailed, "{error}");
}

#[tokio::test]
async fn the_first_server_with_a_configuration_is_used_and_those_before_it_are_told() {
    let nginx = Nginx::start();
    let trust = Trust::with_pem(nginx.authority_pem.as_bytes()).expect("PEM");
    let urls = [nginx.url("/page"), nginx.url("/nowhere"), nginx.url("/.well-known/nq")];
    let mut failed = Vec::new();
    let heard = |url: &WebUrl, error: ProbeError| failed.push((url.clone(), error.reason()));
    let server = find(&urls, &trust, PATIENCE, heard).await.expect("a store");
    let server = server.expect("the third");
    assert_eq!(server.name(), format!("https://localhost:{}", nginx.address().port()));
    let reason = GapReason::Garbage;
    assert_eq!(failed, [(urls[0].clone(), reason), (urls[1].clone(), reason)]);
    let error = configure(&urls[..2], &trust, PATIENCE).await.expect_err("none");
    assert_eq!(error.reason(), GapReason::Garbage, "{error}");
}
