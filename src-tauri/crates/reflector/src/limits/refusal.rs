//! Why somebody is not let in.

/// Why a connection is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The client holds as many as it may.
    ClientConnections,
    /// The clients of its /48 hold as many as they may, and each is in use.
    SiteConnections,
    /// The client comes too often.
    ClientRate,
    /// All of them come too often.
    Rate,
    /// Every place is in use.
    Full,
}

impl Refusal {
    /// Every refusal.
    pub const ALL: [Self; 5] = [
        Self::ClientConnections,
        Self::SiteConnections,
        Self::ClientRate,
        Self::Rate,
        Self::Full,
    ];

    /// Its name in the log and the metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::ClientConnections => "client_connections",
            Self::SiteConnections => "site_connections",
            Self::ClientRate => "client_rate",
            Self::Rate => "rate",
            Self::Full => "full",
        }
    }
}
