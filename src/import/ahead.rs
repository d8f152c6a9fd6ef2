//! Reading ahead: a file is parsed while what was parsed before is written.

use std::io;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use super::Records;
use crate::error::Result;
use crate::record::Record;

/// How many records are handed over at a time.
const BATCH: usize = 64;

/// How many batches may wait. What is ahead is a few hundred records, so memory stays small.
const WAITING: usize = 4;

type Batch = Vec<Result<Record>>;

/// The same records in the same order, parsed by a thread of their own, which ends with the last one or when nobody wants
/// the rest.
///
/// # Errors
/// What the operating system says when it gives no thread.
pub fn read_ahead(records: Records) -> io::Result<Records> {
    let (sender, receiver) = sync_channel(WAITING);
    let parser = thread::Builder::new().name("parser".into()).spawn(move || send_all(records, &sender))?;
    Ok(Box::new(Ahead { receiver, batch: Vec::new().into_iter(), parser: Some(parser) }))
}

fn send_all(records: Records, sender: &SyncSender<Batch>) {
    let mut batch = Vec::with_capacity(BATCH);
    for record in records {
        batch.push(record);
        if batch.len() == BATCH && sender.send(std::mem::replace(&mut batch, Vec::with_capacity(BATCH))).is_err() {
            return;
        }
    }
    // Nobody listens any more when the rest is not wanted.
    let _ = sender.send(batch);
}

struct Ahead {
    receiver: Receiver<Batch>,
    batch: std::vec::IntoIter<Result<Record>>,
    parser: Option<JoinHandle<()>>,
}

impl Iterator for Ahead {
    type Item = Result<Record>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(record) = self.batch.next() {
                return Some(record);
            }
            match self.receiver.recv() {
                Ok(batch) => self.batch = batch.into_iter(),
                Err(_) => {
                    // A parser that failed must not look like one that came to the end of its file.
                    if let Some(Err(panic)) = self.parser.take().map(JoinHandle::join) {
                        std::panic::resume_unwind(panic);
                    }
                    return None;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{PaperRecord, Record};

    fn records(count: u64) -> Records {
        Box::new((0..count).map(|line| Ok(Record::Paper(PaperRecord { line, ..PaperRecord::default() }))))
    }

    #[test]
    fn hands_over_every_record_in_order() {
        for count in [0, 1, 63, 64, 65, 1000] {
            let ahead: Vec<Record> = read_ahead(records(count)).unwrap().map(|record| record.unwrap()).collect();
            assert_eq!(ahead, records(count).map(|record| record.unwrap()).collect::<Vec<_>>());
        }
        // The rest is not wanted.
        assert!(read_ahead(records(100_000)).unwrap().next().is_some());
    }

    #[test]
    #[should_panic(expected = "the parser fails")]
    fn fails_as_the_parser_does() {
        let failing = records(100).chain(std::iter::once_with(|| panic!("the parser fails")));
        read_ahead(Box::new(failing)).unwrap().for_each(drop);
    }
}
