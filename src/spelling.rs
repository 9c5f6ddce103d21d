//! Which names are near enough to each other that one may be meant by the other.

/// How many letters two names are apart, if that is few of them: a quarter, and not all.
pub(crate) fn distance(name: &str, candidate: &str) -> Option<usize> {
    let distance = strsim::damerau_levenshtein(&name.to_lowercase(), &candidate.to_lowercase());
    let limit = name.len().div_ceil(4).min(name.len().saturating_sub(1));
    (distance <= limit).then_some(distance)
}
