use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

/// The values that are being computed, so that each is computed by one request at a time.
#[derive(Clone, Default)]
pub(super) struct Flights {
    running: Arc<Mutex<HashMap<String, watch::Receiver<bool>>>>,
}

/// How a request that misses a value goes on.
pub(super) enum Turn {
    /// It computes the value. Others wait until the flight is dropped.
    First(Flight),
    /// Another request was computing it, and is done.
    Landed,
    /// Another request was computing it, and failed.
    Failed,
}

pub(super) struct Flight {
    flights: Flights,
    key: String,
    failed: watch::Sender<bool>,
}

impl Flights {
    pub(super) async fn join(&self, key: &str) -> Turn {
        let mut running = {
            let mut flights = self.running();
            let Some(running) = flights.get(key) else {
                let (failed, running) = watch::channel(false);
                flights.insert(key.to_owned(), running);
                return Turn::First(Flight {
                    flights: self.clone(),
                    key: key.to_owned(),
                    failed,
                });
            };
            running.clone()
        };
        match running.wait_for(|failed| *failed).await {
            Ok(_) => Turn::Failed,
            Err(_) => Turn::Landed,
        }
    }

    fn running(&self) -> MutexGuard<'_, HashMap<String, watch::Receiver<bool>>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Flight {
    pub(super) fn fail(self) {
        self.failed.send_replace(true);
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        self.flights.running().remove(&self.key);
    }
}
