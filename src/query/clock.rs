//! How long a question may take, seen from the thread that asks and from one that watches.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// No question is being asked, or it may take as long as it likes.
const NEVER: u64 = u64::MAX;

/// The deadline of the question that runs. Clones look at the same clock.
///
/// SQLite looks at the clock only between the steps of a statement, and one step may be long. So whoever cannot wait
/// watches the deadline from another thread and ends the process when it has long passed. Only the time that SQLite
/// takes counts: while a row is being written, to a pager for example, the clock stands still.
///
/// ```
/// use plenary::query::{Limits, Reader};
///
/// let reader = Reader::new(rusqlite::Connection::open_in_memory()?, Limits::default())?;
/// assert_eq!(reader.clock().deadline(), None); // nothing is being asked
/// # Ok::<(), plenary::error::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Clock {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    start: Instant,
    /// In nanoseconds since `start`; [`NEVER`] when there is none.
    deadline: AtomicU64,
    is_over: AtomicBool,
}

impl Clock {
    pub(super) fn new() -> Self {
        let deadline = AtomicU64::new(NEVER);
        Self { shared: Arc::new(Shared { start: Instant::now(), deadline, is_over: AtomicBool::new(false) }) }
    }

    /// When the question that runs has to be done. `None` when nothing is being asked, when there is no limit, or
    /// while a row is being written; ask again then.
    pub fn deadline(&self) -> Option<Instant> {
        let deadline = self.shared.deadline.load(Ordering::Relaxed);
        (deadline != NEVER).then(|| self.shared.start + Duration::from_nanos(deadline))
    }

    /// Whether SQLite has to stop now.
    pub(super) fn has_struck(&self) -> bool {
        let has_struck = self.now() >= self.shared.deadline.load(Ordering::Relaxed);
        if has_struck {
            self.shared.is_over.store(true, Ordering::Relaxed);
        }
        has_struck
    }

    /// Whether the latest question was stopped by this clock.
    pub(super) fn stopped_it(&self) -> bool {
        self.shared.is_over.load(Ordering::Relaxed)
    }

    /// Winds the clock up for one question, until the answer is dropped.
    pub(super) fn wind(&self, seconds: u64) -> Wound<'_> {
        self.shared.is_over.store(false, Ordering::Relaxed);
        if seconds > 0 {
            let limit = seconds.saturating_mul(1_000_000_000);
            self.shared.deadline.store(self.now().saturating_add(limit), Ordering::Relaxed);
        }
        Wound { clock: self }
    }

    fn now(&self) -> u64 {
        u64::try_from(self.shared.start.elapsed().as_nanos()).unwrap_or(NEVER - 1)
    }
}

/// A clock that runs.
pub(super) struct Wound<'a> {
    clock: &'a Clock,
}

impl Wound<'_> {
    /// Does something that is not the question's fault, with the clock standing still.
    pub(super) fn outside<T>(&self, work: impl FnOnce() -> T) -> T {
        let shared = &self.clock.shared;
        let deadline = shared.deadline.load(Ordering::Relaxed);
        if deadline == NEVER {
            return work();
        }
        let before = self.clock.now();
        shared.deadline.store(NEVER, Ordering::Relaxed);
        let result = work();
        let passed = self.clock.now().saturating_sub(before);
        shared.deadline.store(deadline.saturating_add(passed), Ordering::Relaxed);
        result
    }
}

impl Drop for Wound<'_> {
    fn drop(&mut self) {
        self.clock.shared.deadline.store(NEVER, Ordering::Relaxed);
    }
}
