//! Power, maker, virtual machine, uptime, version, pending restart and kind of session.

use super::library::{Function, function};
use super::registry::{Hive, exists, number, text};
use crate::host::parse::system;
use crate::host::parse::windows::settings;
use crate::host::parse::windows::system::{Release, os_name};
use maillon_diagnosis::checks::machine::{Os, Power};
use std::ffi::c_void;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::time::Duration;
use windows_sys::Win32::System::Power::{GetSystemPowerStatus, SYSTEM_POWER_STATUS};
use windows_sys::Win32::System::SystemInformation::GetTickCount64;
use windows_sys::Win32::UI::WindowsAndMessaging::{GetSystemMetrics, SM_REMOTESESSION};

const BIOS: &str = r"HARDWARE\DESCRIPTION\System\BIOS";
const VERSION: &str = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion";

/// Marks that an update left (`learn.microsoft.com/troubleshoot/windows-server/installing-updates-features-roles`). Files that
/// wait to be renamed (`PendingFileRenameOperations`) are none: any installer leaves some, for weeks.
const REBOOT_MARKS: [&str; 2] = [
    r"SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\RebootPending",
    r"SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update\RebootRequired",
];

/// Time for the first call with the mode in force, which comes at once.
const MODE_BUDGET: Duration = Duration::from_millis(300);

/// Power source, charge and mode; none when the computer tells none of them.
#[expect(unsafe_code, reason = "no safe library tells the power mode")]
pub(super) fn power() -> Option<Power> {
    let mut status = SYSTEM_POWER_STATUS::default();
    // SAFETY: a whole structure.
    if unsafe { GetSystemPowerStatus(&raw mut status) } == 0 {
        return None;
    }
    settings::power(
        status.ACLineStatus,
        status.BatteryFlag,
        status.BatteryLifePercent,
        power_mode(),
    )
}

type Callback = unsafe extern "system" fn(i32, *const c_void);
type Register = unsafe extern "system" fn(u32, Callback, *const c_void, *mut *mut c_void) -> i32;
type Unregister = unsafe extern "system" fn(*const c_void) -> i32;

/// The effective power mode (`PowerRegisterForEffectivePowerModeNotifications`, Windows 10 1809 or later).
#[expect(unsafe_code, reason = "as above")]
fn power_mode() -> Option<i32> {
    unsafe extern "system" fn told(mode: i32, context: *const c_void) {
        // SAFETY: the context is the sender below, which outlives the registration.
        if let Some(sender) = unsafe { context.cast::<SyncSender<i32>>().as_ref() } {
            // Later modes are of no interest.
            let _ = sender.try_send(mode);
        }
    }
    let register = function("powrprof.dll", c"PowerRegisterForEffectivePowerModeNotifications")?;
    let unregister = function("powrprof.dll", c"PowerUnregisterFromEffectivePowerModeNotifications")?;
    // SAFETY: the documented shapes of these functions.
    let (register, unregister) = unsafe {
        (
            std::mem::transmute::<Function, Register>(register),
            std::mem::transmute::<Function, Unregister>(unregister),
        )
    };
    let (sender, receiver) = sync_channel::<i32>(1);
    // Never freed: a callback on its way when the registration ends must find it. Some bytes, a few times a run.
    let sender: &'static SyncSender<i32> = Box::leak(Box::new(sender));
    let mut registration = std::ptr::null_mut();
    // SAFETY: the context lives as long as the program.
    if unsafe { register(1, told, std::ptr::from_ref(sender).cast(), &raw mut registration) } != 0 {
        return None;
    }
    let mode = receiver.recv_timeout(MODE_BUDGET).ok();
    // SAFETY: registered above, and ended once.
    unsafe { unregister(registration) };
    mode
}

/// Maker and model.
pub(super) fn model() -> Option<String> {
    let bios = |name| text(Hive::Machine, BIOS, name);
    system::model(
        bios("SystemManufacturer").as_deref(),
        bios("SystemProductName").as_deref(),
    )
}

/// Which virtual machine this is; none on a real one and where the firmware says nothing.
pub(super) fn virtual_machine() -> Option<String> {
    let bios = |name| text(Hive::Machine, BIOS, name).unwrap_or_default();
    system::virtual_machine(&bios("SystemManufacturer"), &bios("SystemProductName")).map(str::to_owned)
}

/// Date of the firmware, `YYYY-MM-DD`.
pub(super) fn firmware_date() -> Option<String> {
    system::firmware_date(&text(Hive::Machine, BIOS, "BIOSReleaseDate")?)
}

/// Seconds since the start; with Fast Startup, since the last real one.
#[expect(unsafe_code, reason = "as above")]
pub(super) fn uptime_s() -> Option<f64> {
    // SAFETY: it takes nothing.
    let milliseconds = unsafe { GetTickCount64() };
    (milliseconds > 0).then(|| milliseconds as f64 / 1000.0)
}

/// Build of the system.
pub(super) fn build() -> Option<u32> {
    text(Hive::Machine, VERSION, "CurrentBuildNumber")?.parse().ok()
}

/// The system and its end of support on `today` (`YYYY-MM-DD`).
pub(super) fn os(table: &[system::SystemSupport], today: &str) -> Option<Os> {
    let value = |name| text(Hive::Machine, VERSION, name);
    let release = Release {
        product: value("ProductName"),
        version: value("DisplayVersion").or_else(|| value("ReleaseId")),
        edition: value("EditionID"),
        build: build(),
    };
    Some(system::os(&os_name(&release)?, table, today))
}

/// Whether an update waits for a restart; none when its marks may not be looked for.
pub(super) fn reboot_pending() -> Option<bool> {
    let marks = REBOOT_MARKS.map(|key| exists(Hive::Machine, key));
    match marks {
        [Some(true), _] | [_, Some(true)] => Some(true),
        [Some(false), Some(false)] => Some(false),
        _ => None,
    }
}

/// Whether this program runs inside a remote session.
#[expect(unsafe_code, reason = "as above")]
pub(super) fn remote_session() -> bool {
    // SAFETY: it takes a number.
    unsafe { GetSystemMetrics(SM_REMOTESESSION) != 0 }
}

/// Whether the firewall of Windows is on for every kind of network; none where it is not, since another one may be on, and
/// where its settings may not be read. What the company decided counts before what the computer says ([MS-GPFAS] § 2.2).
pub(super) fn firewall_on() -> Option<bool> {
    const POLICY: &str = r"SOFTWARE\Policies\Microsoft\WindowsFirewall";
    const LOCAL: &str = r"SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy";
    let enabled = |store: &str, profile: &str| number(Hive::Machine, &format!(r"{store}\{profile}"), "EnableFirewall");
    // The private profile is the standard one of older policies, and still is in the local store.
    let profiles: [(&[&str], &str); 3] = [
        (&["DomainProfile"], "DomainProfile"),
        (&["PrivateProfile", "StandardProfile"], "StandardProfile"),
        (&["PublicProfile"], "PublicProfile"),
    ];
    let all = profiles.into_iter().all(|(decided, local)| {
        let decided: Vec<u32> = decided.iter().filter_map(|profile| enabled(POLICY, profile)).collect();
        settings::firewall_is_on(&decided, enabled(LOCAL, local))
    });
    all.then_some(true)
}
