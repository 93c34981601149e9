use super::model::Model;
use crate::access::{Guarded, Permission, Principal, Rule};

impl Guarded for Model {
    fn rules(&self) -> Vec<Rule> {
        use Permission::{Delete, Update, View, ViewPrivate};
        vec![
            Rule::allow(
                Principal::User(self.id),
                &[View, ViewPrivate, Update, Delete],
            ),
            Rule::allow(Principal::Superuser, &[View, ViewPrivate]),
            Rule::allow(Principal::Authenticated, &[View]),
        ]
    }
}
