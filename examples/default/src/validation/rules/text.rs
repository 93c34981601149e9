use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
use validator::ValidateEmail;

use super::{Pattern, Rule};
use crate::validation::{Problem, Source};

/// Text with a length in characters, and optionally a pattern.
pub struct Text {
    min: usize,
    max: usize,
    pattern: Option<&'static Pattern>,
}

/// Text of `min` to `max` characters.
pub fn text(min: usize, max: usize) -> Text {
    Text {
        min,
        max,
        pattern: None,
    }
}

/// Text of at least `min` characters.
pub fn unbounded_text(min: usize) -> Text {
    text(min, usize::MAX)
}

static SLUG: Pattern = Pattern::new("^[a-z0-9]+(-[a-z0-9]+)*$");

/// Lower-case words and numbers with hyphens between them, at most `max` characters.
pub fn slug(max: usize) -> Text {
    text(1, max).pattern(&SLUG)
}

impl Text {
    pub fn pattern(mut self, pattern: &'static Pattern) -> Self {
        self.pattern = Some(pattern);
        self
    }

    fn within_length(&self, value: &str) -> Result<(), Problem> {
        let length = value.chars().count();
        if length < self.min {
            let msg = format!("String should have at least {}", characters(self.min));
            return Err(
                Problem::new("string_too_short", msg).with(json!({ "min_length": self.min }))
            );
        }
        if length > self.max {
            let msg = format!("String should have at most {}", characters(self.max));
            return Err(
                Problem::new("string_too_long", msg).with(json!({ "max_length": self.max }))
            );
        }
        Ok(())
    }
}

impl Rule for Text {
    type Output = String;

    fn check(&self, value: &Value, _: Source) -> Result<String, Problem> {
        let value = string(value)?;
        self.within_length(value)?;
        if let Some(pattern) = self.pattern {
            pattern.check(value)?;
        }
        Ok(value.to_owned())
    }

    fn schema(&self) -> ObjectBuilder {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .min_length(Some(self.min))
            .max_length(Some(self.max).filter(|max| *max < usize::MAX))
            .pattern(self.pattern.map(|pattern| pattern.as_str()))
    }
}

/// An email address, with its domain in lower case.
pub struct Email;

const EMAIL_LENGTH: usize = 254;

pub fn email() -> Email {
    Email
}

impl Rule for Email {
    type Output = String;

    fn check(&self, value: &Value, _: Source) -> Result<String, Problem> {
        let value = string(value)?;
        let refuse = |reason: &str| {
            let msg = format!("value is not a valid email address: {reason}");
            Err(Problem::new("value_error", msg).with(json!({ "reason": reason })))
        };
        let Some((local, domain)) = value.rsplit_once('@') else {
            return refuse("An email address must have an @-sign.");
        };
        if value.len() > EMAIL_LENGTH {
            return refuse("The email address is too long.");
        }
        if local.is_empty() {
            return refuse("There must be something before the @-sign.");
        }
        if domain.is_empty() {
            return refuse("There must be something after the @-sign.");
        }
        if !domain.contains('.') {
            return refuse("The part after the @-sign is not valid. It should have a period.");
        }
        if !value.validate_email() {
            return refuse("It has characters or a form that an email address cannot have.");
        }
        Ok(format!("{local}@{}", domain.to_lowercase()))
    }

    fn schema(&self) -> ObjectBuilder {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Email)))
            .max_length(Some(EMAIL_LENGTH))
            .examples([json!("ada@example.com")])
    }
}

/// A web address over http or https.
pub struct Url;

const URL_LENGTH: usize = 2083;

pub fn url() -> Url {
    Url
}

impl Rule for Url {
    type Output = String;

    fn check(&self, value: &Value, _: Source) -> Result<String, Problem> {
        let value = string(value)?;
        text(1, URL_LENGTH).within_length(value)?;
        let url = ::url::Url::parse(value).map_err(|error| {
            let msg = format!("Input should be a valid URL, {error}");
            Problem::new("url_parsing", msg).with(json!({ "error": error.to_string() }))
        })?;
        if !matches!(url.scheme(), "http" | "https") {
            let problem = Problem::new("url_scheme", "URL scheme should be 'http' or 'https'");
            return Err(problem.with(json!({ "expected_schemes": "'http' or 'https'" })));
        }
        Ok(value.to_owned())
    }

    fn schema(&self) -> ObjectBuilder {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::Custom("uri".to_owned())))
            .max_length(Some(URL_LENGTH))
            .examples([json!("https://example.com/ada.png")])
    }
}

/// Text that is never repeated to the client.
pub struct Secret(Text);

/// A secret of `min` to `max` characters.
pub fn secret(min: usize, max: usize) -> Secret {
    Secret(text(min, max))
}

impl Rule for Secret {
    type Output = SecretString;

    fn check(&self, value: &Value, source: Source) -> Result<SecretString, Problem> {
        self.0.check(value, source).map(SecretString::from)
    }

    fn schema(&self) -> ObjectBuilder {
        let password = SchemaFormat::KnownFormat(KnownFormat::Password);
        self.0.schema().format(Some(password)).write_only(true)
    }

    fn is_secret(&self) -> bool {
        true
    }
}

/// A new password: 8 to 128 characters of four kinds.
pub struct Password(Secret);

pub fn password() -> Password {
    Password(secret(8, 128))
}

impl Rule for Password {
    type Output = SecretString;

    fn check(&self, value: &Value, source: Source) -> Result<SecretString, Problem> {
        let password = self.0.check(value, source)?;
        let has = |is_kind: fn(char) -> bool| password.expose_secret().contains(is_kind);
        let kinds = [
            (has(char::is_lowercase), "a lower-case letter"),
            (has(char::is_uppercase), "an upper-case letter"),
            (has(|c| c.is_ascii_digit()), "a digit"),
            (has(|c| !c.is_alphanumeric()), "a special character"),
        ];
        match kinds.iter().find(|(is_there, _)| !is_there) {
            Some((_, kind)) => Err(Problem::value(format!("the password must have {kind}"))),
            None => Ok(password),
        }
    }

    fn schema(&self) -> ObjectBuilder {
        self.0.schema()
    }

    fn is_secret(&self) -> bool {
        true
    }
}

/// NUL is refused because PostgreSQL cannot store it.
fn string(value: &Value) -> Result<&str, Problem> {
    let value = value
        .as_str()
        .ok_or_else(|| Problem::new("string_type", "Input should be a valid string"))?;
    if value.contains('\0') {
        return Err(Problem::value("NUL characters are not allowed"));
    }
    Ok(value)
}

fn characters(count: usize) -> String {
    match count {
        1 => "1 character".to_owned(),
        _ => format!("{count} characters"),
    }
}
