//! `LoadCredential=`, `SetCredential=`, `ImportCredential=`.

use super::super::Credential;
use super::directive::{Directive, Scope};
use super::words;

/// Takes a directive; false if it is none of these.
pub fn apply(target: &mut Vec<Credential>, d: Directive, scope: &mut Scope) -> bool {
    match d.name {
        "LoadCredential" => each(d, scope, |id, rest, scope| {
            // Without a path: PID 1's own credential of that name.
            let source = rest.map_or_else(|| id.to_owned(), |path| scope.expand(path));
            target.push(Credential::Load { id: id.to_owned(), source });
            true
        }),
        "SetCredential" => each(d, scope, |id, rest, scope| {
            let Some(text) = rest else { return false };
            let data = words::unescaped(&scope.expand(text), words::Unknown::Keep).unwrap_or_default();
            target.push(Credential::Set { id: id.to_owned(), data });
            true
        }),
        "ImportCredential" => {
            target.extend(d.words(scope).into_iter().map(|glob| Credential::Import { glob }));
        }
        _ => return false,
    }
    true
}

/// Calls `take` with the id and what follows the colon; it says whether that is enough.
fn each(d: Directive, scope: &mut Scope, mut take: impl FnMut(&str, Option<&str>, &mut Scope) -> bool) {
    for line in d.list() {
        let (id, rest) = match line.split_once(':') {
            Some((id, rest)) => (id.trim(), Some(rest)),
            None => (line.trim(), None),
        };
        let id = scope.expand(id);
        let valid = !id.is_empty() && !id.contains(['/', ':']) && !id.starts_with('.');
        if !valid || !take(&id, rest, scope) {
            scope.problem(d.name, format!("`{line}` is not of the form name:value"));
        }
    }
}
