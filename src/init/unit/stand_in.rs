//! What a unit has instead of mounts where the container has no right to make them.
//!
//! What only hides or protects other files is left to the container. A bind that shows a path where there is
//! nothing becomes a link for as long as the unit is up; the rest is refused, because a unit never runs without the
//! files that it asks for. Under `PrivateTmp=` two units may want different things below the same /tmp, so one that
//! also works in /tmp gets a directory of its own for it, with the links in it.
//!
//! What already exists at a path can't be known before the unit starts, so making the links may fail then.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::view::{Bind, PrivateTmp};
use super::{ExecContext, Finding, Mounting, SANDBOX, Unit, UnitName, Verdict, View, WorkingDirectory};

/// Takes the place of a [`View`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StandIn {
    /// Links that are made where nothing exists, outer ones first.
    pub links: Vec<Link>,
    /// Directories that are made where nothing exists.
    pub directories: Vec<PathBuf>,
    /// The links in the unit's own directory for /tmp, by relative paths; `None`: it uses the container's /tmp.
    pub tmp: Option<Vec<Link>>,
}

/// A symbolic link that exists as long as its unit is up.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link {
    /// Where the link is.
    pub path: PathBuf,
    /// Where it leads, absolute.
    pub target: PathBuf,
    /// It is not made if its target does not exist.
    pub optional: bool,
}

