//! What comes after a type: a length, digits, values, a target.

use std::collections::BTreeSet;
use std::ops::Range;

use super::Reader;
use crate::entity::modifiers::is_modifier;
use crate::entity::problem::Problem;
use crate::entity::{Kind, OnDelete, kinds, reserved, words};

impl Reader<'_> {
    /// The type `name`, whose piece may hold its argument in braces, and the name of the field if
    /// the type has another opinion of it.
    pub(super) fn argument(
        &mut self,
        name: &str,
        piece: Range<usize>,
    ) -> Result<(Kind, Option<String>), Problem> {
        let braces = self.braces(&piece)?;
        let kind = match name {
            "string" => Kind::String(self.length(braces)?),
            "decimal" => self.decimal(braces)?,
            "enum" => Kind::Enum(self.values(braces)?),
            "references" => return self.reference(braces),
            name => {
                self.refuse_argument(name, braces)?;
                simple(name)
            }
        };
        Ok((kind, None))
    }

    /// What stands in `{…}` after the type.
    fn braces(&self, piece: &Range<usize>) -> Result<Option<Range<usize>>, Problem> {
        let open = self.kind.end;
        if open == piece.end {
            return Ok(None);
        }
        match self.get(&(open..piece.end)).ends_with('}') {
            true => Ok(Some(open + 1..piece.end - 1)),
            false => {
                let problem = Problem::in_field("a brace is not closed", open..piece.end);
                Err(problem.fix(self.replaced(&(open..piece.end), "")))
            }
        }
    }

    /// The next piece, if it is an argument in numbers.
    fn numbers(&mut self) -> Option<Range<usize>> {
        let is_number = |text: &str| text.starts_with(|c: char| !c.is_alphabetic() && c != '_');
        let found = self.peek().is_some_and(is_number);
        let piece = found.then(|| self.next()).flatten()?;
        Some(self.without_marks(piece))
    }

    fn length(&mut self, braces: Option<Range<usize>>) -> Result<u32, Problem> {
        let Some(token) = braces.or_else(|| self.numbers()) else {
            return Ok(kinds::STRING);
        };
        let length = whole(self.get(&token)).filter(|length| (1..=kinds::LONGEST).contains(length));
        length.ok_or_else(|| {
            let message = format!("the length of a string is from 1 to {}", kinds::LONGEST);
            let longer = self.get(&token).chars().all(|c| c.is_ascii_digit());
            let problem = Problem::in_field(message, token.clone());
            match longer && !self.get(&token).trim_matches('0').is_empty() {
                true => problem
                    .note("`text` has no limit")
                    .fix(self.replaced(&(self.kind.start..token.end), "text")),
                false => problem.fix(self.replaced(&token, "255")),
            }
        })
    }

    fn decimal(&mut self, braces: Option<Range<usize>>) -> Result<Kind, Problem> {
        let Some(mut token) = braces.or_else(|| self.numbers()) else {
            let (precision, scale) = kinds::DECIMAL;
            return Ok(Kind::Decimal { precision, scale });
        };
        let alone = whole(self.get(&token)).is_some();
        if let (true, Some(scale)) = (alone, self.numbers()) {
            token.end = scale.end;
        }
        let text = self.get(&token);
        let (precision, scale) = text.split_once([',', ':']).unwrap_or((text, "0"));
        match (whole(precision), whole(scale)) {
            (Some(precision @ 1..=kinds::DIGITS), Some(scale)) if scale <= precision => {
                Ok(Kind::Decimal { precision, scale })
            }
            _ => {
                let most = kinds::DIGITS;
                let message = format!(
                    "a decimal has from 1 to {most} digits, of which some are after the point"
                );
                Err(Problem::in_field(message, token.clone())
                    .note("as in `decimal:12,2`")
                    .fix(self.replaced(&token, "12,2")))
            }
        }
    }

    fn values(&mut self, braces: Option<Range<usize>>) -> Result<Vec<String>, Problem> {
        let follows = |text: &str| !is_modifier(text) && !text.is_empty();
        let piece = match braces {
            Some(token) => Some(token),
            None if self.peek().is_some_and(follows) => {
                let piece = self.next().unwrap_or_default();
                Some(self.without_marks(piece))
            }
            None => None,
        };
        let Some(piece) = piece else {
            let kind = self.kind.clone();
            return Err(Problem::in_field("an enum needs its values", kind.clone())
                .note("as in `enum:draft,published`")
                .fix(self.replaced(&kind, "enum:draft,published")));
        };
        let mut values = Vec::new();
        let mut variants = BTreeSet::new();
        let mut start = piece.start;
        for text in self.get(&piece).split(',') {
            let token = start..start + text.len();
            start = token.end + 1;
            let value = reserved::value(text).map_err(|reason| {
                let problem = Problem::in_field(reason.message, token.clone());
                match reason.suggestion {
                    Some(better) => problem
                        .note(format!("how about `{better}`?"))
                        .fix(self.replaced(&token, &better)),
                    None => {
                        let comma = match token.start == piece.start {
                            true => token.start..(token.end + 1).min(piece.end),
                            false => token.start - 1..token.end,
                        };
                        problem.fix(self.replaced(&comma, ""))
                    }
                }
            })?;
            if !variants.insert(words::pascal(&value)) {
                let message = format!("`{text}` and a value before it are the same variant");
                let comma = token.start.saturating_sub(1)..token.end;
                return Err(Problem::in_field(message, token).fix(self.replaced(&comma, "")));
            }
            values.push(value);
        }
        Ok(values)
    }

    fn reference(
        &mut self,
        braces: Option<Range<usize>>,
    ) -> Result<(Kind, Option<String>), Problem> {
        if let Some(token) = braces {
            let around = token.start - 1..token.end + 1;
            let message = "a reference has one target";
            return Err(Problem::in_field(message, around.clone()).fix(self.replaced(&around, "")));
        }
        let typed = self.get(&self.name);
        let name = words::snake(typed);
        let stem = name.strip_suffix("_id").unwrap_or(&name).to_owned();
        let follows = |text: &str| !is_modifier(text) && !text.is_empty();
        let piece = match self.peek().is_some_and(follows) {
            true => {
                let piece = self.next().unwrap_or_default();
                Some(self.without_marks(piece))
            }
            false => None,
        };
        let (name, target) = match piece {
            None => (stem.clone(), self.target(&stem, self.name.clone())?),
            // As in Loco, where the column comes last: `user:references:author_id`.
            Some(piece) if self.get(&piece).ends_with("_id") => {
                let column = self.get(&piece).trim_end_matches("_id").to_owned();
                (column, self.target(&stem, self.name.clone())?)
            }
            Some(piece) => (stem, self.target(self.get(&piece), piece)?),
        };
        let on_delete = OnDelete::Restrict;
        // A name that could not be one is reported as it was typed.
        let name = match typed.is_ascii() && !name.is_empty() {
            true => Some(name),
            false => None,
        };
        Ok((Kind::References { target, on_delete }, name))
    }

    fn refuse_argument(&mut self, name: &str, braces: Option<Range<usize>>) -> Result<(), Problem> {
        let in_braces = braces.is_some();
        let Some(token) = braces.or_else(|| self.numbers()) else {
            return Ok(());
        };
        let message = format!("`{name}` takes no argument");
        let fix = match in_braces {
            true => self.replaced(&(token.start - 1..token.end + 1), ""),
            false => self.without(&token),
        };
        Err(Problem::in_field(message, token).fix(fix))
    }
}

fn whole(text: &str) -> Option<u32> {
    let digits = text.chars().all(|c| c.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

fn simple(name: &str) -> Kind {
    match name {
        "int" => Kind::Int,
        "bigint" => Kind::BigInt,
        "smallint" => Kind::SmallInt,
        "float" => Kind::Float,
        "double" => Kind::Double,
        "bool" => Kind::Bool,
        "uuid" => Kind::Uuid,
        "date" => Kind::Date,
        "time" => Kind::Time,
        "datetime" => Kind::DateTime,
        "json" => Kind::Json,
        "email" => Kind::Email,
        "url" => Kind::Url,
        "slug" => Kind::Slug,
        _ => Kind::Text,
    }
}
