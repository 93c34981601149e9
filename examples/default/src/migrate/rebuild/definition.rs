use sea_orm::DbErr;

/// A `CREATE TABLE` of SQLite in its parts.
#[derive(Clone, Debug)]
pub(super) struct Definition {
    /// With their names.
    columns: Vec<(String, String)>,
    constraints: Vec<String>,
    /// What follows the parentheses, such as `STRICT`.
    options: String,
}

impl Definition {
    pub(super) fn parse(sql: &str) -> Result<Self, DbErr> {
        let Some((parts, options)) = split(sql) else {
            return Err(DbErr::Migration(format!("cannot read the table in: {sql}")));
        };
        let mut definition = Self {
            columns: Vec::new(),
            constraints: Vec::new(),
            options: options.to_owned(),
        };
        for part in parts {
            let (first, _) = word(part);
            if is_constraint(first) && !part.contains(&quoted(first)) {
                definition.constraints.push(part.to_owned());
            } else {
                definition.columns.push((first.to_owned(), part.to_owned()));
            }
        }
        Ok(definition)
    }

    pub(super) fn columns(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|(name, _)| name.as_str())
    }

    /// Whether SQLite counts the ids of this table by itself.
    pub(super) fn counts_ids(&self) -> bool {
        let mut columns = self.columns.iter();
        columns.any(|(_, text)| text.to_ascii_uppercase().contains("AUTOINCREMENT"))
    }

    pub(super) fn drop_columns(&mut self, names: &[String]) {
        self.columns.retain(|(name, _)| !names.contains(name));
    }

    pub(super) fn drop_checks(&mut self, columns: &[String]) {
        self.constraints.retain(|text| {
            listed(text).is_none_or(|column| !columns.iter().any(|name| name == column))
        });
    }

    pub(super) fn drop_foreign_keys(&mut self, columns: &[String]) {
        self.constraints.retain(|text| {
            referring(text).is_none_or(|column| !columns.iter().any(|name| name == column))
        });
    }

    /// Takes over what `other` defines.
    pub(super) fn replace(&mut self, other: Self) {
        for (name, text) in other.columns {
            match self.columns.iter_mut().find(|(own, _)| *own == name) {
                Some((_, own)) => *own = text,
                None => self.columns.push((name, text)),
            }
        }
        for text in other.constraints {
            let column = |of: fn(&str) -> Option<&str>| of(&text).map(str::to_owned);
            self.drop_checks(column(listed).as_slice());
            self.drop_foreign_keys(column(referring).as_slice());
            self.constraints.push(text);
        }
    }

    /// The statement that makes a table like this one.
    pub(super) fn create(&self, name: &str) -> String {
        let columns = self.columns.iter().map(|(_, text)| text.as_str());
        let constraints = self.constraints.iter().map(String::as_str);
        let parts: Vec<_> = columns.chain(constraints).collect();
        // On lines of their own, since a part may end with a comment.
        format!(
            "CREATE TABLE {name} (\n{}\n){}",
            parts.join("\n, "),
            self.options
        )
    }
}

fn is_constraint(word: &str) -> bool {
    let keywords = ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"];
    keywords
        .iter()
        .any(|keyword| word.eq_ignore_ascii_case(keyword))
}

/// A name as SQL quotes it.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The parts between the outer parentheses, and what follows them.
fn split(sql: &str) -> Option<(Vec<&str>, &str)> {
    let mut parts = Vec::new();
    let (mut depth, mut start, mut at) = (0, 0, 0);
    while let Some(character) = sql.get(at..)?.chars().next() {
        let next = at + length(sql.get(at..)?, character);
        match character {
            '(' => {
                depth += 1;
                if depth == 1 {
                    start = next;
                }
            }
            ',' if depth == 1 => {
                parts.push(sql.get(start..at)?.trim());
                start = next;
            }
            ')' => {
                depth -= 1;
                if depth == 0 {
                    parts.push(sql.get(start..at)?.trim());
                    return Some((parts, sql.get(next..)?));
                }
            }
            _ => {}
        }
        at = next;
    }
    None
}

/// The length of what starts with that character: a quoted text, a comment, or it alone.
fn length(sql: &str, first: char) -> usize {
    let until = |end: &str| {
        let rest = sql.get(first.len_utf8()..).unwrap_or_default();
        let end = rest.find(end).map_or(rest.len(), |at| at + end.len());
        first.len_utf8() + end
    };
    match first {
        '\'' => until("'"),
        '"' => until("\""),
        '`' => until("`"),
        '[' => until("]"),
        '-' if sql.starts_with("--") => until("\n"),
        '/' if sql.starts_with("/*") => until("*/"),
        _ => first.len_utf8(),
    }
}

/// The first word or quoted name, and what follows it.
fn word(text: &str) -> (&str, &str) {
    let mut text = text.trim_start();
    while text.starts_with("--") || text.starts_with("/*") {
        let comment = length(text, if text.starts_with('-') { '-' } else { '/' });
        text = text.get(comment..).unwrap_or_default().trim_start();
    }
    let first = text.chars().next().unwrap_or(' ');
    if matches!(first, '"' | '`' | '[') {
        let (name, rest) = text.split_at(length(text, first));
        let name = name.get(1..name.len() - 1).unwrap_or_default();
        return (name, rest);
    }
    let is_over = |c: char| !c.is_alphanumeric() && c != '_';
    text.split_at(text.find(is_over).unwrap_or(text.len()))
}

/// A constraint after its name, if it starts with these words.
fn after<'a>(text: &'a str, words: &[&str]) -> Option<&'a str> {
    let mut rest = text;
    let (first, named) = word(text);
    if first.eq_ignore_ascii_case("CONSTRAINT") {
        rest = word(named).1;
    }
    for expected in words {
        let (found, after) = word(rest);
        if !found.eq_ignore_ascii_case(expected) {
            return None;
        }
        rest = after;
    }
    rest.trim_start().strip_prefix('(')
}

/// The column whose values a check lists.
fn listed(text: &str) -> Option<&str> {
    let (column, rest) = word(after(text, &["CHECK"])?);
    let (keyword, _) = word(rest);
    keyword.eq_ignore_ascii_case("IN").then_some(column)
}

/// The only column of a foreign key.
fn referring(text: &str) -> Option<&str> {
    let (column, rest) = word(after(text, &["FOREIGN", "KEY"])?);
    rest.trim_start().starts_with(')').then_some(column)
}
