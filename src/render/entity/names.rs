//! The words for an entity in code, paths and sentences.

use heck::ToTitleCase;

use crate::entity::Entity;

/// In the middle of a sentence: `blog post`.
pub(super) fn label(entity: &Entity) -> String {
    entity.module().replace('_', " ")
}

/// In the middle of a sentence, of several.
pub(super) fn label_plural(entity: &Entity) -> String {
    entity.plural.replace('_', " ")
}

/// In an answer: `Blog Post`.
pub(super) fn title(entity: &Entity) -> String {
    entity.name.to_title_case()
}

/// With its article: `an order`.
pub(super) fn with_article(label: &str) -> String {
    let vowel = label.starts_with(['a', 'e', 'i', 'o']);
    format!("{} {label}", if vowel { "an" } else { "a" })
}

/// At the beginning of a sentence.
pub(super) fn capitalized(words: &str) -> String {
    let mut characters = words.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(characters).collect()
}
