use super::*;
use crate::init::unit::view::{Bind, Temporary};

fn bind(source: &str, destination: &str) -> Bind {
    let (read_only, optional, recursive) = (false, false, true);
    Bind { source: source.into(), destination: destination.into(), read_only, optional, recursive }
}

fn at(path: &str, access: Access) -> AccessPath {
    AccessPath { path: path.into(), access, optional: false, in_root: false }
}

/// One word for each mount, with `-` if it is optional and `!` if it is read-only.
fn told(view: View, around: &PlanContext<'_>) -> Vec<String> {
    let context = ExecContext { view, ..ExecContext::default() };
    let plan = MountPlan::of(&context, around).unwrap();
    let one = |mount: &PlannedMount| {
        let what = match &mount.kind {
            MountContent::Inaccessible => "none".to_owned(),
            MountContent::Bind { source, recursive } => {
                format!("{}{}", source.display(), if *recursive { "" } else { "*" })
            }
            MountContent::Devices => "devices".to_owned(),
            MountContent::Kernel => "kernel".to_owned(),
            MountContent::Same(access) => format!("{access:?}"),
            MountContent::Temporary(_) => "tmpfs".to_owned(),
            MountContent::Implicit => "implicit".to_owned(),
        };
        let (optional, read_only) = (mount.optional.then_some("-"), mount.read_only.then_some("!"));
        format!("{}{}={what}{}", optional.unwrap_or(""), mount.path.display(), read_only.unwrap_or(""))
    };
    plan.mounts.iter().map(one).collect()
}

#[test]
fn a_unit_that_asks_for_nothing_needs_no_name_space() {
    assert_eq!(MountPlan::of(&ExecContext::default(), &PlanContext::default()), None);
    let view = View { kernel_file_systems: Some(true), ..View::default() };
    assert_eq!(MountPlan::of(&ExecContext { view, ..ExecContext::default() }, &PlanContext::default()), None);
}

#[test]
fn what_is_above_comes_first_whatever_the_order_of_the_lines() {
    let binds = vec![bind("/a", "/x/y/z"), bind("/b", "/x"), bind("/c", "/x-y"), bind("/d", "/x/y")];
    let told = told(View { binds, ..View::default() }, &PlanContext::default());
    assert_eq!(told, ["/x=/b", "/x/y=/d", "/x/y/z=/a", "/x-y=/c"]);
}

#[test]
fn of_two_settings_for_one_path_the_stricter_wins() {
    let access =
        vec![at("/x", Access::ReadWrite), at("/x", Access::ReadOnly), at("/y", Access::Inaccessible)];
    let view = View { access, binds: vec![bind("/a", "/y"), bind("/b", "/x")], ..View::default() };
    assert_eq!(told(view, &PlanContext::default()), ["/x=/b!", "/y=none!"]);
}

#[test]
fn what_is_below_an_inaccessible_path_or_repeats_what_is_above_is_left_out() {
    let access = vec![
        at("/a", Access::Inaccessible),
        at("/a/b", Access::ReadWrite),
        at("/c", Access::ReadOnly),
        at("/c/d", Access::ReadOnly),
        at("/c/e", Access::ReadWrite),
        at("/c/e/f", Access::ReadOnly),
    ];
    let told = told(View { access, ..View::default() }, &PlanContext::default());
    assert_eq!(told, ["/a=none!", "/c=ReadOnly!", "/c/e=ReadWrite", "/c/e/f=ReadOnly!"]);
}

#[test]
fn a_strict_system_leaves_the_kernels_file_systems_homes_and_the_units_directories() {
    let view = View { protect_system: ProtectSystem::Strict, ..View::default() };
    let directories = ["/var/lib/x".into(), "/var/lib/x/y".into(), "/run/x".into()];
    let around = PlanContext { directories: &directories, ..PlanContext::default() };
    assert_eq!(
        told(view, &around),
        [
            "-/=ReadOnly!",
            "-/dev=implicit",
            "-/home=implicit",
            "-/proc=implicit",
            "-/root=implicit",
            "-/run/user=implicit",
            "/run/x=/run/x",
            "-/sys=implicit",
            "/var/lib/x=/var/lib/x",
        ]
    );
}

#[test]
fn what_a_strict_system_leaves_open_is_closed_where_the_unit_says_so() {
    let access = vec![at("/dev", Access::ReadOnly)];
    let (protect_system, protect_home) = (ProtectSystem::Strict, ProtectHome::ReadOnly);
    let view = View { access, protect_home, protect_system, ..View::default() };
    assert_eq!(told(view, &PlanContext::default()), ["-/=ReadOnly!", "-/proc=implicit", "-/sys=implicit"]);
}

