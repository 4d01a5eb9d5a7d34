//! The web probes and the load against a real server.

mod load;
mod nginx;
mod visits;
