//! The shell between Envoy and the policy, as the proxy-wasm crate suggests writing it.

mod answers;
mod path;
mod policy;
mod window;

use std::rc::Rc;

use log::error;
use proxy_wasm::hostcalls;
use proxy_wasm::traits::{Context, HttpContext, RootContext};
use proxy_wasm::types::{Action, ContextType, LogLevel, MetricType, Status};

use crate::answers::Answer;
use crate::policy::{Plan, Policy};
use crate::window::{Count, Decision};

proxy_wasm::main! {{
    proxy_wasm::set_log_level(LogLevel::Warn);
    proxy_wasm::set_root_context(|_| -> Box<dyn RootContext> { Box::new(Root { policy: None }) });
}}

struct Root {
    policy: Option<Rc<Configured>>,
}

/// A policy with the metrics that belong to it.
struct Configured {
    policy: Policy,
    /// Counters by plan: allowed, limited.
    plan_metrics: Vec<(u32, u32)>,
    forbidden: u32,
    unauthenticated: u32,
}

impl Configured {
    fn new(policy: Policy) -> Result<Self, Status> {
        let mode = policy.mode.as_str();
        let counter = |plan: &str, decision: &str| {
            let name = format!("rust_limiter_decisions.plan.{plan}.mode.{mode}.decision.{decision}");
            hostcalls::define_metric(MetricType::Counter, &name)
        };
        let plan_metrics = policy
            .plans
            .iter()
            .map(|plan| Ok((counter(&plan.name, "allowed")?, counter(&plan.name, "limited")?)))
            .collect::<Result<_, Status>>()?;
        Ok(Self {
            plan_metrics,
            forbidden: counter("none", "forbidden")?,
            unauthenticated: counter("none", "unauthenticated")?,
            policy,
        })
    }
}

impl Context for Root {}

impl RootContext for Root {
    fn on_configure(&mut self, _size: usize) -> bool {
        let configuration = self.get_plugin_configuration().unwrap_or_default();
        let policy = match Policy::from_json(&configuration) {
            Ok(policy) => policy,
            Err(fault) => {
                error!("{fault}");
                return false;
            }
        };
        self.policy = Configured::new(policy).ok().map(Rc::new);
        self.policy.is_some()
    }

    fn create_http_context(&self, _id: u32) -> Option<Box<dyn HttpContext>> {
        let configured = Rc::clone(self.policy.as_ref()?);
        Some(Box::new(Limiter { configured, admitted: None }))
    }

    fn get_type(&self) -> Option<ContextType> {
        Some(ContextType::HttpContext)
    }
}

struct Limiter {
    configured: Rc<Configured>,
    /// The plan that has admitted the request, with what goes into its response.
    admitted: Option<(usize, Decision)>,
}

impl Context for Limiter {}

impl HttpContext for Limiter {
    fn on_http_request_headers(&mut self, _count: usize, _end_of_stream: bool) -> Action {
        let configured = Rc::clone(&self.configured);
        let policy = &configured.policy;
        let Some(target) = self.get_http_request_header(":path") else {
            return Action::Continue;
        };
        let Some(method) = self.get_http_request_header(":method") else {
            return Action::Continue;
        };
        let Some(guard) = policy.guard_of(&method, &target) else {
            return Action::Continue;
        };
        let (Some(sub), Some(plan)) = (self.claim(policy, "sub"), self.claim(policy, "plan")) else {
            return self.refuse_unknown(&configured);
        };
        let Some(index) = policy.plan_of(&plan).filter(|_| !sub.is_empty()) else {
            return self.refuse_unfit(&configured);
        };
        let plan = &policy.plans[index];
        if guard.cost == 0 {
            increment(configured.plan_metrics[index].0);
            return Action::Continue;
        }
        match self.take(&sub, plan, guard.cost) {
            decision if decision.admitted => {
                increment(configured.plan_metrics[index].0);
                self.admitted = Some((index, decision));
                Action::Continue
            }
            decision => {
                increment(configured.plan_metrics[index].1);
                self.answer(policy, Answer::limited(plan, &decision))
            }
        }
    }

    fn on_http_response_headers(&mut self, _count: usize, _end_of_stream: bool) -> Action {
        if let Some((index, decision)) = &self.admitted {
            let plan = &self.configured.policy.plans[*index];
            self.set_http_response_header("ratelimit-policy", Some(&plan.policy_field));
            self.set_http_response_header("ratelimit", Some(&decision.field(plan)));
        }
        Action::Continue
    }
}

impl Limiter {
    fn claim(&self, policy: &Policy, name: &str) -> Option<String> {
        let path = vec!["metadata", "filter_metadata", "envoy.filters.http.jwt_authn", &policy.claims, name];
        String::from_utf8(self.get_property(path)?).ok()
    }

    /// Takes the cost from the user's count; of several workers that try at once one writes and the others look again.
    fn take(&self, sub: &str, plan: &Plan, cost: u64) -> Decision {
        let key = format!("count:{sub}");
        loop {
            let (stored, version) = self.get_shared_data(&key);
            let mut count = stored.and_then(|bytes| Count::from_bytes(&bytes)).unwrap_or_default();
            let decision = count.take(plan, cost, self.get_current_time());
            if !decision.admitted {
                return decision;
            }
            // The ABI has no "create if absent": of two workers that count a user's very first request, one overwrites.
            match self.set_shared_data(&key, Some(&count.to_bytes()), version) {
                Err(Status::CasMismatch) => continue,
                Err(_) => return decision.refused(),
                Ok(()) => return decision,
            }
        }
    }

    fn refuse_unknown(&self, configured: &Configured) -> Action {
        let claims =
            vec!["metadata", "filter_metadata", "envoy.filters.http.jwt_authn", &configured.policy.claims];
        if self.get_property(claims).is_some_and(|claims| !claims.is_empty()) {
            return self.refuse_unfit(configured);
        }
        increment(configured.unauthenticated);
        self.answer(&configured.policy, Answer::unauthenticated())
    }

    fn refuse_unfit(&self, configured: &Configured) -> Action {
        increment(configured.forbidden);
        self.answer(&configured.policy, Answer::forbidden())
    }

    fn answer(&self, policy: &Policy, answer: Answer) -> Action {
        if policy.is_shadow() {
            return Action::Continue;
        }
        let headers = answer.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.send_http_response(answer.status, headers, Some(answer.body.as_bytes()));
        Action::Pause
    }
}

fn increment(metric: u32) {
    // A counter that was defined cannot fail to be incremented.
    let _ = hostcalls::increment_metric(metric, 1);
}