#[test]
fn homes_are_hidden_or_closed() {
    let of = |protect_home| told(View { protect_home, ..View::default() }, &PlanContext::default());
    assert_eq!(of(ProtectHome::Yes), ["-/home=none!", "-/root=none!", "-/run/user=none!"]);
    assert_eq!(of(ProtectHome::ReadOnly), ["-/home=ReadOnly!", "-/root=ReadOnly!", "-/run/user=ReadOnly!"]);
    assert_eq!(of(ProtectHome::Tmpfs), ["-/home=tmpfs!", "-/root=tmpfs!", "-/run/user=tmpfs!"]);
}

#[test]
fn a_root_has_the_kernels_file_systems_and_what_the_unit_must_reach() {
    let access = vec![
        AccessPath { in_root: true, ..at("/", Access::ReadOnly) },
        at("/jail/srv", Access::ReadOnly),
        at("/var", Access::Inaccessible),
    ];
    let view =
        View { root: Some("/jail".into()), access, binds: vec![bind("/etc", "/etc")], ..View::default() };
    let reachable = ["/run/notify/a".into()];
    let around = PlanContext { reachable: &reachable, ..PlanContext::default() };
    let sockets = LOG_SOCKETS.map(|path| format!("-{path}={path}!"));
    let mut expected = ["/=ReadOnly!", "-/dev=kernel", "/etc=/etc", "-/proc=kernel", "/run=tmpfs"]
        .map(String::from)
        .to_vec();
    expected.push("-/run/notify/a=/run/notify/a!".into());
    expected.extend([sockets[2].clone(), sockets[0].clone(), sockets[1].clone()]);
    expected.push("-/sys=kernel".into());
    // /jail/srv is /srv in that root, which is read-only as a whole; /var is outside.
    assert_eq!(told(view.clone(), &around), expected);
    let without = told(view, &PlanContext { without_root: true, ..around });
    assert_eq!(without, ["/=ReadOnly!", "/etc=/etc", "/var=none!"]);
}

#[test]
fn a_unit_keeps_what_it_must_reach_where_an_empty_file_system_hides_it() {
    let temporary = vec![Temporary { path: "/run".into(), options: "ro".into() }];
    let reachable = ["/run/notify/a".into(), "/var/b".into()];
    let around = PlanContext { reachable: &reachable, ..PlanContext::default() };
    let told = told(View { temporary, ..View::default() }, &around);
    assert_eq!(told, ["/run=tmpfs!", "-/run/notify/a=/run/notify/a!"]);
}

#[test]
fn a_private_tmp_is_the_units_or_each_processs() {
    let around =
        PlanContext { tmp: Some((Path::new("/tmp/1"), Path::new("/var/tmp/2"))), ..PlanContext::default() };
    let of = |private_tmp| told(View { private_tmp, ..View::default() }, &around);
    assert_eq!(of(PrivateTmp::Shared), ["/tmp=/tmp/1", "/var/tmp=/var/tmp/2"]);
    assert_eq!(of(PrivateTmp::OfEachProcess), ["/tmp=tmpfs", "/var/tmp=tmpfs"]);
}

#[test]
fn a_command_with_full_rights_has_the_units_files_without_its_protection() {
    let view = View {
        root: Some("/jail".into()),
        binds: vec![bind("/usr", "/usr")],
        temporary: vec![Temporary { path: "/hidden".into(), options: String::new() }],
        access: vec![at("/jail/srv", Access::ReadOnly), at("/jail/open", Access::ReadWrite)],
        private_tmp: PrivateTmp::OfEachProcess,
        protect_system: ProtectSystem::Strict,
        private_devices: true,
        ..View::default()
    };
    let around = PlanContext { full_rights: true, ..PlanContext::default() };
    assert_eq!(told(view, &around), ["/hidden=tmpfs", "/open=ReadWrite", "/usr=/usr"]);
}

#[test]
fn the_kernels_settings_devices_and_log_are_closed_each_by_its_own_word() {
    let of = |view| told(view, &PlanContext::default());
    let tunables = of(View { protect_kernel_tunables: true, ..View::default() });
    for expected in
        ["-/proc/sys=ReadOnly!", "-/proc/kcore=none!", "-/sys=ReadOnly!", "-/sys/fs/cgroup=implicit"]
    {
        assert!(tunables.iter().any(|told| told == expected), "{expected}: {tunables:?}");
    }
    let both = View { protect_kernel_tunables: true, protect_control_groups: true, ..View::default() };
    assert!(!of(both).iter().any(|told| told == "-/sys/fs/cgroup=implicit"));
    assert_eq!(of(View { protect_control_groups: true, ..View::default() }), ["-/sys/fs/cgroup=ReadOnly!"]);
    let view = View { private_devices: true, protect_kernel_logs: true, ..View::default() };
    assert_eq!(of(view), ["-/dev=devices!", "-/dev/kmsg=none!", "-/proc/kmsg=none!"]);
    let rooted = View { root: Some("/jail".into()), private_devices: true, ..View::default() };
    assert!(of(rooted).contains(&"-/dev=devices!".to_owned()));
}
