//! The answers that the filter gives itself: problem details (RFC 9457).

use crate::policy::Plan;
use crate::window::Decision;

pub struct Answer {
    pub status: u32,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

impl Answer {
    fn problem(status: u32, body: String) -> Self {
        Self { status, headers: vec![("content-type", "application/problem+json".into())], body }
    }

    pub fn unauthenticated() -> Self {
        let mut answer = Self::problem(
            401,
            concat!(
                r#"{"type":"about:blank","title":"Unauthorized","status":401,"#,
                r#""detail":"This route needs a valid access token: log in and send it as Authorization: Bearer."}"#
            )
            .into(),
        );
        answer.headers.push(("www-authenticate", "Bearer".into()));
        answer
    }

    pub fn forbidden() -> Self {
        Self::problem(
            403,
            concat!(
                r#"{"type":"about:blank","title":"Forbidden","status":403,"#,
                r#""detail":"The access token names no user or no plan that is known here."}"#
            )
            .into(),
        )
    }

    pub fn limited(plan: &Plan, decision: &Decision) -> Self {
        let Plan { name, limit, window, policy_field, .. } = plan;
        let retry_after = decision.retry_after;
        let mut answer = Self::problem(
            429,
            format!(
                concat!(
                    r#"{{"type":"https://iana.org/assignments/http-problem-types#quota-exceeded","#,
                    r#""title":"Quota exceeded","status":429,"#,
                    r#""detail":"Plan {} allows {} in any {} seconds. Try again in {} s.","#,
                    r#""violated-policies":["{}"]}}"#
                ),
                name, limit, window, retry_after, name
            ),
        );
        answer.headers.push(("ratelimit-policy", policy_field.clone()));
        answer.headers.push(("ratelimit", decision.field(plan)));
        answer.headers.push(("retry-after", retry_after.to_string()));
        answer
    }
}
