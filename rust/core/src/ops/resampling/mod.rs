//! Images at other sizes and in other arrangements.
//!
//! - [`upsample`]: weighted sums along each axis; [`grid`]: images read at points; [`shuffle`]: channels and pixels moved

pub mod grid;
pub mod shuffle;
pub mod upsample;

pub use grid::*;
pub use shuffle::*;
pub use upsample::*;
