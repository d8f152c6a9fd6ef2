//! Ways to stop: Ctrl-C, and the end of the time limit when SQLite does not answer.

use std::path::PathBuf;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use plenary::query::Clock;
use rusqlite::InterruptHandle;

/// What has to happen before the process may end.
#[derive(Default)]
struct Pending {
    /// The question that runs.
    question: Option<InterruptHandle>,
    /// Files that are half written.
    half_files: Vec<PathBuf>,
    /// Whether Ctrl-C was pressed.
    is_stopped: bool,
}

static PENDING: Mutex<Pending> = Mutex::new(Pending { question: None, half_files: Vec::new(), is_stopped: false });

/// How long a question gets, once its time is over, to stop by itself.
const GRACE: Duration = Duration::from_millis(500);

/// How often the clock is looked at.
const LOOK: Duration = Duration::from_millis(50);

/// Exit code of a question that was stopped by the time limit.
pub const TIME_LIMIT: u8 = 4;

/// Exit code of a command that was interrupted: 128 and the number of the signal.
pub const INTERRUPTED: u8 = 130;

fn pending() -> std::sync::MutexGuard<'static, Pending> {
    PENDING.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Makes Ctrl-C and a request to end stop the question; a second one, or one without a question, ends the process.
pub fn install() {
    // Where no handler can be set, the system's own ends the process.
    let _ = ctrlc::set_handler(|| {
        let mut pending = pending();
        let question = pending.question.as_ref().filter(|_| !pending.is_stopped);
        match question {
            Some(question) => question.interrupt(),
            None => {
                eprintln!("{}", super::in_words(&plenary::error::Error::Interrupted));
                end(&pending, INTERRUPTED)
            }
        }
        pending.is_stopped = true;
    });
}

/// From now on Ctrl-C stops this question.
pub fn watch_question(question: InterruptHandle) {
    pending().question = Some(question);
}

/// From now on these files go when the process is ended from outside; none when they are finished.
pub fn watch_half_files(paths: impl IntoIterator<Item = PathBuf>) {
    pending().half_files = paths.into_iter().collect();
}

/// Ends the process when a question has not stopped by itself: SQLite looks at the clock only between the steps of a
/// statement, and one step may be long.
pub fn watch_clock(clock: Clock, seconds: u64) {
    if seconds == 0 {
        return;
    }
    std::thread::spawn(move || {
        // While a row is being written there is no deadline, and each row moves it.
        while clock.deadline().is_none_or(|deadline| Instant::now() < deadline + GRACE) {
            std::thread::sleep(LOOK);
        }
        let pending = pending();
        eprintln!("{}", super::in_words(&plenary::error::Error::TimeLimit { seconds }));
        end(&pending, TIME_LIMIT);
    });
}

fn end(pending: &Pending, code: u8) -> ! {
    for path in &pending.half_files {
        let _ = std::fs::remove_file(path);
    }
    std::process::exit(i32::from(code))
}
