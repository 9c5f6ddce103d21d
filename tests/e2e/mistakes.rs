//! Silly mistakes, with the real tools: one clear message, and nothing changed.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::machine::{Container, Workplace, docker, program, repository};

/// Builds a configuration that can't be built; returns the message.
fn message(configuration: &str) -> String {
    let workplace = Workplace::new().file("configuration.nix", configuration);
    let stderr = workplace.fail(&["-t", "e2e-mistake"]);
    assert!(!workplace.path("result").exists());
    stderr
}

#[test]
fn a_syntax_error_is_one_line_with_its_place() {
    let stderr = message("{\n  services.httpd.enable = true\n}\n");
    assert_eq!(stderr.matches("syntax error").count(), 1, "{stderr}");
    assert!(stderr.contains("configuration.nix:3:1"), "{stderr}");
}

#[test]
fn an_unknown_option_is_named_with_the_file_and_the_nearest_one() {
    let stderr = message("{ services.htpd.enable = true; }");
    assert!(stderr.contains("services.htpd"), "{stderr}");
    assert!(stderr.contains("configuration.nix"), "{stderr}");
    assert!(stderr.contains("services.httpd"), "{stderr}");
}

#[test]
fn a_value_of_the_wrong_type_is_named_with_the_type_that_is_wanted() {
    let stderr = message(r#"{ services.httpd.enable = "yes"; }"#);
    assert!(stderr.contains("services.httpd.enable"), "{stderr}");
    assert!(stderr.contains("boolean"), "{stderr}");
}

#[test]
fn a_document_root_that_is_not_there_is_named() {
    let stderr = message(
        r#"{ services.httpd = { enable = true; adminAddr = "a@example.org"; documentRoot = ./nowhere; }; }"#,
    );
    assert!(stderr.contains("documentRoot"), "{stderr}");
    assert!(stderr.contains("nowhere"), "{stderr}");
}

#[test]
fn a_script_that_bash_can_not_read_is_told_by_the_build_with_its_line() {
    let script =
        r#"{ systemd.services.shop = { wantedBy = [ "multi-user.target" ]; script = "if true; then"; }; }"#;
    let stderr = message(script);
    assert!(stderr.contains("can't build shop-start:\n  shop-start: line 6: syntax error"), "{stderr}");
}

/// A service's options, what its program says of a mistake in them, and the line with it.
const OF_PROGRAMS: &[(&str, &str, &str)] = &[
    (
        "nginx = { enable = true; upstreams.app.servers.\"backend:3000\" = { }; virtualHosts.a = { forceSSL = true;
          sslCertificate = \"/run/a.crt\"; sslCertificateKey = \"/run/a.key\"; locations.\"/\".proxyPass = \"http://b/\"; };
          appendHttpConfig = \"proxy_headr x;\"; };",
        "unknown directive \"proxy_headr\" in nginx.conf:",
        "proxy_headr x;",
    ),
    (
        "httpd = { enable = true; adminAddr = \"a@b\"; virtualHosts.a = { documentRoot = \"/srv\"; forceSSL = true;
          sslServerCert = \"/run/a.crt\"; sslServerKey = \"/run/a.key\"; }; extraConfig = \"SetHandlr x\"; };",
        "Invalid command 'SetHandlr'",
        "SetHandlr x",
    ),
    (
        "openssh = { enable = true; extraConfig = \"PermitRoot no\"; };",
        "Bad configuration option: PermitRoot",
        "PermitRoot no",
    ),
    (
        "phpfpm.pools.a = { user = \"nobody\"; settings.pm = \"static\"; extraConfig = \"pm.maxchildren = 4\"; };",
        "unknown entry 'pm.maxchildren'",
        "pm.maxchildren = 4",
    ),
    (
        "bind = { enable = true; extraOptions = \"recursion nope;\"; };",
        "boolean expected near 'nope'",
        "recursion nope;",
    ),
];

#[test]
fn what_a_program_finds_wrong_in_its_file_is_told_by_the_build_with_the_line() {
    for (options, said, line) in OF_PROGRAMS {
        let message = message(&format!("{{\n  services.{options}\n}}"));
        assert!(message.contains(said), "{said}\n{message}");
        let place = format!("in the line `{line}` (");
        assert!(message.contains(&place) && message.contains("/configuration.nix:"), "{place}\n{message}");
    }
}

#[test]
fn a_package_that_the_archive_lacks_is_named() {
    let stderr =
        message(r#"{ pkgs, ... }: { environment.systemPackages = [ pkgs.debian."no-such-package" ]; }"#);
    assert!(stderr.contains("no-such-package"), "{stderr}");
}

/// What a service asks for that a container can't give.
const NEEDS_A_BUS: &str = r#"
{
  systemd.services.caller = {
    wantedBy = [ "multi-user.target" ];
    serviceConfig = { Type = "dbus"; BusName = "org.example.Caller"; ExecStart = "/bin/true"; };
  };
}
"#;

#[test]
fn what_the_init_cannot_honour_is_refused_and_f_overrides_it() {
    let stderr = message(NEEDS_A_BUS);
    assert!(stderr.contains("these units ask for what can't be done in a container:\n"), "{stderr}");
    assert!(stderr.contains("configuration.nix:5): Type=dbus: there is no message bus"), "{stderr}");
    assert!(!stderr.contains("units-checked") && !stderr.contains("pop_var_context"), "{stderr}");
    assert!(stderr.contains("docker.allowUnsupported"), "{stderr}");

    let workplace = Workplace::new().file("configuration.nix", NEEDS_A_BUS);
    let run = workplace.command(&["-f", "-t", "e2e-mistake"]).output().unwrap();
    let stderr = String::from_utf8_lossy(&run.stderr).into_owned();
    assert!(run.status.success(), "{stderr}");
    assert!(stderr.contains("overridden: caller.service: Type=dbus"), "{stderr}");
}

#[test]
fn a_time_zone_that_there_is_not_is_named() {
    let timer = r#"{
      systemd.services.tick = { script = "date"; startAt = "Mon..Fri 08:00 Europe/Nowhere"; };
      time.timeZone = "Atlantis";
    }"#;
    let stderr = message(timer);
    assert!(
        stderr.contains("configuration.nix:2): OnCalendar: there is no time zone `Europe/Nowhere`"),
        "{stderr}"
    );
    assert!(stderr.contains("there is no time zone `Atlantis`"), "{stderr}");
}

/// Settings for what is not there, as configurations of whole machines have them; what is masked; a path of the
/// host; an instance with settings of its own.
const OF_A_MACHINE: &str = r##"
{ pkgs, ... }:
{
  systemd.services.systemd-networkd.stopIfChanged = false;
  systemd.services.nix-daemon.serviceConfig.OOMScoreAdjust = 350;
  systemd.services."getty@tty1".enable = false;
  systemd.services."inst@".serviceConfig.ExecStart = "${pkgs.coreutils}/bin/sleep infinity";
  systemd.services."inst@a" = {
    overrideStrategy = "asDropin";
    wantedBy = [ "multi-user.target" ];
    serviceConfig.Nice = 5;
    serviceConfig.WorkingDirectory = /tmp;
    environment.WHO = "%n";
  };
  systemd.services.tick = { script = "date"; startAt = "Mon..Fri 08:00 Europe/Berlin"; };

  systemd.services.lost = {
    wantedBy = [ "mutli-user.target" ];
    serviceConfig = { Type = "oneshot"; ExecStart = "/opt/lost"; User = "nobdy"; PrivateTmp = true; ProtectHome = true; };
  };
  systemd.services.scripted = {
    wantedBy = [ "multi-user.target" ];
    serviceConfig = { Type = "oneshot"; ExecStart = "${pkgs.writeScript "scripted" "#!/usr/bin/zsh\necho\n"}"; };
  };
  systemd.services.typo = {
    wantedBy = [ "multi-user.target" ];
    serviceConfig.ExecStart = "${pkgs.coreutils}/bin/slep 1";
    serviceConfig.RestartSec = "soon"; serviceConfig.Type = "oneshot";
  };
  systemd.services.forgotten.script = "true";
  systemd.tmpfiles.rules = [ "d 0755 druid druid" ];
}
"##;

/// What the build has to say about it.
const SAID_OF_A_MACHINE: &[&str] = &[
    "settings of units that are not there (nothing to run, nothing wants them): nix-daemon.service, systemd-networkd.service\n",
    "/configuration.nix:18): WantedBy=mutli-user.target: there is no such unit (did you mean multi-user.target?), so nothing starts",
    "/configuration.nix:19) will not start: User=nobdy is not declared (users.users.nobdy)",
    "/configuration.nix:31): the path 0755 is not absolute; as under systemd, the other rules are done without it\n",
    "/configuration.nix:19): ExecStart=/opt/lost: it is not in the image\n",
    "/configuration.nix:28): RestartSec: ",
    " has no bin/slep (did you mean bin/sleep?)\n",
    "/configuration.nix:27): ExecStart: coreutils-",
    "-scripted: its first line names /usr/bin/zsh, which is not in the image\n",
    "nothing starts forgotten.service: wantedBy = [ \"multi-user.target\" ]; ",
    "has no effect in a container: hardening (lost)\n",
];

#[test]
fn settings_for_what_is_not_there_are_no_mistake_and_what_will_not_start_is_said_when_building() {
    let workplace = Workplace::new().file("configuration.nix", OF_A_MACHINE);
    let said = workplace.command(&["-b", "-t", "e2e-of-a-machine"]).output().unwrap();
    let stderr = String::from_utf8_lossy(&said.stderr).into_owned();
    assert!(said.status.success(), "{stderr}");
    for line in SAID_OF_A_MACHINE {
        assert_eq!(stderr.matches(line).count(), 1, "{line}\n{stderr}");
    }
    let container = Container::run("e2e-of-a-machine", &["e2e-of-a-machine"]);
    container.wait_for("start", || container.logs().contains("is reached").then_some(()));
    let show = |unit: &str, property: &str| {
        docker(&["exec", &container.name, "systemctl", "show", "-p", property, "--value", unit])
    };
    assert_eq!(show("inst@a.service", "ActiveState"), "active");
    assert_eq!(
        (show("inst@a.service", "Nice"), show("inst@a.service", "WorkingDirectory")),
        ("5".into(), "/tmp".into())
    );
    assert!(show("inst@a.service", "Environment").ends_with("WHO=inst@a.service"));
    assert_eq!(show("nix-daemon.service", "LoadState"), "bad-setting");
    assert_eq!(show("getty@tty1.service", "LoadState"), "masked");
    let date = ["exec", &container.name, "sh", "-c", "TZ=Europe/Berlin date +%Z"];
    assert!(docker(&date).starts_with("CE"), "there is no data of Europe/Berlin");
}

#[test]
fn a_base_image_that_cannot_be_had_is_named() {
    let workplace = Workplace::new().file("configuration.nix", "{ }");
    let stderr = workplace.fail(&["-b", "-t", "e2e-based", "--from", "e2e-no-such-image:1"]);
    assert!(stderr.contains("can't use the base image e2e-no-such-image:1"), "{stderr}");
    assert_eq!(docker(&["images", "-q", "e2e-based"]), "");
}

#[test]
fn without_permission_on_the_socket_group_and_sudo_are_named() {
    // In a place that everyone can read, whatever the checkout's is.
    let place = tempfile::Builder::new().permissions(fs::Permissions::from_mode(0o755)).tempdir().unwrap();
    let copy = place.path().join("nix-docker");
    fs::copy(program(), &copy).unwrap();
    let configuration = place.path().join("configuration.nix");
    fs::write(&configuration, "{ }").unwrap();
    let mut command = Command::new("setpriv");
    command
        .args(["--reuid", "65534", "--regid", "65534", "--clear-groups"])
        .arg(&copy)
        .arg("-b")
        .arg(&configuration);
    let run = command.env("XDG_CACHE_HOME", "/tmp/e2e-nobody").output().unwrap();
    let stderr = String::from_utf8_lossy(&run.stderr).into_owned();
    assert!(!run.status.success());
    assert!(
        stderr.contains("no permission") && stderr.contains("sudo") && stderr.contains("group"),
        "{stderr}"
    );
}

/// Builds, changes what the package index in the cache says, builds again, and returns the message.
fn message_with_index(change: impl Fn(&str) -> String) -> String {
    let workplace = Workplace::new()
        .file("configuration.nix", "{ pkgs, ... }: { environment.systemPackages = [ pkgs.debian.hello ]; }");
    let cache = workplace.path("cache");
    let run = |succeeds: bool| {
        let run = workplace.command(&["-t", "e2e-index"]).env("XDG_CACHE_HOME", &cache).output().unwrap();
        let stderr = String::from_utf8_lossy(&run.stderr).into_owned();
        assert_eq!(run.status.success(), succeeds, "{stderr}");
        stderr
    };
    run(true);
    fs::remove_file(workplace.path("result")).unwrap();
    change_indexes(&cache.join("nix-docker/apt"), &change);
    let stderr = run(false);
    assert!(!workplace.path("result").exists());
    stderr
}

fn change_indexes(directory: &Path, change: &impl Fn(&str) -> String) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            change_indexes(&path, change);
        } else if path.extension().is_some_and(|extension| extension == "json") {
            fs::write(&path, change(&fs::read_to_string(&path).unwrap())).unwrap();
        }
    }
}

