//! Request paths, in the spelling that the router behind the proxy takes them for.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// The path of a request target: without query, percent-decoded, without matrix parameters, empty and dot segments.
/// Nothing is copied if it is spelled so already.
pub fn normalised(target: &str) -> Cow<'_, str> {
    let path = target.split(['?', '#']).next().unwrap_or_default();
    let odd =
        path.contains(['%', ';', '\\']) || path.contains("//") || path.contains("/.") || path.ends_with('/');
    if !odd {
        return Cow::Borrowed(path);
    }
    let decoded = percent_decode_str(path).decode_utf8_lossy();
    let mut segments = Vec::new();
    for segment in decoded.split(['/', '\\']).map(|segment| segment.split(';').next().unwrap_or_default()) {
        match segment {
            "" | "." => {}
            ".." => drop(segments.pop()),
            segment => segments.push(segment),
        }
    }
    Cow::Owned(format!("/{}", segments.join("/")))
}

/// Literal segments, and a lone `*` for any one segment.
pub struct Pattern(Vec<Option<String>>);

impl Pattern {
    pub fn new(text: &str) -> Self {
        Self(text.split('/').map(|segment| (segment != "*").then(|| segment.to_owned())).collect())
    }

    pub fn matches(&self, path: &str) -> bool {
        let mut segments = path.split('/');
        let all = self.0.iter().all(|wanted| match (wanted, segments.next()) {
            (Some(wanted), Some(segment)) => wanted.eq_ignore_ascii_case(segment),
            (None, Some(_)) => true,
            (_, None) => false,
        });
        all && segments.next().is_none()
    }
}
