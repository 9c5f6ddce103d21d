//! `[Mount]`: systemd.mount(5).

use super::row::Directive;
use crate::init::unit::line::Scope;
use crate::init::unit::written::{mode, yes};
use crate::init::unit::{MountKind, MountUnit, UnitName, Verdict, specifier, values};
use std::path::Path;

type Row = Directive<MountUnit>;

const AT_ONCE: &str = "binds and tmpfs are mounted at once, by PID 1";
const PLAIN: &str = "mount(2) knows no sloppy options and does not fall back to read-only";

pub(super) const ROWS: &[Row] = &[
    Row::honoured("What", "what is mounted", |_, line, scope| {
        let mut what = scope.so_far.what.take();
        line.text(&mut what, scope);
        scope.so_far.what = what;
    })
    .shown("What", |it| it.what.clone()),
    Row::honoured("Where", "where; the unit's name says the same", |_, line, scope| {
        if let Some(path) = line.understood(scope.path(line.value), scope) {
            scope.so_far.place = Some(path);
        }
    })
    .shown("Where", |it| it.place.to_string_lossy().into_owned()),
    Row::honoured("Type", "the type of the file system", |_, line, scope| {
        let mut file_system = scope.so_far.file_system.take();
        line.text(&mut file_system, scope);
        scope.so_far.file_system = file_system;
    })
    .but("binds and tmpfs only, others are refused")
    .shown("Type", |it| match it.kind {
        MountKind::Bind { .. } => "none".to_owned(),
        MountKind::Memory => "tmpfs".to_owned(),
    }),
    Row::honoured("Options", "options of mount(8)", |it, line, scope| {
        let mut options = None;
        line.text(&mut options, scope);
        it.options = options.unwrap_or_default();
    })
    .shown("Options", |it| it.options.clone()),
    Row::honoured("DirectoryMode", "the mode of a place that is made", |it, line, scope| {
        line.set(&mut it.directory_mode, scope, values::mode);
    })
    .shown("DirectoryMode", |it| mode(it.directory_mode)),
    flag!("LazyUnmount", "it goes although it is in use", lazy),
    Row::accepted("TimeoutSec", AT_ONCE, "how long mounting may take"),
    Row::accepted("SloppyOptions", PLAIN, "options that there are not are no mistake"),
    Row::accepted("ReadWriteOnly", PLAIN, "it is not mounted read-only instead"),
    Row::accepted("ForceUnmount", AT_ONCE, "it goes although its server is gone"),
];

/// A mount unit with systemd's defaults.
pub(in crate::init::unit) fn new(name: &UnitName) -> MountUnit {
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

/// Works out what the lines come to together, and reports what is wrong with that.
pub(in crate::init::unit) fn finish(mount: &mut MountUnit, scope: &mut Scope) {
    if scope.so_far.place.take().is_some_and(|place| place != mount.place) {
        return scope.problem("Where", format!("the unit's name says {}", mount.place.display()));
    }
    if mount.place == Path::new("/") {
        return scope.find(Verdict::Refuse, "Where", "the root is the container's");
    }
    let Some(what) = scope.so_far.what.take() else {
        return scope.lacks("What", |name| name == "What", "there is nothing to mount");
    };
    mount.what = what;
    let file_system = scope.so_far.file_system.take();
    let kind = file_system.as_deref().unwrap_or("auto");
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