/// The hash of the package `hello` in an index.
fn hash_of_hello(index: &str) -> Option<String> {
    let index: serde_json::Value = serde_json::from_str(index).ok()?;
    Some(index["packages"]["hello"]["sha256"].as_str()?.to_owned())
}

#[test]
fn a_package_with_another_hash_than_apt_says_is_refused() {
    let stderr = message_with_index(|index| match hash_of_hello(index) {
        Some(hash) => index.replace(&hash, &"0".repeat(64)),
        None => index.to_owned(),
    });
    assert!(stderr.contains("hash mismatch"), "{stderr}");
    assert!(stderr.contains("apt-get update"), "{stderr}");
}

#[test]
fn a_package_that_cannot_be_fetched_is_named() {
    // Another hash, or the package would be in the store; and an address where nothing listens.
    let stderr = message_with_index(|index| {
        let Some(hash) = hash_of_hello(index) else { return index.to_owned() };
        let mut index: serde_json::Value =
            serde_json::from_str(&index.replace(&hash, &"1".repeat(64))).unwrap();
        index["packages"]["hello"]["url"] = "http://127.0.0.1:1/hello.deb".into();
        index.to_string()
    });
    assert!(stderr.contains("hello.deb"), "{stderr}");
    assert!(stderr.contains("127.0.0.1:1"), "{stderr}");
}

#[test]
fn an_interrupted_run_leaves_nothing_behind() {
    let configuration = repository("samples/apache-config.nix").to_string_lossy().into_owned();
    let scratch = tempfile::tempdir().unwrap();
    let _ = Command::new("docker").args(["rmi", "-f", "e2e-interrupted"]).output();
    for delay in [50, 300, 800, 1500] {
        let workplace = Workplace::new();
        let mut command = workplace.command(&["-b", "-t", "e2e-interrupted", &configuration]);
        let mut run = command
            .env("TMPDIR", scratch.path())
            .stderr(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(delay));
        kill(Pid::from_raw(run.id().try_into().unwrap()), Signal::SIGINT).unwrap();
        let status = run.wait().unwrap();
        // A fast machine may be done before the last of the delays.
        if status.code() != Some(0) {
            assert_eq!(status.code(), Some(130));
            assert_eq!(docker(&["images", "-q", "e2e-interrupted"]), "");
        }
        let _ = Command::new("docker").args(["rmi", "-f", "e2e-interrupted"]).output();
        assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 0, "temporary files are left");
    }
    Workplace::new().run(&["-b", "-t", "e2e-interrupted", &configuration]);
}
