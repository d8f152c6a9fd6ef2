//! Texts as 128 bits of hash: a million names stay small.

use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, Hash, Hasher, RandomState};

use siphasher::sip128::{Hasher128, SipHasher13};

/// 128 bits of a keyed hash: two texts share them by accident once in 10^38 pairs, and nobody can aim at it.
pub type Key = (u64, u64);

/// A table of such keys, which are not hashed again.
pub type ByKey<T> = HashMap<Key, T, BuildHasherDefault<Hashed>>;

/// Takes the last half of a key for its hash.
#[derive(Default)]
pub struct Hashed(u64);

impl Hasher for Hashed {
    fn write(&mut self, _: &[u8]) {}

    fn write_u64(&mut self, half: u64) {
        self.0 = half;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Makes them, with a secret of its own.
pub struct Keys(SipHasher13);

impl Default for Keys {
    fn default() -> Self {
        let random = RandomState::new();
        Self(SipHasher13::new_with_keys(random.hash_one(0), random.hash_one(1)))
    }
}

impl Keys {
    /// The key of a text.
    pub fn key(&self, text: &str) -> Key {
        let mut hasher = self.0;
        hasher.write(text.as_bytes());
        let hash = hasher.finish128();
        (hash.h1, hash.h2)
    }

    /// Half as much, of any value.
    pub fn hash(&self, value: &impl Hash) -> u64 {
        let mut hasher = self.0;
        value.hash(&mut hasher);
        hasher.finish128().h1
    }
}
