#![allow(unsafe_code, reason = "the child of a test is made by fork")]

use std::io::Read;
use std::path::PathBuf;

use nix::sys::wait::waitpid;
use nix::unistd::{ForkResult, fork, pipe};

use super::super::capabilities::CapabilitySets;
use super::super::unit::WorkingDirectory;
use super::*;
use crate::testing::needs::{has_root, skip};
use crate::users::User;

fn authority(uid: u32, capabilities: &[Capability]) -> Authority {
    let mask = capabilities.iter().fold(0, |mask, one| mask | one.bitmask());
    let held = CapabilitySets { bounding: mask, permitted: mask, effective: mask };
    let bounds = Bounds { held, open_files: 1024, oom_score_adjust: 0 };
    Authority { uid, gid: uid, bounds, setgroups_denied: false }
}

fn www() -> Identity {
    let user = User { name: "www".into(), uid: 54, gid: 55, home: "/srv/www".into(), shell: String::new() };
    Identity { user: Some(user), uid: 54, gid: 55, groups: vec![55, 60] }
}

const IDS: [Capability; 2] = [Capability::CAP_SETUID, Capability::CAP_SETGID];

#[test]
fn a_foreign_user_is_refused_or_run_as_oneself() {
    let context = ExecContext::default();
    let plan =
        |foreign| ChildSetup::plan(&context, Some(&www()), ExecRights::Unit, &authority(1000, &[]), foreign);
    assert_eq!(
        plan(ForeignUsers::Refuse).unwrap_err().to_string(),
        "it is to run as www, but the init runs as uid 1000 without CAP_SETUID; run the container as root, \
         or set docker.foreignUsers = \"run\""
    );
    let (setup, warnings) = plan(ForeignUsers::Run).unwrap();
    assert_eq!((setup.uid, setup.gid, &setup.groups), (None, None, &None));
    assert_eq!(setup.owner(Some(&www())), None);
    assert_eq!(warnings, ["runs as uid 1000 instead of www, without CAP_SETUID"]);
}

#[test]
fn a_unit_of_a_foreign_user_is_refused_with_all_its_commands() {
    for rights in [ExecRights::Full, ExecRights::NoSetuid, ExecRights::Unit] {
        let (context, root) = (ExecContext::default(), authority(0, &[]));
        let plan = |foreign| ChildSetup::plan(&context, Some(&www()), rights, &root, foreign);
        assert!(plan(ForeignUsers::Refuse).is_err());
        assert_eq!(plan(ForeignUsers::Run).unwrap().0.uid, None);
    }
}

#[test]
fn the_own_user_needs_no_right() {
    let own = Identity { uid: 1000, gid: 1000, ..www() };
    let context = ExecContext::default();
    let (setup, warnings) =
        ChildSetup::plan(&context, Some(&own), ExecRights::Unit, &authority(1000, &[]), ForeignUsers::Refuse)
            .unwrap();
    assert_eq!((setup.uid, setup.gid, setup.groups, warnings.len()), (None, None, None, 0));
}

#[test]
fn prefixes_take_restrictions_away() {
    let context = ExecContext { no_new_privileges: true, ..ExecContext::default() };
    let plan = |rights| {
        ChildSetup::plan(&context, Some(&www()), rights, &authority(0, &IDS), ForeignUsers::Refuse).unwrap().0
    };
    let setup = plan(ExecRights::Unit);
    assert_eq!((setup.uid, setup.gid), (Some(Uid::from_raw(54)), Some(Gid::from_raw(55))));
    assert!(setup.no_new_privileges);
    let setup = plan(ExecRights::NoSetuid);
    assert_eq!((setup.uid, setup.no_new_privileges), (None, true));
    let setup = plan(ExecRights::Full);
    assert_eq!((setup.uid, setup.no_new_privileges), (None, false));
}

#[test]
fn a_tilde_is_the_users_home() {
    let context = ExecContext {
        working_directory: Some(WorkingDirectory { path: None, missing_ok: true }),
        ..ExecContext::default()
    };
    let plan = |identity: Option<&Identity>| {
        let all = authority(0, &IDS);
        ChildSetup::plan(&context, identity, ExecRights::Unit, &all, ForeignUsers::Refuse).unwrap().0
    };
    assert_eq!(plan(Some(&www())).working_directory.unwrap().as_c_str(), c"/srv/www");
    assert_eq!(plan(None).working_directory.unwrap().as_c_str(), c"/root");
}

