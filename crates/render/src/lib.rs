//! Templates and translations that emails and pages share.
//!
//! A caller fills a typed [`context`], takes the location's [`Look`], and asks a [`Renderer`] for a page or an email
//! in the best of some languages. Every word is in `locales/` (one Fluent file per language), every shape in
//! `templates/`, and both are checked: an undefined variable or a missing word is an error, never a gap.

mod assets;
mod built_in;
mod color;
pub mod context;
mod error;
mod escape;
mod frame;
mod gallery;
mod look;
mod mjml;
mod overrides;
mod rendered;
mod renderer;
mod set;
mod templates;
mod translations;
mod unknown;
mod words;

pub use assets::{Asset, gzip};
pub use error::{RenderError, UnknownWord};
pub use gallery::{Exhibit, ExhibitKind};
pub use look::{Contrast, Look, LookError};
pub use overrides::Overrides;
pub use rendered::{RenderedMail, RenderedPage};
pub use renderer::{OwnTemplates, Renderer};
