//! The spelling of a field: `name[:type[:argument]](:modifier)*`.

use std::ops::Range;

use super::modifiers::{Modifier, is_modifier};
use super::problem::Problem;
use super::scope::Scope;
use super::{Field, Kind, OnDelete, Target, check, kinds, reserved, value};
use crate::refusal::did_you_mean;

mod argument;

/// How many mistakes of one field a suggestion may correct.
const PATIENCE: usize = 8;

/// Reads a field in any accepted spelling. The suggestion of a refusal is itself accepted.
pub fn parse(text: &str, scope: &Scope) -> Result<Field, Problem> {
    Reader::new(text, scope).field().map_err(|mut problem| {
        problem.fix = problem.fix.take().and_then(|fix| settled(fix, scope));
        problem
    })
}

/// A suggestion with the rest of its mistakes corrected too.
fn settled(mut fix: String, scope: &Scope) -> Option<String> {
    for _ in 0..PATIENCE {
        match Reader::new(&fix, scope).field() {
            Ok(_) => return Some(fix),
            Err(problem) => fix = problem.fix?,
        }
    }
    None
}

/// Something that is said about a field, and where.
#[derive(Debug, Clone)]
pub(super) struct Said {
    pub(super) modifier: Modifier,
    /// All of it.
    pub(super) token: Range<usize>,
    /// What comes after `=`.
    pub(super) value: Option<Range<usize>>,
}

