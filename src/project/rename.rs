//! The user's lines in a file whose names change: an entity is renamed, or a field of it.
//!
//! A name is replaced where it is certain: it was in the files of the project and is in none of them
//! any more, and what it would be called now is. `post` is also a method of HTTP: as the name of a
//! module it is replaced only within paths. What the user named after the entity keeps its name.

use std::collections::{BTreeMap, BTreeSet};

use super::tokens::{Kind, Token, tokens};
use super::tree::Tree;

/// A name that changes, in all its spellings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rename {
    /// The folders, old and new, of the files that it is about; all if there are none.
    pub folders: Vec<String>,
    /// The spellings, old and new, such as `Post` and `Article`.
    pub words: Vec<(String, String)>,
    /// The module, old and new, if there is one.
    pub module: Option<(String, String)>,
}

/// The replacements that a change of the project makes.
#[derive(Debug, Clone, Default)]
pub(super) struct Renames(Vec<Scope>);

#[derive(Debug, Clone)]
struct Scope {
    rename: Rename,
    /// Words and literals as they are written.
    tokens: BTreeMap<String, String>,
}

impl Renames {
    pub(super) fn new(renames: &[Rename], old: &Tree, new: &Tree) -> Self {
        let scope = |rename: &Rename| {
            let (before, after) = (spelled(old, rename), spelled(new, rename));
            let gone = before.difference(&after);
            let renamed = gone.filter_map(|name| {
                let other = rename.apply(name);
                after.contains(&other).then(|| (name.clone(), other))
            });
            Scope {
                rename: rename.clone(),
                tokens: renamed.collect(),
            }
        };
        Self(renames.iter().map(scope).collect())
    }

    /// Replaces what is renamed in a Rust file of the project.
    pub(super) fn apply(&self, path: &str, text: &str) -> String {
        let mut text = text.to_owned();
        for scope in self.0.iter().filter(|scope| scope.rename.is_about(path)) {
            if let Some(tokens) = tokens(&text) {
                text = scope.replace(&text, &tokens);
                text = scope.rename.in_comments(&text);
            }
        }
        text
    }
}

impl Rename {
    fn is_about(&self, path: &str) -> bool {
        self.folders.is_empty() || self.folders.iter().any(|folder| path.starts_with(folder))
    }

    /// Replaces the name of an entity where it is spoken of.
    fn in_comments(&self, text: &str) -> String {
        if self.module.is_none() {
            return text.to_owned();
        }
        let is_vowel = |word: &str| word.starts_with(['a', 'e', 'i', 'o', 'A', 'E', 'I', 'O']);
        let lines = text.split_inclusive('\n').map(|line| {
            if !line.trim_start().starts_with("//") {
                return line.to_owned();
            }
            let mut line = line.to_owned();
            for (from, to) in &self.words {
                let article = |word: &str| if is_vowel(word) { "an" } else { "a" };
                let phrase = |word: &str| format!("{} {word}", article(word));
                line = replace_word(&line, &phrase(from), &phrase(to));
            }
            self.apply(&line)
        });
        lines.collect()
    }

    /// Replaces the spellings where they are whole words.
    fn apply(&self, name: &str) -> String {
        let mut name = name.to_owned();
        for (from, to) in &self.words {
            name = replace_word(&name, from, to);
        }
        name
    }
}

/// The words and literals of the files that a rename is about.
fn spelled(tree: &Tree, rename: &Rename) -> BTreeSet<String> {
    let files = tree
        .iter()
        .filter(|(path, _)| path.ends_with(".rs") && rename.is_about(path));
    let texts = files.filter_map(|(_, file)| std::str::from_utf8(&file.contents).ok());
    let all = texts.flat_map(|text| tokens(text).unwrap_or_default());
    let named = all.filter(|token| matches!(token.kind, Kind::Word | Kind::Literal));
    named.map(|token| token.text).collect()
}

/// Replaces `from` where it is a word of its own, of a name or of a text.
fn replace_word(text: &str, from: &str, to: &str) -> String {
    let is_pascal = from.starts_with(char::is_uppercase) && from.contains(char::is_lowercase);
    let mut result = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(from) {
        let (head, tail) = rest.split_at(at);
        let tail = tail.get(from.len()..).unwrap_or_default();
        let before = head
            .chars()
            .next_back()
            .or_else(|| result.chars().next_back());
        let begins =
            before.is_none_or(|c| !c.is_alphanumeric() || (is_pascal && !c.is_uppercase()));
        let ends = tail
            .chars()
            .next()
            .is_none_or(|c| !c.is_alphanumeric() || (is_pascal && c.is_uppercase()));
        result += head;
        result += if begins && ends { to } else { from };
        rest = tail;
    }
    result + rest
}

