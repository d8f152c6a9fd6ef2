//! How far an import is, on a terminal.

use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How long an import may take without a word.
const PATIENCE: Duration = Duration::from_secs(1);

/// How many records go by between two looks at the clock.
const LOOK: u64 = 64;

/// A bar that appears when an import takes long, on a terminal and nowhere else; the default one never does.
#[derive(Debug, Default)]
pub struct Progress {
    /// `None` where nobody looks; with it comes when the import was started.
    bar: Option<(ProgressBar, Instant)>,
    records: u64,
    papers: u64,
    /// Bytes of the files before the one that is read.
    before: u64,
    /// Bytes of that one, as far as it is read.
    read: Arc<AtomicU64>,
}

impl Progress {
    /// For so many bytes in all.
    pub fn of(bytes: u64) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::with_draw_target(Some(bytes), ProgressDrawTarget::hidden());
            let style = ProgressStyle::with_template("{bar:30} {bytes}/{total_bytes}  {msg}  {eta} left");
            (bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar())), Instant::now())
        });
        let mut progress = Self::default();
        progress.bar = bar;
        progress
    }

    /// The next file starts; what is read of it is counted there.
    pub fn start(&mut self, read: Arc<AtomicU64>) {
        self.before += self.read.load(Ordering::Relaxed);
        self.read = read;
    }

    /// One record more, `papers` being those of the file so far.
    pub fn step(&mut self, papers: u64) {
        self.records += 1;
        if self.records.is_multiple_of(LOOK) {
            self.show(self.papers + papers);
        }
    }

    /// A file is done, with so many papers.
    pub fn end(&mut self, papers: u64) {
        self.papers += papers;
        self.show(self.papers);
    }

    fn show(&self, papers: u64) {
        let Some((bar, started)) = &self.bar else { return };
        let elapsed = started.elapsed();
        if elapsed < PATIENCE {
            return;
        }
        if bar.is_hidden() {
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        bar.set_message(format!("{papers} papers, {:.0}/s", papers as f64 / elapsed.as_secs_f64()));
        bar.set_position(self.before + self.read.load(Ordering::Relaxed));
    }

    /// Everything is read; what is left takes about as long again.
    pub fn settle(&self) {
        let style = ProgressStyle::with_template("{spinner} {msg}: making the indexes");
        if let (Some((bar, _)), Ok(style)) = (&self.bar, style)
            && !bar.is_hidden()
        {
            bar.set_style(style);
            bar.enable_steady_tick(Duration::from_millis(100));
        }
    }

    /// Writes something on the terminal too.
    pub fn aside(&self, write: impl FnOnce()) {
        match &self.bar {
            Some((bar, _)) => bar.suspend(write),
            None => write(),
        }
    }

    /// Takes the bar away.
    pub fn clear(&mut self) {
        if let Some((bar, _)) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}
