use utoipa::openapi::security::{Flow, OAuth2, Password, Scopes, SecurityScheme};

/// How clients of the documentation log in; operations refer to it as `oauth2`.
pub fn security_scheme() -> SecurityScheme {
    let flow = Flow::Password(Password::new("/api/v1/login", Scopes::new()));
    SecurityScheme::OAuth2(OAuth2::new([flow]))
}
