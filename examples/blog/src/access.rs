//! Row-level access control: what a row lets whom do.
//!
//! A row lists its rules in order. The first one that speaks of both the viewer and the
//! permission decides, so a denial above an allowance is honoured; where none speaks, the
//! answer is no.

use crate::entities::user;
use crate::error::{Error, Result};

/// Somebody, or a group, that a rule speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Principal {
    Everyone,
    Authenticated,
    Superuser,
    User(i64),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    View,
    /// See what only the owner and superusers may see.
    ViewPrivate,
    Update,
    Delete,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    Allow,
    Deny,
}

/// One line of a row's access control list.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    pub effect: Effect,
    pub principal: Principal,
    pub permissions: &'static [Permission],
}

impl Rule {
    pub const fn allow(principal: Principal, permissions: &'static [Permission]) -> Self {
        Self {
            effect: Effect::Allow,
            principal,
            permissions,
        }
    }

    pub const fn deny(principal: Principal, permissions: &'static [Permission]) -> Self {
        Self {
            effect: Effect::Deny,
            principal,
            permissions,
        }
    }
}

/// A row that says who may do what with it.
pub trait Guarded {
    fn rules(&self) -> Vec<Rule>;
}

/// Whether `viewer`, or an anonymous one, has `permission` on `row`.
pub fn allows(row: &impl Guarded, viewer: Option<&user::Model>, permission: Permission) -> bool {
    row.rules()
        .into_iter()
        .find(|rule| rule.permissions.contains(&permission) && is(viewer, rule.principal))
        .is_some_and(|rule| rule.effect == Effect::Allow)
}

/// 403 unless `viewer` has `permission` on `row`.
pub fn require(row: &impl Guarded, viewer: &user::Model, permission: Permission) -> Result<()> {
    if allows(row, Some(viewer), permission) {
        return Ok(());
    }
    Err(Error::Forbidden("You do not have enough privileges."))
}

fn is(viewer: Option<&user::Model>, principal: Principal) -> bool {
    match principal {
        Principal::Everyone => true,
        Principal::Authenticated => viewer.is_some(),
        Principal::Superuser => viewer.is_some_and(|user| user.is_superuser),
        Principal::User(id) => viewer.is_some_and(|user| user.id == id),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TestApp;

    struct Note(Vec<Rule>);

    impl Guarded for Note {
        fn rules(&self) -> Vec<Rule> {
            self.0.clone()
        }
    }

    const VIEW: &[Permission] = &[Permission::View];

    #[test]
    fn what_no_rule_allows_is_refused() {
        assert!(!allows(&Note(vec![]), None, Permission::View));
        let note = Note(vec![Rule::allow(Principal::Everyone, VIEW)]);
        assert!(allows(&note, None, Permission::View));
        assert!(!allows(&note, None, Permission::Update));
    }

    #[tokio::test]
    async fn a_denial_above_an_allowance_is_honoured() -> Result<()> {
        let app = TestApp::new().await;
        app.user("ada").await;
        app.user("bob").await;
        let ada = user::find(app.db(), "ada").await?;
        let bob = user::find(app.db(), "bob").await?;
        let note = Note(vec![
            Rule::deny(Principal::User(bob.as_ref().map_or(0, |bob| bob.id)), VIEW),
            Rule::allow(Principal::Authenticated, VIEW),
        ]);
        assert!(allows(&note, ada.as_ref(), Permission::View));
        assert!(!allows(&note, bob.as_ref(), Permission::View));
        assert!(!allows(&note, None, Permission::View));
        Ok(())
    }
}