impl Scope {
    fn replace(&self, text: &str, tokens: &[Token]) -> String {
        let mut result = String::new();
        let mut at = 0;
        let mut path_of_use = false;
        for (index, token) in tokens.iter().enumerate() {
            if token.is("use") {
                path_of_use = false;
            }
            path_of_use |= token.is("entities");
            path_of_use &= !token.is(";");
            let around = |offset: usize| tokens.get(index.checked_sub(offset)?);
            let is_real = text.get(token.range.clone()) == Some(token.text.as_str());
            let replaced = self.tokens.get(&token.text).cloned();
            let replaced = replaced.or_else(|| {
                let next = tokens.get(index + 1);
                self.in_path(token, [around(2), around(1), next], path_of_use)
            });
            if let Some(replaced) = replaced.filter(|_| is_real && token.range.start >= at) {
                result += text.get(at..token.range.start).unwrap_or_default();
                result += &replaced;
                at = token.range.end;
            }
        }
        result + text.get(at..).unwrap_or_default()
    }

    /// The new name of the module in a path, of Rust or of a URL.
    fn in_path(
        &self,
        token: &Token,
        around: [Option<&Token>; 3],
        path_of_use: bool,
    ) -> Option<String> {
        let (from, to) = self.rename.module.as_ref()?;
        if token.kind == Kind::Literal && token.text.contains('/') {
            let parts = token.text.split('/').map(|part| {
                let bare = part.trim_end_matches(['"', '#']);
                let word = self.rename.words.iter().find(|(from, _)| from == bare);
                word.map_or(part.to_owned(), |(from, to)| part.replacen(from, to, 1))
            });
            let renamed = parts.collect::<Vec<_>>().join("/");
            return (renamed != token.text).then_some(renamed);
        }
        let is = |token: Option<&Token>, texts: &[&str]| {
            token.is_some_and(|token| texts.contains(&token.text.as_str()))
        };
        let [root, before, after] = around;
        let begins_path = is(after, &["::"]) && !is(before, &["."]);
        let is_entity = is(before, &["::"]) && is(root, &["entities"]);
        let is_listed =
            path_of_use && is(before, &["{", ",", "::"]) && is(after, &["}", ",", "::", ";"]);
        let is_module =
            token.is(from) && (is_entity || is_listed || (begins_path && !is(before, &["::"])));
        is_module.then(|| to.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::{Rename, Renames, replace_word};
    use crate::project::{File, Tree};

    #[test]
    fn words_are_whole() {
        for (text, from, to, after) in [
            ("CreatePost", "Post", "Article", "CreateArticle"),
            ("PostRead", "Post", "Article", "ArticleRead"),
            ("Postal", "Post", "Article", "Postal"),
            ("list_posts", "posts", "articles", "list_articles"),
            ("composts", "posts", "articles", "composts"),
            ("\"/posts/{id}\"", "posts", "articles", "\"/articles/{id}\""),
        ] {
            assert_eq!(replace_word(text, from, to), after);
        }
    }

    #[test]
    fn what_the_project_renames_is_renamed_and_nothing_else() {
        let rename = Rename {
            folders: Vec::new(),
            words: [
                ("Post", "Article"),
                ("posts", "articles"),
                ("post", "article"),
            ]
            .map(|(from, to)| (from.to_owned(), to.to_owned()))
            .to_vec(),
            module: Some(("post".to_owned(), "article".to_owned())),
        };
        let tree = |text: &str| Tree::from([("src/a.rs".to_owned(), File::managed(text))]);
        let old = tree(
            "#[path(post, path = \"/posts\")] fn list_posts() -> PostRead { entities::post::x() }",
        );
        let new = tree(
            "#[path(post, path = \"/articles\")] fn list_articles() -> ArticleRead { entities::article::x() }",
        );
        let renames = Renames::new(&[rename], &old, &new);
        let mine = "use crate::entities::{category, post};
fn publish_post(row: PostRead) -> PostPreview { app.post(\"/api/v1/posts/1/publish\"); post::find(list_posts) }";
        assert_eq!(
            renames.apply("src/b.rs", mine),
            "use crate::entities::{category, article};
fn publish_post(row: ArticleRead) -> PostPreview { app.post(\"/api/v1/articles/1/publish\"); article::find(list_articles) }"
        );
    }
}
