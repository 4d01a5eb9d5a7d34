//! The window under test.

use crate::group::Group;
use crate::screen::Screen;
use anyhow::{Context, Result, ensure};
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::env;
use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use tempfile::TempDir;
use tokio::net::TcpStream;

/// A window that is built without optimisation opens within seconds; a loaded machine may take much longer.
const PATIENCE: Duration = Duration::from_mins(1);

/// What the driver and the program say goes here, in the home folder of the window.
const LOG: &str = "driver.log";

/// How a window is opened.
#[derive(Default)]
pub struct Opening<'a> {
    /// Locale of the system, such as `fr_FR.UTF-8`.
    pub locale: &'a str,
    /// Arguments of the program.
    pub arguments: Vec<String>,
    /// Words put before the command that starts everything, such as `ip netns exec NAME`.
    pub before: Vec<String>,
    /// Variables the program finds beside those of its screen and its home.
    pub environment: Vec<(&'a str, String)>,
}

/// Every target on this computer, none of which has a server: a check that reaches nobody.
const LOOPBACK_ONLY: &str = r#"
[company]
name = "Exemple SA"

[bandwidth]
nq = ["https://127.0.0.1:9/.well-known/nq"]
anchors = ["127.0.0.1", "127.0.0.2"]
stun = ["127.0.0.1:9"]

[vpn]
expected = "none"
"#;

impl Opening<'static> {
    /// A French window whose checks reach nobody; the profile is written into this folder.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub fn asking_loopback_only(folder: &Path) -> Result<Self> {
        let profile = folder.join("profile.toml");
        fs::write(&profile, LOOPBACK_ONLY)?;
        Ok(Self {
            locale: "fr_FR.UTF-8",
            arguments: vec!["--profile".to_owned(), profile.display().to_string()],
            ..Self::default()
        })
    }
}

/// An open window. The fields are dropped in this order: the driver, then its screen, then its home.
pub struct Window {
    client: Client,
    driver: Group,
    _screen: Screen,
    home: TempDir,
}

impl Window {
    /// Opens the window on a new screen, with an empty home folder.
    pub async fn open(opening: Opening<'_>) -> Result<Self> {
        let home = tempfile::tempdir()?;
        let screen = Screen::open()?;
        let (port, native_port) = (free_port()?, free_port()?);
        let log = File::create(home.path().join(LOG))?;
        let words = [opening.before, vec![driver()?.display().to_string()]].concat();
        let (first, rest) = words.split_first().context("at least the driver")?;
        let mut driver = Command::new(first);
        driver
            .args(rest)
            .args(["--port", &port.to_string(), "--native-port", &native_port.to_string()])
            .env_clear()
            .env("PATH", env::var_os("PATH").unwrap_or_default())
            .env("HOME", home.path())
            .env("XDG_CONFIG_HOME", home.path().join("config"))
            .env("XDG_RUNTIME_DIR", home.path())
            .env("DISPLAY", screen.display())
            .env("GDK_BACKEND", "x11")
            .env("LC_ALL", opening.locale)
            .envs(opening.environment)
            .stdout(log.try_clone()?)
            .stderr(log);
        let driver = Group::start(&mut driver)?;
        let client = connect([port, native_port], &opening.arguments)
            .await
            .with_context(|| fs::read_to_string(home.path().join(LOG)).unwrap_or_default())?;
        Ok(Self {
            client,
            driver,
            _screen: screen,
            home,
        })
    }

    /// The heading of the page once it holds this text.
    pub async fn heading(&self, text: &str) -> Result<()> {
        self.shows(&format!("//h1[contains(normalize-space(.), {})]", quoted(text)))
            .await
    }

    /// Waits until this text is seen somewhere.
    pub async fn sees(&self, text: &str) -> Result<()> {
        self.shows(&format!(
            "//body//*[text()[contains(normalize-space(.), {})]]",
            quoted(text)
        ))
        .await
    }

    /// Presses the button with this name.
    pub async fn press(&self, name: &str) -> Result<()> {
        let path = format!(
            "//button[normalize-space(.)={0} or span[normalize-space(.)={0}]]",
            quoted(name)
        );
        self.shows(&path).await?;
        self.client.find(Locator::XPath(&path)).await?.click().await?;
        Ok(())
    }

