//! Prepares what Tauri builds into the program, the page among it.

use std::path::Path;

fn main() {
    assert!(
        Path::new("../ui/dist/index.html").is_file(),
        "the page is not built yet: `cargo xtask run` builds it and the window (by hand: npm ci && npm run build in ui/)"
    );
    println!("cargo:rerun-if-changed=../ui/dist");
    tauri_build::build();
}
