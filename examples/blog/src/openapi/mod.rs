//! The description of the API.

use axum::http::StatusCode;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        Components, Contact, ContentBuilder, Info, License, OpenApi, OpenApiBuilder, Ref, RefOr,
        Response, ResponseBuilder, Schema,
        path::{Operation, PathItem},
    },
};

pub mod responses;

use self::responses::{ErrorDetail, ValidationDetail};
use crate::auth;
use crate::config::AppConfig;

/// The document without its operations.
pub fn base(app: &AppConfig) -> OpenApi {
    let mut info = Info::new(&app.name, &app.version);
    info.description = app.description.clone();
    info.license = app.license_name.as_ref().map(License::new);
    if app.contact_name.is_some() || app.contact_email.is_some() {
        let mut contact = Contact::new();
        contact.name = app.contact_name.clone();
        contact.email = app.contact_email.clone();
        info.contact = Some(contact);
    }

    let mut components = Components::new();
    components.add_security_scheme("oauth2", auth::security_scheme());
    for (name, schema) in error_schemas() {
        components.schemas.insert(name, schema);
    }
    OpenApiBuilder::new()
        .info(info)
        .components(Some(components))
        .build()
}

/// Declares on every operation what any of them may answer.
pub fn complete(mut document: OpenApi) -> OpenApi {
    let body = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name(ErrorDetail::name())))
        .build();
    let failure = ResponseBuilder::new()
        .description("Internal Server Error")
        .content("application/json", body)
        .build();
    for item in document.paths.paths.values_mut() {
        for operation in operations_mut(item) {
            let responses = &mut operation.responses.responses;
            for (status, response) in responses.iter_mut() {
                describe(status, response);
            }
            responses
                .entry("500".to_owned())
                .or_insert_with(|| failure.clone().into());
        }
    }
    document
}

/// OpenAPI wants a description of every answer; the name of the status is one.
fn describe(status: &str, response: &mut RefOr<Response>) {
    let name = status
        .parse::<StatusCode>()
        .ok()
        .and_then(|status| status.canonical_reason());
    if let (RefOr::T(response), Some(name)) = (response, name)
        && response.description.is_empty()
    {
        response.description = name.to_owned();
    }
}

/// The schemas that no operation names itself, since they stand in shared answers.
fn error_schemas() -> Vec<(String, RefOr<Schema>)> {
    let mut schemas = vec![
        (ErrorDetail::name().into_owned(), ErrorDetail::schema()),
        (
            ValidationDetail::name().into_owned(),
            ValidationDetail::schema(),
        ),
    ];
    ValidationDetail::schemas(&mut schemas);
    schemas
}

/// Every operation as method, path and operation id, sorted by path.
pub fn operations(document: &OpenApi) -> Vec<(&'static str, &str, &str)> {
    let mut rows = Vec::new();
    for (path, item) in &document.paths.paths {
        let operations = [
            ("GET", &item.get),
            ("POST", &item.post),
            ("PUT", &item.put),
            ("PATCH", &item.patch),
            ("DELETE", &item.delete),
        ];
        for (method, operation) in operations {
            if let Some(operation) = operation {
                let id = operation.operation_id.as_deref().unwrap_or_default();
                rows.push((method, path.as_str(), id));
            }
        }
    }
    rows
}

fn operations_mut(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [
        &mut item.get,
        &mut item.post,
        &mut item.put,
        &mut item.patch,
        &mut item.delete,
    ]
    .into_iter()
    .flatten()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::operations;
    use crate::{app, testing::TestApp};

    #[tokio::test]
    async fn the_document_says_who_and_how() {
        let settings = [("APP_NAME", "Shop"), ("CONTACT_EMAIL", "a@example.com")];
        let app = TestApp::with(&settings).await;
        let document = json!(app::document(&app.state.config.app));
        assert_eq!(document["openapi"], "3.1.0");
        assert_eq!(document["info"]["title"], "Shop");
        assert_eq!(
            document["info"]["contact"],
            json!({"email": "a@example.com"})
        );
    }

    #[tokio::test]
    async fn operations_have_unique_ids_and_declare_failure() {
        let app = TestApp::new().await;
        let document = app::document(&app.state.config.app);
        let operations = operations(&document);
        let mut ids: Vec<_> = operations.iter().map(|(.., id)| *id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), operations.len());
        for item in document.paths.paths.values() {
            for operation in [&item.get, &item.post, &item.patch, &item.delete] {
                let responses = operation.as_ref().map(|it| &it.responses.responses);
                assert!(responses.is_none_or(|them| them.contains_key("500")));
            }
        }
    }
}
