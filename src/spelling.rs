//! Which names are alike enough that one may be meant by the other.

/// How many letters two names are apart, if these are few: at most a quarter of the name, and never all of it.
pub(crate) fn distance(name: &str, candidate: &str) -> Option<usize> {
    let distance = strsim::damerau_levenshtein(&name.to_lowercase(), &candidate.to_lowercase());
    let limit = name.len().div_ceil(4).min(name.len().saturating_sub(1));
    (distance <= limit).then_some(distance)
}

/// The candidate that is most like a name, and how much: from 0 to 1.
pub(crate) fn most_alike<'a>(
    name: &str,
    candidates: impl Iterator<Item = &'a str>,
) -> Option<(&'a str, f64)> {
    let likeness = |other| (other, strsim::normalized_damerau_levenshtein(other, name));
    candidates.map(likeness).max_by(|(_, one), (_, other)| one.total_cmp(other))
}
