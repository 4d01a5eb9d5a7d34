//! What building, testing and delivering need from the system, by the names of Debian 12.

use crate::elsewhere::Sign::{self, Library, Program};

/// What the machine is prepared for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Purpose {
    /// Building and opening the window.
    Run,
    /// Running every test as well.
    Test,
    /// Making what is delivered as well.
    Dist,
}

/// Packages that are needed for one purpose.
pub struct Need {
    pub from: Purpose,
    pub purpose: &'static str,
    pub packages: &'static [&'static str],
    /// What shows that it is there, on a system without dpkg.
    pub known_by: &'static [Sign],
}

/// Needed only where the system's Node.js is too old or absent.
pub const PYTHON: &str = "install a newer Node.js, which builds the page";

/// Everything that is needed from the system, by the names of Debian 12.
pub const NEEDS: &[Need] = &[
    Need {
        from: Purpose::Run,
        purpose: "compile and link native code",
        packages: &["build-essential", "pkg-config"],
        known_by: &[Program("cc"), Program("pkg-config")],
    },
    Need {
        from: Purpose::Run,
        purpose: "build the window (Tauri shows the page in WebKitGTK)",
        packages: &["libwebkit2gtk-4.1-dev", "librsvg2-dev"],
        known_by: &[Library("webkit2gtk-4.1"), Library("librsvg-2.0")],
    },
    Need {
        from: Purpose::Run,
        purpose: PYTHON,
        packages: &["python3-venv"],
        known_by: &[],
    },
    Need {
        from: Purpose::Test,
        purpose: "drive the real window in tests, on a screen that nobody sees",
        packages: &[
            "webkit2gtk-driver",
            "xvfb",
            "at-spi2-core",
            "libayatana-appindicator3-1",
        ],
        known_by: &[Program("WebKitWebDriver"), Program("Xvfb")],
    },
    Need {
        from: Purpose::Test,
        purpose: "test the page in a browser",
        packages: &["chromium"],
        known_by: &[Program("chromium")],
    },
    Need {
        from: Purpose::Test,
        purpose: "lay out the networks of the test lab and break them",
        packages: &["iproute2", "nftables", "ethtool"],
        known_by: &[Program("ip"), Program("nft"), Program("ethtool")],
    },
    Need {
        from: Purpose::Test,
        purpose: "give the test lab real servers: web, STUN, DNS, remote desktop, file share",
        packages: &["nginx-full", "coturn", "dnsmasq", "xrdp", "samba"],
        known_by: &[
            Program("nginx"),
            Program("turnserver"),
            Program("dnsmasq"),
            Program("xrdp"),
            Program("smbd"),
        ],
    },
    Need {
        from: Purpose::Test,
        purpose: "ask the reflector as others do",
        packages: &["curl", "openssl"],
        known_by: &[Program("curl"), Program("openssl")],
    },
    Need {
        from: Purpose::Test,
        purpose: "build the programs for Windows, try them without Windows, and check what is written for macOS",
        packages: &["rustc-web", "rust-web-src", "mingw-w64", "wine64"],
        known_by: &[Program("x86_64-w64-mingw32-gcc"), Program("/usr/lib/wine/wine64")],
    },
    Need {
        from: Purpose::Test,
        purpose: "give the test lab real VPNs, without a kernel module",
        packages: &["wireguard-go", "wireguard-tools", "openvpn"],
        known_by: &[Program("wireguard-go"), Program("wg"), Program("openvpn")],
    },
    Need {
        from: Purpose::Test,
        purpose: "make a Debian package and ask it as a desktop would",
        packages: &["dpkg-dev", "desktop-file-utils", "shared-mime-info", "libglib2.0-bin"],
        known_by: &[
            Program("dpkg-shlibdeps"),
            Program("desktop-file-validate"),
            Program("update-mime-database"),
            Program("gio"),
        ],
    },
    Need {
        from: Purpose::Dist,
        purpose: "hold the Debian package against Debian's rules",
        packages: &["lintian"],
        known_by: &[Program("lintian")],
    },
    Need {
        from: Purpose::Dist,
        purpose: "make the installer and the archive for Windows, and look into them",
        packages: &["nsis", "p7zip-full", "xdotool"],
        known_by: &[Program("makensis"), Program("7z"), Program("xdotool")],
    },
];

/// Services that Debian enables with those packages, by package. The lab starts its own servers.
pub const SERVICES: &[(&str, &[&str])] = &[
    ("nginx-full", &["nginx"]),
    ("coturn", &["coturn"]),
    ("dnsmasq", &["dnsmasq"]),
    ("xrdp", &["xrdp", "xrdp-sesman"]),
    ("samba", &["smbd", "nmbd", "samba-ad-dc"]),
    ("openvpn", &["openvpn"]),
];
