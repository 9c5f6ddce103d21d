//! Control stanzas as `apt-cache show` prints them, and the relations between packages in them.
//!
//! Formats: deb822(5), deb-control(5). Version constraints are not evaluated: apt has chosen the
//! versions already, and every edge is looked for among the packages that it chose.

use std::collections::{BTreeMap, BTreeSet};

/// One stanza: field names in lower case, values with their continuation lines.
pub(super) type Stanza = BTreeMap<String, String>;

/// Splits text into its stanzas.
pub(super) fn stanzas(text: &str) -> Vec<Stanza> {
    let mut stanzas = vec![Stanza::new()];
    let mut field = String::new();
    for line in text.lines() {
        if line.trim().is_empty() {
            stanzas.push(Stanza::new());
            continue;
        }
        let Some(stanza) = stanzas.last_mut() else { continue };
        if line.starts_with([' ', '\t']) {
            if let Some(value) = stanza.get_mut(&field) {
                value.push('\n');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            field = name.to_ascii_lowercase();
            stanza.insert(field.clone(), value.trim().to_owned());
        }
    }
    stanzas.retain(|stanza| !stanza.is_empty());
    stanzas
}

/// The names in a relation field, alternatives too, without versions and architectures.
pub(super) fn names(relations: &str) -> impl Iterator<Item = &str> {
    relations.split([',', '|']).filter_map(|relation| {
        let name = relation.trim().split([' ', '\t', '\n', '(', '[', '<', ':']).next()?;
        (!name.is_empty()).then_some(name)
    })
}

/// For each package, the packages among `chosen` that it depends on.
///
/// A name that is not among them is looked for in what they provide; of alternatives, all that
/// were chosen count.
pub(super) fn edges(chosen: &BTreeMap<String, Stanza>) -> BTreeMap<String, BTreeSet<String>> {
    let mut providers: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, stanza) in chosen {
        for provided in stanza.get("provides").into_iter().flat_map(|field| names(field)) {
            providers.entry(provided).or_default().push(name);
        }
    }
    let targets = |name: &'_ str| -> Vec<String> {
        if chosen.contains_key(name) {
            return vec![name.to_owned()];
        }
        providers.get(name).into_iter().flatten().map(|&provider| provider.to_owned()).collect()
    };
    let depends = |name: &str, stanza: &Stanza| {
        ["pre-depends", "depends"]
            .iter()
            .filter_map(|&field| stanza.get(field))
            .flat_map(|field| names(field))
            .flat_map(targets)
            .filter(|target| target != name)
            .collect()
    };
    chosen.iter().map(|(name, stanza)| (name.clone(), depends(name, stanza))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stanzas_keep_continuation_lines() {
        let text = "Package: a\nDepends: b,\n c\n\n\nPackage: d\nDescription: x: y\n";
        let stanzas = stanzas(text);
        assert_eq!(stanzas.len(), 2);
        assert_eq!(stanzas[0]["depends"], "b,\nc");
        assert_eq!(stanzas[1]["description"], "x: y");
    }

    #[test]
    fn relations_lose_versions_and_architectures() {
        let relations = "perl:any, libc6 (>= 2.36), a | b (<< 1) [amd64],\nc <!nocheck>, d(= 2)";
        assert_eq!(names(relations).collect::<Vec<_>>(), ["perl", "libc6", "a", "b", "c", "d"]);
    }

    #[test]
    fn edges_stay_among_the_chosen_and_follow_provides() {
        let stanza = |fields: &[(&str, &str)]| -> Stanza {
            fields.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect()
        };
        let chosen: BTreeMap<String, Stanza> = [
            (
                "app".to_owned(),
                stanza(&[("depends", "awk, mta | exim, gone"), ("pre-depends", "libc6, app")]),
            ),
            ("exim".to_owned(), stanza(&[("provides", "mta")])),
            ("libc6".to_owned(), stanza(&[("depends", "libgcc-s1")])),
            ("libgcc-s1".to_owned(), stanza(&[("depends", "libc6")])),
            ("mawk".to_owned(), stanza(&[("provides", "awk (= 1)")])),
        ]
        .into();
        let edges = edges(&chosen);
        let of = |name: &str| edges[name].iter().map(String::as_str).collect::<Vec<_>>();
        assert_eq!(of("app"), ["exim", "libc6", "mawk"]);
        assert_eq!(of("libc6"), ["libgcc-s1"]);
        assert_eq!(of("libgcc-s1"), ["libc6"]);
        assert!(of("mawk").is_empty());
    }
}
