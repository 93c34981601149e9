use std::borrow::Cow;

use serde_json::{Map, Value};

use super::schema::Description;
use super::{Failure, Input, Location, Problem, Rule};

/// Where fields come from, which decides what a number or a boolean may look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A JSON body: values have types, and `"5"` is not an integer.
    Json,
    /// A form: every value is text.
    Form,
    /// The query string: every value is text.
    Query,
}

impl Source {
    pub fn location(self) -> &'static str {
        match self {
            Self::Json | Self::Form => "body",
            Self::Query => "query",
        }
    }

    pub fn is_text(self) -> bool {
        self != Self::Json
    }
}

/// The fields of one request, and what is wrong with them.
pub struct Fields<'a> {
    source: Source,
    sent: &'a Map<String, Value>,
    known: Vec<Cow<'static, str>>,
    secret: Vec<Cow<'static, str>>,
    failures: Vec<Failure>,
    description: Option<Description>,
}

impl<'a> Fields<'a> {
    /// Reads a `T`, or every failure in the order of its fields, unknown fields last.
    pub fn check<T: Input>(
        source: Source,
        sent: &'a Map<String, Value>,
    ) -> Result<T, Vec<Failure>> {
        let mut fields = Self::new(source, sent, None);
        let input = T::read(&mut fields);
        fields.refuse_unknown();
        match input {
            Some(input) if fields.failures.is_empty() => Ok(input),
            _ => Err(fields.failures_without_secrets()),
        }
    }

    /// The fields of `T` with their schemas, without a request.
    pub fn describe<T: Input>() -> Description {
        let nothing = Map::new();
        let mut fields = Fields::new(Source::Json, &nothing, Some(Description::default()));
        T::read(&mut fields);
        fields.description.unwrap_or_default()
    }

    /// A value that must be there.
    pub fn required<R: Rule>(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        rule: R,
    ) -> Option<R::Output> {
        let name = name.into();
        match self.find(name.clone(), &rule, true) {
            Some(value) => self.apply(&name, &rule, value),
            None => {
                self.fail(
                    &name,
                    Problem::new("missing", "Field required"),
                    Value::Null,
                );
                None
            }
        }
    }

    /// A value that may be absent, which is `Some(None)`, but not `null`.
    pub fn optional<R: Rule>(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        rule: R,
    ) -> Option<Option<R::Output>> {
        let name = name.into();
        match self.find(name.clone(), &rule, false) {
            Some(value) => self.apply(&name, &rule, value).map(Some),
            None => Some(None),
        }
    }

    /// A value that is the default, read by the same rule, where it is absent.
    pub fn defaulted<R: Rule>(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        rule: R,
        default: impl Into<Value>,
    ) -> Option<R::Output> {
        let (name, default) = (name.into(), default.into());
        let rule = rule.with_default(default.clone());
        match self.find(name.clone(), &rule, false) {
            Some(value) => self.apply(&name, &rule, value),
            None => self.apply(&name, &rule, &default),
        }
    }

    /// Everything that was sent, checked or not.
    pub fn sent(&self) -> &Map<String, Value> {
        self.sent
    }

    /// Refuses a field for a reason that lies outside of it, such as another field.
    pub fn refuse(&mut self, name: &str, problem: Problem) {
        let is_secret = self.secret.iter().any(|secret| secret == name);
        let input = self
            .sent
            .get(name)
            .filter(|_| !is_secret)
            .cloned()
            .unwrap_or_default();
        self.fail(name, problem, input);
    }

    fn new(source: Source, sent: &'a Map<String, Value>, description: Option<Description>) -> Self {
        let (known, secret, failures) = (Vec::new(), Vec::new(), Vec::new());
        Self {
            source,
            sent,
            known,
            secret,
            failures,
            description,
        }
    }

    fn find<R: Rule>(
        &mut self,
        name: Cow<'static, str>,
        rule: &R,
        required: bool,
    ) -> Option<&'a Value> {
        let value = self.sent.get(name.as_ref());
        if rule.is_secret() {
            self.secret.push(name.clone());
        }
        if let Some(description) = &mut self.description {
            description.add(&name, rule, required);
        }
        self.known.push(name);
        value
    }

    fn apply<R: Rule>(&mut self, name: &str, rule: &R, value: &Value) -> Option<R::Output> {
        rule.check(value, self.source)
            .map_err(|problem| {
                let input = if rule.is_secret() {
                    Value::Null
                } else {
                    value.clone()
                };
                self.fail(name, problem, input);
            })
            .ok()
    }

    fn fail(&mut self, name: &str, problem: Problem, input: Value) {
        let loc = vec![Location::from(self.source.location()), Location::from(name)];
        self.failures.push(problem.at(loc, input));
    }

    fn refuse_unknown(&mut self) {
        let sent = self.sent;
        for (name, value) in sent {
            if !self.known.iter().any(|known| known == name) {
                let problem = Problem::new("extra_forbidden", "Extra inputs are not permitted");
                self.fail(name, problem, value.clone());
            }
        }
    }

    /// A missing field has the whole request as its input, less what must not be repeated.
    fn failures_without_secrets(mut self) -> Vec<Failure> {
        let mut sent = self.sent.clone();
        sent.retain(|name, _| !self.secret.iter().any(|secret| secret == name));
        for failure in self
            .failures
            .iter_mut()
            .filter(|failure| failure.kind == "missing")
        {
            failure.input = Value::Object(sent.clone());
        }
        self.failures
    }
}
