//! What build scripts write to a declared volume is what a new volume begins with.

use crate::machine::{Container, Workplace, docker};

const CONFIGURATION: &str = r#"{ pkgs, ... }: {
  docker.volumes = [ "/var/lib/shop" "/data" ];
  docker.user = "shop";
  users.users.shop = { isSystemUser = true; group = "shop"; };
  users.groups.shop = { };
  docker.buildScripts."1-seed" = "echo seeded > /data/file; install -d -o shop /var/lib/shop/mine";
  docker.buildScripts."2-more" = "cat /data/file > /data/copy; id -u > /data/by";
  systemd.services.shop = {
    wantedBy = [ "multi-user.target" ];
    script = "cat /data/file /data/copy; echo more > /var/lib/shop/mine/more; exec sleep infinity";
  };
}"#;

const IMAGE: &str = "e2e-volumes";

fn inside(container: &Container, script: &str) -> String {
    docker(&["exec", &container.name, "sh", "-c", script])
}

#[test]
fn a_new_volume_begins_with_what_the_build_scripts_wrote_there() {
    let workplace = Workplace::new().file("configuration.nix", CONFIGURATION);
    workplace.run(&["-b", "-t", IMAGE, "configuration.nix"]);
    let declared = docker(&["inspect", "-f", "{{json .Config.Volumes}} {{.Config.User}}", IMAGE]);
    let user = docker(&["run", "--rm", IMAGE, "id", "-u"]);
    assert_eq!(declared, format!(r#"{{"/data":{{}},"/var/lib/shop":{{}}}} {user}"#));
    assert_ne!(user, "0");

    let anonymous = Container::run(IMAGE, &[IMAGE]);
    assert_eq!(inside(&anonymous, "cat /data/file /data/copy /data/by"), "seeded\nseeded\n0");
    drop(anonymous);

    let _ = std::process::Command::new("docker").args(["volume", "rm", "-f", IMAGE]).output();
    let mount = format!("{IMAGE}:/data");
    let first = Container::run(IMAGE, &["-v", &mount, "-u", "0", IMAGE]);
    assert_eq!(inside(&first, "cat /data/file; echo changed > /data/file"), "seeded");
    drop(first);
    let second = Container::run(IMAGE, &["-v", &mount, IMAGE]);
    assert_eq!(inside(&second, "cat /data/file"), "changed");
    drop(second);
    docker(&["volume", "rm", IMAGE]);

    // The same again is the same image; other volumes are another.
    let id = || docker(&["inspect", "-f", "{{.Id}}", IMAGE]);
    let before = id();
    workplace.run(&["-b", "-t", IMAGE, "configuration.nix"]);
    assert_eq!(id(), before);
    let other = Workplace::new().file("configuration.nix", &CONFIGURATION.replace("\"/var/lib/shop\" ", ""));
    other.run(&["-b", "-t", IMAGE, "configuration.nix"]);
    assert_eq!(docker(&["inspect", "-f", "{{json .Config.Volumes}}", IMAGE]), r#"{"/data":{}}"#);
    assert_eq!(docker(&["run", "--rm", IMAGE, "cat", "/data/file"]), "seeded");
}
