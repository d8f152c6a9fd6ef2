//! What an import changed, in words, told from the rows as they were and as they are.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension, named_params};
use serde_json::Value;

use super::change::{Author, Change, Moves, Teller, join};
use super::journal::{Images, Owner, Watermarks, images, row_now, rows_of, table_named};
use super::sql;

type Row = Vec<Value>;

/// Keeps what changed, in order.
pub fn keep_changes(connection: &Connection, import_id: i64, changes: &[Change]) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(sql::INSERT_CHANGE)?;
    for (position, change) in (1_i64..).zip(changes) {
        statement.execute(named_params! {
            ":import_id": import_id,
            ":position": position,
            ":what": change.what,
            ":item_id": change.item_id,
            ":title": change.title,
            ":change": change.change,
            ":field": change.field,
            ":before": change.before,
            ":after": change.after,
        })?;
    }
    Ok(())
}

/// How many papers were not there before.
pub fn added(connection: &Connection, before: Watermarks) -> rusqlite::Result<u64> {
    let above = named_params! { ":above": before.papers };
    connection.prepare_cached(sql::COUNT_PAPERS_ABOVE)?.query_row(above, |row| row.get(0))
}

/// How many papers are not what they were.
pub fn changed_papers(changes: &[Change]) -> u64 {
    let papers = changes.iter().filter(|change| change.what == "paper");
    let papers = papers.filter(|change| !matches!(change.change, "withdrawn" | "pruned"));
    papers.map(|change| change.item_id).collect::<BTreeSet<_>>().len() as u64
}

/// What changed in papers and sessions that were there before: sessions first, each kind by id.
pub fn changes(connection: &Connection, import_id: i64, before: Watermarks) -> rusqlite::Result<Vec<Change>> {
    let told = ["sessions", "presentations", "session_roles", "papers", "authorships", "paper_keywords", "paper_links"];
    let images = images(connection, import_id, &told)?;
    let mut account = Account { connection, before, images, changes: Vec::new() };
    account.tell()?;
    Ok(account.changes)
}

struct Account<'a> {
    connection: &'a Connection,
    before: Watermarks,
    images: Images,
    changes: Vec<Change>,
}

