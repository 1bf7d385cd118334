//! Warnings: the messages that were published, and the signed index of those that are listed. Every new index
//! has a higher serial than all before it, also after a restart. The key is made at the first start and stays
//! in the data directory.

use std::path::Path;
use std::sync::Arc;

use axum::extract::{self, State};
use axum::http::HeaderMap;
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::TimeDelta;
use ring::rand::SystemRandom;
use ring::signature::{Ed25519KeyPair, KeyPair};
use rusqlite::{OptionalExtension, params};
use serde::Serialize;

use crate::cap::Summary;
use crate::problem::Problem;
use crate::store::Transaction;
use crate::{App, Error, digest, http, keyfile, store};

/// Signs the index.
#[derive(Debug)]
pub(crate) struct Signer(Ed25519KeyPair);

impl Signer {
    /// The key of this data directory, made now if there is none.
    pub(crate) fn open(data: &Path) -> Result<Self, Error> {
        let pkcs8 = keyfile::read_or_make(&data.join("alert.key"), || {
            let made = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).map_err(|_| Error::Randomness)?;
            Ok(made.as_ref().to_vec())
        })?;
        Ok(Self(Ed25519KeyPair::from_pkcs8(&pkcs8).map_err(|_| Error::AlertKey)?))
    }

    /// The public key, base64.
    pub(crate) fn public_key(&self) -> String {
        STANDARD.encode(self.0.public_key())
    }
}

#[derive(Serialize)]
struct Index {
    serial: i64,
    signed_at: String,
    valid_until: String,
    alerts: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    identifier: String,
    sender: String,
    sent: String,
    sha256: String,
    url: String,
    expires: String,
}

/// The index as it is served: exactly the bytes that were signed.
struct Signed {
    body: String,
    signature: String,
}

/// A warning as the operator sees it.
#[derive(Debug)]
pub(crate) struct Published {
    pub(crate) sha256: String,
    pub(crate) summary: Summary,
    pub(crate) listed: bool,
}

/// Publishes a message, again if it was withdrawn; returns its digest.
pub(crate) fn publish(app: &App, xml: &[u8]) -> Result<String, Error> {
    let summary = Summary::read(xml)?;
    let sha256 = digest::sha256(xml);
    app.store.transact(|db| {
        db.execute(
            "INSERT INTO alerts(sha256, identifier, sender, sent, expires, headline, xml, listed)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 1) ON CONFLICT(sha256) DO UPDATE SET listed = 1",
            params![
                sha256,
                summary.identifier,
                summary.sender,
                summary.sent,
                summary.expires,
                summary.headline,
                xml
            ],
        )?;
        sign_anew(app, db)
    })?;
    Ok(sha256)
}

/// Takes a message out of the index. It stays at its address, and it is not cancelled by that.
pub(crate) fn withdraw(app: &App, sha256: &str) -> Result<(), Error> {
    app.store.transact(|db| {
        let rows = db.execute("UPDATE alerts SET listed = 0 WHERE sha256 = ?1 AND listed", [sha256])?;
        if rows == 0 {
            return Err(Error::AlertUnknown);
        }
        sign_anew(app, db).map(|_| ())
    })
}

/// All messages, the last published first.
pub(crate) fn published(db: &Transaction<'_>) -> rusqlite::Result<Vec<Published>> {
    db.prepare(
        "SELECT sha256, identifier, sender, sent, expires, headline, listed FROM alerts ORDER BY seq DESC",
    )?
    .query_map([], |row| {
        let summary = Summary {
            identifier: row.get(1)?,
            sender: row.get(2)?,
            sent: row.get(3)?,
            expires: row.get(4)?,
            headline: row.get(5)?,
        };
        Ok(Published { sha256: row.get(0)?, summary, listed: row.get(6)? })
    })?
    .collect()
}

/// The serial of the index that is served, 0 before the first.
pub(crate) fn serial(db: &Transaction<'_>) -> rusqlite::Result<i64> {
    db.query_row("SELECT COALESCE(MAX(serial), 0) FROM alert_index", [], |row| row.get(0))
}

fn sign_anew(app: &App, db: &Transaction<'_>) -> Result<Signed, Error> {
    let validity = TimeDelta::from_std(app.options.index_validity).unwrap_or(TimeDelta::MAX);
    let signed_at = store::now();
    let valid_until = signed_at.checked_add_signed(validity).unwrap_or(signed_at);
    let alerts = db
        .prepare("SELECT identifier, sender, sent, sha256, expires FROM alerts WHERE listed ORDER BY seq")?
        .query_map([], |row| {
            let sha256: String = row.get(3)?;
            let url = format!("/v1/alerts/messages/{sha256}");
            let (identifier, sender, sent) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok(Entry { identifier, sender, sent, sha256, url, expires: row.get(4)? })
        })?
        .collect::<rusqlite::Result<_>>()?;
    let serial = serial(db)? + 1;
    let (from, until) = (store::rfc3339(signed_at), store::rfc3339(valid_until));
    let body = serde_json::to_string(&Index { serial, signed_at: from, valid_until: until, alerts })?;
    let signature = STANDARD.encode(app.signer.0.sign(body.as_bytes()));
    // Renewed after half its life, so that whoever fetches one has a while to go with it.
    let renew_at = (signed_at + (valid_until - signed_at) / 2).timestamp();
    db.execute(
        "INSERT INTO alert_index VALUES (?1, ?2, ?3, ?4)",
        params![serial, body, signature, renew_at],
    )?;
    db.execute("DELETE FROM alert_index WHERE serial < ?1", [serial])?;
    Ok(Signed { body, signature })
}

fn current(app: &App) -> Result<Signed, Error> {
    app.store.transact(|db| {
        let held = db
            .query_row(
                "SELECT body, signature FROM alert_index WHERE renew_at > ?1 ORDER BY serial DESC",
                [store::now().timestamp()],
                |row| Ok(Signed { body: row.get(0)?, signature: row.get(1)? }),
            )
            .optional()?;
        held.map_or_else(|| sign_anew(app, db), Ok)
    })
}

/// `GET /v1/alerts/index.json`
pub(crate) async fn serve_index(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Signed { body, .. } = current(&app)?;
    Ok(http::conditional(&headers, etag_of(&body), index_caching(&app), "application/json", body))
}

/// `GET /v1/alerts/index.json.sig`
pub(crate) async fn serve_signature(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Signed { signature, .. } = current(&app)?;
    Ok(http::conditional(&headers, etag_of(&signature), index_caching(&app), "text/plain", signature))
}

/// `GET /v1/alerts/messages/{sha256}`
pub(crate) async fn serve_message(
    State(app): State<Arc<App>>,
    extract::Path(sha256): extract::Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let xml: Option<Vec<u8>> = app.store.transact(|db| {
        db.query_row("SELECT xml FROM alerts WHERE sha256 = ?1", [&sha256], |row| row.get(0)).optional()
    })?;
    let xml = xml.ok_or(Error::AlertUnknown)?;
    let for_ever = "public, max-age=31536000, immutable".to_owned();
    Ok(http::conditional(&headers, format!("\"{sha256}\""), for_ever, "application/cap+xml", xml))
}

fn etag_of(body: &str) -> String {
    format!("\"{}\"", digest::sha256(body.as_bytes()))
}

fn index_caching(app: &App) -> String {
    format!("public, max-age={}, must-revalidate", app.options.index_max_age.as_secs())
}
