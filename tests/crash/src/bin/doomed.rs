//! The app's process: `doomed DATA_DIR KEYSTORE ROUNDS STEPS`. It plays the session so many times, says what the citizen sees, a line each, and ends by SIGKILL before
//! the step on the disk after so many. When it gets to the end it says how many steps there were.

use std::error::Error;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crash::session::{phone, play, seen};
use disk::{Disk, Step};
use hues_core::Client;
use rustix::process::{Signal, getpid, kill_process};

/// A disk under a process that dies.
struct Doom {
    steps: AtomicU64,
    last: u64,
}

impl Disk for Doom {
    fn before(&self, _step: Step<'_>) -> io::Result<()> {
        if self.steps.fetch_add(1, Ordering::SeqCst) >= self.last {
            kill_process(getpid(), Signal::KILL)?;
            loop {
                std::thread::park();
            }
        }
        Ok(())
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [data_dir, keystore, rounds, steps] = arguments.as_slice() else {
        return Err("usage: doomed DATA_DIR KEYSTORE ROUNDS STEPS".into());
    };
    let doom = Arc::new(Doom { steps: AtomicU64::new(0), last: steps.parse()? });
    let config = phone(Path::new(data_dir), Path::new(keystore), Some(Arc::<Doom>::clone(&doom)));
    let client = Client::open(config)?;
    for _ in 0..rounds.parse()? {
        play(&client, &mut |client| {
            println!("seen {}", seen(client)?);
            Ok(())
        })?;
    }
    client.close();
    println!("steps {}", doom.steps.load(Ordering::SeqCst));
    Ok(())
}
