//! Real nixpkgs: samples, a machine's configuration and wrong input are evaluated with each tree that
//! `NIX_DOCKER_TEST_NIXPKGS` names (paths, with colons between). Nothing is built.
//!
//! A tree that is too new for the Nix on PATH is skipped by name.

#![allow(clippy::unwrap_used)] // a test may panic

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use nix_docker::testing::needs;
use serde_json::Value;

/// A nixpkgs, and its release.
struct Tree {
    path: PathBuf,
    release: String,
}

/// What a check said.
struct Checked {
    found: Value,
    stderr: String,
}

/// The trees that this Nix can evaluate.
fn trees() -> Vec<Tree> {
    let mut trees = Vec::new();
    for path in needs::nixpkgs() {
        let release = fs::read_to_string(path.join(".version")).unwrap().trim().to_owned();
        let tree = Tree { path, release };
        let empty = tree.check("{ }");
        let error = empty.error();
        if error.contains(" needs Nix ") {
            needs::skip("newer-nix", error);
        } else {
            assert_eq!(error, "", "{}", tree.path.display());
            trees.push(tree);
        }
    }
    trees
}

impl Tree {
    fn check(&self, configuration: &str) -> Checked {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("configuration.nix");
        fs::write(&file, configuration).unwrap();
        self.check_file(&file)
    }

    fn check_file(&self, file: &Path) -> Checked {
        let output = Command::new(env!("CARGO_BIN_EXE_nix-docker"))
            .args(["check", "--json", "--nixpkgs"])
            .arg(&self.path)
            .arg(file)
            .output()
            .unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        let found =
            serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {stderr}"));
        Checked { found, stderr }
    }

    /// Whether it has the options of today.
    fn is_of_today(&self) -> bool {
        self.release.as_str() >= "25"
    }
}

impl Checked {
    fn error(&self) -> &str {
        self.found["error"].as_str().unwrap_or_default()
    }

    fn starts(&self, unit: &str) -> bool {
        self.found["starts"].as_array().unwrap().iter().any(|name| name == unit)
    }
}

/// Samples that set options which there were not in 2020, with a word of what is said of them then.
const NOT_OF_2020: &[(&str, &str)] = &[
    ("bind", "services.bind"),
    ("fancy", "services.redis.servers"),
    ("postgresql", "services.postgresql.settings"),
    ("redis", "services.redis.servers"),
    ("ssh-config", "services.openssh.settings"),
];

#[test]
fn every_sample_would_be_built_with_nixos_own_modules() {
    for tree in trees() {
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
        let mut files: Vec<PathBuf> =
            fs::read_dir(samples).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.retain(|file| file.extension().is_some_and(|extension| extension == "nix"));
        for file in files {
            let checked = tree.check_file(&file);
            let name = file.file_stem().unwrap().to_str().unwrap();
            let known = NOT_OF_2020.iter().find(|(sample, _)| *sample == name && !tree.is_of_today());
            match known {
                Some((_, word)) => {
                    assert!(checked.error().contains(word), "{name}, {}: {}", tree.release, checked.error());
                }
                None => assert_eq!(checked.error(), "", "{name}, {}", tree.release),
            }
        }
    }
}

