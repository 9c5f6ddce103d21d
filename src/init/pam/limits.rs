//! Limits as `pam_limits(8)` sets them: limits.conf(5).

use std::collections::BTreeMap;
use std::path::Path;

use nix::sys::resource::{Resource, getrlimit};

use super::{SessionRule, read};
use crate::glob;
use crate::init::unit::Limit;
use crate::users::User;

/// The weight of a line: one for everybody counts less than one for a group, and that less than one for the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Weight {
    Everybody,
    Group,
    User,
}

/// The limits that a line with `pam_limits` asks for.
pub(super) fn of(root: &Path, rule: &SessionRule, user: &User, groups: &[(String, u32)]) -> Vec<Limit> {
    let files = if let Some(conf) = rule.argument("conf") {
        vec![conf.to_owned()]
    } else {
        let more = glob::expand(root, "/etc/security/limits.d/*.conf");
        let more =
            more.iter().map(|path| path.strip_prefix(root).unwrap_or(path).to_string_lossy().into_owned());
        std::iter::once("/etc/security/limits.conf".to_owned()).chain(more).collect()
    };
    // By resource and whether it is the hard limit.
    let mut found: BTreeMap<(&str, bool), (Weight, Option<u64>)> = BTreeMap::new();
    let texts: Vec<String> = files.iter().filter_map(|file| read(root, file)).collect();
    for line in texts.iter().flat_map(|text| text.lines()) {
        let line = line.split('#').next().unwrap_or_default();
        let words: Vec<&str> = line.split_ascii_whitespace().collect();
        let [domain, kind, item, value] = words[..] else { continue };
        let Some(weight) = weight(domain, user, groups) else { continue };
        let Some((name, _, factor)) = RESOURCES.iter().find(|(name, ..)| *name == item) else { continue };
        let Some(value) = number(value, name, *factor) else { continue };
        let hard = [(kind != "soft").then_some(true), (kind != "hard").then_some(false)];
        for hard in hard.into_iter().flatten() {
            let known = found.entry((name, hard)).or_insert((weight, value));
            if weight >= known.0 {
                *known = (weight, value);
            }
        }
    }
    let limit = |(name, resource, _): &(&str, Resource, u64)| {
        let (soft, hard) = (found.get(&(*name, false)), found.get(&(*name, true)));
        if soft.is_none() && hard.is_none() {
            return None;
        }
        // A limit without a line stays as it is, but a soft limit is never above the hard one.
        let (own_soft, own_hard) = getrlimit(*resource).unwrap_or((u64::MAX, u64::MAX));
        let limited = |own: u64| Some(own).filter(|own| *own != u64::MAX);
        let hard = hard.map_or(limited(own_hard), |(_, value)| *value);
        let soft = soft.map_or(limited(own_soft), |(_, value)| *value);
        let soft = soft.map_or(hard, |soft| Some(soft.min(hard.unwrap_or(u64::MAX))));
        Some(Limit { resource: *resource, soft, hard })
    };
    RESOURCES.iter().filter_map(limit).collect()
}

/// Their names in limits.conf, and how many of the kernel's units one of its units is.
const RESOURCES: [(&str, Resource, u64); 15] = [
    ("as", Resource::RLIMIT_AS, 1024),
    ("core", Resource::RLIMIT_CORE, 1024),
    ("cpu", Resource::RLIMIT_CPU, 60),
    ("data", Resource::RLIMIT_DATA, 1024),
    ("fsize", Resource::RLIMIT_FSIZE, 1024),
    ("locks", Resource::RLIMIT_LOCKS, 1),
    ("memlock", Resource::RLIMIT_MEMLOCK, 1024),
    ("msgqueue", Resource::RLIMIT_MSGQUEUE, 1),
    ("nice", Resource::RLIMIT_NICE, 1),
    ("nofile", Resource::RLIMIT_NOFILE, 1),
    ("nproc", Resource::RLIMIT_NPROC, 1),
    ("rss", Resource::RLIMIT_RSS, 1024),
    ("rtprio", Resource::RLIMIT_RTPRIO, 1),
    ("sigpending", Resource::RLIMIT_SIGPENDING, 1),
    ("stack", Resource::RLIMIT_STACK, 1024),
];

/// A line's weight for the user; none if it does not apply. Only lines that name root apply to root.
fn weight(domain: &str, user: &User, groups: &[(String, u32)]) -> Option<Weight> {
    if domain == user.name {
        return Some(Weight::User);
    }
    let weight = match domain.strip_prefix('@') {
        Some(group) => {
            let own = |(name, gid): &(String, u32)| name == group || within(group, *gid);
            groups.iter().any(own).then_some(Weight::Group)
        }
        None if domain == "*" => Some(Weight::Everybody),
        None => within(domain, user.uid).then_some(Weight::User),
    };
    weight.filter(|_| user.uid != 0)
}

/// `FROM:TO`, either of which may be missing.
fn within(range: &str, id: u32) -> bool {
    let bound = |text: &str, usual| if text.is_empty() { Some(usual) } else { text.parse::<u32>().ok() };
    range.split_once(':').is_some_and(|(from, to)| {
        let bounds = bound(from, 0).zip(bound(to, u32::MAX));
        range != ":" && bounds.is_some_and(|(from, to)| (from..=to).contains(&id))
    })
}

/// A limit in the kernel's units; `Some(None)` is no limit.
#[expect(clippy::option_option, reason = "no number, or no limit")]
fn number(text: &str, name: &str, factor: u64) -> Option<Option<u64>> {
    if name == "nice" {
        // Niceness goes from 19, the lowest priority, to -20.
        return text
            .parse::<i64>()
            .ok()
            .and_then(|nice| u64::try_from(20 - nice.clamp(-20, 19)).ok())
            .map(Some);
    }
    match text {
        "-1" | "unlimited" | "infinity" => Some(None),
        text => text.parse::<u64>().ok().map(|number| Some(number.saturating_mul(factor))),
    }
}
