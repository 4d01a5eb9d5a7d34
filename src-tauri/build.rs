//! Prepares what Tauri builds into the program, the page among it.

use std::path::Path;

fn main() {
    assert!(
        Path::new("../ui/dist/index.html").is_file(),
        "the page is not built yet: `cargo xtask run` builds it and the window (by hand: npm ci && npm run build in ui/)"
    );
    println!("cargo:rerun-if-changed=../ui/dist");
    println!("cargo:rerun-if-changed=packaging/windows/maillon.manifest");
    let windows =
        tauri_build::WindowsAttributes::new().app_manifest(include_str!("packaging/windows/maillon.manifest"));
    tauri_build::try_build(tauri_build::Attributes::new().windows_attributes(windows))
        .expect("everything Tauri builds into the program is there");
}
