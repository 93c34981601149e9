//! What a Rust file declares, scope by scope.

use super::tokens::{Kind, Token, tokens};

/// Something with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Declared {
    pub(super) what: What,
    pub(super) name: String,
    /// Its line, from 1.
    pub(super) line: usize,
    /// Which pair of brackets it is in: those of one scope must differ.
    pub(super) scope: usize,
}

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum What {
    /// An item, by the word before its name.
    Item(&'static str),
    /// A field of a struct.
    Field,
    /// A variant of an enum.
    Variant,
    /// A field that a value is given to.
    Entry,
}

const ITEMS: [&str; 9] = [
    "fn", "struct", "enum", "union", "trait", "type", "const", "static", "mod",
];

/// What may be declared between two brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Inside {
    Anything,
    Struct,
    Enum,
}

/// The declarations of `text` in order; none if it is not Rust.
pub(super) fn declared(text: &str) -> Vec<Declared> {
    let tokens = tokens(text).unwrap_or_default();
    let mut all = Vec::new();
    let mut scopes = vec![(0, Inside::Anything)];
    let mut count = 0;
    let mut next = Inside::Anything;
    for (index, token) in tokens.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|index| tokens.get(index));
        let after = tokens.get(index + 1);
        match token.kind {
            Kind::Open => {
                count += 1;
                let is_body = token.is("{");
                scopes.push((count, if is_body { next } else { Inside::Anything }));
                if is_body {
                    next = Inside::Anything;
                }
            }
            Kind::Close => drop(scopes.pop()),
            Kind::Mark if token.is(";") => next = Inside::Anything,
            Kind::Word => {
                next = match token.text.as_str() {
                    "struct" | "union" => Inside::Struct,
                    "enum" => Inside::Enum,
                    _ => next,
                };
                let (scope, inside) = scopes.last().copied().unwrap_or((0, Inside::Anything));
                if let Some(what) = what(token, before, after, inside) {
                    all.push(Declared {
                        what,
                        name: token.text.clone(),
                        line: token.line,
                        scope,
                    });
                }
            }
            Kind::Mark | Kind::Literal => {}
        }
    }
    all
}

fn what(
    token: &Token,
    before: Option<&Token>,
    after: Option<&Token>,
    inside: Inside,
) -> Option<What> {
    let item = before.and_then(|before| ITEMS.into_iter().find(|item| before.is(item)));
    if let Some(item) = item {
        let is_name = token.text != "_" && !ITEMS.contains(&token.text.as_str());
        let is_loud = token.text.len() > 1 && !token.text.contains(char::is_lowercase);
        // A const in lower case, or of one letter, is a parameter.
        return (is_name && (item != "const" || is_loud)).then_some(What::Item(item));
    }
    let begins = before.is_some_and(|token| token.is("{") || token.is(",") || token.is("]"));
    let is_visible = before.is_some_and(|token| token.is("pub") || token.is(")"));
    let is_given = after.is_some_and(|after| after.is(":"));
    let is_lower = token
        .text
        .starts_with(|letter: char| letter.is_lowercase() || letter == '_');
    match inside {
        Inside::Enum => begins.then_some(What::Variant),
        Inside::Struct => (is_given && (begins || is_visible)).then_some(What::Field),
        Inside::Anything => (is_given && begins && is_lower).then_some(What::Entry),
    }
}

#[cfg(test)]
mod tests {
    use super::declared;

    #[test]
    fn declarations_are_told_apart() {
        let text = "
pub struct Post { #[a] pub title: String, pub(crate) body: Vec<u8>, }
enum Kind { Draft, #[b] Sent(u8), Gone { at: u8 } }
const fn one<const N: usize>(a: u8) -> Post { let b: u8 = 1; Post { title: x, body } }
const ONE: u8 = 1;
";
        let all = declared(text);
        let all: Vec<_> = all
            .iter()
            .map(|one| format!("{:?} {}", one.what, one.name))
            .collect();
        assert_eq!(
            all,
            [
                "Item(\"struct\") Post",
                "Field title",
                "Field body",
                "Item(\"enum\") Kind",
                "Variant Draft",
                "Variant Sent",
                "Variant Gone",
                "Entry at",
                "Item(\"fn\") one",
                "Entry title",
                "Item(\"const\") ONE",
            ]
        );
    }
}
