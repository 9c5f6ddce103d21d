//! `LoadCredential=`, `SetCredential=`, `ImportCredential=`.

use super::super::Credential;
use super::directive::{Directive, Scope};
use super::{values, words};

/// Takes a directive; false if it is none of these.
pub(super) fn apply(target: &mut Vec<Credential>, d: Directive, scope: &mut Scope) -> bool {
    let kind = |credential: &Credential| match credential {
        Credential::Load { .. } => "LoadCredential",
        Credential::Set { .. } => "SetCredential",
        Credential::Import { .. } => "ImportCredential",
    };
    if !["LoadCredential", "SetCredential", "ImportCredential"].contains(&d.name) {
        return false;
    }
    if d.is_empty() {
        target.retain(|known| kind(known) != d.name);
        return true;
    }
    match parse(d, scope) {
        Ok(credential) => {
            // The last of a name counts.
            target
                .retain(|known| kind(known) != d.name || id(known).is_none() || id(known) != id(&credential));
            target.push(credential);
        }
        Err(mistake) => scope.leave_out(d.name, &mistake),
    }
    true
}

fn id(credential: &Credential) -> Option<&str> {
    match credential {
        Credential::Load { id, .. } | Credential::Set { id, .. } => Some(id),
        Credential::Import { .. } => None,
    }
}

fn parse(d: Directive, scope: &Scope) -> values::Parsed<Credential> {
    if d.name == "ImportCredential" {
        return Ok(Credential::Import { glob: scope.resolve(d.value)? });
    }
    let (id, rest) = d.value.split_once(':').map_or((d.value, None), |(id, rest)| (id, Some(rest)));
    let id = scope.resolve(id)?;
    if !is_name(&id) {
        return Err(format!("`{id}` is no name of a credential"));
    }
    match (d.name, rest.filter(|rest| !rest.is_empty())) {
        ("SetCredential", None) => Err(format!("`{}` is not of the form name:value", d.value)),
        ("SetCredential", Some(text)) => {
            let data = words::unescaped(text, words::Unknown::RefuseButNul);
            let data = data.ok_or_else(|| format!("`{text}` has a backslash that is no escape"))?;
            Ok(Credential::Set { id, data })
        }
        // Without a path: PID 1's own credential of that name.
        (_, None) => Ok(Credential::Load { source: id.clone(), id }),
        (_, Some(path)) => {
            let source = scope.resolve(path)?;
            if source.starts_with('/') {
                values::absolute(&source)?;
            } else if !is_name(&source) {
                return Err(format!("`{source}` is neither an absolute path nor the name of a credential"));
            }
            Ok(Credential::Load { id, source })
        }
    }
}

fn is_name(text: &str) -> bool {
    let valid = |c: char| c.is_ascii() && !c.is_ascii_control() && c != '/' && c != ':';
    !text.is_empty() && text.len() < 256 && text.chars().all(valid) && !matches!(text, "." | "..")
}
