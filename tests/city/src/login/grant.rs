//! What a login gives: a code, then a family of refresh tokens of which only the newest is good, and access
//! tokens. It keeps hashes of them, decides by the moment that it is asked, and knows nothing of HTTP.
//!
//! A refusal is a decision, not an error: what it leads to, such as the end of a family, must be kept.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, FixedOffset};
use ring::digest::{SHA256, digest};
use ring::hmac;
use rusqlite::{OptionalExtension, Row, params};

use super::citizen::{Citizen, Level};
use super::token::Refusal;
use crate::store::Transaction;
use crate::{Error, digest, store};

/// Who logged in, how, and for which request of the app.
#[derive(Debug)]
pub(crate) struct Consent<'a> {
    pub(crate) citizen: &'a Citizen,
    pub(crate) level: Level,
    pub(crate) redirect_uri: &'a str,
    pub(crate) challenge: &'a str,
    pub(crate) nonce: &'a str,
}

/// One login: what all of its tokens are about.
#[derive(Debug)]
pub(crate) struct Login {
    seq: i64,
    pub(crate) sub: String,
    pub(crate) acr: String,
    /// Seconds since the epoch.
    pub(crate) auth_time: i64,
}

/// A code and what it was made for.
struct Code {
    login: i64,
    redirect_uri: String,
    challenge: String,
    nonce: String,
    expires_at: i64,
    used: bool,
}

/// The tokens that a request gets.
#[derive(Debug)]
pub(crate) struct Granted {
    pub(crate) login: Login,
    /// The nonce of the app's request, for the ID token that answers it.
    pub(crate) nonce: Option<String>,
    pub(crate) access_token: String,
    pub(crate) refresh_token: String,
}

/// How long things live.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lives {
    pub(crate) access_token: Duration,
    pub(crate) grace: Duration,
}

/// Why a bearer is no good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BadBearer {
    Unknown,
    Expired,
}

/// Granted, or refused in a way that is to be remembered.
pub(crate) type Decision<T> = Result<Result<T, Refusal>, Error>;

const NO_SUCH_CODE: Refusal = Refusal::invalid_grant("there is no such code, or it is too late for it");
const OTHER_REQUEST: Refusal = Refusal::invalid_grant("the code was made for another request");
const NO_SUCH_LOGIN: Refusal = Refusal::invalid_grant("the login is over");

fn milliseconds(life: Duration) -> i64 {
    i64::try_from(life.as_millis()).unwrap_or(i64::MAX)
}

/// Notes the login and makes its code.
pub(crate) fn issue_code(
    db: &Transaction<'_>,
    life: Duration,
    consent: &Consent<'_>,
) -> Result<String, Error> {
    let now = store::now();
    let login: i64 = db.query_row(
        "INSERT INTO logins(sub, acr, auth_time) VALUES (?1, ?2, ?3) RETURNING seq",
        params![consent.citizen.sub, consent.level.acr(), now.timestamp()],
        |row| row.get(0),
    )?;
    let (code, hash) = digest::new_secret()?;
    let expires_at = now.timestamp_millis().saturating_add(milliseconds(life));
    db.execute(
        "INSERT INTO login_codes(hash, login, redirect_uri, challenge, nonce, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![hash, login, consent.redirect_uri, consent.challenge, consent.nonce, expires_at],
    )?;
    Ok(code)
}

/// Exchanges a code, once: whatever comes of it, the code is used up. A second use ends what came of the
/// first (RFC 6749, section 4.1.2).
pub(crate) fn redeem_code(
    db: &Transaction<'_>,
    lives: Lives,
    code: &str,
    redirect_uri: &str,
    verifier: &str,
) -> Decision<Granted> {
    let now = store::now();
    let hash = digest::of_secret(code);
    let query =
        "SELECT login, redirect_uri, challenge, nonce, expires_at, used FROM login_codes WHERE hash = ?1";
    let read = |row: &Row<'_>| {
        Ok(Code {
            login: row.get(0)?,
            redirect_uri: row.get(1)?,
            challenge: row.get(2)?,
            nonce: row.get(3)?,
            expires_at: row.get(4)?,
            used: row.get(5)?,
        })
    };
    let Some(made) = db.query_row(query, [&hash], read).optional()? else { return Ok(Err(NO_SUCH_CODE)) };
    if made.used {
        end(db, made.login)?;
        return Ok(Err(NO_SUCH_CODE));
    }
    db.execute("UPDATE login_codes SET used = 1 WHERE hash = ?1", [&hash])?;
    if now.timestamp_millis() >= made.expires_at {
        return Ok(Err(NO_SUCH_CODE));
    }
    // RFC 7636, section 4.6.
    let proof = URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()));
    if made.redirect_uri != redirect_uri || made.challenge != proof {
        return Ok(Err(OTHER_REQUEST));
    }
    let Some(login) = living(db, made.login)? else { return Ok(Err(NO_SUCH_LOGIN)) };
    let (refresh_token, hash) = digest::new_secret()?;
    keep_refresh_token(db, &hash, login.seq)?;
    let access_token = issue_access_token(db, now, lives.access_token, login.seq)?;
    Ok(Ok(Granted { login, nonce: Some(made.nonce), access_token, refresh_token }))
}

