//! The uses of vanishing names in one file.

use std::collections::BTreeSet;

use heck::ToUpperCamelCase;

use super::names::{Group, Names, folder};
use super::paths::{Path, module, paths};
use super::{Final, Stray};
use crate::project::tokens::{Kind, Token, tokens};

/// What a row, a request or a model is called where there is one of them.
const ROWS: [&str; 9] = [
    "self", "row", "model", "new", "changes", "active", "item", "record", "read",
];

/// A file that is looked through.
pub(super) struct Uses<'a> {
    path: &'a str,
    text: &'a str,
    names: &'a Names,
    tokens: Vec<Token>,
    paths: Vec<Path>,
    /// The lines that are as the project writes them.
    known: BTreeSet<&'a str>,
}

impl<'a> Uses<'a> {
    pub(super) fn new(path: &'a str, file: &Final<'a>, names: &'a Names) -> Self {
        let tokens = tokens(file.text).unwrap_or_default();
        Self {
            path,
            text: file.text,
            names,
            paths: paths(path, &tokens),
            tokens,
            known: file
                .new
                .unwrap_or_default()
                .lines()
                .map(str::trim)
                .collect(),
        }
    }

    /// The uses; only those in paths if `is_unknown` whose lines they are.
    pub(super) fn find(&self, is_unknown: bool) -> Vec<Stray> {
        let mut found = Vec::new();
        for path in &self.paths {
            found.extend(
                self.in_path(path)
                    .and_then(|name| self.stray(path.line, name)),
            );
        }
        if is_unknown {
            return found;
        }
        for group in &self.names.groups {
            let is_inside = folder(self.path) == group.folder;
            if is_inside || self.is_about(group) {
                found.extend(self.in_code(group, is_inside));
            }
        }
        found
    }

    fn stray(&self, line: usize, name: String) -> Option<Stray> {
        let text = self.text.lines().nth(line.checked_sub(1)?)?;
        (!self.known.contains(text.trim())).then(|| Stray {
            path: self.path.to_owned(),
            line,
            name,
            text: format!("{text}\n"),
        })
    }

    /// What vanishes in a path.
    fn in_path(&self, path: &Path) -> Option<String> {
        let root = path.segments.first()?;
        let is_library = module(self.path).is_none();
        if self.names.dependencies.contains(root) && !self.is_local(root) {
            return Some(root.clone());
        }
        // Outside of `src` the library is known by its name, whatever that is.
        let segments: Vec<String> = match is_library {
            true => ["crate".to_owned()]
                .into_iter()
                .chain(path.segments.iter().skip(1).cloned())
                .collect(),
            false => path.segments.clone(),
        };
        let modules = self
            .names
            .modules
            .iter()
            .filter(|gone| segments.starts_with(gone));
        if let Some(gone) = modules.min_by_key(|gone| gone.len()) {
            return Some(gone.join("::"));
        }
        let groups = self
            .names
            .groups
            .iter()
            .filter(|group| !group.module.is_empty());
        groups
            .filter(|group| {
                segments.len() > group.module.len() && segments.starts_with(&group.module)
            })
            .find_map(|group| {
                let rest = segments.get(group.module.len()..)?;
                let name = rest.iter().find(|name| group.items.contains(*name))?;
                (!self.names.items.contains(name))
                    .then(|| format!("{}::{name}", group.module.join("::")))
            })
    }

    /// Whether a name that is also that of a crate means something else here.
    fn is_local(&self, name: &str) -> bool {
        let imports = self
            .paths
            .iter()
            .filter(|path| path.is_import && path.segments.len() > 1);
        let mut last = imports.filter_map(|path| path.segments.last());
        let declared = self.tokens.windows(2).any(|pair| match pair {
            [word, other] => word.is("mod") && other.is(name),
            _ => false,
        });
        declared || last.any(|last| last == name)
    }

    /// Whether the file has to do with a module.
    fn is_about(&self, group: &Group) -> bool {
        let module = group.module.get(1..).unwrap_or_default();
        let named = self.paths.iter().any(|path| {
            let segments = path.segments.get(1..).unwrap_or_default();
            !module.is_empty() && segments.starts_with(module)
        });
        let is_its_type = |name: &String| {
            is_special(name) && group.types.contains(name) && !self.names.shared.contains(name)
        };
        named
            || self
                .tokens
                .iter()
                .any(|token| token.is_word() && is_its_type(&token.text))
    }

