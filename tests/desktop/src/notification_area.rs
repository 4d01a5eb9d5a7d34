//! A notification area as desktops offer it: a session bus of its own, and on it what icons announce themselves to.
//! Sources: the StatusNotifierItem specification of freedesktop.org, and `com.canonical.dbusmenu` for the menus.

use crate::group::Group;
use anyhow::{Context, Result, bail};
use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;
use tokio::sync::mpsc;
use zbus::message::Header;
use zbus::proxy::{self, CacheProperties};
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Structure, Value};
use zbus::{Connection, Proxy, connection, interface};

/// An icon appears within a second; a loaded machine may take much longer.
const PATIENCE: Duration = Duration::from_secs(30);

const WATCHER: &str = "org.kde.StatusNotifierWatcher";

/// A session bus with a notification area. Dropping it ends the bus.
pub struct NotificationArea {
    address: String,
    icons: mpsc::UnboundedReceiver<(String, String)>,
    connection: Connection,
    _bus: Group,
}

/// An entry of a menu as `GetLayout` gives it: number, properties, entries below it.
type Layout = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

/// An icon in the area, with its menu.
pub struct Icon {
    item: Proxy<'static>,
    menu: Proxy<'static>,
}

struct Watcher(mpsc::UnboundedSender<(String, String)>);

#[expect(
    clippy::needless_pass_by_value,
    clippy::unused_self,
    reason = "zbus hands a method its header by value and asks each property of an object"
)]
#[interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    /// An icon announces itself by its path, its sender being its place on the bus.
    fn register_status_notifier_item(&self, path: &str, #[zbus(header)] header: Header<'_>) {
        if let Some(sender) = header.sender() {
            let _ = self.0.send((sender.to_string(), path.to_owned()));
        }
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        Vec::new()
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }
}

impl NotificationArea {
    /// Starts a bus in this folder, with an area that has no icon yet.
    ///
    /// # Errors
    /// When `dbus-daemon` is missing or does not start.
    pub async fn open(folder: &Path) -> Result<Self> {
        let mut daemon = Command::new("dbus-daemon");
        daemon
            .args(["--session", "--nofork", "--nopidfile", "--print-address=1"])
            .arg(format!("--address=unix:path={}", folder.join("bus").display()))
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut bus = Group::start(&mut daemon)?;
        let said = bus.child().stdout.take().context("what the bus says")?;
        let mut address = String::new();
        BufReader::new(said)
            .read_line(&mut address)
            .context("the address of the bus")?;
        let address = address.trim().to_owned();
        let (announced, icons) = mpsc::unbounded_channel();
        let connection = connection::Builder::address(address.as_str())?
            .serve_at("/StatusNotifierWatcher", Watcher(announced))?
            .name(WATCHER)?
            .build()
            .await
            .context("connecting to the bus")?;
        Ok(Self {
            address,
            icons,
            connection,
            _bus: bus,
        })
    }

    /// Where programs find the bus (`DBUS_SESSION_BUS_ADDRESS`).
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The next icon that announces itself.
    ///
    /// # Errors
    /// When none does.
    pub async fn icon(&mut self) -> Result<Icon> {
        let next = tokio::time::timeout(PATIENCE, self.icons.recv()).await;
        let (sender, path) = next.context("no icon appeared")?.context("the area is gone")?;
        let of = async |path: String, interface: &'static str| {
            let proxy: proxy::Builder<'static, Proxy<'static>> = proxy::Builder::new(&self.connection);
            let proxy = proxy.destination(sender.clone())?.path(path)?.interface(interface)?;
            // What an icon says is asked anew each time: one that is taken away tells nobody.
            proxy.cache_properties(CacheProperties::No).build().await
        };
        let item = of(path, "org.kde.StatusNotifierItem").await?;
        let menu: OwnedObjectPath = item.get_property("Menu").await?;
        let menu = of(menu.to_string(), "com.canonical.dbusmenu").await?;
        Ok(Icon { item, menu })
    }
}

impl Icon {
    /// The entries of its menu, from the top: number and label.
    ///
    /// # Errors
    /// When the icon is gone or its menu is none.
    pub async fn entries(&self) -> Result<Vec<(i32, String)>> {
        let no_names: &[&str] = &[];
        let (_, layout): (u32, Layout) = self.menu.call("GetLayout", &(0_i32, -1_i32, no_names)).await?;
        layout.2.into_iter().map(entry).collect()
    }

    /// Chooses the entry with this label.
    ///
    /// # Errors
    /// When there is none.
    pub async fn choose(&self, label: &str) -> Result<()> {
        let entries = self.entries().await?;
        let Some((number, _)) = entries.iter().find(|(_, one)| one == label) else {
            bail!("the menu has no {label}: {entries:?}")
        };
        let chosen = (*number, "clicked", Value::from(0_i32), 0_u32);
        Ok(self.menu.call("Event", &chosen).await?)
    }

    /// Waits until the icon is taken away.
    ///
    /// # Errors
    /// When it stays.
    pub async fn goes(&self) -> Result<()> {
        let gone = async {
            // An icon that is taken away answers no more, or says that it is not to be shown.
            while self
                .item
                .get_property::<String>("Status")
                .await
                .is_ok_and(|status| status != "Passive")
            {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        tokio::time::timeout(PATIENCE, gone).await.context("the icon stays")
    }
}

fn entry(value: OwnedValue) -> Result<(i32, String)> {
    let fields = Structure::try_from(value)?.into_fields();
    let [number, properties, _] = fields.as_slice() else {
        bail!("an entry of a menu has three parts, not {}", fields.len())
    };
    let properties: HashMap<String, Value<'_>> = properties.try_clone()?.try_into()?;
    let label = properties.get("label").map(Value::try_clone).transpose()?;
    let label = label.map(String::try_from).transpose()?.unwrap_or_default();
    Ok((number.try_into()?, label))
}
