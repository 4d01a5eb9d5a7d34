//! Seconds from the start of the window's process until its start button is on the screen, for the README.
//!
//! `cargo xtask figures` runs it with the built window as its argument. The screen is read all the time; the button is
//! seen by its colour, which nothing else has.

use anyhow::{Context, Result, ensure};
use maillon_desktop_tests::{Group, Screen};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{ConnectionExt, ImageFormat};
use x11rb::rust_connection::RustConnection;

const RUNS: usize = 7;
const PATIENCE: Duration = Duration::from_secs(30);

/// The accent of the light page, `#14546e`, as a 24-bit screen stores it.
const ACCENT: [u8; 3] = [0x6e, 0x54, 0x14];
/// The button is larger than this; a stray point of the same colour is not.
const POINTS: usize = 2000;

#[expect(clippy::print_stdout, reason = "a tool for a person at a terminal")]
fn main() -> Result<()> {
    let program = std::env::args().nth(1).context("which window?")?;
    let program = Path::new(&program);
    let size = program.metadata()?.len();
    let screen = Screen::open()?;
    // Held over all runs: a screen starts anew when its last client leaves.
    let (connection, number) = x11rb::connect(Some(screen.display()))?;
    let root = connection.setup().roots[number].root;
    let mut seconds = (0..RUNS)
        .map(|_| first_paint(program, screen.display(), &connection, root))
        .collect::<Result<Vec<_>>>()?;
    // The first one reads the libraries from the disk.
    let cold = seconds.remove(0);
    seconds.sort_by(f64::total_cmp);
    let (least, most) = (seconds[0], seconds[seconds.len() - 1]);
    println!(
        "seconds to first paint: {:.2} ({least:.2} to {most:.2}), the very first {cold:.2}",
        seconds[seconds.len() / 2]
    );
    println!("size of maillon, MB: {:.1}", size as f64 / 1e6);
    Ok(())
}

fn first_paint(program: &Path, display: &str, connection: &RustConnection, root: u32) -> Result<f64> {
    let home = tempfile::tempdir()?;
    let started = Instant::now();
    let _window = Group::start(
        Command::new(program)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", home.path())
            .env("XDG_RUNTIME_DIR", home.path())
            .env("DISPLAY", display)
            .env("GDK_BACKEND", "x11")
            .env("LC_ALL", "fr_FR.UTF-8")
            .stdout(Stdio::null())
            .stderr(Stdio::null()),
    )?;
    loop {
        let image = connection
            .get_image(ImageFormat::Z_PIXMAP, root, 0, 0, 1366, 768, u32::MAX)?
            .reply()?;
        let points = image.data.chunks_exact(4).filter(|point| point[..3] == ACCENT).count();
        if points > POINTS {
            return Ok(started.elapsed().as_secs_f64());
        }
        ensure!(started.elapsed() < PATIENCE, "nothing was painted");
    }
}
