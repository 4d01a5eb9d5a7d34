//! Gives the program for Windows its version, its icon and what it asks of Windows; elsewhere it does nothing.

use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let ours = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let root = ours.ancestors().nth(3).expect("the crate lies in src-tauri/crates");
    let manifest = root.join("src-tauri/packaging/windows/maillon.manifest");
    let icon = root.join("icons/icon.ico");
    for read in [&manifest, &icon] {
        println!("cargo:rerun-if-changed={}", read.display());
    }
    let resources = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it")).join("maillon-cli.rc");
    fs::write(&resources, described(&manifest, &icon, env!("CARGO_PKG_VERSION")))
        .expect("cargo gives a folder to write");
    embed_resource::compile(&resources, embed_resource::NONE)
        .manifest_required()
        .expect("the resource compiler works: windres of mingw-w64, or rc.exe of the Windows SDK");
}

/// The resources in the language of both resource compilers: 24 is a manifest, 40004 a program of Windows NT.
fn described(manifest: &Path, icon: &Path, version: &str) -> String {
    let quoted = |path: &Path| path.display().to_string().replace('\\', "/");
    let numbers = format!("{},0", version.replace('.', ","));
    format!(
        r#"1 ICON "{}"
1 24 "{}"
1 VERSIONINFO
FILEVERSION {numbers}
PRODUCTVERSION {numbers}
FILEOS 0x40004
FILETYPE 1
BEGIN
    BLOCK "StringFileInfo"
    BEGIN
        BLOCK "040904b0"
        BEGIN
            VALUE "CompanyName", "Maillon"
            VALUE "FileDescription", "Maillon on the command line"
            VALUE "FileVersion", "{version}"
            VALUE "LegalCopyright", "The Maillon contributors; MIT or Apache-2.0"
            VALUE "OriginalFilename", "maillon-cli.exe"
            VALUE "ProductName", "Maillon"
            VALUE "ProductVersion", "{version}"
        END
    END
    BLOCK "VarFileInfo"
    BEGIN
        VALUE "Translation", 0x409, 1200
    END
END
"#,
        quoted(icon),
        quoted(manifest)
    )
}