/// What nixos-generate-config and its owner write for a machine.
const MACHINE: &str = r#"
{ config, lib, pkgs, modulesPath, ... }:
{
  imports = [ (modulesPath + "/profiles/qemu-guest.nix") (modulesPath + "/installer/scan/not-detected.nix") ];
  boot.initrd.availableKernelModules = [ "xhci_pci" "ahci" "nvme" "sd_mod" ];
  boot.initrd.luks.devices.root.device = "/dev/disk/by-uuid/1";
  boot.kernelModules = [ "kvm-intel" ];
  boot.kernelPackages = pkgs.linuxPackages_latest;
  boot.kernel.sysctl."net.core.somaxconn" = 1024;
  boot.supportedFilesystems = [ "zfs" ];
  boot.loader.systemd-boot.enable = true;
  boot.loader.efi.canTouchEfiVariables = true;
  networking.hostId = "deadbeef";
  networking.hostName = "machine";
  networking.useNetworkd = true;
  networking.useDHCP = false;
  networking.bridges.br0.interfaces = [ "eth0" ];
  networking.firewall.allowedTCPPorts = [ 8080 ];
  fileSystems."/" = { device = "/dev/mapper/root"; fsType = "btrfs"; options = [ "subvol=root" ]; };
  fileSystems."/tank" = { device = "tank/data"; fsType = "zfs"; };
  swapDevices = [ { device = "/dev/disk/by-uuid/2"; } ];
  hardware.cpu.intel.updateMicrocode = true;
  powerManagement.cpuFreqGovernor = "performance";
  security.audit.enable = true;
  services.fstrim.enable = true;
  services.journald.extraConfig = "SystemMaxUse=1G";
  services.qemuGuest.enable = true;
  services.resolved.enable = true;
  services.timesyncd.enable = true;
  services.zfs.autoScrub.enable = true;
  nix.gc.automatic = true;
  system.autoUpgrade.enable = true;
  i18n.defaultLocale = "de_DE.UTF-8";
  time.timeZone = "Europe/Berlin";
  users.mutableUsers = false;
  users.users.me = { isNormalUser = true; extraGroups = [ "wheel" "networkmanager" ]; hashedPassword = "!"; };
  users.users.root.openssh.authorizedKeys.keys = [ "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJsyQzwoY8rfjq/DIpfNxFNjjKfsNWlP+wH9i+0WW/Oy me" ];
  services.openssh.enable = true;
  services.nginx.enable = true;
}
"#;

#[test]
fn a_machines_configuration_would_be_built_as_it_stands() {
    for tree in trees() {
        let checked = tree.check(MACHINE);
        assert_eq!(checked.error(), "", "{}: {}", tree.release, checked.stderr);
        assert!(checked.starts("nginx.service") && checked.starts("sshd.service"), "{}", checked.found);
        let starts = checked.found["starts"].as_array().unwrap();
        let more: Vec<_> = starts
            .iter()
            .filter(|unit| {
                !["nginx.service", "sshd.service", "sshd-keygen.service"]
                    .contains(&unit.as_str().unwrap_or_default())
            })
            .collect();
        assert!(more.iter().all(|unit| unit.as_str().unwrap().starts_with("nix-docker-")), "{more:?}");
        assert_eq!(checked.found["ports"], serde_json::json!(["22/tcp", "8080/tcp"]));
        assert!(checked.stderr.contains("boot.kernel.sysctl (docker run --sysctl)"), "{}", checked.stderr);
    }
}

#[test]
fn wrong_input_is_told_in_the_users_terms() {
    let cases = [
        ("{\n  services.ngnix.enable = true;\n}", "configuration.nix:2): did you mean services.nginx?"),
        (
            "{ services.nginx.virtualHosts.a.locations.\"/\".proxyPas = \"\"; services.nginx.enable = true; }",
            "locations.\"/\".proxyPass?",
        ),
        ("{ services.mysql.rootPassword = \"x\"; }", "Use socket authentication or set the password outside"),
        (
            "{ config, lib, ... }: { imports = lib.optional config.services.nginx.enable ./x.nix; }",
            "depends on `config' in ",
        ),
        (
            "{ inputs, ... }: { imports = [ inputs.x ]; }",
            "asks for the argument `inputs', which nobody gives",
        ),
        (
            "{ inputs, ... }: { services.nginx.enable = true; services.nginx.user = inputs.x; }",
            "asks for the argument `inputs', which nobody gives",
        ),
        (
            "{ pkgs, ... }: { environment.systemPackages = [ pkgs.unrar ]; }",
            "write in the configuration: nixpkgs.config.allowUnfree = true;",
        ),
        ("{ services.nginx.enable = 1; }", "is not of type `boolean'"),
        ("{ services.chrony.enable = true; }", "docker.capabilities = [ \"SYS_TIME\" ];"),
        (
            "{ services.nginx.enable = true; services.nginx.virtualHosts.a = { enableACME = true; useACMEHost = \"b\"; }; }",
            "services.nginx.virtualHosts.<name>.useACMEHost are mutually exclusive",
        ),
    ];
    for tree in trees() {
        for (configuration, words) in cases {
            let error = tree.check(configuration).error().to_owned();
            assert!(error.contains(words), "{}: {configuration}: {error}", tree.release);
            // NixOS says all assertions that fail.
            let is_short = error.lines().count() < 8 || error.starts_with("Failed assertions:");
            assert!(is_short, "{}: {error}", tree.release);
            assert!(!error.contains("… while"), "{}: {error}", tree.release);
        }
    }
}

