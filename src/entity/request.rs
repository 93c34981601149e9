//! An entity as it was asked for, on the command line or in `boilerplate.toml`.

use std::borrow::Cow;

use super::problem::{Place, Problem};
use super::reserved::{self, Reason};
use super::scope::{Names, Scope};
use super::{Entity, Field, Kind, clash, grammar, options, words};

/// How many mistakes of one request a suggestion may correct.
const PATIENCE: usize = 12;

/// What was asked for, unchecked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Request {
    /// In any case, in the singular or plural.
    pub name: String,
    /// In any spelling.
    pub fields: Vec<String>,
    /// In any case.
    pub plural: Option<String>,
    /// The reference to users; an empty name stands for the only one there is, or a new one.
    pub owner: Option<String>,
    /// See [`Entity::public`].
    pub public: bool,
    /// See [`Entity::admin`].
    pub admin: bool,
    /// See [`Entity::soft_delete`].
    pub soft_delete: bool,
    /// The operations, if not all.
    pub only: Option<Vec<String>>,
    /// Such as `60s`.
    pub cache: Option<String>,
    /// See [`Entity::rate_limit`].
    pub rate_limit: bool,
    /// `bigint` or `uuid`.
    pub id: Option<String>,
    /// Whether it does without `created_at` and `updated_at`.
    pub no_timestamps: bool,
}

/// A request that cannot be fulfilled.
#[derive(Debug, Clone)]
pub struct Refused {
    /// Why, and where.
    pub problem: Problem,
    /// A request close to it that can.
    pub better: Option<Box<Request>>,
}

impl Request {
    /// The names of the entity, if they are any.
    pub fn names(&self) -> Result<Names, Problem> {
        let name = reserved::entity(&self.name)
            .map_err(|reason| problem(reason, Place::Name, &self.name))?;
        let plural = match &self.plural {
            Some(plural) => reserved::plural(plural)
                .map_err(|reason| problem(reason, Place::Option("plural"), plural))?,
            None => words::plural(&words::snake(&name)),
        };
        Ok(Names::new(&name, &plural))
    }

    /// The entity, if it is one that can stand beside `others`.
    pub fn entity(&self, scope: &Scope, others: &[Entity]) -> Result<Entity, Refused> {
        self.checked(scope, others).map_err(|problem| Refused {
            better: self.settled(&problem, scope, others).map(Box::new),
            problem,
        })
    }

    fn checked(&self, scope: &Scope, others: &[Entity]) -> Result<Entity, Problem> {
        let own = self.names()?;
        let mut scope = Cow::Borrowed(scope);
        if !scope.names.iter().any(|names| names.name == own.name) {
            scope.to_mut().names.push(own.clone());
        }
        let Names { name, plural, .. } = own;
        if self.fields.is_empty() {
            let message = format!("`{name}` has no fields");
            let help = format!("boilerplate add entity {} title:string", self.name);
            return Err(Problem::new(message, Place::Name, 0..self.name.len()).help(help));
        }
        let fields = self.fields.iter().enumerate().map(|(index, text)| {
            grammar::parse(text, &scope).map_err(|mut problem| {
                problem.place = Place::Field(index);
                problem
            })
        });
        let mut fields = fields.collect::<Result<Vec<_>, _>>()?;
        clash::fields(&fields, self)?;
        self.first_row(&name, &fields)?;
        let owner = options::owner(self, &mut fields, &scope)?;
        let entity = Entity {
            name,
            plural,
            fields,
            public: self.public,
            admin: self.admin,
            owner,
            soft_delete: self.soft_delete,
            operations: options::operations(self.only.as_deref())?,
            cache: self.cache.as_deref().map(options::seconds).transpose()?,
            rate_limit: self.rate_limit,
            id: options::id(self.id.as_deref())?,
            timestamps: !self.no_timestamps,
        };
        options::check(&entity, self, &scope)?;
        clash::entities(&entity, self, others, &scope)?;
        Ok(entity)
    }

    /// Refuses what would need a row before the first one.
    fn first_row(&self, name: &str, fields: &[Field]) -> Result<(), Problem> {
        let own = |field: &Field| match &field.kind {
            Kind::References { target, .. } => target.name() == name && !field.optional,
            _ => false,
        };
        let Some(index) = fields.iter().position(own) else {
            return Ok(());
        };
        let text = self.fields.get(index).map_or("", String::as_str);
        let message = format!(
            "`{}` refers to its own table, so the first row needs it to be optional",
            fields[index].name
        );
        let problem = Problem::new(message, Place::Field(index), 0..text.len());
        Err(problem.fix(format!("{text}:optional")))
    }

    /// The request with the problem, and those that come to light after it, corrected.
    fn settled(&self, problem: &Problem, scope: &Scope, others: &[Entity]) -> Option<Self> {
        let mut better = self.corrected(problem)?;
        for _ in 0..PATIENCE {
            match better.checked(scope, others) {
                Ok(_) => return Some(better),
                Err(problem) => better = better.corrected(&problem)?,
            }
        }
        None
    }

    fn corrected(&self, problem: &Problem) -> Option<Self> {
        let fix = problem.fix.clone()?;
        let mut better = self.clone();
        let given = Some(fix.clone()).filter(|fix| !fix.is_empty());
        match problem.place {
            Place::Name => better.name = fix,
            Place::Field(index) => match fix.is_empty() {
                true => drop(better.fields.remove(index)),
                false => *better.fields.get_mut(index)? = fix,
            },
            Place::Option("plural") => better.plural = given,
            Place::Option("owner") => {
                let stays = problem.token.is_empty() && given.is_none();
                better.owner = (!stays).then_some(fix);
            }
            Place::Option("only") => {
                better.only = given.map(|only| only.split(',').map(str::to_owned).collect());
            }
            Place::Option("cache") => better.cache = given,
            Place::Option("id") => better.id = given,
            Place::Option("admin") => better.admin = false,
            Place::Option("soft_delete") => better.soft_delete = false,
            Place::Option("rate_limit") => better.rate_limit = false,
            Place::Option(_) => return None,
        }
        (better != *self).then_some(better)
    }

    /// The request for an entity that exists.
    pub fn of(entity: &Entity) -> Self {
        let only = super::Operation::ALL.to_vec() != entity.operations;
        let operations = entity.operations.iter().map(|o| o.name().to_owned());
        let regular = words::plural(&entity.module());
        Self {
            name: entity.name.clone(),
            fields: entity.fields.iter().map(ToString::to_string).collect(),
            plural: (regular != entity.plural).then(|| entity.plural.clone()),
            owner: entity.owner.clone(),
            public: entity.public,
            admin: entity.admin,
            soft_delete: entity.soft_delete,
            only: only.then(|| operations.collect()),
            cache: entity.cache.map(|seconds| format!("{seconds}s")),
            rate_limit: entity.rate_limit,
            id: (entity.id == super::Id::Uuid).then(|| entity.id.name().to_owned()),
            no_timestamps: !entity.timestamps,
        }
    }
}

fn problem(reason: Reason, place: Place, text: &str) -> Problem {
    let problem = Problem::new(reason.message, place, 0..text.len());
    match reason.suggestion {
        Some(better) => problem.note(format!("how about `{better}`?")).fix(better),
        None => problem,
    }
}
