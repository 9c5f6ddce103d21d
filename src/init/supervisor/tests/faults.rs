//! Random units on a system where anything may fail at any time: PID 1 ends, says what failed, and leaves nothing
//! behind.

use proptest::prelude::*;

use super::*;

fn errno() -> impl Strategy<Value = Option<Errno>> {
    prop_oneof![
        3 => Just(None),
        1 => prop::sample::select(vec![Errno::EAGAIN, Errno::ENOMEM, Errno::ENOSPC, Errno::EMFILE, Errno::EINTR])
            .prop_map(Some),
    ]
}

fn program() -> impl Strategy<Value = String> {
    let fates = ["/stays", "/deaf", "/exits/0", "/exits/3", "/vanishes", "/unforked", "/missing"];
    prop::sample::select(fates.to_vec()).prop_map(str::to_owned)
}

fn service() -> impl Strategy<Value = Value> {
    let types = prop::sample::select(vec!["simple", "exec", "oneshot", "forking", "notify", "notify-reload"]);
    let restart = prop::sample::select(vec!["no", "on-failure", "on-abnormal"]);
    let list = || prop::collection::vec(program(), 0..2);
    (types, restart, program(), list(), list(), list(), list()).prop_map(
        |(kind, restart, start, before, after, stop, post)| {
            json!({"Service": {
                "Type": kind, "Restart": restart, "ExecStart": start, "ExecStartPre": before,
                "ExecStartPost": after, "ExecStop": stop, "ExecStopPost": post,
                "TimeoutStartSec": 20, "TimeoutStopSec": 2,
            }})
        },
    )
}

fn units() -> impl Strategy<Value = Value> {
    (prop::collection::vec(service(), 1..5), any::<bool>()).prop_map(|(services, chained)| {
        let mut units = json!({"s.socket": {
            "Socket": {"ListenStream": "80", "Service": "u0.service"},
            "Install": {"WantedBy": ["multi-user.target"]},
        }});
        for (index, mut service) in services.into_iter().enumerate() {
            if chained && index > 0 {
                let before = format!("u{}.service", index - 1);
                service["Unit"] = json!({"Requires": before, "After": before});
            }
            units[format!("u{index}.service")] = service;
        }
        units
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_fails_pid_1_says_so_and_comes_to_its_end(
        units in units(),
        spawns in prop::collection::vec(errno(), 0..30),
        descriptors in prop::collection::vec(errno(), 0..10),
    ) {
        let mut system = FakeSystem {
            spawn_failures: spawns.clone().into(),
            descriptor_failures: descriptors.into(),
            ..FakeSystem::default()
        };
        let mut supervisor = Supervisor::new(file(&[], units), &system);
        supervisor.boot(&mut system);
        let mut over = turn(&mut supervisor, &mut system);
        // Some units are restarted for ever, slowly.
        while !over && system.now < Duration::from_mins(5) && (!system.events.is_empty() || supervisor.next_deadline().is_some()) {
            over = turn(&mut supervisor, &mut system);
        }
        let waits_for_time = supervisor.next_deadline().is_some();
        prop_assert!(over || waits_for_time || supervisor.jobs.is_idle(), "{:?} is lost:\n{}", supervisor.jobs.all_jobs().collect::<Vec<_>>(), system.said());
        system.events.push_back(TERM);
        while !over {
            over = turn(&mut supervisor, &mut system);
        }
        let used = spawns.len() - system.spawn_failures.len();
        let failed = spawns[..used].iter().flatten().count();
        prop_assert_eq!(system.said().matches("can't start /").count(), failed, "{}", system.said());
        prop_assert!(system.alive.is_empty(), "{:?} is left:\n{}", system.alive, system.said());
    }
}
