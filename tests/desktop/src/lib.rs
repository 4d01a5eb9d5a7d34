//! Opens the built window on a screen of its own, with a home folder of its own, and drives it like a user.
//!
//! The window must be built before (`cargo build -p maillon`); `cargo xtask test` does so, and installs the driver.

mod group;
mod notification_area;
mod screen;
mod window;

pub use group::Group;
pub use notification_area::{Icon, NotificationArea};
pub use screen::Screen;
pub use window::{Opening, Window, read_json};
