use axum::{
    Json,
    extract::{Request, State},
    http::{StatusCode, header::WWW_AUTHENTICATE},
    middleware::Next,
    response::{IntoResponse, Response},
};
use axum_extra::{
    TypedHeader,
    headers::{Authorization, authorization::Basic},
};
use secrecy::SecretString;

use crate::{app::AppState, entities::user, error::Result, openapi::responses::ErrorDetail};

/// Lets superusers through, who log in by HTTP Basic: any browser asks for that.
pub(super) async fn superusers_only(
    State(state): State<AppState>,
    credentials: Option<TypedHeader<Authorization<Basic>>>,
    request: Request,
    next: Next,
) -> Result<Response> {
    if let Some(TypedHeader(Authorization(basic))) = credentials
        && is_superuser(&state, &basic).await?
    {
        return Ok(next.run(request).await);
    }
    let detail = "Not authenticated".to_owned();
    Ok((
        StatusCode::UNAUTHORIZED,
        [(WWW_AUTHENTICATE, "Basic realm=\"API documentation\"")],
        Json(ErrorDetail { detail }),
    )
        .into_response())
}

async fn is_superuser(state: &AppState, credentials: &Basic) -> Result<bool> {
    let AppState { db, passwords, .. } = state;
    let password = SecretString::from(credentials.password());
    let user = user::authenticate(db, passwords, credentials.username(), &password).await?;
    Ok(user.is_some_and(|user| user.is_superuser))
}

#[cfg(test)]
mod tests {
    use base64::{Engine, prelude::BASE64_STANDARD};

    use crate::testing::{PASSWORD, TestApp};

    #[tokio::test]
    async fn staging_pages_ask_for_a_superuser() {
        let app = TestApp::with(&[("ENVIRONMENT", "staging")]).await;
        let basic = |credentials: String| format!("Basic {}", BASE64_STANDARD.encode(credentials));
        app.admin().await;
        app.user("ada").await;
        let right = basic(format!("admin:{PASSWORD}"));
        let wrong = [
            basic("admin:wrong".to_owned()),
            basic(format!("ada:{PASSWORD}")),
        ];
        for page in ["/docs", "/docs/swagger-ui.css", "/redoc", "/openapi.json"] {
            let answer = app.anonymous().get(page).await;
            assert_eq!(answer.status, 401, "{page}");
            assert!(answer.header("www-authenticate").starts_with("Basic "));
            for credentials in &wrong {
                let answer = app
                    .anonymous()
                    .call("GET", page, &[("authorization", credentials)])
                    .await;
                assert_eq!(answer.status, 401, "{page}");
            }
            let answer = app
                .anonymous()
                .call("GET", page, &[("authorization", &right)])
                .await;
            assert_eq!(answer.status, 200, "{page}");
        }
    }
}
