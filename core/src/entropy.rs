//! Randomness: the system's own in the product, a seed in a simulation.

use ring::rand::{SecureRandom, SystemRandom};

/// A source of random bytes that nobody can guess.
pub trait Entropy: Send + Sync {
    /// Fills the whole buffer.
    fn fill(&self, buffer: &mut [u8]);
}

/// The operating system's generator.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    /// # Panics
    /// When the system has no randomness at all: going on with guessable keys would be worse.
    fn fill(&self, buffer: &mut [u8]) {
        assert!(SystemRandom::new().fill(buffer).is_ok(), "the system gives no random bytes");
    }
}

/// A fixed number of random bytes.
pub(crate) fn random<const N: usize>(entropy: &dyn Entropy) -> [u8; N] {
    let mut bytes = [0; N];
    entropy.fill(&mut bytes);
    bytes
}

/// A random fraction of `0.0..1.0`, for jitter.
pub(crate) fn fraction(entropy: &dyn Entropy) -> f64 {
    f64::from(u32::from_le_bytes(random(entropy))) / (f64::from(u32::MAX) + 1.0)
}