/// Exchanges a refresh token for the next one. One that was used before is answered again with the same
/// successor while that is unused and the grace lasts; otherwise its family ends (RFC 9700, section 4.14.2).
///
/// The successor is made from the token itself with the city's own key: so it can be answered again although
/// only its hash is kept.
pub(crate) fn refresh(
    db: &Transaction<'_>,
    lives: Lives,
    successors: &hmac::Key,
    token: &str,
) -> Decision<Granted> {
    let now = store::now();
    let hash = digest::of_secret(token);
    let found: Option<(i64, Option<i64>)> = db
        .query_row("SELECT login, used_at FROM refresh_tokens WHERE hash = ?1", [&hash], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    let Some((login, used_at)) = found else { return Ok(Err(NO_SUCH_LOGIN)) };
    let Some(login) = living(db, login)? else { return Ok(Err(NO_SUCH_LOGIN)) };
    let successor = hmac::sign(successors, token.as_bytes());
    let (successor, successor_hash) = digest::secret_of(successor.as_ref());
    match used_at {
        None => {
            db.execute(
                "UPDATE refresh_tokens SET used_at = ?2 WHERE hash = ?1",
                params![hash, now.timestamp_millis()],
            )?;
            keep_refresh_token(db, &successor_hash, login.seq)?;
        }
        Some(used_at) => {
            let late = now.timestamp_millis() >= used_at.saturating_add(milliseconds(lives.grace));
            if late || !is_unused(db, &successor_hash)? {
                end(db, login.seq)?;
                return Ok(Err(NO_SUCH_LOGIN));
            }
        }
    }
    let access_token = issue_access_token(db, now, lives.access_token, login.seq)?;
    Ok(Ok(Granted { login, nonce: None, access_token, refresh_token: successor }))
}

/// Whose access token this is.
pub(crate) fn holder(db: &Transaction<'_>, token: &str) -> Result<Result<Login, BadBearer>, Error> {
    let found: Option<(i64, i64)> = db
        .query_row(
            "SELECT login, expires_at FROM access_tokens WHERE hash = ?1",
            [digest::of_secret(token)],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    let Some((login, expires_at)) = found else { return Ok(Err(BadBearer::Unknown)) };
    let login = living(db, login)?.ok_or(BadBearer::Unknown);
    let expired = store::now().timestamp_millis() >= expires_at;
    Ok(login.and_then(|login| if expired { Err(BadBearer::Expired) } else { Ok(login) }))
}

/// Ends the family of a refresh token, or one access token. An unknown token is as good as revoked (RFC 7009,
/// section 2.2).
pub(crate) fn revoke(db: &Transaction<'_>, token: &str) -> Result<(), Error> {
    let hash = digest::of_secret(token);
    db.execute(
        "UPDATE logins SET ended = 1 WHERE seq IN (SELECT login FROM refresh_tokens WHERE hash = ?1)",
        [&hash],
    )?;
    db.execute("DELETE FROM access_tokens WHERE hash = ?1", [&hash])?;
    Ok(())
}

/// Ends every login.
pub(crate) fn end_all(db: &Transaction<'_>) -> Result<(), Error> {
    db.execute("UPDATE logins SET ended = 1", [])?;
    Ok(())
}

/// Lets every access token expire now.
pub(crate) fn expire_access_tokens(db: &Transaction<'_>) -> Result<(), Error> {
    db.execute("UPDATE access_tokens SET expires_at = 0", [])?;
    Ok(())
}

/// How many logins have a refresh token that is good.
pub(crate) fn live(db: &Transaction<'_>) -> rusqlite::Result<u64> {
    db.query_row(
        "SELECT count(*) FROM logins WHERE NOT ended AND seq IN (SELECT login FROM refresh_tokens)",
        [],
        |row| row.get(0),
    )
}

fn end(db: &Transaction<'_>, login: i64) -> rusqlite::Result<()> {
    db.execute("UPDATE logins SET ended = 1 WHERE seq = ?1", [login]).map(|_| ())
}

/// The login, unless it has ended.
fn living(db: &Transaction<'_>, login: i64) -> rusqlite::Result<Option<Login>> {
    let query = "SELECT seq, sub, acr, auth_time FROM logins WHERE seq = ?1 AND NOT ended";
    db.query_row(query, [login], |row| {
        Ok(Login { seq: row.get(0)?, sub: row.get(1)?, acr: row.get(2)?, auth_time: row.get(3)? })
    })
    .optional()
}

fn is_unused(db: &Transaction<'_>, refresh_token: &str) -> rusqlite::Result<bool> {
    let query = "SELECT used_at IS NULL FROM refresh_tokens WHERE hash = ?1";
    db.query_row(query, [refresh_token], |row| row.get(0))
}

fn keep_refresh_token(db: &Transaction<'_>, hash: &str, login: i64) -> rusqlite::Result<()> {
    let query = "INSERT INTO refresh_tokens(hash, login) VALUES (?1, ?2)";
    db.execute(query, params![hash, login]).map(|_| ())
}

fn issue_access_token(
    db: &Transaction<'_>,
    now: DateTime<FixedOffset>,
    life: Duration,
    login: i64,
) -> Result<String, Error> {
    let (token, hash) = digest::new_secret()?;
    let expires_at = now.timestamp_millis().saturating_add(milliseconds(life));
    db.execute(
        "INSERT INTO access_tokens(hash, login, expires_at) VALUES (?1, ?2, ?3)",
        params![hash, login, expires_at],
    )?;
    Ok(token)
}
