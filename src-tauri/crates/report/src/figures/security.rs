//! Figures of the protections.

use super::{Table, list};
use crate::format::foreign;
use crate::words::Words;
use maillon_diagnosis::checks::security::{FileTouch, Observation, Product, TlsCheck};
use maillon_diagnosis::statistics::median;

pub(super) fn fill<'a>(table: &mut Table<'a>, seen: &'a Observation) {
    let words = table.words;
    for product in &seen.products {
        self::product(table, product);
    }
    table.subject = None;
    if let Some(touch) = &seen.file_touch {
        files(table, touch);
    }
    let start = seen.process_start_ms;
    let told = table.spread(start);
    let limit = "security_process_start_ms";
    let median = start.map(|times| times.median);
    table.held_as(
        "process-start",
        median,
        Words::milliseconds,
        limit,
        "process-start",
        told,
    );
    table.fact("thread-start", table.spread(seen.thread_start_ms), "process-start");
    for host in &seen.tls {
        table.about(&host.host);
        table.fact("tls", inspected(words, host), "tls");
    }
    table.subject = None;
    if let Some(proxy) = &seen.proxy {
        let parts = [
            proxy.https.as_deref(),
            proxy.script.as_deref(),
            Some(proxy.source.as_str()),
        ];
        table.fact("proxy", list(parts.into_iter().flatten().map(foreign)), "system");
    }
    let posture = &seen.posture;
    table.fact(
        "posture-wifi",
        posture.wifi.map(|protection| words.say(&format!("wifi-{protection}"))),
        "system",
    );
    table.fact("posture-managed", table.yes_no(posture.managed), "system");
    table.fact("posture-disk", table.yes_no(posture.disk_encrypted), "system");
    table.fact("posture-firewall", table.yes_no(posture.firewall_on), "system");
    table.fact("posture-outside", table.yes_no(posture.outside_tunnel), "routes");
}

fn product(table: &mut Table<'_>, product: &Product) {
    table.about(&product.name);
    let words = table.words;
    let used = median(product.cpu_windows_percent.iter().copied()).or(product.cpu_percent);
    table.held("product-cpu", used, Words::percent, "security_cpu_percent", "product");
    let real_time = (product.real_time == Some(true)).then(|| words.say("value-real-time"));
    let memory = product.memory_bytes.map(|bytes| words.bytes(bytes as f64));
    let signs = list(product.signs.iter().map(|sign| foreign(sign)));
    table.fact(
        "product",
        list([real_time, memory, signs].into_iter().flatten()),
        "product",
    );
}

fn files(table: &mut Table<'_>, touch: &FileTouch) {
    table.held(
        "file-added",
        touch.added_ms,
        Words::milliseconds,
        "security_file_added_ms",
        "files",
    );
    let told = touch
        .ratio
        .map(|ratio| table.interval(ratio, touch.ratio_interval, Words::ratio));
    table.held_as(
        "file-ratio",
        touch.ratio,
        Words::ratio,
        "security_file_ratio",
        "files",
        told,
    );
    table.fact(
        "file-baseline",
        table.spread_of(touch.baseline_ms.iter().copied()),
        "files-baseline",
    );
}

fn inspected(words: &Words, host: &TlsCheck) -> Option<String> {
    let verdict = match (host.system_trusts, host.public_trusts) {
        (Some(true), Some(false)) => "value-inspected",
        (_, Some(true)) => "value-not-inspected",
        (Some(false), Some(false)) => "value-not-trusted",
        (None, Some(false)) => "value-trust-unknown",
        (_, None) => return None,
    };
    let verdict = words.say(verdict);
    let proxy = host.through_proxy.then(|| words.say("through-proxy"));
    list(
        [Some(verdict), host.issuer.as_deref().map(foreign), proxy]
            .into_iter()
            .flatten(),
    )
}
