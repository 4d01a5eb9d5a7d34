//! Understands which Windows this is.
//!
//! Source: `learn.microsoft.com/windows/release-health/windows11-release-information`; the values lie in the registry below
//! `HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion`.

/// First build of Windows 11, whose `ProductName` still says 10.
const WINDOWS_11: u32 = 22_000;

/// Values that name the system.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Release {
    /// `ProductName`.
    pub product: Option<String>,
    /// `DisplayVersion`, such as `24H2`, or `ReleaseId` before it.
    pub version: Option<String>,
    /// `EditionID`.
    pub edition: Option<String>,
    /// `CurrentBuildNumber`.
    pub build: Option<u32>,
}

/// Name, version and edition in one line, such as `Windows 11 24H2 Professional (26100)`; none without a product.
pub fn os_name(release: &Release) -> Option<String> {
    let product = release.product.as_deref()?;
    let version = release.version.as_deref().unwrap_or_default();
    let build = release.build.map(|build| format!("({build})")).unwrap_or_default();
    let name = if product.contains("Server") {
        // The year is the version there, and the edition is part of the product.
        format!("{product} {build}")
    } else {
        let number = if release.build.is_some_and(|build| build >= WINDOWS_11) {
            "11"
        } else {
            "10"
        };
        let edition = release.edition.as_deref().unwrap_or_default();
        let known = release.build.is_some_and(|build| build >= 10_240);
        let product = if known {
            format!("Windows {number}")
        } else {
            product.to_owned()
        };
        format!("{product} {version} {edition} {build}")
    };
    Some(name.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::parse::system::{os, os_support};

    fn release(product: &str, version: &str, edition: &str, build: u32) -> Release {
        Release {
            product: Some(product.to_owned()),
            version: Some(version.to_owned()),
            edition: Some(edition.to_owned()),
            build: Some(build),
        }
    }

    #[test]
    fn eleven_is_told_from_ten_by_its_build_and_each_edition_has_its_own_end() {
        let table = os_support().expect("the shipped table is valid");
        let cases = [
            (
                release("Windows 10 Pro", "24H2", "Professional", 26_100),
                "Windows 11 24H2 Professional (26100)",
                Some("2026-10-13"),
            ),
            (
                release("Windows 10 Enterprise", "24H2", "Enterprise", 26_100),
                "Windows 11 24H2 Enterprise (26100)",
                Some("2027-10-12"),
            ),
            (
                release("Windows 10 Pro", "22H2", "Professional", 19_045),
                "Windows 10 22H2 Professional (19045)",
                Some("2025-10-14"),
            ),
            (
                release("Windows Server 2022 Standard", "21H2", "ServerStandard", 20_348),
                "Windows Server 2022 Standard (20348)",
                Some("2031-10-14"),
            ),
            (
                release("Windows 10 Enterprise LTSC 2021", "21H2", "EnterpriseS", 19_044),
                "Windows 10 21H2 EnterpriseS (19044)",
                Some("2027-01-12"),
            ),
            (
                release("Windows 7 Professional", "", "Professional", 7601),
                "Windows 7 Professional Professional (7601)",
                None,
            ),
        ];
        for (release, name, end) in cases {
            let told = os_name(&release).expect("a product");
            assert_eq!(told, name);
            assert_eq!(os(&told, &table, "2026-01-01").end_of_support.as_deref(), end, "{name}");
        }
        assert_eq!(os_name(&Release::default()), None);
    }
}