impl Account<'_> {
    fn tell(&mut self) -> rusqlite::Result<()> {
        let mut moves: BTreeMap<i64, Moves> = BTreeMap::new();
        for session_id in self.owners(Owner::Session) {
            self.tell_session(session_id, &mut moves)?;
        }
        let news = named_params! { ":sessions": self.before.sessions, ":papers": self.before.papers };
        let mut statement = self.connection.prepare_cached(sql::LIST_NEW_PLACES)?;
        let mut rows = statement.query(news)?;
        while let Some(row) = rows.next()? {
            moves.entry(row.get(0)?).or_default().to.insert(row.get(1)?, row.get(2)?);
        }
        drop(rows);
        drop(statement);
        let mut papers: BTreeSet<i64> = self.owners(Owner::Paper).into_iter().collect();
        papers.extend(moves.keys().filter(|id| **id <= self.before.papers));
        for paper_id in papers {
            self.tell_paper(paper_id, moves.remove(&paper_id).unwrap_or_default())?;
        }
        Ok(())
    }

    /// What rows that changed are about, each once, in order.
    fn owners(&self, owner: Owner) -> Vec<i64> {
        let of = |name: &str| table_named(name).is_some_and(|table| table.owner == owner);
        let ids: BTreeSet<i64> =
            self.images.iter().filter(|((table, _), _)| of(table)).map(|(_, image)| image.owner_id).collect();
        ids.into_iter().collect()
    }

    /// A row as it was and as it is; one that did not change twice.
    fn row(&self, table: &'static str, id: i64) -> rusqlite::Result<(Option<Row>, Option<Row>)> {
        let key = format!("[{id}]");
        let now = row_now(self.connection, table, &key)?;
        let then = self.images.get(&(table, key)).map_or_else(|| now.clone(), |image| image.row.clone());
        Ok((then, now))
    }

    /// The rows of one owner as they were and as they are, in the order of their key.
    fn rows(&self, table: &'static str, owner_id: i64) -> rusqlite::Result<(Vec<Row>, Vec<Row>)> {
        let Some(known) = table_named(table) else { return Ok(Default::default()) };
        let now = rows_of(self.connection, known, owner_id)?;
        let own = self.images.range((table, String::new())..).take_while(|((name, _), _)| *name == table);
        let own: Vec<_> = own.filter(|(_, image)| image.owner_id == owner_id).collect();
        if own.is_empty() {
            return Ok((now.clone(), now));
        }
        let key = |row: &Row| Value::Array(row.iter().take(known.key).cloned().collect()).to_string();
        let mut then: HashMap<String, Row> = now.iter().map(|row| (key(row), row.clone())).collect();
        for ((_, key), image) in own {
            match &image.row {
                Some(row) => then.insert(key.clone(), row.clone()),
                None => then.remove(key),
            };
        }
        let mut then: Vec<Row> = then.into_values().collect();
        let number = |row: &Row| row.iter().find_map(|value| value.as_i64().filter(|id| *id != owner_id)).unwrap_or(0);
        then.sort_by(|one, other| {
            let position = |row: &Row| row.get(known.place("position")).and_then(Value::as_i64).unwrap_or(0);
            position(one).cmp(&position(other)).then(number(one).cmp(&number(other)))
        });
        Ok((then, now))
    }

    fn tell_session(&mut self, id: i64, moves: &mut BTreeMap<i64, Moves>) -> rusqlite::Result<()> {
        let (then, now) = self.row("sessions", id)?;
        let (old_places, new_places) = self.rows("presentations", id)?;
        let title = |row: &Option<Row>| row.as_ref().and_then(|row| text(row, 2)).unwrap_or_default();
        let (old_title, new_title) = (title(&then), title(&now));
        let papers = |rows: &[Row]| -> Vec<i64> { rows.iter().filter_map(|row| row.get(2)?.as_i64()).collect() };
        let (old_papers, new_papers) = (papers(&old_places), papers(&new_places));
        let (were, are): (HashSet<i64>, HashSet<i64>) =
            (old_papers.iter().copied().collect(), new_papers.iter().copied().collect());
        for paper_id in were.difference(&are) {
            moves.entry(*paper_id).or_default().from.insert(id, old_title.clone());
        }
        for paper_id in are.difference(&were) {
            moves.entry(*paper_id).or_default().to.insert(id, new_title.clone());
        }
        let mut teller = Teller { what: "session", id, title: new_title.clone(), changes: &mut self.changes };
        let (Some(then), Some(now)) = (then, now) else {
            teller.title = old_title;
            teller.tell("withdrawn", None, None, None);
            return Ok(());
        };
        teller.compare("renamed", "title", text(&then, 2), text(&now, 2));
        teller.compare("moved", "room", text(&then, 6), text(&now, 6));
        let time = |row: &Row| text(row, 8).or_else(|| text(row, 7));
        let (old_time, new_time) = (time(&then), time(&now));
        if old_time == new_time {
            teller.compare("moved", "end", text(&then, 9), text(&now, 9));
        } else {
            teller.compare("moved", "time", old_time, new_time);
        }
        teller.compare("edited", "kind", text(&then, 4), text(&now, 4));
        teller.compare("edited", "track", text(&then, 5), text(&now, 5));
        let conference = |row: &Row| self.connection_name(row.get(1));
        let (old_conference, new_conference) = (conference(&then)?, conference(&now)?);
        let mut teller = Teller { what: "session", id, title: new_title.clone(), changes: &mut self.changes };
        teller.compare("edited", "conference", old_conference, new_conference);
        let kept = |papers: &[i64], others: &HashSet<i64>| -> Vec<i64> {
            papers.iter().copied().filter(|paper| others.contains(paper)).collect()
        };
        if kept(&old_papers, &are) != kept(&new_papers, &were) {
            teller.tell("reordered", None, None, None);
        }
        self.tell_roles(id, &new_title)?;
        self.tell_slots(&old_places, &new_places)
    }

    fn connection_name(&self, id: Option<&Value>) -> rusqlite::Result<Option<String>> {
        let Some(id) = id.and_then(Value::as_i64) else { return Ok(None) };
        let (then, now) = self.row("conferences", id)?;
        Ok(now.or(then).and_then(|row| text(&row, 1)))
    }

    fn tell_roles(&mut self, id: i64, title: &str) -> rusqlite::Result<()> {
        let (old, new) = self.rows("session_roles", id)?;
        let mut roles: BTreeSet<String> = BTreeSet::new();
        roles.extend(old.iter().chain(&new).filter_map(|row| text(row, 1)));
        for role in roles {
            let names = |rows: &[Row]| {
                let own = rows.iter().filter(|row| text(row, 1).as_deref() == Some(&role));
                join(own.filter_map(|row| text(row, 4)))
            };
            let field = if role == "chair" { "chair" } else { "moderator" };
            let mut teller = Teller { what: "session", id, title: title.to_owned(), changes: &mut self.changes };
            teller.compare("edited", field, names(&old), names(&new));
        }
        Ok(())
    }

    /// What changed of papers that stay in a session: kind, board, time.
    fn tell_slots(&mut self, old: &[Row], new: &[Row]) -> rusqlite::Result<()> {
        let id = |row: &Row| row.get(2).and_then(Value::as_i64);
        // Where a paper stands twice in a session, the first place counts.
        let then: HashMap<Option<i64>, &Row> = old.iter().rev().map(|row| (id(row), row)).collect();
        for now in new {
            let Some(then) = then.get(&id(now)) else { continue };
            if then.get(3..) == now.get(3..) {
                continue;
            }
            let Some(id) = now.get(2).and_then(Value::as_i64) else { continue };
            let title = self.title(id)?;
            let mut teller = Teller { what: "paper", id, title, changes: &mut self.changes };
            teller.compare("edited", "kind", text(then, 3), text(now, 3));
            teller.compare("edited", "board", text(then, 4), text(now, 4));
            let time = |row: &Row| text(row, 6).or_else(|| text(row, 5));
            teller.compare("moved", "time", time(then), time(now));
        }
        Ok(())
    }

    fn title(&self, paper_id: i64) -> rusqlite::Result<String> {
        let (then, now) = self.row("papers", paper_id)?;
        Ok(now.or(then).and_then(|row| text(&row, 2)).unwrap_or_default())
    }

    fn tell_paper(&mut self, id: i64, mut moves: Moves) -> rusqlite::Result<()> {
        let (then, now) = self.row("papers", id)?;
        let title = self.title(id)?;
        let (old_authors, new_authors) = self.rows("authorships", id)?;
        let (old_keywords, new_keywords) = self.rows("paper_keywords", id)?;
        let (old_links, new_links) = self.rows("paper_links", id)?;
        let conference = |row: &Option<Row>| self.connection_name(row.as_ref().and_then(|row| row.get(1)));
        let (old_conference, new_conference) = (conference(&then)?, conference(&now)?);
        let mut teller = Teller { what: "paper", id, title, changes: &mut self.changes };
        let (Some(then), Some(now)) = (then, now) else {
            teller.tell("pruned", None, None, None);
            return Ok(());
        };
        let withdrawn = |row: &Row| row.get(10).is_some_and(|value| !value.is_null());
        match (withdrawn(&then), withdrawn(&now)) {
            (false, true) => {
                teller.tell("withdrawn", None, join(moves.from.into_values()), None);
                return Ok(());
            }
            (true, false) => {
                let (before, after) =
                    (lost_session(self.connection, id)?, join(std::mem::take(&mut moves.to).into_values()));
                let field = before.is_some() || after.is_some();
                teller.tell("back", field.then_some("session"), before, after);
            }
            _ => {}
        }
        teller.compare("retitled", "title", text(&then, 2), text(&now, 2));
        teller.compare_authors(&authors(&old_authors), &authors(&new_authors));
        let fields = [("abstract", 4), ("status", 5), ("track", 6), ("url", 7), ("doi", 8), ("pages", 9)];
        for (field, place) in fields {
            teller.compare("edited", field, text(&then, place), text(&now, place));
        }
        teller.compare("edited", "conference", old_conference, new_conference);
        let list = |rows: &[Row]| join(rows.iter().filter_map(|row| text(row, 2)));
        teller.compare("edited", "keywords", list(&old_keywords), list(&new_keywords));
        teller.compare("edited", "links", list(&old_links), list(&new_links));
        teller.tell_moves(moves);
        Ok(())
    }
}

/// In which session a withdrawn paper was when it was withdrawn.
fn lost_session(connection: &Connection, paper_id: i64) -> rusqlite::Result<Option<String>> {
    let mut statement = connection.prepare_cached(sql::FIND_LOST_SESSION)?;
    let found = statement.query_row(named_params! { ":paper_id": paper_id }, |row| row.get(0)).optional()?;
    Ok(found.flatten())
}

/// The authors of a paper, each by the person's row.
fn authors(rows: &[Row]) -> Vec<Author<'_>> {
    rows.iter().map(author).collect()
}

fn author(row: &Row) -> Author<'_> {
    let text = |place: usize| row.get(place).and_then(Value::as_str);
    let number = |place: usize| row.get(place).and_then(Value::as_u64).unwrap_or_default();
    Author {
        person: number(2).to_string().into(),
        position: usize::try_from(number(1)).unwrap_or_default(),
        name: text(3).unwrap_or_default(),
        affiliation: text(4),
    }
}

fn text(row: &Row, place: usize) -> Option<String> {
    row.get(place).and_then(Value::as_str).map(str::to_owned)
}
