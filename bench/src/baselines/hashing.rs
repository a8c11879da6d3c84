//! Bare Argon2id: the `argon2` crate on every core, each reusing one buffer.

use std::time::Duration;

use anyhow::{Result, anyhow};
use argon2::Block;

use crate::figures::float;
use crate::{clock, machine, people};

/// Hashes a second, over all cores together.
pub(crate) fn rate(measured: Duration) -> Result<f64> {
    let cores = machine::cores();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..cores).map(|_| scope.spawn(move || hash_for(measured))).collect();
        threads.into_iter().map(|thread| thread.join().map_err(|_| anyhow!("a thread panicked"))?).sum()
    })
}

/// Hashes a second, on one thread.
fn hash_for(measured: Duration) -> Result<f64> {
    let argon2 = people::HashCost::USUAL.argon2()?;
    let mut memory = vec![Block::default(); argon2.params().block_count()];
    let mut output = [0; 32];
    let mut hash = |count: u64| {
        let password = people::new_password(count);
        argon2
            .hash_password_into_with_memory(password.as_bytes(), b"salt of the bench", &mut output, &mut memory)
            .map_err(|error| anyhow!("{error}"))
    };
    // Touches the memory for the first time.
    hash(0)?;
    let started = clock::now();
    let mut count = 0;
    while started.elapsed() < measured {
        count += 1;
        hash(count)?;
    }
    Ok(float(count) / started.elapsed().as_secs_f64())
}