    /// Chooses what has this label.
    pub async fn choose(&self, label: &str) -> Result<()> {
        let path = format!("//label[contains(normalize-space(.), {})]/input", quoted(label));
        self.shows(&path).await?;
        self.client.find(Locator::XPath(&path)).await?.click().await?;
        Ok(())
    }

    /// Types into the field with this label and presses Enter.
    pub async fn enter(&self, label: &str, text: &str) -> Result<()> {
        let path = format!("//input[@id=//label[normalize-space(.)={}]/@for]", quoted(label));
        self.shows(&path).await?;
        let field = self.client.find(Locator::XPath(&path)).await?;
        field.send_keys(&format!("{text}\u{e007}")).await?;
        Ok(())
    }

    /// Drops a file with this content onto the page, as the web view tells it to the page.
    pub async fn drop_file(&self, name: &str, content: &str) -> Result<()> {
        let arguments = vec![json!(name), json!(content)];
        self.client.execute(DROP, arguments).await?;
        Ok(())
    }

    /// Everything that can be read on the page.
    pub async fn text(&self) -> Result<String> {
        Ok(self.client.find(Locator::Css("body")).await?.text().await?)
    }

    /// Runs a script on the page that calls its last argument with what it found.
    ///
    /// # Errors
    /// When the page is gone or the script fails.
    pub async fn script(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self.client.execute_async(script, arguments).await?)
    }

    /// The program and its web view, without what drives them, by id.
    ///
    /// # Errors
    /// When the system tells nothing of its programs.
    pub fn programs(&self) -> Result<Vec<u32>> {
        let name = |id: &u32| fs::read_to_string(format!("/proc/{id}/comm")).unwrap_or_default();
        let is_ours = |id: &u32| ["maillon", "WebKitWebProces", "WebKitNetworkPr"].contains(&name(id).trim());
        Ok(self.driver.members()?.into_iter().filter(is_ours).collect())
    }

    /// Closes the window.
    pub async fn close(self) -> Result<()> {
        self.client.clone().close().await?;
        Ok(())
    }

    async fn shows(&self, path: &str) -> Result<()> {
        let found = self
            .client
            .wait()
            .at_most(PATIENCE)
            .for_element(Locator::XPath(path))
            .await;
        if found.is_err() {
            let text = self.text().await.unwrap_or_else(|error| error.to_string());
            let log = fs::read_to_string(self.home.path().join(LOG)).unwrap_or_default();
            anyhow::bail!("{path} is not on the page, which reads:\n{text}\nThe driver and the program said:\n{log}");
        }
        Ok(())
    }
}

const DROP: &str = "const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([arguments[1]], arguments[0]));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));";

fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

/// Opens the window through a driver that listens on these ports: its own, and the web view's driver behind it.
async fn connect(ports: [u16; 2], arguments: &[String]) -> Result<Client> {
    let program = program()?;
    let mut capabilities = Capabilities::new();
    capabilities.insert("browserName".to_owned(), json!("wry"));
    let options = json!({ "application": program, "args": arguments });
    capabilities.insert("tauri:options".to_owned(), options);
    let answers = async {
        for port in ports {
            while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    };
    let answered = tokio::time::timeout(PATIENCE, answers).await;
    answered.context("tauri-driver does not answer")?;
    let mut builder = ClientBuilder::new(HttpConnector::new());
    let address = format!("http://127.0.0.1:{}", ports[0]);
    let client = builder.capabilities(capabilities).connect(&address);
    let client = tokio::time::timeout(PATIENCE, client).await;
    client
        .context("the window takes too long")?
        .context("the window does not open")
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// The built window, beside this test in the folder of the build.
fn program() -> Result<PathBuf> {
    let test = env::current_exe()?;
    let folder = test.ancestors().nth(2).context("a test lies in deps")?;
    let program = folder.join("maillon");
    ensure!(
        program.is_file(),
        "{} is missing: cargo build -p maillon",
        program.display()
    );
    Ok(program)
}

/// The driver that `cargo xtask setup` installed.
fn driver() -> Result<PathBuf> {
    let home = env::home_dir().context("the user has no home folder")?;
    let driver = home.join(".cache/maillon/tools/bin/tauri-driver");
    ensure!(driver.is_file(), "{} is missing: cargo xtask setup", driver.display());
    Ok(driver)
}

/// Reads a file of a report as JSON.
///
/// # Errors
/// When the file is missing or is no JSON.
pub fn read_json(path: &Path) -> Result<serde_json::Value> {
    let text = fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    Ok(serde_json::from_str(&text)?)
}