/// Applies a setup in a child and returns what the child's /proc/self/status says.
fn applied(setup: &ChildSetup) -> Result<String, SetupFailure> {
    let (reader, writer) = pipe().unwrap();
    // SAFETY: the child only reads a file, writes to a pipe and exits.
    match unsafe { fork() }.unwrap() {
        ForkResult::Child => {
            let text = match setup.apply() {
                Ok(()) => {
                    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
                    let directory = std::env::current_dir().unwrap_or_default();
                    format!("{status}Cwd:\t{}\n", directory.display())
                }
                Err(failure) => format!("failed {} {}", failure.status, failure.errno as i32),
            };
            let _ = nix::unistd::write(&writer, text.as_bytes());
            // SAFETY: ends the child without running the parent's exit handlers.
            unsafe { nix::libc::_exit(0) };
        }
        ForkResult::Parent { child } => {
            drop(writer);
            let mut text = String::new();
            std::fs::File::from(reader).read_to_string(&mut text).unwrap();
            waitpid(child, None).unwrap();
            match text.strip_prefix("failed ") {
                None => Ok(text),
                Some(failure) => {
                    let (status, errno) = failure.split_once(' ').unwrap();
                    let errno = Errno::from_raw(errno.parse().unwrap());
                    Err(SetupFailure { status: status.parse().unwrap(), step: "", errno })
                }
            }
        }
    }
}

fn field<'a>(status: &'a str, name: &str) -> &'a str {
    status.lines().find_map(|line| line.strip_prefix(name)).unwrap().trim()
}

#[test]
fn a_child_becomes_the_user_with_its_ambient_capabilities_and_nothing_else() {
    let authority = Authority::of_this_process();
    let bind = Capability::CAP_NET_BIND_SERVICE;
    if !has_root() {
        return;
    }
    if !authority.bounds.held.can(Capability::CAP_SETPCAP) {
        skip("setpcap", "CAP_SETPCAP is not held");
        return;
    }
    let context = ExecContext {
        ambient_capabilities: [bind].into_iter().collect(),
        capability_bounding_set: Some([bind].into_iter().collect()),
        no_new_privileges: true,
        umask: Some(0o027),
        nice: Some(3),
        oom_score_adjust: Some(500),
        working_directory: Some(WorkingDirectory { path: Some(PathBuf::from("/usr")), missing_ok: false }),
        ..ExecContext::default()
    };
    let (setup, warnings) =
        ChildSetup::plan(&context, Some(&www()), ExecRights::Unit, &authority, ForeignUsers::Refuse).unwrap();
    assert_eq!(warnings, [""; 0]);
    let status = applied(&setup).unwrap();
    assert_eq!(field(&status, "Uid:"), "54\t54\t54\t54");
    assert_eq!(field(&status, "Gid:"), "55\t55\t55\t55");
    assert_eq!(field(&status, "Groups:"), "55 60");
    let mask = format!("{:016x}", bind.bitmask());
    for set in ["CapInh:", "CapPrm:", "CapEff:", "CapBnd:", "CapAmb:"] {
        assert_eq!(field(&status, set), mask, "{set}");
    }
    assert_eq!(field(&status, "NoNewPrivs:"), "1");
    assert_eq!(field(&status, "Umask:"), "0027");
    assert_eq!(field(&status, "Cwd:"), "/usr");
}

#[test]
fn a_user_without_ambient_capabilities_has_none() {
    let authority = Authority::of_this_process();
    if !has_root() {
        return;
    }
    let context = ExecContext::default();
    let (setup, _) =
        ChildSetup::plan(&context, Some(&www()), ExecRights::Unit, &authority, ForeignUsers::Refuse).unwrap();
    let status = applied(&setup).unwrap();
    for set in ["CapPrm:", "CapEff:", "CapAmb:"] {
        assert_eq!(field(&status, set), "0000000000000000", "{set}");
    }
    assert_eq!((field(&status, "Cwd:"), field(&status, "Umask:")), ("/", "0022"));
}

#[test]
fn a_missing_working_directory_fails_with_systemds_status_unless_it_may_miss() {
    let directory = |missing_ok| WorkingDirectory { path: Some(PathBuf::from("/no/such")), missing_ok };
    let plan = |missing_ok| {
        let context =
            ExecContext { working_directory: Some(directory(missing_ok)), ..ExecContext::default() };
        let authority = Authority::of_this_process();
        ChildSetup::plan(&context, None, ExecRights::Unit, &authority, ForeignUsers::Refuse).unwrap().0
    };
    let failure = applied(&plan(false)).unwrap_err();
    assert_eq!((failure.status, failure.errno), (200, Errno::ENOENT));
    assert_eq!(field(&applied(&plan(true)).unwrap(), "Cwd:"), "/");
}
