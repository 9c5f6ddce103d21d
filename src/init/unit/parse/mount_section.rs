//! The directives of `[Mount]`.

use std::path::{Path, PathBuf};

use super::super::{ExecContext, Kill, MountKind, MountUnit, UnitName};
use super::directive::{Directive, Scope};
use super::{context, service_section, specifier, values};
use crate::init::unit::Verdict;

/// What was said so far, before it is known what it comes to.
#[derive(Default)]
pub(super) struct MountSoFar {
    what: Option<String>,
    place: Option<PathBuf>,
    file_system: Option<String>,
    context: ExecContext,
    kill: Kill,
}

/// A mount unit with systemd's defaults.
pub(super) fn new(name: &UnitName) -> MountUnit {
    let place = specifier::path(name.stem()).unwrap_or_else(|| "/".to_owned());
    let kind = MountKind::Bind { recursive: false };
    MountUnit {
        what: String::new(),
        place: place.into(),
        kind,
        options: String::new(),
        directory_mode: 0o755,
        lazy: false,
    }
}

/// Takes a directive; false if it is none of a mount unit.
pub(super) fn apply(mount: &mut MountUnit, said: &mut MountSoFar, d: Directive, scope: &mut Scope) -> bool {
    match d.name {
        "What" => d.text(&mut said.what, scope),
        "Where" => match scope.resolve(d.value).and_then(|path| values::absolute(&path)) {
            Ok(path) => said.place = Some(path.into()),
            Err(mistake) => scope.leave_out(d.name, &mistake),
        },
        "Type" => d.text(&mut said.file_system, scope),
        "Options" => {
            let mut options = None;
            d.text(&mut options, scope);
            mount.options = options.unwrap_or_default();
        }
        "DirectoryMode" => d.set(&mut mount.directory_mode, scope, values::mode),
        "LazyUnmount" => d.flag(&mut mount.lazy, scope),
        // mount(2) takes no time here, knows no sloppy options and does not fall back to read-only.
        "TimeoutSec" | "SloppyOptions" | "ReadWriteOnly" | "ForceUnmount" => {}
        _ => {
            // No process mounts it, so that none has these.
            return context::apply(&mut said.context, d, scope)
                || service_section::kill(&mut said.kill, d, scope);
        }
    }
    true
}

/// Says what it comes to, and what is wrong with that.
pub(super) fn finish(mount: &mut MountUnit, said: MountSoFar, scope: &mut Scope) {
    if said.place.is_some_and(|place| place != mount.place) {
        return scope.problem("Where", format!("the unit's name says {}", mount.place.display()));
    }
    if mount.place == Path::new("/") {
        return scope.find(Verdict::Refuse, "Where", "the root is the container's");
    }
    let Some(what) = said.what else {
        return scope.lacks("What", |name| name == "What", "there is nothing to mount");
    };
    mount.what = what;
    let kind = said.file_system.as_deref().unwrap_or("auto");
    let has = |option: &str| mount.options.split(',').any(|known| known == option);
    mount.kind = match kind {
        "tmpfs" | "ramfs" => MountKind::Memory,
        _ if has("rbind") => MountKind::Bind { recursive: true },
        _ if has("bind") => MountKind::Bind { recursive: false },
        other => {
            let reason = format!("a container mounts binds and tmpfs only, not {} ({other})", mount.what);
            return scope.find(Verdict::Refuse, "Type", reason);
        }
    };
    if matches!(mount.kind, MountKind::Bind { .. }) && values::absolute(&mount.what).is_err() {
        return scope.problem("What", format!("`{}` is no absolute path", mount.what));
    }
    if !scope.host.mounting.is_allowed() {
        let reason = format!("{} is to be mounted: {}", mount.place.display(), scope.host.mounting.remedy());
        scope.find(Verdict::Refuse, "the unit", reason);
    }
}
