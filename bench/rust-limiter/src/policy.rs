//! The configuration, which is that of filters/plan-limiter.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::path::{normalised, Pattern};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Configuration {
    #[serde(default)]
    mode: Mode,
    #[serde(default = "default_provider")]
    provider: String,
    plans: BTreeMap<String, PlanConfiguration>,
    guard: Vec<GuardConfiguration>,
}

#[derive(Clone, Copy, Default, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    #[default]
    Enforce,
    Shadow,
}

impl Mode {
    pub fn as_str(self) -> &'static str {
        match self {
            Mode::Enforce => "enforce",
            Mode::Shadow => "shadow",
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlanConfiguration {
    limit: u64,
    window: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GuardConfiguration {
    method: String,
    path: String,
    #[serde(default = "default_cost")]
    cost: u64,
}

fn default_provider() -> String {
    "imagehub".into()
}

fn default_cost() -> u64 {
    1
}

pub struct Plan {
    pub name: String,
    pub limit: u64,
    /// Seconds.
    pub window: u64,
    /// Length of a sub-bucket in nanoseconds.
    pub sub_bucket: u64,
    /// The value of the RateLimit-Policy field.
    pub policy_field: String,
}

pub struct Guard {
    method: String,
    pattern: Pattern,
    pub cost: u64,
}

impl Guard {
    /// HEAD counts as GET: the router answers it by running the GET handler.
    fn covers(&self, method: &str) -> bool {
        self.method == method || (self.method == "GET" && method == "HEAD")
    }
}

pub struct Policy {
    pub mode: Mode,
    /// Where the claims are among the metadata of jwt_authn.
    pub claims: String,
    pub plans: Vec<Plan>,
    guards: Vec<Guard>,
}

impl Policy {
    pub fn from_json(json: &[u8]) -> Result<Self, String> {
        let configuration: Configuration = serde_json::from_slice(json).map_err(|fault| fault.to_string())?;
        if let Some((name, _)) = configuration.plans.iter().find(|(_, plan)| plan.window == 0) {
            return Err(format!("plans.{name}.window: must be at least 1"));
        }
        Ok(Self {
            mode: configuration.mode,
            claims: format!("jwt_payload_{}", configuration.provider),
            plans: configuration.plans.into_iter().map(|(name, plan)| Plan::new(name, plan)).collect(),
            guards: configuration
                .guard
                .into_iter()
                .map(|guard| Guard {
                    method: guard.method,
                    pattern: Pattern::new(&guard.path),
                    cost: guard.cost,
                })
                .collect(),
        })
    }

    pub fn is_shadow(&self) -> bool {
        self.mode == Mode::Shadow
    }

    /// The first guard of the method and the path.
    pub fn guard_of(&self, method: &str, target: &str) -> Option<&Guard> {
        let path = normalised(target);
        self.guards.iter().find(|guard| guard.covers(method) && guard.pattern.matches(&path))
    }

    pub fn plan_of(&self, name: &str) -> Option<usize> {
        self.plans.binary_search_by(|plan| plan.name.as_str().cmp(name)).ok()
    }
}

impl Plan {
    fn new(name: String, PlanConfiguration { limit, window }: PlanConfiguration) -> Self {
        Self {
            policy_field: format!("\"{name}\";q={limit};w={window}"),
            sub_bucket: (window * 1_000_000_000).div_ceil(60),
            name,
            limit,
            window,
        }
    }
}
