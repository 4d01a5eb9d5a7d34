use crate::certificate::Authority;
use crate::company::Company;
use crate::home::Home;
use crate::name::LabName;
use crate::program::User;
use crate::tunnel::{Tunnel, Vpn};
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tempfile::TempDir;

/// Two labs at once would share two processors, and each would measure the other.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// A home, a company and a folder for what they write; all of it is gone when it is dropped.
#[derive(Debug)]
pub struct Lab {
    // In this order they are dropped.
    /// The company, and the tunnel to it.
    pub company: Company,
    /// The home and the Internet.
    pub home: Home,
    /// What tells it from other labs.
    pub name: LabName,
    root: PathBuf,
    folder: TempDir,
    _turn: Option<MutexGuard<'static, ()>>,
}

impl Lab {
    /// A healthy home with a healthy company at the other end of a tunnel. It waits for any other lab of this process to
    /// go, lest each measure the other.
    ///
    /// # Errors
    /// Not root, a tool or a server of [`crate`] missing, or a server that does not start.
    pub fn healthy(tunnel: Tunnel) -> Result<Self> {
        Self::with(tunnel, Vpn::default())
    }

    /// The same, with the tunnel made by this VPN.
    ///
    /// # Errors
    /// As [`Self::healthy`].
    pub fn with(tunnel: Tunnel, vpn: Vpn) -> Result<Self> {
        let turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        Self::lay(tunnel, vpn, Some(turn))
    }

    /// The same, which waits for no other lab: the caller answers for how many run at once, lest each measure the other.
    ///
    /// # Errors
    /// As [`Self::healthy`].
    pub fn without_a_turn(tunnel: Tunnel, vpn: Vpn) -> Result<Self> {
        Self::lay(tunnel, vpn, None)
    }

    /// A lab like this one beside it, which has nothing in common with it but the processors.
    pub fn beside(&self, tunnel: Tunnel) -> Result<Self> {
        Self::without_a_turn(tunnel, Vpn::default())
    }

    fn lay(tunnel: Tunnel, vpn: Vpn, turn: Option<MutexGuard<'static, ()>>) -> Result<Self> {
        let name = LabName::new()?;
        let folder = name.folder()?;
        let authority = Authority::new(folder.path())?;
        let home = Home::start(&name, folder.path(), &authority, tunnel)?;
        let company = Company::start(&name, &home, folder.path(), &authority, (tunnel, vpn))?;
        Ok(Self {
            company,
            home,
            name,
            root: authority.root(),
            folder,
            _turn: turn,
        })
    }

    /// The folder of this lab, readable by all.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The certificate that the clients of this lab trust.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Writes a profile for the company of this lab.
    pub fn profile(&self, text: &str) -> Result<PathBuf> {
        let path = self.folder().join("profile.toml");
        fs::write(&path, text).context("writing the profile")?;
        Ok(path)
    }

    /// An ordinary user of the teleworker's computer.
    pub fn user(&self) -> Result<User<'_>> {
        User::new(&self.home.pc, self.folder(), &self.root)
    }
}