/// What becomes of a directive, and why.
pub(super) type BindFinding = (&'static str, Verdict, String);

/// Every container has a shell here.
const SHELL: &str = "/bin/sh";

/// Paths that exist in every container, so that nothing else can appear in their place.
const EVERYWHERE: [&str; 31] = [
    "/",
    "/bin",
    SHELL,
    "/dev",
    "/etc",
    "/etc/group",
    "/etc/hosts",
    "/etc/passwd",
    "/etc/resolv.conf",
    "/home",
    "/lib",
    "/lib64",
    "/nix",
    "/nix/store",
    "/proc",
    "/root",
    "/run",
    "/sbin",
    "/sys",
    "/tmp",
    "/usr",
    "/usr/bin",
    "/usr/lib",
    "/usr/sbin",
    "/usr/share",
    "/var",
    "/var/cache",
    "/var/lib",
    "/var/log",
    "/var/run",
    "/var/tmp",
];

/// Directories in which nothing can be made.
const CLOSED: [&str; 3] = ["/nix/store", "/proc", "/sys"];

impl StandIn {
    /// What a unit has instead of what it asks for, and what to say about that.
    pub fn of(
        view: &View,
        directory: Option<&WorkingDirectory>,
        mounting: &Mounting,
    ) -> (Self, Vec<BindFinding>) {
        let (mut stand_in, mut said) = (Self::default(), Vec::new());
        let empty_root = view.temporary.iter().any(|temporary| temporary.path == Path::new("/"));
        if let Some(root) = &view.root {
            if empty_root || root.starts_with("/run") {
                said.push(("RootDirectory", Verdict::Note, SANDBOX.to_owned()));
            } else {
                let reason =
                    format!("{} is another root than the container's: {}", root.display(), mounting.remedy());
                said.push(("RootDirectory", Verdict::Refuse, reason));
            }
        }
        let works_in_tmp = directory.and_then(|directory| directory.path.as_deref());
        let works_in_tmp = works_in_tmp.is_some_and(|path| path.starts_with("/tmp"));
        for bind in &view.binds {
            let directive = if bind.read_only { "BindReadOnlyPaths" } else { "BindPaths" };
            let inside = bind.destination.strip_prefix("/tmp").ok().filter(|path| path.file_name().is_some());
            match inside.filter(|_| works_in_tmp && view.private_tmp != PrivateTmp::No) {
                Some(inside) => stand_in.tmp.get_or_insert_default().push(link(inside, bind)),
                None => match needs_link(bind, mounting) {
                    Ok(true) => stand_in.links.push(link(&bind.destination, bind)),
                    Ok(false) => said.push((directive, Verdict::Note, SANDBOX.to_owned())),
                    Err(reason) => said.push((directive, Verdict::Refuse, reason)),
                },
            }
        }
        let made = view.temporary.iter().filter(|temporary| !temporary.is_read_only());
        let made = made.map(|temporary| temporary.path.clone());
        stand_in.directories = made.filter(|path| !is_everywhere(path) && !is_closed(path)).collect();
        stand_in.links.sort();
        stand_in.tmp.iter_mut().for_each(|links| links.sort());
        (stand_in, said)
    }

    /// Whether there is nothing to make.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

fn link(path: &Path, bind: &Bind) -> Link {
    Link { path: path.to_owned(), target: bind.source.clone(), optional: bind.optional }
}

/// Whether a link has to replace the bind: not where its path shows the same anyway. An error where no link can.
fn needs_link(bind: &Bind, mounting: &Mounting) -> Result<bool, String> {
    let (source, destination) = (in_run(&bind.source), in_run(&bind.destination));
    if source == destination || destination == Path::new(SHELL) {
        return Ok(false);
    }
    if is_everywhere(&destination) || is_closed(&destination) || source.starts_with(&destination) {
        let (source, destination) = (source.display(), destination.display());
        return Err(format!(
            "{source} can't be shown at {destination} without a mount: {}",
            mounting.remedy()
        ));
    }
    Ok(true)
}

/// The path, with /var/run replaced by /run, and /var/lock by /run/lock.
fn in_run(path: &Path) -> PathBuf {
    match (path.strip_prefix("/var/run"), path.strip_prefix("/var/lock")) {
        (Ok(rest), _) if rest.file_name().is_some() => Path::new("/run").join(rest),
        (_, Ok(rest)) if rest.file_name().is_some() => Path::new("/run/lock").join(rest),
        _ => path.to_owned(),
    }
}

fn is_everywhere(path: &Path) -> bool {
    EVERYWHERE.iter().any(|known| path == Path::new(known))
}

fn is_closed(path: &Path) -> bool {
    CLOSED.iter().any(|closed| path.starts_with(closed))
}

impl ExecContext {
    /// The unit's context with this directory in place of /tmp.
    #[must_use]
    pub fn with_tmp(&self, tmp: &Path) -> Self {
        let mut context = self.clone();
        if let Some(path) = context.working_directory.as_mut().and_then(|directory| directory.path.as_mut())
            && let Ok(inside) = path.strip_prefix("/tmp")
        {
            *path = if inside.file_name().is_some() { tmp.join(inside) } else { tmp.to_owned() };
        }
        if !context.environment.iter().any(|(name, _)| name == "TMPDIR") {
            context.environment.push(("TMPDIR".to_owned(), tmp.to_string_lossy().into_owned()));
        }
        context
    }
}

/// Refuses the binds of units that want different things at the same path.
pub(super) fn contradictions(units: &BTreeMap<UnitName, Unit>, mounting: &Mounting) -> Vec<Finding> {
    let mut wanted: BTreeMap<&Path, Vec<(&UnitName, &Path)>> = BTreeMap::new();
    for unit in units.values() {
        for link in unit.context().into_iter().flat_map(|context| &context.stand_in.links) {
            wanted.entry(&link.path).or_default().push((&unit.name, &link.target));
        }
    }
    let mut found = Vec::new();
    for (path, wanting) in wanted {
        for (unit, target) in &wanting {
            let Some((other, _)) = wanting.iter().find(|(_, wanted)| wanted != target) else { continue };
            let reason = format!(
                "{} is to be at {}, where {other} wants something else: {}",
                target.display(),
                path.display(),
                mounting.remedy()
            );
            let (unit, directive) = ((*unit).clone(), "BindPaths".to_owned());
            found.push(Finding { unit, directive, verdict: Verdict::Refuse, reason });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bind(source: &str, destination: &str) -> Bind {
        let (read_only, optional, recursive) = (false, false, true);
        Bind { source: source.into(), destination: destination.into(), read_only, optional, recursive }
    }

    fn judged(view: &View, directory: &str) -> (StandIn, Vec<(&'static str, Verdict)>) {
        let directory = WorkingDirectory { path: Some(directory.into()), missing_ok: false };
        let (stand_in, said) = StandIn::of(view, Some(&directory), &Mounting::AsDeclared);
        (stand_in, said.into_iter().map(|(directive, verdict, _)| (directive, verdict)).collect())
    }

    fn link(path: &str, target: &str) -> Link {
        Link { path: path.into(), target: target.into(), optional: false }
    }

    #[test]
    fn what_only_hides_other_files_is_a_note() {
        let binds = vec![
            bind("/etc", "/etc"),
            bind("/run/a", "/var/run/a"),
            bind("/nix/store/x/bin/bash", "/bin/sh"),
        ];
        let view = View { root: Some("/run/a".into()), binds, ..View::default() };
        let (stand_in, said) = judged(&view, "/");
        assert!(stand_in.is_empty());
        assert_eq!(said[0], ("RootDirectory", Verdict::Note));
        assert_eq!(said[1..], [("BindPaths", Verdict::Note); 3]);
    }

    #[test]
    fn a_root_that_has_files_of_its_own_is_refused_unless_they_are_hidden() {
        let mut view = View { root: Some("/srv/jail".into()), ..View::default() };
        assert_eq!(judged(&view, "/").1, [("RootDirectory", Verdict::Refuse)]);
        view.temporary.push(super::super::view::Temporary { path: "/".into(), options: String::new() });
        assert_eq!(judged(&view, "/").1, [("RootDirectory", Verdict::Note)]);
    }

    #[test]
    fn a_path_that_appears_is_a_link_and_what_is_above_comes_first() {
        let binds = vec![bind("/var/log/x", "/conf/logs"), bind("/var/lib/x", "/conf")];
        let (stand_in, said) = judged(&View { binds, ..View::default() }, "/");
        assert_eq!(stand_in.links, [link("/conf", "/var/lib/x"), link("/conf/logs", "/var/log/x")]);
        assert_eq!(said, []);
    }

    #[test]
    fn what_can_not_appear_is_refused() {
        for (source, destination) in
            [("/data", "/usr"), ("/data", "/nix/store/x/uploads"), ("/data", "/proc/x"), ("/a/b", "/a")]
        {
            let view = View { binds: vec![bind(source, destination)], ..View::default() };
            assert_eq!(judged(&view, "/").1, [("BindPaths", Verdict::Refuse)], "{destination}");
        }
    }

    #[test]
    fn a_unit_that_works_in_its_private_tmp_has_its_own_with_links_in_it() {
        let binds = vec![bind("/var/lib/acme/a", "/tmp/out"), bind("/var/lib/acme/.minica", "/tmp/ca")];
        let view = View { binds, private_tmp: PrivateTmp::Shared, ..View::default() };
        let (stand_in, said) = judged(&view, "/tmp");
        assert_eq!(
            stand_in.tmp,
            Some(vec![link("ca", "/var/lib/acme/.minica"), link("out", "/var/lib/acme/a")])
        );
        assert_eq!((stand_in.links, said), (vec![], vec![]));
        assert_eq!(judged(&view, "/").0.tmp, None);
    }

    #[test]
    fn the_directory_for_tmp_is_where_the_unit_works() {
        let at = |path: &str| {
            let directory = WorkingDirectory { path: Some(path.into()), missing_ok: false };
            let context = ExecContext { working_directory: Some(directory), ..ExecContext::default() };
            let context = context.with_tmp(Path::new("/tmp/own"));
            assert_eq!(context.environment, [("TMPDIR".to_owned(), "/tmp/own".to_owned())]);
            context.working_directory.unwrap().path.unwrap()
        };
        assert_eq!(
            [at("/tmp"), at("/tmp/x"), at("/srv")],
            ["/tmp/own", "/tmp/own/x", "/srv"].map(PathBuf::from)
        );
    }
}
