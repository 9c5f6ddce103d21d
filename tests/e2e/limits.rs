//! The limits that the engine sets a container: PID 1 outlives them, and says what happened.

use crate::machine::{Container, Workplace, answer};

/// Builds an image of these services (systemd.services, `${bin}` is coreutils') and of one that must stay, with
/// what else is to be said.
fn build(image: &str, services: &str, more: &str) {
    let text = format!(
        "{{ pkgs, ... }}: let bin = \"${{pkgs.coreutils}}/bin\"; in {{
          docker.essential = [ \"calm\" ];
          systemd.services = {{
            calm = {{
              wantedBy = [ \"multi-user.target\" ];
              serviceConfig.ExecStart = \"${{bin}}/sleep infinity\";
            }};
            {services}
          }};
          {more}
        }}"
    );
    Workplace::new().file("configuration.nix", &text).run(&["-b", "-t", image]);
}

fn wait_for_lines(container: &Container, text: &str, count: usize) {
    container.wait_for(text, || (container.logs().matches(text).count() >= count).then_some(()));
}

#[test]
fn a_service_that_the_kernel_kills_for_its_memory_starts_again_and_the_others_do_not_notice() {
    build(
        "e2e-memory-limit",
        "greedy = {
           wantedBy = [ \"multi-user.target\" ];
           startLimitIntervalSec = 0;
           serviceConfig = {
             ExecStart = \"${bin}/tail /dev/zero\";
             Restart = \"on-failure\";
             RestartSec = \"1s\";
           };
         };",
        "",
    );
    let limits = ["--memory", "64m", "--memory-swap", "64m", "e2e-memory-limit"];
    let container = Container::run("e2e-memory-limit", &limits);
    let show = ["exec", &container.name, "systemctl", "show", "-P", "MainPID", "calm"];
    let calm = || container.wait_for("calm.service", || answer("docker", &show).filter(|pid| pid != "0"));
    let pid = calm();
    wait_for_lines(&container, "greedy.service: main process was killed by SIGKILL", 3);
    assert_eq!(calm(), pid);
    assert_eq!(container.stop().0, 0, "{}", container.logs());
}

#[test]
fn what_cannot_start_for_want_of_processes_starts_once_there_is_room() {
    build(
        "e2e-pids-limit",
        "bomb = {
           wantedBy = [ \"multi-user.target\" ];
           script = \"while :; do ${bin}/sleep 1000 & done\";
           serviceConfig.RuntimeMaxSec = 12;
         };
         later = {
           startLimitIntervalSec = 0;
           serviceConfig = {
             ExecStart = [ \"${bin}/echo there was room\" ];
             Type = \"oneshot\";
             Restart = \"on-failure\";
             RestartSec = \"1s\";
           };
         };",
        // Once the bomb has taken all; a process of its own before would leave it room.
        "systemd.timers.later = { wantedBy = [ \"timers.target\" ]; timerConfig.OnActiveSec = 4; };",
    );
    let container = Container::run("e2e-pids-limit", &["--pids-limit", "30", "e2e-pids-limit"]);
    wait_for_lines(&container, "later.service: can't start /nix/store/", 1);
    wait_for_lines(&container, "no further process is allowed", 1);
    wait_for_lines(&container, "]: there was room", 1);
    assert!(container.logs().contains("bomb.service"), "{}", container.logs());
    assert_eq!(container.stop().0, 0, "{}", container.logs());
}
