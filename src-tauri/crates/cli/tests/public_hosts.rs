//! What a report may show of the hosts that were asked is what is asked by default.

use maillon_measurement::defaults::{CHECK_PAGES, NQ, STUN, TLS_WITNESSES};
use maillon_report::redaction::PUBLIC_HOSTS;
use std::collections::BTreeSet;

#[test]
fn the_hosts_asked_by_default_are_those_a_report_shows() {
    let urls = NQ.iter().chain(TLS_WITNESSES).copied();
    let urls = urls.chain(CHECK_PAGES.iter().map(|page| page.url));
    let of_urls = urls.filter_map(|url| url.split('/').nth(2));
    let of_stun = STUN.iter().filter_map(|door| door.split(':').next());
    let asked: BTreeSet<&str> = of_urls.chain(of_stun).collect();
    assert_eq!(asked, PUBLIC_HOSTS.iter().copied().collect());
}
