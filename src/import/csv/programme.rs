//! The sessions of a table, found from what its rows say of each paper's place.

use std::collections::{BTreeSet, HashMap};

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime};

use super::moment::{Order, When};
use crate::import::instant::Instant;
use crate::record::{AuthorRecord, PresentationRecord, RoleRecord, SessionKey, SessionRecord, TimeRecord};

/// How far apart two papers of one session may start: those of the same title on the next day are another session.
const LONGEST_GAP: SignedDuration = SignedDuration::from_hours(6);

/// What a row says of where its paper is presented.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placing {
    /// The line of the row, from 1.
    pub line: u64,
    /// The title of the session; `None` when the row gives a room or a time alone.
    pub session: Option<String>,
    /// The conference of the row.
    pub conference: Option<String>,
    /// The room; `None` when the row does not say.
    pub room: Option<String>,
    /// The time; `None` when the row does not say.
    pub when: Option<When>,
    /// "Talk", "Poster", …; `None` when the row does not say.
    pub kind: Option<String>,
    /// The poster board; `None` when the row does not say.
    pub board: Option<String>,
    /// Who leads the session.
    pub moderators: Vec<AuthorRecord>,
}

impl Placing {
    /// What two rows have in common that tell of one and the same presentation.
    pub fn key(&self) -> String {
        let Self { session, conference, room, kind, board, .. } = self;
        let printed = self.when.as_ref().map(|when| &when.printed);
        let parts = [session.as_ref(), conference.as_ref(), room.as_ref(), printed, kind.as_ref(), board.as_ref()];
        parts.map(|part| part.map_or("", String::as_str)).join("\n")
    }
}

/// The sessions of a table so far.
#[derive(Default)]
pub struct Programme {
    sessions: Vec<SessionRecord>,
    /// Where the sessions of a title, a room and a conference stand in `sessions`, and what is known of their time.
    known: HashMap<(String, Option<String>, Option<String>), Namesakes>,
    /// Rows whose date can be read in two ways, and the line of the first.
    pub doubtful: (u64, u64),
    told: usize,
}

/// The sessions of one name, and where those of a day stand among them: a table may have one on each of many days.
#[derive(Default)]
struct Namesakes {
    all: Vec<Known>,
    by_day: HashMap<Date, BTreeSet<usize>>,
    undated: BTreeSet<usize>,
}

/// A session with the earliest and the latest start of its papers; `None` while no row gives a time.
struct Known {
    at: usize,
    starts: Option<(DateTime, DateTime)>,
}

impl Programme {
    /// Finds or makes the session of a row.
    pub fn place(&mut self, placing: &Placing, order: Order) -> PresentationRecord {
        let resolved = placing.when.as_ref().map(|when| when.resolve(order));
        if placing.when.as_ref().is_some_and(|when| when.is_doubtful(order)) {
            self.doubtful.0 += 1;
            if self.doubtful.0 == 1 {
                self.doubtful.1 = placing.line;
            }
        }
        let (time, start) = resolved.unzip();
        let start = start.flatten().map(Instant::civil);
        let at = self.session(placing, time.as_ref(), start);
        if let Some(session) = self.sessions.get_mut(at) {
            widen(session, time.as_ref());
        }
        PresentationRecord { session: key(at), kind: placing.kind.clone(), board: placing.board.clone(), time }
    }

    /// The sessions that were not handed out yet.
    pub fn take_new(&mut self) -> Vec<SessionRecord> {
        let new = self.sessions.get(self.told..).unwrap_or_default().to_vec();
        self.told = self.sessions.len();
        new
    }

    fn session(&mut self, placing: &Placing, time: Option<&TimeRecord>, start: Option<DateTime>) -> usize {
        let title = placing.session.clone().or_else(|| placing.kind.clone()).unwrap_or_else(|| "Papers".into());
        let name = (title.clone(), placing.room.clone(), placing.conference.clone());
        let all = self.known.entry(name).or_default();
        // Without a title, what starts at one time in one room is a session.
        let gap = if placing.session.is_some() { LONGEST_GAP } else { SignedDuration::ZERO };
        if let Some(at) = all.find(start, gap) {
            return at;
        }
        let at = self.sessions.len();
        all.add(at, start);
        let role = |author: &AuthorRecord| RoleRecord { role: "moderator".into(), name: author.name.clone() };
        self.sessions.push(SessionRecord {
            line: placing.line,
            key: key(at),
            title,
            conference: placing.conference.clone(),
            room: placing.room.clone(),
            time: time.cloned(),
            roles: placing.moderators.iter().map(role).collect(),
            ..SessionRecord::default()
        });
        at
    }
}

impl Namesakes {
    /// The first session that may hold what starts then, which it does from now on; `None` when there is none.
    fn find(&mut self, start: Option<DateTime>, gap: SignedDuration) -> Option<usize> {
        let place = match start {
            None => (!self.all.is_empty()).then_some(0)?,
            Some(start) => {
                let of_day = self.by_day.get(&start.date()).into_iter().flatten();
                let candidates = of_day.chain(&self.undated).copied();
                candidates.filter(|place| self.all.get(*place).is_some_and(|known| known.may_hold(start, gap))).min()?
            }
        };
        let known = self.all.get_mut(place)?;
        known.widen(start);
        let at = known.at;
        self.note_days(place);
        Some(at)
    }

    fn add(&mut self, at: usize, start: Option<DateTime>) {
        self.all.push(Known { at, starts: start.map(|start| (start, start)) });
        self.note_days(self.all.len() - 1);
    }

    /// Every day on which something may start that belongs to the session.
    fn note_days(&mut self, place: usize) {
        let Some((first, last)) = self.all.get(place).and_then(|known| known.starts) else {
            self.undated.insert(place);
            return;
        };
        self.undated.remove(&place);
        let around = [first.checked_sub(LONGEST_GAP), Ok(first), Ok(last), last.checked_add(LONGEST_GAP)];
        for day in around.into_iter().flatten() {
            self.by_day.entry(day.date()).or_default().insert(place);
        }
    }
}

impl Known {
    fn may_hold(&self, start: DateTime, gap: SignedDuration) -> bool {
        let Some((first, last)) = self.starts else { return true };
        let is_of_day = !gap.is_zero() && (start.date() == first.date() || start.date() == last.date());
        is_of_day || (first.duration_since(start) <= gap && start.duration_since(last) <= gap)
    }

    fn widen(&mut self, start: Option<DateTime>) {
        let Some(start) = start else { return };
        self.starts = Some(self.starts.map_or((start, start), |(first, last)| (first.min(start), last.max(start))));
    }
}

fn key(at: usize) -> SessionKey {
    SessionKey(u32::try_from(at + 1).unwrap_or(u32::MAX))
}

/// A session lasts from the start of its first paper to the end of its last; texts of one zone compare as moments do.
fn widen(session: &mut SessionRecord, time: Option<&TimeRecord>) {
    let Some(time) = time else { return };
    let known = session.time.get_or_insert_with(|| time.clone());
    let is_earlier =
        time.starts_at.is_some() && known.starts_at.as_ref().is_none_or(|known| time.starts_at.as_ref() < Some(known));
    if is_earlier {
        known.starts_at.clone_from(&time.starts_at);
        known.printed.clone_from(&time.printed);
    }
    known.ends_at = [known.ends_at.take(), time.ends_at.clone()].into_iter().flatten().max();
}
