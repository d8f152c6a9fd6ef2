//! What each source says of a session that several name, and what is believed of it.
//!
//! The order is that of papers: the source of the lowest rank that says anything, and of one rank the one imported last. The
//! longest list of papers gives the running order; what others have more comes behind it.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, named_params};
use serde::{Deserialize, Serialize};

use super::journal::{rows_of, table_named};
use super::sql;
use super::writer::{Writer, exists, ids};
use crate::record::{AuthorRecord, PersonName};

/// What one source says of a session.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Claim {
    conference_id: Option<i64>,
    title: String,
    title_key: String,
    kind: Option<String>,
    track: Option<String>,
    room: Option<String>,
    printed_time: Option<String>,
    starts_at: Option<String>,
    ends_at: Option<String>,
    /// The role and the printed name, in order.
    roles: Vec<(String, String)>,
    /// In running order.
    places: Vec<Place>,
}

/// One paper of a session.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Place {
    paper_id: i64,
    kind: Option<String>,
    board: Option<String>,
    printed_time: Option<String>,
    starts_at: Option<String>,
}

/// What the rows of a session say.
fn of_rows(connection: &Connection, session_id: i64) -> rusqlite::Result<Claim> {
    let rows = |table: &str| -> rusqlite::Result<Vec<HashMap<&'static str, serde_json::Value>>> {
        let Some(table) = table_named(table) else { return Ok(Vec::new()) };
        let rows = rows_of(connection, table, session_id)?;
        Ok(rows.into_iter().map(|row| table.columns.iter().copied().zip(row).collect()).collect())
    };
    let text = |row: &HashMap<&str, serde_json::Value>, column: &str| {
        row.get(column).and_then(serde_json::Value::as_str).map(str::to_owned)
    };
    let number =
        |row: &HashMap<&str, serde_json::Value>, column: &str| row.get(column).and_then(serde_json::Value::as_i64);
    let session = rows("sessions")?.into_iter().next().unwrap_or_default();
    let roles = rows("session_roles")?;
    let places = rows("presentations")?;
    Ok(Claim {
        conference_id: number(&session, "conference_id"),
        title: text(&session, "title").unwrap_or_default(),
        title_key: text(&session, "title_key").unwrap_or_default(),
        kind: text(&session, "kind"),
        track: text(&session, "track"),
        room: text(&session, "room"),
        printed_time: text(&session, "printed_time"),
        starts_at: text(&session, "starts_at"),
        ends_at: text(&session, "ends_at"),
        roles: roles.iter().filter_map(|row| Some((text(row, "role")?, text(row, "printed_name")?))).collect(),
        places: places
            .iter()
            .filter_map(|row| {
                Some(Place {
                    paper_id: number(row, "paper_id")?,
                    kind: text(row, "kind"),
                    board: text(row, "board"),
                    printed_time: text(row, "printed_time"),
                    starts_at: text(row, "starts_at"),
                })
            })
            .collect(),
    })
}

/// What is believed of several claims, the most believed first.
fn resolve(claims: &[Claim]) -> Claim {
    let first = |value: fn(&Claim) -> &Option<String>| claims.iter().find_map(|claim| value(claim).clone());
    let titled = claims.first().cloned().unwrap_or_default();
    // A time is of one source, end and all.
    let timed = claims.iter().find(|claim| claim.starts_at.is_some());
    let timed = timed.or_else(|| claims.iter().find(|claim| claim.printed_time.is_some())).cloned().unwrap_or_default();
    Claim {
        conference_id: claims.iter().find_map(|claim| claim.conference_id),
        title: titled.title,
        title_key: titled.title_key,
        kind: first(|claim| &claim.kind),
        track: first(|claim| &claim.track),
        room: first(|claim| &claim.room),
        printed_time: timed.printed_time,
        starts_at: timed.starts_at,
        ends_at: timed.ends_at,
        roles: claims.iter().map(|claim| &claim.roles).find(|roles| !roles.is_empty()).cloned().unwrap_or_default(),
        places: resolve_places(claims),
    }
}

fn resolve_places(claims: &[Claim]) -> Vec<Place> {
    let longest = claims.iter().map(|claim| claim.places.len()).max().unwrap_or_default();
    // Of two that are as long, the one that was there first: a file that adds a few papers does not put them in front.
    let base = claims.iter().rposition(|claim| claim.places.len() == longest).unwrap_or_default();
    let mut order: Vec<&Claim> = claims.iter().collect();
    if !order.is_empty() {
        let base = order.remove(base);
        order.insert(0, base);
    }
    let (mut places, mut seen): (Vec<Place>, HashSet<i64>) = (Vec::new(), HashSet::new());
    for claim in order {
        let new: Vec<&Place> = claim.places.iter().filter(|place| !seen.contains(&place.paper_id)).collect();
        seen.extend(new.iter().map(|place| place.paper_id));
        places.extend(new.into_iter().cloned());
    }
    // How and when, as the most believed source says it that does; one that has a paper twice knows best itself.
    let mut said: HashMap<i64, Vec<&Place>> = HashMap::new();
    for place in claims.iter().flat_map(|claim| &claim.places) {
        said.entry(place.paper_id).or_default().push(place);
    }
    let mut times: HashMap<i64, usize> = HashMap::new();
    places.iter().for_each(|place| *times.entry(place.paper_id).or_default() += 1);
    for place in places.iter_mut().filter(|place| times.get(&place.paper_id) == Some(&1)) {
        let all = said.get(&place.paper_id).map(Vec::as_slice).unwrap_or_default();
        place.kind = all.iter().find_map(|place| place.kind.clone());
        place.board = all.iter().find_map(|place| place.board.clone());
        if let Some(timed) = all.iter().find(|place| place.starts_at.is_some() || place.printed_time.is_some()) {
            place.starts_at.clone_from(&timed.starts_at);
            place.printed_time.clone_from(&timed.printed_time);
        }
    }
    places
}

