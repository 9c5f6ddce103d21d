//! Units with paths of their own, in a container that may mount and in one that may not.

use std::process::Command;

use crate::machine::{Container, Workplace, docker, output};

const CONFIGURATION: &str = r#"{ pkgs, ... }: {
  docker.capabilities = [ "SYS_ADMIN" ];
  systemd.services.jailed = {
    wantedBy = [ "multi-user.target" ];
    serviceConfig = {
      Type = "exec";
      RuntimeDirectory = "jail";
      RootDirectory = "/run/jail";
      BindReadOnlyPaths = [ "/nix/store" "/usr" "/bin" "-/lib" "-/lib64" "/etc/passwd:/srv/shown" ];
      StateDirectory = "kept";
      ProtectSystem = "strict";
      PrivateTmp = true;
    };
    script = ''
      ls -d /etc/shadow /srv/shown 2> /dev/null || true
      touch /var/lib/kept/file && touch /srv/file 2> /dev/null || echo closed
      touch /tmp/own && exec sleep infinity
    '';
  };
  systemd.services.shown = {
    wantedBy = [ "multi-user.target" ];
    serviceConfig.BindReadOnlyPaths = "/etc/passwd:@place@";
    script = "head -n 1 @place@; exec sleep infinity";
  };
}"#;

const IMAGE: &str = "e2e-mounts";

fn works(container: &Container) {
    container.wait_for("start", || container.logs().contains("multi-user.target is reached").then_some(()));
    container.wait_for("lines", || container.logs().contains("closed").then_some(()));
    let log = container.logs();
    let lines = |unit: &str| -> Vec<String> {
        let of_unit = log.lines().filter(|line| line.starts_with(&format!("{unit}[")));
        of_unit.filter_map(|line| Some(line.split_once("]: ")?.1.to_owned())).collect()
    };
    assert_eq!(lines("jailed"), ["/srv/shown", "closed"], "{log}");
    let inside = |script: &str| docker(&["exec", &container.name, "sh", "-c", script]);
    assert_eq!(inside("ls /var/lib/kept; ls /srv /tmp | grep -e shown -e own || true"), "file");
    assert_eq!(container.stop().0, 0);
}

#[test]
fn what_units_ask_to_be_mounted_is_where_the_container_may_mount() {
    let configuration = CONFIGURATION.replace("@place@", "/var/lib/shown/file");
    let workplace = Workplace::new().file("configuration.nix", &configuration);
    workplace.run(&["-b", "-t", IMAGE, "configuration.nix"]);
    works(&Container::run(IMAGE, &["--cap-add", "SYS_ADMIN", IMAGE]));

    workplace.run(&["-t", IMAGE, "configuration.nix"]);
    let container = Container::reserve(IMAGE);
    let script = workplace.path("result/sbin/docker-run");
    output(Command::new(script).args(["-d", "--name", IMAGE]));
    works(&container);
    drop(container);

    // Without the right, what can be a link is one, and a root that only hides is none.
    let container = Container::run(IMAGE, &[IMAGE]);
    container.wait_for("lines", || container.logs().contains("shown[").then_some(()));
    assert!(container.logs().contains("root:x:0:0"), "{}", container.logs());
    assert_eq!(container.stop().0, 0);
}

#[test]
fn a_unit_that_needs_a_mount_is_refused_without_the_right_when_built_and_when_run() {
    // Nothing but the right to mount shows it its file.
    let configuration = CONFIGURATION.replace("@place@", "/usr/lib");
    let workplace = Workplace::new().file("configuration.nix", &configuration);
    workplace.run(&["-b", "-t", "e2e-mounts-missing", "configuration.nix"]);
    let container = Container::run("e2e-mounts-missing", &["e2e-mounts-missing"]);
    container.wait_for("end", || {
        (docker(&["inspect", "-f", "{{.State.Running}}", &container.name]) == "false").then_some(())
    });
    let log = container.logs();
    let said = "shown.service is not loaded: BindReadOnlyPaths: /etc/passwd can't be shown at /usr/lib without a mount";
    assert!(log.contains(said) && log.contains("--cap-add SYS_ADMIN"), "{log}");

    let without = configuration.replace("docker.capabilities = [ \"SYS_ADMIN\" ];", "");
    let workplace = Workplace::new().file("configuration.nix", &without);
    let said = workplace.fail(&["-b", "-t", "e2e-mounts-missing", "configuration.nix"]);
    assert!(said.contains("docker.capabilities = [ \"SYS_ADMIN\" ]"), "{said}");
}
