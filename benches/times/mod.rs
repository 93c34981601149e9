//! What the benchmarks share: how often, how long, and a line for each.

use std::hint::black_box;
use std::time::{Duration, Instant};

use anyhow::Result;

/// The number on the command line, or `default`.
pub(crate) fn runs(default: usize) -> usize {
    let given = std::env::args().find_map(|argument| argument.parse().ok());
    given.unwrap_or(default)
}

/// How long `work` takes.
pub(crate) fn time<T>(work: impl FnOnce() -> Result<T>) -> Result<Duration> {
    let start = Instant::now();
    black_box(work()?);
    Ok(start.elapsed())
}

/// Prints the median and the 95th percentile in milliseconds.
pub(crate) fn report(name: &str, mut times: Vec<Duration>) {
    times.sort();
    let at = |percent: usize| times.get(times.len().saturating_sub(1) * percent / 100);
    let shown = |percent| at(percent).map_or(0.0, |time| time.as_secs_f64() * 1000.0);
    let (median, p95, runs) = (shown(50), shown(95), times.len());
    println!("{name:56} median {median:7.2} ms   p95 {p95:7.2} ms   {runs} runs");
}
