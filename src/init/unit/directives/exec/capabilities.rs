//! What processes may do: systemd.exec(5), "Capabilities" and "Security".

use super::Row;
use crate::init::unit::directives::OBSOLETE;
use crate::init::unit::line::{Line, Scope};
use crate::init::unit::quoting::{self, Unknown};
use crate::init::unit::written::yes;
use crate::init::unit::{ExecContext, Verdict};
use caps::{CapSet, Capability, CapsHashSet};

pub(super) const ROWS: &[Row] = &[
    Row::honoured(
        "CapabilityBoundingSet",
        "the capabilities that its processes can come to have",
        |it, line, scope| {
            // Without any line, all are in it.
            let set = it.capability_bounding_set.take();
            it.capability_bounding_set = Some(capabilities(set, line, scope));
        },
    )
    .shown("CapabilityBoundingSet", |it| match &it.capability_bounding_set {
        Some(set) => written(set),
        // PID 1's own, which its children inherit.
        None => written(&caps::read(None, CapSet::Bounding).unwrap_or_default()),
    }),
    Row::honoured(
        "AmbientCapabilities",
        "the capabilities that it has without being root",
        |it, line, scope| {
            let set = std::mem::take(&mut it.ambient_capabilities);
            it.ambient_capabilities = capabilities(Some(set).filter(|set| !set.is_empty()), line, scope);
        },
    )
    .shown("AmbientCapabilities", |it| written(&it.ambient_capabilities)),
    Row::honoured("SecureBits", "how root and capabilities go together", secure_bits)
        .shown("SecureBits", |it| it.secure_bits.unwrap_or(0).to_string()),
    flag!("NoNewPrivileges", "no program that it runs gives it more rights", no_new_privileges),
    Row::noted("Capabilities", OBSOLETE, "the capabilities that it has"),
];

/// A set that is built line by line: `~` takes capabilities away; a first line, or an empty one, starts anew.
fn capabilities(before: Option<CapsHashSet>, line: Line, scope: &mut Scope) -> CapsHashSet {
    let (invert, rest) = line.value.strip_prefix('~').map_or((false, line.value), |rest| (true, rest));
    let mut named = CapsHashSet::new();
    for word in quoting::as_far_as_possible(rest, Unknown::Keep).0 {
        match word.text.to_ascii_uppercase().parse::<Capability>() {
            Ok(capability) => {
                named.insert(capability);
            }
            Err(_) => scope.find(Verdict::Note, format!("{}={}", line.name, word.text), "no such capability"),
        }
    }
    let others = |set: &CapsHashSet| caps::all().difference(set).copied().collect();
    match before.filter(|_| !named.is_empty()) {
        None if invert => others(&named),
        None => named,
        Some(mut set) => {
            if invert {
                set.retain(|capability| !named.contains(capability));
            } else {
                set.extend(named);
            }
            set
        }
    }
}

/// Bits of prctl(2), `PR_SET_SECUREBITS`.
fn secure_bits(context: &mut ExecContext, line: Line, scope: &mut Scope) {
    const NAMES: [&str; 6] = [
        "noroot",
        "noroot-locked",
        "no-setuid-fixup",
        "no-setuid-fixup-locked",
        "keep-caps",
        "keep-caps-locked",
    ];
    if line.is_empty() {
        context.secure_bits = None;
    }
    for word in line.words(scope) {
        match NAMES.iter().position(|name| *name == word) {
            Some(bit) => context.secure_bits = Some(context.secure_bits.unwrap_or(0) | 1 << bit),
            None => scope.leave_out(line.name, &format!("`{word}` is none of {}", NAMES.join(", "))),
        }
    }
}

/// The names of capabilities in the kernel's order.
fn written(set: &CapsHashSet) -> String {
    let mut all: Vec<_> = set.iter().collect();
    all.sort_by_key(|capability| capability.index());
    all.iter().map(|capability| capability.to_string().to_lowercase()).collect::<Vec<_>>().join(" ")
}
