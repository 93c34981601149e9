//! The `use` lines of a Rust file: a set, whatever their order and grouping.

use std::collections::BTreeSet;

use syn::{ItemUse, UseTree};

/// Where imports were taken out of a text: a comment that nobody writes.
const PLACE: &str = "//\u{7f}imports ";

/// How wide lines are where rustfmt does not say otherwise.
const WIDTH: usize = 100;

/// A text without its imports, and the imports of each place.
pub(super) struct Split {
    pub(super) body: String,
    pub(super) sections: Vec<Section>,
}

/// Imports with nothing but empty lines between them.
#[derive(Debug, Clone, Default)]
pub(super) struct Section {
    parts: Vec<Part>,
    /// The line before the first one.
    start: usize,
}

#[derive(Debug, Clone)]
enum Part {
    Empty,
    Import(Import),
}

/// One `use`.
#[derive(Debug, Clone)]
struct Import {
    /// The comments and attributes above it.
    lead: String,
    /// The attributes and what comes before `use`: only what has the same can be united.
    kind: String,
    visibility: String,
    /// The paths, each with a name that is imported.
    paths: Vec<String>,
    text: String,
}

/// A path that is imported, and how.
pub(super) type Leaf = (String, String);

impl Split {
    /// The text with other imports.
    pub(super) fn join(body: &str, sections: &[String]) -> String {
        let lines = body.split_inclusive('\n').map(|line| {
            let index = line
                .strip_prefix(PLACE)
                .and_then(|n| n.trim_end().parse::<usize>().ok());
            index
                .and_then(|index| sections.get(index))
                .map_or(line, String::as_str)
        });
        lines.collect()
    }

    /// The line of the whole text that is the line `line` of its body.
    pub(super) fn line(&self, line: usize) -> usize {
        let mut at = line;
        for section in &self.sections {
            if section.start < at {
                at += section.len().saturating_sub(1);
            }
        }
        at
    }
}

/// Takes the imports out of a text.
pub(super) fn split(text: &str) -> Split {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut body = String::new();
    let mut sections: Vec<Section> = Vec::new();
    let mut at = 0;
    let mut open: Option<Section> = None;
    while at < lines.len() {
        if let Some((import, next)) = import_at(&lines, at) {
            let section = open.get_or_insert_with(|| Section {
                start: at,
                ..Section::default()
            });
            section.parts.push(Part::Import(import));
            at = next;
            continue;
        }
        let line = lines.get(at).copied().unwrap_or_default();
        let empty = lines
            .get(at..)
            .unwrap_or_default()
            .iter()
            .take_while(|line| line.trim().is_empty());
        let next = at + empty.count();
        match &mut open {
            Some(section) if next > at && import_at(&lines, next).is_some() => {
                section.parts.extend((at..next).map(|_| Part::Empty));
                at = next;
                continue;
            }
            _ => {}
        }
        if let Some(section) = open.take() {
            body += &format!("{PLACE}{}\n", sections.len());
            sections.push(section);
        }
        body += line;
        at += 1;
    }
    if let Some(section) = open.take() {
        body += &format!("{PLACE}{}\n", sections.len());
        sections.push(section);
    }
    Split { body, sections }
}

/// The import that begins at a line, comments and attributes included, and the line after it.
fn import_at(lines: &[&str], at: usize) -> Option<(Import, usize)> {
    let is_lead =
        |line: &str| line.starts_with("#[") || (line.starts_with("//") && !line.starts_with("//!"));
    let leads = lines
        .get(at..)?
        .iter()
        .take_while(|line| is_lead(line))
        .count();
    let first = at + leads;
    let (visibility, _) = lines.get(first)?.split_once("use ")?;
    if !(visibility.is_empty() || visibility.starts_with("pub")) {
        return None;
    }
    for end in first + 1..=lines.len().min(first + 80) {
        if !lines.get(end - 1)?.contains(';') {
            continue;
        }
        let statement = lines.get(first..end)?.concat();
        let item: ItemUse = syn::parse_str(&statement).ok()?;
        let mut paths = Vec::new();
        let prefix = if item.leading_colon.is_some() {
            "::"
        } else {
            ""
        };
        flatten(&item.tree, prefix, &mut paths);
        let lead = lines.get(at..first)?;
        let attributes = lead.iter().filter(|line| line.starts_with("#["));
        let kind = attributes.copied().chain([visibility]).collect();
        return Some((
            Import {
                lead: lead.concat(),
                kind,
                visibility: visibility.to_owned(),
                paths,
                text: lines.get(at..end)?.concat(),
            },
            end,
        ));
    }
    None
}