/// A field that is being read.
pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    scope: &'a Scope,
    /// The pieces between the colons.
    pieces: Vec<Range<usize>>,
    /// The piece that is read next.
    at: usize,
    pub(super) name: Range<usize>,
    pub(super) kind: Range<usize>,
    pub(super) said: Vec<Said>,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, scope: &'a Scope) -> Self {
        let mut pieces = Vec::new();
        let mut start = 0;
        for piece in text.split(':') {
            pieces.push(start..start + piece.len());
            start += piece.len() + 1;
        }
        Self {
            text,
            scope,
            pieces,
            at: 0,
            name: 0..0,
            kind: 0..0,
            said: Vec::new(),
        }
    }

    fn field(mut self) -> Result<Field, Problem> {
        self.name = self.next().unwrap_or_default();
        self.name = self.without_marks(self.name.clone());
        let (kind, name) = self.typed()?;
        while let Some(piece) = self.next() {
            self.modifier(piece, &kind)?;
        }
        let name = match name {
            Some(name) => name,
            None => self.get(&self.name).to_owned(),
        };
        let name = reserved::field(&name).map_err(|reason| {
            let problem = Problem::in_field(reason.message, self.name.clone());
            match reason.suggestion {
                Some(better) => problem
                    .note(format!("how about `{better}`?"))
                    .fix(self.replaced(&self.name, &better)),
                None => problem,
            }
        })?;
        let field = self.assembled(name, kind)?;
        check::field(&field, &self)?;
        Ok(field)
    }

    pub(super) fn get(&self, range: &Range<usize>) -> &'a str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    /// The text with other bytes at `range`.
    pub(super) fn replaced(&self, range: &Range<usize>, by: &str) -> String {
        let before = self.text.get(..range.start).unwrap_or_default();
        let after = self.text.get(range.end..).unwrap_or_default();
        format!("{before}{by}{after}")
    }

    /// The text without a piece and the colon before it.
    pub(super) fn without(&self, piece: &Range<usize>) -> String {
        let colon = self
            .text
            .get(..piece.start)
            .unwrap_or_default()
            .ends_with(':');
        self.replaced(&(piece.start - usize::from(colon)..piece.end), "")
    }

    fn peek(&self) -> Option<&'a str> {
        self.pieces.get(self.at).map(|piece| self.get(piece))
    }

    fn next(&mut self) -> Option<Range<usize>> {
        let piece = self.pieces.get(self.at).cloned();
        self.at += 1;
        piece
    }

    /// Notes the marks of Rails and Loco at the end of a piece, and leaves them out.
    fn without_marks(&mut self, mut piece: Range<usize>) -> Range<usize> {
        while let Some(mark) = self.get(&piece).chars().last() {
            let modifier = match mark {
                '?' => Modifier::Optional,
                '^' => Modifier::Unique,
                '!' => Modifier::Required,
                _ => break,
            };
            piece.end -= 1;
            let token = piece.end..piece.end + 1;
            self.say(modifier, token, None);
        }
        piece
    }

    fn say(&mut self, modifier: Modifier, token: Range<usize>, value: Option<Range<usize>>) {
        self.said.push(Said {
            modifier,
            token,
            value,
        });
    }

    /// The type, and the name if the type has another opinion of it.
    fn typed(&mut self) -> Result<(Kind, Option<String>), Problem> {
        let plain = Kind::String(kinds::STRING);
        let Some(piece) = self.peek() else {
            self.kind = self.name.clone();
            return Ok((plain, None));
        };
        let word = piece.trim_end_matches(['?', '^', '!']);
        let word = word.split_once('{').map_or(word, |(word, _)| word);
        if let Some(found) = kinds::find(word) {
            let piece = self.next().unwrap_or_default();
            let piece = self.without_marks(piece);
            self.kind = piece.start..piece.start + word.len();
            return self.argument(found.name, piece);
        }
        if is_modifier(word) {
            self.kind = self.name.clone();
            return Ok((plain, None));
        }
        let start = self.pieces.get(self.at).map_or(0, |piece| piece.start);
        Err(self.unknown_type(word, start..start + word.len()))
    }

    fn unknown_type(&self, word: &str, token: Range<usize>) -> Problem {
        let problem = match word {
            "" => {
                let fix = self.replaced(&(token.start.saturating_sub(1)..token.end), "");
                Problem::in_field("no type after the colon", token.clone()).fix(fix)
            }
            word => Problem::in_field(format!("unknown field type `{word}`"), token.clone()),
        };
        let lower = word.to_lowercase();
        let problem = problem.help("boilerplate list types");
        match did_you_mean(&lower, kinds::names().chain(Modifier::names())) {
            Some(close) if !word.is_empty() => problem
                .note(format!("did you mean `{close}`?"))
                .fix(self.replaced(&token, close)),
            _ => problem,
        }
    }

    fn modifier(&mut self, piece: Range<usize>, kind: &Kind) -> Result<(), Problem> {
        let text = self.get(&piece);
        let (word, equals) = match text.split_once('=') {
            Some((word, _)) => (word, true),
            None => (text.trim_end_matches(['?', '^', '!']), false),
        };
        let Some(modifier) = Modifier::find(word) else {
            return Err(self.unknown_modifier(word, &piece, kind));
        };
        let is_twice = |said: &&Said| said.modifier == modifier && self.get(&said.token).len() > 1;
        if self.said.iter().any(|said| is_twice(&said)) {
            let message = format!("`{}` is said twice", modifier.name());
            return Err(Problem::in_field(message, piece.clone()).fix(self.without(&piece)));
        }
        let name = piece.start..piece.start + word.len();
        let empty = modifier != Modifier::Default && text.ends_with('=');
        if modifier.has_value() != equals || empty {
            return Err(self.with_or_without_value(modifier, &name, &piece));
        }
        let (token, value) = if equals {
            let value = self.value(modifier, kind, name.end + 1..piece.end);
            (piece.start..value.end, Some(value))
        } else {
            (self.without_marks(piece), None)
        };
        self.say(modifier, token, value);
        Ok(())
    }

    fn with_or_without_value(
        &self,
        modifier: Modifier,
        name: &Range<usize>,
        piece: &Range<usize>,
    ) -> Problem {
        let word = modifier.name();
        if modifier.has_value() {
            let example = match modifier {
                Modifier::Pattern => "pattern=^[a-z]+$",
                Modifier::Max => "max=10",
                Modifier::Min => "min=1",
                _ => "default=…",
            };
            return Problem::in_field(format!("`{word}` needs a value"), name.clone())
                .note(format!("as in `{example}`"));
        }
        Problem::in_field(format!("`{word}` takes no value"), name.end..piece.end)
            .fix(self.replaced(&(name.end..piece.end), ""))
    }

    /// A value, which goes on after a colon for as long as it is not complete.
    fn value(&mut self, modifier: Modifier, kind: &Kind, start: Range<usize>) -> Range<usize> {
        let mut value = start.clone();
        let first = self.at;
        while let Some(next) = self.pieces.get(self.at).cloned() {
            let text = self.get(&value);
            let goes_on = match (modifier, kind) {
                (Modifier::Pattern, _) => value::broken_pattern(text).is_some(),
                (_, Kind::Json) => value::misfit(kind, text).is_some(),
                _ => {
                    let escaped = text.chars().rev().take_while(|c| *c == '\\').count() % 2 == 1;
                    escaped
                        || !self
                            .get(&next)
                            .starts_with(|c: char| c.is_alphabetic() || c == '_')
                }
            };
            if !goes_on {
                break;
            }
            value.end = next.end;
            self.at += 1;
        }
        let text = self.get(&value);
        let hopeless = match (modifier, kind) {
            (Modifier::Pattern, _) => value::broken_pattern(text).is_some(),
            (_, Kind::Json) => value::misfit(kind, text).is_some(),
            _ => false,
        };
        if hopeless {
            self.at = first;
            return start;
        }
        value
    }

    fn unknown_modifier(&self, word: &str, piece: &Range<usize>, kind: &Kind) -> Problem {
        let token = piece.start..piece.start + word.len();
        if word.is_empty() {
            return Problem::in_field("nothing after the colon", piece.clone())
                .fix(self.without(piece));
        }
        let after_pattern = self
            .said
            .last()
            .filter(|said| said.modifier == Modifier::Pattern);
        let problem = Problem::in_field(format!("unknown modifier `{word}`"), token.clone());
        if let Some(close) = did_you_mean(&word.to_lowercase(), Modifier::names()) {
            return problem
                .note(format!("did you mean `{close}`?"))
                .fix(self.replaced(&token, close));
        }
        if after_pattern.is_some() {
            return problem.note(r"a colon in a pattern is written `\:`");
        }
        if matches!(kind, Kind::Enum(_)) {
            let comma = piece.start.saturating_sub(1)..piece.start;
            return problem
                .note("values of an enum are separated by commas")
                .fix(self.replaced(&comma, ","));
        }
        let names = Modifier::names()
            .filter(|name| Modifier::find(name).is_some_and(|modifier| modifier.name() == *name));
        let names: Vec<_> = names.filter(|name| *name != "required").collect();
        problem.help(format!("known are {}", names.join(", ")))
    }

    fn assembled(&self, name: String, kind: Kind) -> Result<Field, Problem> {
        let mut field = Field::new(name, kind);
        for said in &self.said {
            let value = said.value.as_ref().map(|value| self.get(value).to_owned());
            match said.modifier {
                Modifier::Required => {}
                Modifier::Optional => field.optional = true,
                Modifier::Unique => field.unique = true,
                Modifier::Index => field.index = true,
                Modifier::Filter => field.filter = true,
                Modifier::Sort => field.sort = true,
                Modifier::Search => field.search = true,
                Modifier::Readonly => field.readonly = true,
                Modifier::Writeonly => field.writeonly = true,
                Modifier::Default => field.default = value.map(|v| unescaped(&v, &field.kind)),
                Modifier::Min => field.min = value,
                Modifier::Max => field.max = value,
                Modifier::Pattern => field.pattern = value,
                Modifier::Cascade | Modifier::Restrict | Modifier::Setnull => {
                    self.on_delete(&mut field, said)?;
                }
            }
        }
        // A unique column has an index already.
        field.index &= !field.unique && !field.is_reference();
        Ok(field)
    }

    fn on_delete(&self, field: &mut Field, said: &Said) -> Result<(), Problem> {
        let Kind::References { on_delete, .. } = &mut field.kind else {
            let message = format!("`{}` is for references", said.modifier.name());
            let fix = self.without(&said.token);
            return Err(Problem::in_field(message, said.token.clone()).fix(fix));
        };
        let mut earlier = self.said.iter().take_while(|s| s.token != said.token);
        if let Some(other) = earlier.find(|s| s.modifier.is_on_delete()) {
            let message = format!(
                "`{}` and `{}` exclude each other",
                other.modifier.name(),
                said.modifier.name()
            );
            let fix = self.without(&said.token);
            return Err(Problem::in_field(message, said.token.clone()).fix(fix));
        }
        *on_delete = match said.modifier {
            Modifier::Cascade => OnDelete::Cascade,
            Modifier::Setnull => OnDelete::SetNull,
            _ => OnDelete::Restrict,
        };
        Ok(())
    }

    fn target(&self, word: &str, token: Range<usize>) -> Result<Target, Problem> {
        self.scope.target(word).map_err(|unknown| {
            let problem = Problem::in_field(unknown.message, token.clone());
            let problem = match unknown.close {
                Some(close) => {
                    let fix = match token.start < self.kind.start {
                        // The target is the field's name: then the close one comes after the type.
                        true => {
                            self.replaced(&(self.kind.end..self.kind.end), &format!(":{close}"))
                        }
                        false => self.replaced(&token, &close),
                    };
                    problem.note(format!("did you mean `{close}`?")).fix(fix)
                }
                None => problem,
            };
            problem.help(unknown.help)
        })
    }
}

/// A text after `default=`, where a backslash protects a colon and another backslash.
fn unescaped(value: &str, kind: &Kind) -> String {
    match kind.is_text() {
        true => {
            let protected = value.replace(r"\\", "\u{0}");
            protected.replace(r"\:", ":").replace('\u{0}', r"\")
        }
        false => value.to_owned(),
    }
}
