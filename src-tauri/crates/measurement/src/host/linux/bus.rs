//! How a service of the system is asked over D-Bus. None is started for the question; absent means unknown.

use std::time::Duration;
use zbus::proxy::{CacheProperties, MethodFlags};
use zbus::zvariant::OwnedValue;
use zbus::{Connection, Proxy};

/// The services run on this computer: one that takes longer has other troubles.
const BUDGET: Duration = Duration::from_millis(500);

/// Puts questions on the system's bus, within the budget; none without an answer.
pub(super) async fn ask<T>(questions: impl AsyncFnOnce(Connection) -> zbus::Result<T>) -> Option<T> {
    let answer = async { questions(Connection::system().await?).await };
    tokio::time::timeout(BUDGET, answer).await.ok()?.ok()
}

/// A property of an object.
pub(super) async fn property(
    bus: &Connection,
    service: &str,
    path: &str,
    interface: &str,
    name: &str,
) -> zbus::Result<OwnedValue> {
    let properties = proxy(bus, service, path, "org.freedesktop.DBus.Properties").await?;
    let flags = MethodFlags::NoAutoStart.into();
    let value = properties.call_with_flags("Get", flags, &(interface, name)).await?;
    value.ok_or(zbus::Error::InvalidReply)
}

/// An object, nothing of which is kept.
pub(super) async fn proxy<'a>(
    bus: &Connection,
    service: &'a str,
    path: &'a str,
    interface: &'a str,
) -> zbus::Result<Proxy<'a>> {
    zbus::proxy::Builder::new(bus)
        .destination(service)?
        .path(path)?
        .interface(interface)?
        .cache_properties(CacheProperties::No)
        .build()
        .await
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use std::os::unix::net::UnixStream;
    use zbus::connection::Builder;

    /// A connection to services that answer as the real ones do, without a bus between.
    pub(in super::super) async fn pair(
        serve: impl for<'a> FnOnce(Builder<'a>) -> zbus::Result<Builder<'a>>,
    ) -> (Connection, Connection) {
        let (ours, theirs) = UnixStream::pair().expect("a pair of sockets");
        let stream = |one: UnixStream| {
            one.set_nonblocking(true).expect("a socket");
            tokio::net::UnixStream::from_std(one).expect("a socket")
        };
        let (ours, theirs) = (stream(ours), stream(theirs));
        let server = async {
            let builder = Builder::unix_stream(theirs).server(zbus::Guid::generate())?.p2p();
            serve(builder)?.build().await
        };
        let client = Builder::unix_stream(ours).p2p().build();
        let (server, client) = tokio::join!(server, client);
        (server.expect("serves"), client.expect("connects"))
    }
}
