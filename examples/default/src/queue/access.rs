use super::task::Model;
use crate::access::{Guarded, Permission, Principal, Rule};

impl Guarded for Model {
    fn rules(&self) -> Vec<Rule> {
        const VIEW: &[Permission] = &[Permission::View];
        match self.owner_id {
            Some(owner) => vec![
                Rule::allow(Principal::User(owner), VIEW),
                Rule::allow(Principal::Superuser, VIEW),
            ],
            None => vec![Rule::allow(Principal::Everyone, VIEW)],
        }
    }
}
