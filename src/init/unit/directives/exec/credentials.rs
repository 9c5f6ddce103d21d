//! Files in `$CREDENTIALS_DIRECTORY`: systemd.exec(5), "Credentials".

use super::Row;
use crate::init::unit::line::{Line, Scope};
use crate::init::unit::quoting::{self, Unknown};
use crate::init::unit::{Credential, ExecContext, values};

const NO_KEY: &str = "there is no key to decrypt it with";

pub(super) const ROWS: &[Row] = &[
    Row::honoured("LoadCredential", "a credential from a file, a directory or PID 1's own", credential),
    Row::honoured("SetCredential", "a credential that the unit has in it", credential),
    Row::honoured("ImportCredential", "those of PID 1's credentials that the pattern fits", credential),
    Row::refused("LoadCredentialEncrypted", NO_KEY, "a credential from an encrypted file"),
    Row::refused("SetCredentialEncrypted", NO_KEY, "an encrypted credential that the unit has in it"),
];

fn credential(context: &mut ExecContext, line: Line, scope: &mut Scope) {
    let target = &mut context.credentials;
    let directive = |credential: &Credential| match credential {
        Credential::Load { .. } => "LoadCredential",
        Credential::Set { .. } => "SetCredential",
        Credential::Import { .. } => "ImportCredential",
    };
    if line.is_empty() {
        return target.retain(|known| directive(known) != line.name);
    }
    let parsed = parse(line, scope);
    if let Some(credential) = line.understood(parsed, scope) {
        // Of several with one name the last counts.
        let same = |known: &Credential| id(known).is_some() && id(known) == id(&credential);
        target.retain(|known| directive(known) != line.name || !same(known));
        target.push(credential);
    }
}

fn id(credential: &Credential) -> Option<&str> {
    match credential {
        Credential::Load { id, .. } | Credential::Set { id, .. } => Some(id),
        Credential::Import { .. } => None,
    }
}

fn parse(line: Line, scope: &Scope) -> values::Parsed<Credential> {
    if line.name == "ImportCredential" {
        return Ok(Credential::Import { glob: scope.resolve(line.value)? });
    }
    let (id, rest) = line.value.split_once(':').map_or((line.value, None), |(id, rest)| (id, Some(rest)));
    let id = scope.resolve(id)?;
    if !is_name(&id) {
        return Err(format!("`{id}` is no name of a credential"));
    }
    match (line.name, rest.filter(|rest| !rest.is_empty())) {
        ("SetCredential", None) => Err(format!("`{}` is not of the form name:value", line.value)),
        ("SetCredential", Some(text)) => {
            let data = quoting::unescaped(text, Unknown::RefuseButNul);
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
