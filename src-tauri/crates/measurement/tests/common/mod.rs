//! A home made of network namespaces: this computer, its box and a public anchor, each behind the other.
//!
//! A test runs itself again inside a user namespace of its own, so that it needs no privilege, touches no real network
//! and leaves nothing behind. The addresses are those for documentation (RFC 5737, RFC 3849).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::process::{Child, Command, Stdio};

/// Marks the copy of the test that runs inside.
const INSIDE: &str = "MAILLON_TEST_INSIDE";

pub const PC: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 10));
pub const BOX: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
pub const ANCHOR: IpAddr = IpAddr::V4(Ipv4Addr::new(198, 51, 100, 2));
pub const BOX_V6: IpAddr = IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 1, 0, 0, 0, 0, 1));
pub const ANCHOR_V6: IpAddr = IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 2, 0, 0, 0, 0, 2));

/// Links, addresses and routes; `box` and `anchor` stand for the process ids that hold the namespaces.
const LINKS: &str = "
    mount -t sysfs none /sys
    in_box() { nsenter -t $box -n \"$@\"; }
    in_anchor() { nsenter -t $anchor -n \"$@\"; }
    # Link-local addresses serve at once, or the first packets over IPv6 would be lost.
    for where in '' in_box in_anchor; do
        $where sh -c 'echo 0 > /proc/sys/net/ipv6/conf/default/accept_dad; echo 0 > /proc/sys/net/ipv6/conf/all/accept_dad'
    done
    ip link set lo up
    ip link add eth0 type veth peer name lan netns $box
    ip addr add 192.0.2.10/24 dev eth0
    ip addr add 2001:db8:1::10/64 dev eth0 nodad
    ip link set eth0 up
    in_box ip link set lo up
    in_box ip addr add 192.0.2.1/24 dev lan
    in_box ip addr add 2001:db8:1::1/64 dev lan nodad
    in_box ip link set lan up
    in_box sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward; echo 1 > /proc/sys/net/ipv6/conf/all/forwarding'
    in_box ip link add wan type veth peer name edge netns $anchor
    in_box ip addr add 198.51.100.1/24 dev wan
    in_box ip addr add 2001:db8:2::1/64 dev wan nodad
    in_box ip link set wan up
    in_anchor ip link set lo up
    in_anchor ip addr add 198.51.100.2/24 dev edge
    in_anchor ip addr add 2001:db8:2::2/64 dev edge nodad
    in_anchor ip link set edge up
    in_anchor ip route add default via 198.51.100.1
    in_anchor ip -6 route add default via 2001:db8:2::1
    ip route add default via 192.0.2.1
    ip -6 route add default via 2001:db8:1::1
";

/// The home, as long as it lives.
pub struct Home {
    router: Child,
    anchor: Child,
}

impl Home {
    fn build() -> Self {
        let home = Self {
            router: namespace(),
            anchor: namespace(),
        };
        home.here(LINKS);
        home
    }

    /// Runs a shell script on this computer.
    pub fn here(&self, script: &str) {
        let script = format!(
            "set -e; box={}; anchor={}; {script}",
            self.router.id(),
            self.anchor.id()
        );
        let status = Command::new("sh")
            .args(["-c", &script])
            .status()
            .expect("there is a shell");
        assert!(status.success(), "{status} by: {script}");
    }

    /// Opens ICMP echo to ordinary users, as most distributions do.
    pub fn allow_echo(&self) {
        self.here("echo '0 0' > /proc/sys/net/ipv4/ping_group_range");
    }

    /// Runs a shell script on the box.
    pub fn on_box(&self, script: &str) {
        self.here(&format!("nsenter -t $box -n sh -ec '{script}'"));
    }

    /// Starts a program on the anchor.
    pub fn start_on_anchor(&self, program: &str, arguments: &[&str]) -> Started {
        let anchor = self.anchor.id().to_string();
        let mut command = Command::new("nsenter");
        command.args(["-t", &anchor, "-n", program]).args(arguments);
        Started(command.spawn().expect("nsenter is of util-linux"))
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        for holder in [&mut self.router, &mut self.anchor] {
            drop(holder.kill());
            drop(holder.wait());
        }
    }
}

/// A program that ends with the test.
pub struct Started(Child);

impl Drop for Started {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// A namespace held by a process that waits for the end of its input.
fn namespace() -> Child {
    let mut child = Command::new("unshare")
        .args(["--net", "sh", "-c", "echo ready; exec cat"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("unshare is of util-linux");
    let output = child.stdout.as_mut().expect("piped");
    let mut ready = [0; 6];
    std::io::Read::read_exact(output, &mut ready).expect("the namespace is made");
    child
}

/// Runs `body` in a home of its own. `name` is the name of the test function.
pub fn at_home(name: &str, body: impl FnOnce(&Home)) {
    if std::env::var_os(INSIDE).is_some() {
        return body(&Home::build());
    }
    let this = std::env::current_exe().expect("a test is a program");
    let output = Command::new("unshare")
        .args([
            "--user",
            "--map-root-user",
            "--net",
            "--pid",
            "--fork",
            "--kill-child",
            "--mount-proc",
        ])
        .arg(this)
        .args(["--exact", name, "--nocapture"])
        .env(INSIDE, "1")
        .output()
        .expect("unshare is of util-linux");
    let text = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(output.status.success(), "inside its namespaces:\n{text}");
    assert!(text.contains("1 passed"), "no test is named {name}:\n{text}");
}

/// Waits for `future` on a thread that gave up every capability, as an ordinary user's has none.
pub fn as_user<F: Future + Send>(future: F) -> F::Output
where
    F::Output: Send,
{
    let run = || {
        use rustix::thread::{CapabilitySet, CapabilitySets, set_capabilities};
        let none = CapabilitySets {
            effective: CapabilitySet::empty(),
            permitted: CapabilitySet::empty(),
            inheritable: CapabilitySet::empty(),
        };
        set_capabilities(None, none).expect("rights can always be given up");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(future)
    };
    std::thread::scope(|scope| scope.spawn(run).join()).expect("the measurement does not panic")
}
