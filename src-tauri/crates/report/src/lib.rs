//! Every sentence and document of Maillon, in French and English.
//!
//! Takes what `maillon-diagnosis` stores and judges; never measures, never judges.

pub mod lang;
pub mod view;

pub use lang::Lang;
pub use view::View;