/// The paths that a `use` names, each on its own.
pub(in crate::project) fn flatten(tree: &UseTree, prefix: &str, paths: &mut Vec<String>) {
    match tree {
        UseTree::Path(path) => flatten(&path.tree, &format!("{prefix}{}::", path.ident), paths),
        UseTree::Name(name) => paths.push(format!("{prefix}{}", name.ident)),
        UseTree::Rename(name) => paths.push(format!("{prefix}{} as {}", name.ident, name.rename)),
        UseTree::Glob(_) => paths.push(format!("{prefix}*")),
        UseTree::Group(group) => {
            for tree in &group.items {
                flatten(tree, prefix, paths);
            }
        }
    }
}

/// The name that a path brings into the file.
pub(super) fn name(path: &str) -> &str {
    if let Some((_, alias)) = path.split_once(" as ") {
        return alias;
    }
    let mut parts = path.rsplit("::");
    match parts.next() {
        Some("self") => parts.next().unwrap_or_default(),
        last => last.unwrap_or_default(),
    }
}

/// All of a path but its last part.
fn parent(path: &str) -> &str {
    let path = path.split(" as ").next().unwrap_or(path);
    path.rsplit_once("::").map_or("", |(parent, _)| parent)
}

impl Section {
    pub(super) fn text(&self) -> String {
        let parts = self.parts.iter().map(|part| match part {
            Part::Empty => "\n",
            Part::Import(import) => &import.text,
        });
        parts.collect()
    }

    fn len(&self) -> usize {
        self.text().matches('\n').count()
    }

    /// The paths, each with how it is imported.
    pub(super) fn leaves(&self) -> BTreeSet<Leaf> {
        let imports = self.parts.iter().filter_map(|part| match part {
            Part::Import(import) => Some(import),
            Part::Empty => None,
        });
        let leaves = imports.flat_map(|import| {
            let paths = import.paths.iter();
            paths.map(|path| (import.kind.clone(), path.clone()))
        });
        leaves.collect()
    }

    /// Takes a path out.
    pub(super) fn remove(&mut self, (kind, path): &Leaf) {
        for part in &mut self.parts {
            if let Part::Import(import) = part
                && import.kind == *kind
                && import.paths.contains(path)
            {
                import.paths.retain(|other| other != path);
                import.print();
            }
        }
        self.parts
            .retain(|part| !matches!(part, Part::Import(import) if import.paths.is_empty()));
        // A group that is gone leaves no empty line behind.
        let is_empty = |part: Option<&Part>| !matches!(part, Some(Part::Import(_)));
        let mut at = 0;
        while at < self.parts.len() {
            let before = at.checked_sub(1).and_then(|before| self.parts.get(before));
            if is_empty(self.parts.get(at)) && is_empty(before) {
                self.parts.remove(at);
            } else {
                at += 1;
            }
        }
        if is_empty(self.parts.last()) {
            self.parts.pop();
        }
    }

