//! The secrets of a new project.

use anyhow::{Result, anyhow};

const LOWER: &[u8] = b"abcdefghijkmnopqrstuvwxyz";
const UPPER: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ";
const DIGITS: &[u8] = b"23456789";
/// Special characters that mean nothing to a shell, a `.env` file or an encoded form.
const SPECIAL: &[u8] = b"-_.,:@";

/// Values that belong in files that git does not see, and nowhere else; empty by default, for comparisons
/// of what is not secret.
#[derive(Clone, Default)]
pub struct Secrets {
    /// Signs tokens: 64 hexadecimal digits.
    pub secret_key: String,
    /// The first superuser's password.
    pub admin_password: String,
    /// The password of the PostgreSQL that compose files start.
    pub database_password: String,
    /// The password of the pgAdmin beside it.
    pub pgadmin_password: String,
}

impl Secrets {
    /// Fresh secrets from the operating system's generator.
    pub fn random() -> Result<Self> {
        Ok(Self {
            secret_key: digits()?,
            admin_password: password()?,
            database_password: digits()?,
            pgadmin_password: digits()?,
        })
    }
}

/// 64 hexadecimal digits.
fn digits() -> Result<String> {
    let mut key = [0; 32];
    fill(&mut key)?;
    Ok(key.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Twenty characters, of each kind five.
fn password() -> Result<String> {
    let mut letters = Vec::new();
    for kind in [LOWER, UPPER, DIGITS, SPECIAL] {
        for _ in 0..5 {
            letters.push(char::from(pick(kind)?));
        }
    }
    let mut password = String::new();
    while !letters.is_empty() {
        password.push(letters.swap_remove(below(letters.len())?));
    }
    // A leading letter or digit cannot be mistaken for an option or an operator.
    let first = password.find(|c: char| c.is_ascii_alphanumeric());
    let (head, tail) = password.split_at(first.unwrap_or_default());
    Ok(format!("{tail}{head}"))
}

fn pick(kind: &[u8]) -> Result<u8> {
    let index = below(kind.len())?;
    kind.get(index).copied().ok_or_else(|| anyhow!("empty set"))
}

/// An unbiased number below `limit`, which is at most 256.
fn below(limit: usize) -> Result<usize> {
    let fair = 256 - 256 % limit;
    loop {
        let mut byte = [0];
        fill(&mut byte)?;
        let [number] = byte.map(usize::from);
        if number < fair {
            return Ok(number % limit);
        }
    }
}

fn fill(bytes: &mut [u8]) -> Result<()> {
    getrandom::fill(bytes).map_err(|error| anyhow!("no random numbers: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_has_every_kind_and_nothing_a_shell_would_read() -> Result<()> {
        for _ in 0..200 {
            let password = password()?;
            assert_eq!(password.len(), 20);
            for kind in [LOWER, UPPER, DIGITS, SPECIAL] {
                assert!(password.bytes().any(|byte| kind.contains(&byte)));
            }
            assert!(password.starts_with(|c: char| c.is_ascii_alphanumeric()));
        }
        Ok(())
    }

    #[test]
    fn two_projects_share_no_secret() -> Result<()> {
        let (one, two) = (Secrets::random()?, Secrets::random()?);
        assert_eq!(one.secret_key.len(), 64);
        assert_ne!(one.secret_key, two.secret_key);
        assert_ne!(one.admin_password, two.admin_password);
        assert_ne!(one.database_password, two.database_password);
        assert_ne!(one.pgadmin_password, two.pgadmin_password);
        Ok(())
    }
}
