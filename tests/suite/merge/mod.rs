//! The user's edits come through every change of the project, or stop it.

mod cases;
mod conflicts;
mod edits;
mod formatting;
mod laws;
mod moves;
mod project;
