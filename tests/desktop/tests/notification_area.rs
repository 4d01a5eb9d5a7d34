//! The icon of the watch in the notification area of a desktop.

use anyhow::{Result, ensure};
use maillon_desktop_tests::{NotificationArea, Opening, Window};

#[tokio::test]
async fn the_icon_of_the_watch_calls_a_slow_moment_and_ends_the_watch() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut area = NotificationArea::open(folder.path()).await?;
    let opening = Opening::asking_loopback_only(folder.path())?;
    let bus = ("DBUS_SESSION_BUS_ADDRESS", area.address().to_owned());
    let window = Window::open(Opening {
        environment: [opening.environment, vec![bus]].concat(),
        ..opening
    })
    .await?;
    window.press("Guetter les moments lents").await?;
    window.sees("interrogé").await?;
    let icon = area.icon().await?;
    let entries = icon.entries().await?;
    ensure!(
        entries.iter().filter(|(_, label)| !label.is_empty()).count() == 4,
        "{entries:?}"
    );
    icon.choose("C’est lent maintenant").await?;
    window.sees("Noté à").await?;
    icon.choose("Arrêter de guetter").await?;
    window.sees("Un moment lent est gardé").await?;
    icon.goes().await?;
    window.close().await
}
