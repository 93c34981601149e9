//! A project as a value: relative paths and what they contain.

use std::collections::BTreeMap;

/// How a file is treated once it exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// Follows the templates for as long as the user has not edited it.
    Managed,
    /// Regenerated whenever anything changes; never edited by hand.
    Registry,
    /// Written once, then the user's.
    Once,
}

/// Who may do what with a new file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// As the user's umask says.
    #[default]
    Regular,
    /// A script.
    Executable,
    /// Readable by its owner only.
    Private,
    /// Readable by everyone, in a new folder that only its owner may enter: a container that
    /// mounts the file alone runs as another user.
    Sheltered,
}

/// One file of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// The bytes.
    pub contents: Vec<u8>,
    /// How the file is treated once it exists.
    pub policy: Policy,
    /// Its permissions when it is created.
    pub mode: Mode,
    /// Whether it went through the template engine, and so may need formatting.
    pub rendered: bool,
}

impl File {
    /// An ordinary managed file.
    pub fn managed(contents: impl Into<Vec<u8>>) -> Self {
        Self {
            contents: contents.into(),
            policy: Policy::Managed,
            mode: Mode::Regular,
            rendered: false,
        }
    }

    /// A file that is always regenerated.
    pub fn registry(contents: impl Into<Vec<u8>>) -> Self {
        Self {
            policy: Policy::Registry,
            ..Self::managed(contents)
        }
    }

    /// A file that is written once.
    pub fn once(contents: impl Into<Vec<u8>>) -> Self {
        Self {
            policy: Policy::Once,
            ..Self::managed(contents)
        }
    }
}

/// The files of a project by path, relative and with `/` between its parts.
pub type Tree = BTreeMap<String, File>;
