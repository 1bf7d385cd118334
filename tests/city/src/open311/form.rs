//! Reading what is posted: a plain form, or one in parts with photos.

use axum::extract::{FromRequest, Multipart, Request};

use super::Fields;
use super::write::Refusal;
use crate::digest::sha256;
use crate::misbehaviour::Trouble;
use crate::{App, PHOTO_LIMIT, http};

const FORM: &str = "application/x-www-form-urlencoded";

/// A file that came along.
#[derive(Debug)]
pub(super) struct Media {
    pub(super) media_type: String,
    pub(super) sha256: String,
}

/// What was posted.
#[derive(Debug)]
pub(super) struct Form {
    pub(super) fields: Fields,
    pub(super) media: Vec<Media>,
}

pub(super) async fn read(posted: Request, app: &App, trouble: &Trouble) -> Result<Form, Refusal> {
    let (parts, body) = posted.into_parts();
    let is_plain = http::is_of_type(&parts.headers, FORM);
    let whole = http::take_whole(body, 6 * PHOTO_LIMIT, app.options.silence, trouble).await;
    let whole = whole.map_err(|_| Refusal::new(400, "The body did not come to its end"))?;
    if is_plain {
        let fields = form_urlencoded::parse(&whole).into_owned().collect();
        return Ok(Form { fields, media: Vec::new() });
    }
    let no_parts = |_| Refusal::new(400, "This is no form");
    let mut parted = Multipart::from_request(Request::from_parts(parts, whole.into()), &())
        .await
        .map_err(|_| Refusal::new(400, "This is no form"))?;
    let mut form = Form { fields: Vec::new(), media: Vec::new() };
    while let Some(part) = parted.next_field().await.map_err(no_parts)? {
        let name = part.name().unwrap_or_default().to_owned();
        if part.file_name().is_some() {
            let media_type = part.content_type().unwrap_or_default().to_owned();
            let bytes = part.bytes().await.map_err(no_parts)?;
            if name == "media" {
                form.media.push(Media { media_type, sha256: sha256(&bytes) });
            }
        } else {
            let text = part.text().await.map_err(no_parts)?;
            form.fields.push((name, text));
        }
    }
    Ok(form)
}