#[test]
fn what_a_container_has_only_by_an_option_of_docker_run_is_said() {
    let configuration = r#"{
      services.openvpn.servers.home.config = "dev tun";
      networking.wireguard.interfaces.wg0 = { privateKeyFile = "/k"; ips = [ "10.0.0.1/24" ]; };
      virtualisation.docker.enable = true;
    }"#;
    for tree in trees() {
        let checked = tree.check(configuration);
        assert_eq!(checked.error(), "", "{}", tree.release);
        for words in [
            "openvpn-home.service",
            "wireguard-wg0.service: it makes a network device",
            "docker.service, docker-prune.service: it runs containers",
        ] {
            assert!(checked.stderr.contains(words), "{}: {words}: {}", tree.release, checked.stderr);
        }
    }
}

/// A configuration below `tests/nixos_real`.
struct Case {
    name: &'static str,
    starts: &'static [&'static str],
    /// What does not start, although a module of NixOS would have it.
    rests: &'static [&'static str],
    /// An option of it, or what else there was not in 2020.
    is_new: Option<&'static str>,
}

const fn case(
    name: &'static str,
    starts: &'static [&'static str],
    rests: &'static [&'static str],
    is_new: Option<&'static str>,
) -> Case {
    Case { name, starts, rests, is_new }
}

/// What people write for their machines, which the set without a nixpkgs takes as well.
const CASES: &[Case] = &[
    case("certificates", &["acme-four.test.service", "nginx.service"], &[], Some("security.acme.defaults")),
    case("certificates-httpd", &["acme-h.test.service", "httpd.service"], &[], None),
    case("container", &["sshd.service"], &["systemd-networkd.service"], None),
    case("installer", &["nginx.service"], &["sshd.service"], None),
    case("machine", &["nginx.service"], &["fwupd.service", "thermald.service"], Some("nix.settings")),
    case("managers", &["m.service", "x.path"], &["systemd-oomd.service"], Some("systemd.settings")),
    case("names", &["nginx.service", "nix-docker-hosts.service"], &[], Some("networking.fqdn")),
    case("nginx", &["nginx.service"], &[], Some("services.nginx.additionalModules")),
    case("packages", &["m.service"], &[], Some("writeShellApplication")),
    case("people", &["nginx.service"], &[], Some("programs.git")),
    case("php", &["phpfpm-a.service", "phpfpm-b.service"], &[], None),
    case("postgresql", &["app.service", "postgresql.service"], &[], Some("services.postgresql.settings")),
    case("provider", &["nginx.service"], &["sshd.service", "digitalocean-metadata.service"], None),
    case(
        "servers",
        &["bind.service", "cron.service", "mysql.service"],
        &[],
        Some("services.openssh.settings"),
    ),
    case("switched-off", &["nginx.service"], &["logrotate.service"], Some("services.pulseaudio")),
    case(
        "units",
        &["nginx.service"],
        &["docker.socket", "nix-gc.timer"],
        Some("systemd.network.wait-online"),
    ),
];

#[test]
fn what_people_write_is_taken_as_without_a_nixpkgs() {
    let below = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/nixos_real");
    let files = fs::read_dir(&below).unwrap().count();
    assert_eq!(files, CASES.len());
    for tree in trees() {
        for case in CASES {
            let checked = tree.check_file(&below.join(case.name).with_extension("nix"));
            let about = format!("{}, {}: {}", case.name, tree.release, checked.stderr);
            if let (Some(option), false) = (case.is_new, tree.is_of_today()) {
                assert!(checked.error().contains(option), "{about}");
                continue;
            }
            assert_eq!(checked.error(), "", "{about}");
            assert!(case.starts.iter().all(|unit| checked.starts(unit)), "{about}{}", checked.found);
            assert!(!case.rests.iter().any(|unit| checked.starts(unit)), "{about}{}", checked.found);
        }
    }
}