    fn in_code(&self, group: &Group, is_inside: bool) -> Vec<Stray> {
        let columns: BTreeSet<String> = group
            .fields
            .iter()
            .map(|name| name.to_upper_camel_case())
            .collect();
        let found = self
            .tokens
            .iter()
            .enumerate()
            .filter(|(_, token)| token.is_word());
        let found = found.filter_map(|(index, token)| {
            let is_field =
                group.fields.contains(&token.text) && self.is_field(index, group, is_inside);
            let is_column =
                columns.contains(&token.text) && self.is_column(index, group, is_inside);
            let is_item = is_inside
                && group.items.contains(&token.text)
                && !self.names.items.contains(&token.text)
                && self.is_item(index);
            let name = match is_column {
                true => format!("Column::{}", token.text),
                false => token.text.clone(),
            };
            (is_field || is_column || is_item).then(|| self.stray(token.line, name))?
        });
        found.collect()
    }

    fn before(&self, index: usize, offset: usize) -> Option<&Token> {
        self.tokens.get(index.checked_sub(offset)?)
    }

    /// Whether a word is the field of a struct of the group.
    fn is_field(&self, index: usize, group: &Group, is_inside: bool) -> bool {
        let is = |token: Option<&Token>, texts: &[&str]| {
            token.is_some_and(|token| texts.contains(&token.text.as_str()))
        };
        let (after, before) = (self.tokens.get(index + 1), self.before(index, 1));
        let is_unique = self
            .names
            .fields
            .iter()
            .all(|field| *field != self.tokens[index].text);
        if is(before, &["."]) && !is(after, &["("]) {
            let receiver = self.before(index, 2).filter(|token| token.is_word());
            let module = group.module.last().map(String::as_str).unwrap_or_default();
            let is_meant = receiver.is_some_and(|receiver| {
                receiver.is(module)
                    || (ROWS.contains(&receiver.text.as_str())
                        && (is_inside || !receiver.is("self")))
            });
            return is_meant || is_unique;
        }
        let is_given = is(after, &[":"]) && is(before, &["{", ","]);
        is_given && (is_inside || is_unique) && self.is_literal(index, group, is_inside)
    }

    /// Whether a word stands in a literal of one of the group's types.
    fn is_literal(&self, index: usize, group: &Group, is_inside: bool) -> bool {
        let mut depth = 0_usize;
        let before = self.tokens.get(..index).unwrap_or_default();
        let open = before.iter().rposition(|token| match token.kind {
            Kind::Close => {
                depth += 1;
                false
            }
            Kind::Open if depth == 0 => true,
            Kind::Open => {
                depth -= 1;
                false
            }
            _ => false,
        });
        let Some(open) = open.filter(|open| before.get(*open).is_some_and(|token| token.is("{")))
        else {
            return false;
        };
        self.before(open, 1).is_some_and(|name| {
            let is_model = name.is("ActiveModel") || (name.is("Self") && is_inside);
            is_model || group.types.contains(&name.text)
        })
    }

    /// Whether a word is a column of the group's table.
    fn is_column(&self, index: usize, group: &Group, is_inside: bool) -> bool {
        let is = |offset: usize, text: &str| {
            self.before(index, offset)
                .is_some_and(|token| token.is(text))
        };
        if !(is(1, "::") && is(2, "Column")) {
            return false;
        }
        let module = group.module.last().map(String::as_str).unwrap_or_default();
        match is(3, "::") {
            true => {
                is(4, module) || (is_inside && (is(4, "model") || is(4, "super") || is(4, "self")))
            }
            false => is_inside || self.imports_column(module),
        }
    }

    fn imports_column(&self, module: &str) -> bool {
        self.paths.iter().any(|path| {
            let ends = |name: &str, back: usize| {
                path.segments
                    .iter()
                    .rev()
                    .nth(back)
                    .is_some_and(|part| part == name)
            };
            path.is_import
                && ends("Column", 0)
                && (ends(module, 1) || (ends("model", 1) && ends(module, 2)))
        })
    }

    /// Whether a word is certainly the name of an item, rather than that of a variable.
    fn is_item(&self, index: usize) -> bool {
        let Some(token) = self.tokens.get(index) else {
            return false;
        };
        let is = |token: Option<&Token>, texts: &[&str]| {
            token.is_some_and(|token| texts.contains(&token.text.as_str()))
        };
        let is_imported = self
            .paths
            .iter()
            .any(|path| path.is_import && path.segments.last() == Some(&token.text));
        let is_called =
            is(self.tokens.get(index + 1), &["("]) && !is(self.before(index, 1), &[".", "fn"]);
        !is_imported && !is(self.before(index, 1), &["."]) && (is_special(&token.text) || is_called)
    }
}

/// Whether a name is that of a type or a constant.
fn is_special(name: &str) -> bool {
    name.starts_with(char::is_uppercase) && name.len() > 1
}