    /// Puts a path in: into the `use` of its parent if there is one, beside its relatives otherwise.
    pub(super) fn add(&mut self, (kind, path): &Leaf) {
        let mut imports = self.parts.iter_mut().filter_map(|part| match part {
            Part::Import(import) if import.kind == *kind => Some(import),
            _ => None,
        });
        let home = parent(path);
        let is_root = matches!(home, "" | "crate" | "self" | "super");
        let relative = imports.find(|import| {
            // Modules of the crate have lines of their own, unless they already share one.
            let is_list = import.paths.len() > 1 || !is_root;
            is_list
                && import
                    .paths
                    .iter()
                    .any(|other| !home.is_empty() && parent(other) == home)
        });
        if let Some(import) = relative {
            import.paths.push(path.clone());
            import.print();
            return;
        }
        let visibility = kind.lines().last().unwrap_or_default().to_owned();
        let lead = kind.strip_suffix(visibility.as_str()).unwrap_or_default();
        let mut import = Import {
            lead: lead.to_owned(),
            kind: kind.clone(),
            visibility,
            paths: vec![path.clone()],
            text: String::new(),
        };
        import.print();
        let at = self.place(path);
        self.parts.insert(at, Part::Import(import));
    }

    /// Where a new path belongs: behind the last one that comes before it, in the group of its kind.
    fn place(&self, path: &str) -> usize {
        let rank = |path: &str| {
            let root = path.split("::").next().unwrap_or_default();
            let is_own = matches!(root, "crate" | "self" | "super");
            (is_own, root == "crate", path.to_owned())
        };
        let own = rank(path);
        let mut place = 0;
        for (index, part) in self.parts.iter().enumerate() {
            if let Part::Import(import) = part
                && let Some(first) = import.paths.first()
                && rank(first) < own
            {
                place = index + 1;
            }
        }
        place
    }
}

impl Import {
    /// Writes it anew, as rustfmt does where there is nothing special.
    fn print(&mut self) {
        let mut tree = Tree::default();
        for path in &self.paths {
            let absolute = path.strip_prefix("::");
            let mut node = &mut tree;
            for part in absolute.unwrap_or(path).split("::") {
                node = node.child(part);
            }
            node.is_end = true;
        }
        let is_absolute = self.paths.iter().any(|path| path.starts_with("::"));
        let colons = if is_absolute { "::" } else { "" };
        let line = format!("{}use {colons}{};\n", self.visibility, tree.print());
        self.text = format!("{}{}", self.lead, wrap(&line));
    }
}

/// The paths of a `use` as a tree.
#[derive(Default)]
struct Tree {
    is_end: bool,
    children: Vec<(String, Self)>,
}

impl Tree {
    fn child(&mut self, name: &str) -> &mut Self {
        let found = self.children.iter().position(|(other, _)| other == name);
        let at = found.unwrap_or_else(|| {
            let key = |name: &str| (name != "self", name.to_owned());
            let at = self
                .children
                .partition_point(|(other, _)| key(other) < key(name));
            self.children.insert(at, (name.to_owned(), Self::default()));
            at
        });
        &mut self.children[at].1
    }

    fn print(&self) -> String {
        let mut all = Vec::new();
        for (name, child) in &self.children {
            if child.is_end {
                all.push(name.clone());
            }
            if !child.children.is_empty() {
                all.push(format!("{name}::{}", child.print()));
            }
        }
        match all.as_slice() {
            [one] if one != "self" => one.clone(),
            several => format!("{{{}}}", several.join(", ")),
        }
    }
}

/// Breaks a line that is too long for one.
fn wrap(line: &str) -> String {
    let inner = line.split_once('{').and_then(|(head, rest)| {
        let (names, tail) = rest.rsplit_once('}')?;
        (!names.contains('{')).then_some((head, names, tail))
    });
    let Some((head, names, tail)) = inner.filter(|_| line.trim_end().len() > WIDTH) else {
        return line.to_owned();
    };
    let mut text = format!("{head}{{\n");
    let mut row = String::new();
    for name in names.split(", ") {
        if !row.is_empty() && 4 + row.len() + name.len() + 2 > WIDTH {
            text += &format!("    {}\n", row.trim_end());
            row.clear();
        }
        row += &format!("{name}, ");
    }
    text += &format!("    {}\n}}{tail}", row.trim_end());
    text
}
