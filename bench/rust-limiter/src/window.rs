//! The sliding window: 61 sub-buckets of window/60, the present one and the 60 before it.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::policy::Plan;

const BUCKETS: usize = 61;
const SECOND: u64 = 1_000_000_000;

/// What a user has taken.
pub struct Count {
    /// Number of the newest sub-bucket: its time over its length.
    newest: u64,
    /// Units by age.
    buckets: [u32; BUCKETS],
}

impl Default for Count {
    fn default() -> Self {
        Self { newest: 0, buckets: [0; BUCKETS] }
    }
}

pub struct Decision {
    pub admitted: bool,
    pub remaining: u64,
    /// Seconds until `remaining` begins to grow.
    pub reset: u64,
    /// Seconds until the request could be admitted.
    pub retry_after: u64,
}

impl Decision {
    /// The value of the RateLimit field.
    pub fn field(&self, plan: &Plan) -> String {
        format!("\"{}\";r={};t={}", plan.name, self.remaining, self.reset)
    }

    pub fn refused(self) -> Self {
        Self { admitted: false, remaining: 0, ..self }
    }
}

impl Count {
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (newest, buckets) = (bytes.get(..8)?, bytes.get(8..8 + 4 * BUCKETS)?);
        let mut count = Self { newest: u64::from_le_bytes(newest.try_into().ok()?), ..Self::default() };
        for (bucket, bytes) in count.buckets.iter_mut().zip(buckets.chunks_exact(4)) {
            *bucket = u32::from_le_bytes(bytes.try_into().ok()?);
        }
        Some(count)
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(8 + 4 * BUCKETS);
        bytes.extend_from_slice(&self.newest.to_le_bytes());
        bytes.extend(self.buckets.iter().flat_map(|bucket| bucket.to_le_bytes()));
        bytes
    }

    /// Takes `cost` units, if the plan still allows it.
    pub fn take(&mut self, plan: &Plan, cost: u64, now: SystemTime) -> Decision {
        let now = now.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos() as u64);
        self.age(now / plan.sub_bucket);
        let used: u64 = self.buckets.iter().map(|&bucket| u64::from(bucket)).sum();
        let admitted = used + cost <= plan.limit;
        if admitted {
            self.buckets[0] += cost as u32;
        }
        let after = if admitted { used + cost } else { used };
        let excess = (after + cost).saturating_sub(plan.limit).min(after);
        Decision {
            admitted,
            remaining: plan.limit.saturating_sub(after),
            reset: self.seconds_until_freed(1, plan, now),
            retry_after: if admitted { 0 } else { self.seconds_until_freed(excess, plan, now) },
        }
    }

    /// Moves what is older than the newest sub-bucket on by as many places as have passed.
    fn age(&mut self, present: u64) {
        // A clock that stepped back: what was counted is taken to have happened later than it did.
        if present < self.newest {
            self.newest = present;
        }
        let passed = (present - self.newest).min(BUCKETS as u64) as usize;
        self.newest = present;
        self.buckets.copy_within(..BUCKETS - passed, passed);
        self.buckets[..passed].fill(0);
    }

    fn seconds_until_freed(&self, units: u64, plan: &Plan, now: u64) -> u64 {
        let mut freed = 0;
        for (age, &bucket) in self.buckets.iter().enumerate().rev() {
            freed += u64::from(bucket);
            if freed >= units {
                let expires = (self.newest - age as u64 + BUCKETS as u64) * plan.sub_bucket;
                return (expires - now).div_ceil(SECOND).max(1);
            }
        }
        1
    }
}
