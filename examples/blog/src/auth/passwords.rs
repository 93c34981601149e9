use std::sync::Arc;

use anyhow::{Context, anyhow};
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;

use crate::error::Result;

/// Longer passwords cannot have been chosen, so they are not worth a hash.
const MAX_CHARACTERS: usize = 128;

/// A hash of no password. It is verified when there is no such user, so that the answer takes as
/// long as for a wrong password.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGhhcyB0aGlz$ZG9lcyBub3QgbWF0Y2ggYW55IHBhc3N3b3JkIGF0IGE";

/// Hashes and verifies passwords with argon2id, away from the threads that serve requests.
#[derive(Clone)]
pub struct Passwords {
    /// One core stays free for everything else while many people log in.
    permits: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            permits: Arc::new(Semaphore::new(cores.saturating_sub(1).max(1))),
        }
    }
}

impl Passwords {
    /// The PHC string of a password, with a salt of its own.
    pub async fn hash(&self, password: &SecretString) -> Result<String> {
        let password = password.clone();
        self.run(move || hash(password.expose_secret())).await
    }

    /// Whether `password` is the one of `hash`; `None` when there is no such user.
    pub async fn verify(&self, password: &SecretString, hash: Option<&str>) -> Result<bool> {
        let is_possible = password.expose_secret().chars().count() <= MAX_CHARACTERS;
        let (hash, password) = match hash {
            Some(hash) if is_possible => (hash.to_owned(), password.clone()),
            _ => (NOBODY.to_owned(), SecretString::default()),
        };
        self.run(move || verify(password.expose_secret(), &hash))
            .await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> anyhow::Result<T> + Send + 'static,
    ) -> Result<T> {
        let permit = Arc::clone(&self.permits)
            .acquire_owned()
            .await
            .context("no permit to hash")?;
        let result = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work()
        });
        Ok(result.await.context("hashing was interrupted")??)
    }
}

fn hash(password: &str) -> anyhow::Result<String> {
    Argon2::default()
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|error| anyhow!("cannot hash a password: {error}"))
}

fn verify(password: &str, hash: &str) -> anyhow::Result<bool> {
    use argon2::password_hash::Error;
    let hash =
        PasswordHash::new(hash).map_err(|error| anyhow!("stored hash is broken: {error}"))?;
    match Argon2::default().verify_password(password.as_bytes(), &hash) {
        Ok(()) => Ok(true),
        Err(Error::PasswordInvalid) => Ok(false),
        Err(error) => Err(anyhow!("cannot verify a password: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_matches_its_own_hash_only() -> Result<()> {
        let passwords = Passwords::default();
        let (right, wrong) = (SecretString::from("right"), SecretString::from("wrong"));
        let hash = passwords.hash(&right).await?;
        assert!(passwords.verify(&right, Some(&hash)).await?);
        assert!(!passwords.verify(&wrong, Some(&hash)).await?);
        assert!(!passwords.verify(&right, None).await?);
        Ok(())
    }

    #[tokio::test]
    async fn nobody_costs_as_much_as_somebody() -> Result<()> {
        let hash = Passwords::default()
            .hash(&SecretString::from("right"))
            .await?;
        let cost = |hash: &str| hash.rsplitn(3, '$').last().map(str::to_owned);
        assert_eq!(cost(NOBODY), cost(&hash));
        Ok(())
    }
}
