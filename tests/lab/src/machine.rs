//! What goes wrong on the teleworker's computer itself.

pub mod hog;
pub mod scanner;
