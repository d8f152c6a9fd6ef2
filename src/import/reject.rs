//! What is told of a record that is left out, so that a person can mend it and import it again.

use crate::error::{Finding, Understood};
use crate::record::{PaperRecord, SessionRecord, TimeRecord};

/// What was understood of a paper, and of the session that it stands in.
pub fn of_paper(paper: &PaperRecord, session: Option<&SessionRecord>) -> Understood {
    let names: Vec<&str> = paper.authors.iter().map(|author| author.name.as_str()).collect();
    let presented = paper.presentations.iter().find_map(|presentation| presentation.time.as_ref());
    let of_session = session.map(of_session).unwrap_or_default();
    Understood {
        title: some(&paper.title),
        authors: some(&names.join("; ")),
        abstract_text: paper.abstract_text.as_deref().and_then(some),
        start: presented.map(start).or(of_session.start),
        ..of_session
    }
}

/// What was understood of a session.
pub fn of_session(session: &SessionRecord) -> Understood {
    Understood {
        session: some(&session.title),
        room: session.room.clone(),
        start: session.time.as_ref().map(start),
        ..Understood::default()
    }
}

/// A finding about a paper that was not read to its end: where its authors are missing they are at fault, so that nobody
/// takes it for a paper without authors. Without a title it is none in any case.
pub fn cut_short(finding: Finding, understood: Understood) -> Finding {
    let is_without_authors = understood.title.is_some() && understood.authors.is_none();
    finding.in_field(is_without_authors.then_some("authors")).with_understood(understood)
}

/// A start as the importer of tables reads it again.
pub fn start(time: &TimeRecord) -> String {
    time.starts_at.clone().unwrap_or_else(|| time.printed.clone())
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned()).filter(|text| !text.is_empty())
}
