use sea_orm::sea_query::{BinOper, Expr, ExprTrait, Func};
use sea_orm::{ColumnTrait, Condition};

/// Stands before a character that `LIKE` is to take as it is.
const ESCAPE: char = '!';

/// Whether `column` has `part` in it, in upper or lower case.
///
/// The database lowers both sides, so that what it cannot lower still equals itself: SQLite
/// knows the case of ASCII alone.
pub(super) fn contains(column: impl ColumnTrait, part: &str) -> Expr {
    let column = Func::lower(Expr::col(column.as_column_ref()));
    let pattern = Func::lower(Expr::val(pattern(part)));
    let escaped = Expr::expr(pattern).binary(BinOper::Escape, Expr::Constant(ESCAPE.into()));
    Expr::expr(column).binary(BinOper::Like, escaped)
}

/// Whether one of the columns has `part` in it.
pub(super) fn any_contains<C: ColumnTrait>(columns: &[C], part: &str) -> Condition {
    columns.iter().fold(Condition::any(), |any, column| {
        any.add(contains(*column, part))
    })
}

fn pattern(part: &str) -> String {
    let mut pattern = String::from("%");
    for character in part.chars() {
        if matches!(character, '%' | '_' | ESCAPE) {
            pattern.push(ESCAPE);
        }
        pattern.push(character);
    }
    pattern + "%"
}

#[cfg(test)]
mod tests {
    use super::pattern;

    #[test]
    fn wildcards_of_the_client_are_characters() {
        assert_eq!(pattern("50%_!"), "%50!%!_!!%");
    }
}
