//! The OpenAPI side of an [`Input`]: the same fields and rules, as a schema or as parameters.

use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{AdditionalProperties, ObjectBuilder, Schema};
use utoipa::openapi::{RefOr, Required};

use super::{Fields, Input, Rule};

/// What an [`Input`] is made of.
#[derive(Default)]
pub struct Description {
    fields: Vec<Field>,
}

struct Field {
    name: String,
    schema: Schema,
    required: bool,
    secret: bool,
}

impl Description {
    pub(super) fn add<R: Rule>(&mut self, name: &str, rule: &R, required: bool) {
        let schema = Schema::Object(rule.schema().build());
        self.fields.push(Field {
            name: name.to_owned(),
            schema,
            required,
            secret: rule.is_secret(),
        });
    }

    /// Whether some field must not be repeated to the client.
    pub fn has_secrets(&self) -> bool {
        self.fields.iter().any(|field| field.secret)
    }
}

/// The schema of a request body.
pub fn body<T: Input>() -> RefOr<Schema> {
    let mut object = ObjectBuilder::new()
        .additional_properties(Some(AdditionalProperties::<Schema>::FreeForm(false)));
    for Field {
        name,
        schema,
        required,
        ..
    } in Fields::describe::<T>().fields
    {
        object = object.property(name.clone(), schema);
        if required {
            object = object.required(name);
        }
    }
    RefOr::T(Schema::Object(object.build()))
}

/// The parameters of a query string.
pub fn query<T: Input>() -> Vec<Parameter> {
    Fields::describe::<T>()
        .fields
        .into_iter()
        .map(
            |Field {
                 name,
                 schema,
                 required,
                 ..
             }| {
                ParameterBuilder::new()
                    .name(name)
                    .parameter_in(ParameterIn::Query)
                    .required(if required {
                        Required::True
                    } else {
                        Required::False
                    })
                    .schema(Some(schema))
                    .build()
            },
        )
        .collect()
}

/// Gives request bodies their OpenAPI schema, made from their [`Input`].
#[macro_export]
macro_rules! body_schema {
    ($($body:ty),+ $(,)?) => {$(
        impl utoipa::PartialSchema for $body {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                $crate::validation::schema::body::<Self>()
            }
        }

        impl utoipa::ToSchema for $body {}
    )+};
}

/// Gives query strings their OpenAPI parameters, made from their [`Input`].
#[macro_export]
macro_rules! query_parameters {
    ($($query:ty),+ $(,)?) => {$(
        impl utoipa::IntoParams for $query {
            fn into_params(
                _: impl Fn() -> Option<utoipa::openapi::path::ParameterIn>,
            ) -> Vec<utoipa::openapi::path::Parameter> {
                $crate::validation::schema::query::<Self>()
            }
        }
    )+};
}
