//! What a text file is besides its lines: a byte order mark, the ends of its lines, the end of the last one.
//!
//! None of it is an edit: texts are compared and merged without, and written as they were.

const MARK: char = '\u{feff}';

/// How a text is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape {
    has_mark: bool,
    has_returns: bool,
    is_ended: bool,
}

impl Shape {
    /// The lines of a text, each of which ends with a line feed, and how they were written.
    pub(super) fn of(text: &str) -> (Self, String) {
        let body = text.strip_prefix(MARK).unwrap_or(text);
        let feeds = body.matches('\n').count();
        let returns = body.matches("\r\n").count();
        let shape = Self {
            has_mark: text.starts_with(MARK),
            has_returns: returns * 2 > feeds,
            is_ended: body.is_empty() || body.ends_with('\n'),
        };
        let mut lines = body.replace("\r\n", "\n");
        if !shape.is_ended {
            lines.push('\n');
        }
        (shape, lines)
    }

    /// The lines as they are written.
    pub(super) fn write(self, lines: &str) -> String {
        let lines = match self.is_ended {
            true => lines,
            false => lines.strip_suffix('\n').unwrap_or(lines),
        };
        let mark = self.has_mark.then_some(MARK);
        match self.has_returns {
            true => mark
                .into_iter()
                .chain(lines.replace('\n', "\r\n").chars())
                .collect(),
            false => mark.into_iter().chain(lines.chars()).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Shape;

    #[test]
    fn a_text_is_written_as_it_was_read() {
        for text in [
            "",
            "a",
            "a\n",
            "a\r\nb\r\n",
            "\u{feff}a\r\nb",
            "\n\n",
            "\r\n",
        ] {
            let (shape, lines) = Shape::of(text);
            assert_eq!(shape.write(&lines), text, "{text:?}");
        }
    }

    #[test]
    fn lines_are_the_same_however_they_are_written() {
        let (_, plain) = Shape::of("a\nb\n");
        for text in ["a\nb", "a\r\nb\r\n", "\u{feff}a\r\nb"] {
            assert_eq!(Shape::of(text).1, plain, "{text:?}");
        }
    }
}
