//! Web servers: nginx(8), over TLS.

use crate::certificate::Leaf;
use crate::namespace::Namespace;
use crate::process::Process;
use anyhow::{Context, Result};
use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

/// Size of the large object: nobody reads it to its end (draft-ietf-ippm-responsiveness-09 § 4.4). It is a sparse file.
const LARGE_BYTES: u64 = 8 << 30;

/// Starts an nq server for `host` at `address`; `origin` swallows what is sent to it.
pub fn nq(
    namespace: &Namespace,
    folder: &Path,
    host: &str,
    address: Ipv4Addr,
    leaf: &Leaf,
    origin: SocketAddr,
) -> Result<Process> {
    let root = folder.join("nq");
    fs::create_dir_all(root.join(".well-known")).context("creating the pages of the nq server")?;
    let urls = ["large", "small", "upload"].map(|name| format!("https://{host}/{name}"));
    let [large, small, upload] = &urls;
    let announcement = format!(
        r#"{{"version":1,"urls":{{"large_https_download_url":"{large}","small_https_download_url":"{small}","https_upload_url":"{upload}","large_download_url":"{large}","small_download_url":"{small}","upload_url":"{upload}"}}}}"#
    );
    fs::write(root.join(".well-known/nq"), announcement).context("writing the announcement")?;
    fs::write(root.join("small"), b"x").context("writing the small object")?;
    File::create(root.join("large"))
        .and_then(|file| file.set_len(LARGE_BYTES))
        .context("writing the large object")?;
    let locations = format!(
        "location / {{ root {root}; default_type application/octet-stream; }}
location = /.well-known/nq {{ root {root}; default_type application/json; }}
location = /upload {{ {} }}",
        pass(origin),
        root = root.display(),
    );
    start(namespace, folder, "nginx-nq", host, address, leaf, &locations)
}

/// Starts an application server for `host` at `address` in front of `origin`.
pub fn application(
    namespace: &Namespace,
    folder: &Path,
    host: &str,
    address: Ipv4Addr,
    leaf: &Leaf,
    origin: SocketAddr,
) -> Result<Process> {
    let locations = format!("location / {{ {} }}", pass(origin));
    start(namespace, folder, "nginx-application", host, address, leaf, &locations)
}

fn pass(origin: SocketAddr) -> String {
    format!(
        "proxy_pass http://{origin}; proxy_http_version 1.1; proxy_request_buffering off; proxy_buffering off; client_max_body_size 0;"
    )
}

fn start(
    namespace: &Namespace,
    folder: &Path,
    name: &str,
    host: &str,
    address: Ipv4Addr,
    leaf: &Leaf,
    locations: &str,
) -> Result<Process> {
    let own = folder.join(name);
    fs::create_dir_all(&own).with_context(|| format!("creating {}", own.display()))?;
    let settings = format!(
        "daemon off;
user root;
worker_processes 1;
pid {own}/pid;
error_log stderr warn;
events {{ worker_connections 256; }}
http {{
access_log {own}/access.log;
client_body_temp_path {own}/body;
proxy_temp_path {own}/proxy;
fastcgi_temp_path {own}/fastcgi;
uwsgi_temp_path {own}/uwsgi;
scgi_temp_path {own}/scgi;
server {{
listen {address}:443 ssl http2;
server_name {host};
ssl_certificate {certificate};
ssl_certificate_key {key};
ssl_protocols TLSv1.2 TLSv1.3;
{locations}
}}
}}
",
        own = own.display(),
        certificate = leaf.certificate.display(),
        key = leaf.key.display(),
    );
    let file = folder.join(format!("{name}.conf"));
    fs::write(&file, settings).with_context(|| format!("writing {}", file.display()))?;
    let file = file.display().to_string();
    let arguments = ["-p", &own.display().to_string(), "-e", "stderr", "-c", &file];
    let mut process = Process::start(namespace, folder, name, "nginx", &arguments)?;
    process.listens(namespace, SocketAddr::from((address, 443)))?;
    Ok(process)
}
