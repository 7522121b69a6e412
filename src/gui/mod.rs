//! The window: it draws a session and asks it for commands. It changes no annotation and touches no file itself. What a
//! person reads is drawn by our own text engine through [`brush`]; sizes are points. Panels stand at start and end, so that
//! the window can be mirrored for a right-to-left interface.

pub mod atlas;
pub mod brush;
pub mod page;
pub mod theme;
pub mod keys;
pub mod widgets;
pub mod words;
