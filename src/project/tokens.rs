//! The tokens of a Rust file in a row, with their places in the text.

use std::ops::Range;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A token, or the beginning or end of a group of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) text: String,
    /// Its bytes in the text.
    pub(super) range: Range<usize>,
    /// Its line, from 1.
    pub(super) line: usize,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Literal,
    Mark,
    Open,
    Close,
}

impl Token {
    pub(super) fn is(&self, text: &str) -> bool {
        self.text == text
    }

    pub(super) fn is_word(&self) -> bool {
        self.kind == Kind::Word
    }
}

/// The tokens of `text`, comments aside; nothing if it is not Rust.
///
/// The text of a doc comment is a literal, and two colons are one token.
pub(super) fn tokens(text: &str) -> Option<Vec<Token>> {
    let stream: TokenStream = text.parse().ok()?;
    let mut tokens = Vec::new();
    collect(stream, &mut tokens);
    Some(tokens)
}

fn collect(stream: TokenStream, tokens: &mut Vec<Token>) {
    for tree in stream {
        match tree {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                tokens.push(token(Kind::Open, open, group.span_open()));
                collect(group.stream(), tokens);
                tokens.push(token(Kind::Close, close, group.span_close()));
            }
            TokenTree::Ident(word) => {
                tokens.push(token(Kind::Word, &word.to_string(), word.span()));
            }
            TokenTree::Literal(literal) => {
                tokens.push(token(Kind::Literal, &literal.to_string(), literal.span()));
            }
            TokenTree::Punct(mark) => {
                let mark = token(Kind::Mark, &mark.as_char().to_string(), mark.span());
                match tokens.last_mut() {
                    Some(last)
                        if last.is(":") && mark.is(":") && last.range.end == mark.range.start =>
                    {
                        last.text.push(':');
                        last.range.end = mark.range.end;
                    }
                    _ => tokens.push(mark),
                }
            }
        }
    }
}

fn token(kind: Kind, text: &str, span: proc_macro2::Span) -> Token {
    Token {
        kind,
        text: text.to_owned(),
        range: span.byte_range(),
        line: span.start().line,
    }
}

#[cfg(test)]
mod tests {
    use super::tokens;

    #[test]
    fn tokens_know_where_they_stand() {
        let text = "// é\nfn a() {\n    b::c(\"ü\", 'd');\n}\n";
        let all = tokens(text).unwrap_or_default();
        for token in &all {
            assert_eq!(&text[token.range.clone()], token.text);
        }
        let words: Vec<_> = all
            .iter()
            .map(|token| (token.text.as_str(), token.line))
            .collect();
        assert_eq!(
            words[..5],
            [("fn", 2), ("a", 2), ("(", 2), (")", 2), ("{", 2)]
        );
        assert_eq!(words[5..8], [("b", 3), ("::", 3), ("c", 3)]);
        assert_eq!(tokens("fn a( {"), None);
    }
}