impl Writer<'_> {
    /// Keeps what a session of this file and the one that is there say, each with its sources, which are all the other's
    /// from now on.
    pub(super) fn join_claims(&mut self, session_id: i64, into: i64) -> rusqlite::Result<()> {
        for id in [session_id, into] {
            let claims = serde_json::json!(of_rows(&self.tx, id)?).to_string();
            let own = named_params! { ":session_id": id, ":claims": claims };
            self.tx.prepare_cached(sql::KEEP_SESSION_CLAIMS)?.execute(own)?;
        }
        let both = named_params! { ":session_id": session_id, ":to_session_id": into };
        self.tx.prepare_cached(sql::MOVE_SESSION_SOURCES)?.execute(both)?;
        Ok(())
    }

    /// Believes of a session what its sources say by now.
    pub(super) fn resolve_session(&mut self, session_id: i64) -> rusqlite::Result<()> {
        let session = named_params! { ":session_id": session_id };
        let mut statement = self.tx.prepare_cached(sql::LIST_SESSION_CLAIMS)?;
        let texts: Vec<Option<String>> =
            statement.query_map(session, |row| row.get(2))?.collect::<rusqlite::Result<_>>()?;
        drop(statement);
        let claims: Vec<Claim> = texts.iter().flatten().filter_map(|text| serde_json::from_str(text).ok()).collect();
        if claims.is_empty() {
            return Ok(());
        }
        self.known.note(&self.tx, super::journal::Owner::Session, session_id)?;
        self.believe(session_id, &resolve(&claims))?;
        if texts.len() == 1 {
            self.tx.prepare_cached(sql::FORGET_SESSION_CLAIMS)?.execute(session)?;
        }
        Ok(())
    }

    fn believe(&mut self, session_id: i64, claim: &Claim) -> rusqlite::Result<()> {
        let session = named_params! { ":session_id": session_id };
        self.tx.prepare_cached(sql::UPDATE_SESSION)?.execute(named_params! {
            ":session_id": session_id,
            ":conference_id": claim.conference_id,
            ":title": claim.title,
            ":title_key": claim.title_key,
            ":kind": claim.kind,
            ":track": claim.track,
            ":room": claim.room,
            ":printed_time": claim.printed_time,
            ":starts_at": claim.starts_at,
            ":ends_at": claim.ends_at,
        })?;
        self.stale_authors.extend(ids(&self.tx, sql::LIST_SESSION_ROLE_AUTHORS, session)?);
        for statement in [sql::DELETE_SESSION_ROLES, sql::DELETE_PRESENTATIONS] {
            self.tx.prepare_cached(statement)?.execute(session)?;
        }
        let mut positions: HashMap<&str, i64> = HashMap::new();
        for (role, name) in &claim.roles {
            let author_id = self.known.person(&self.tx, &AuthorRecord::from(PersonName::literal(name.as_str())))?;
            let position = positions.entry(role).or_default();
            *position += 1;
            self.tx.prepare_cached(sql::INSERT_SESSION_ROLE)?.execute(named_params! {
                ":session_id": session_id,
                ":role": role,
                ":position": *position,
                ":author_id": author_id,
                ":printed_name": name,
            })?;
        }
        let mut position = 0;
        for place in &claim.places {
            if !exists(&self.tx, sql::HAS_PAPER, named_params! { ":paper_id": place.paper_id })? {
                continue;
            }
            position += 1;
            self.tx.prepare_cached(sql::INSERT_PRESENTATION)?.execute(named_params! {
                ":session_id": session_id,
                ":position": position,
                ":paper_id": place.paper_id,
                ":kind": place.kind,
                ":board": place.board,
                ":printed_time": place.printed_time,
                ":starts_at": place.starts_at,
            })?;
        }
        Ok(())
    }

    /// A paper of this file took the row of another one: what the file says of sessions names that.
    pub(super) fn rename_in_claims(&mut self, paper_id: i64, into: i64) -> rusqlite::Result<()> {
        let own = named_params! { ":import_id": self.import_id };
        let mut statement = self.tx.prepare_cached(sql::LIST_CLAIMS_OF_IMPORT)?;
        let rows: Vec<(i64, i64, String)> = statement
            .query_map(own, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect::<rusqlite::Result<_>>()?;
        for (session_id, line, text) in rows {
            let Ok(mut claim) = serde_json::from_str::<Claim>(&text) else { continue };
            let own = claim.places.iter_mut().filter(|place| place.paper_id == paper_id);
            own.for_each(|place| place.paper_id = into);
            self.tx.prepare_cached(sql::UPDATE_SESSION_CLAIMS)?.execute(named_params! {
                ":session_id": session_id,
                ":import_id": self.import_id,
                ":line": line,
                ":claims": serde_json::json!(claim).to_string(),
            })?;
        }
        Ok(())
    }
}
