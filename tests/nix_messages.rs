//! What is said of wrong input, with the real Nix and a tree in the shape of nixpkgs: one message each, in the
//! user's terms, without a trace.

#![allow(clippy::unwrap_used)] // a test may panic

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use nix_docker::testing::needs;
use tempfile::TempDir;

/// A directory with a configuration in it; what its files are called in messages is below `$`.
struct Place(TempDir);

impl Place {
    fn new(configuration: &str) -> Self {
        let place = Self(tempfile::tempdir().expect("a directory"));
        place.write("configuration.nix", configuration);
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().canonicalize().expect("a directory").join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    /// The message with which a check fails; none where there is no Nix.
    fn message(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Option<String> {
        if !needs::has_programs(&["nix-instantiate"]) {
            return None;
        }
        let output = Command::new(env!("CARGO_BIN_EXE_nix-docker"))
            .arg("check")
            .args(arguments)
            .env("XDG_CACHE_HOME", self.path("cache"))
            .envs(variables.iter().copied())
            .current_dir(self.path(""))
            .output()
            .expect("it starts");
        let stderr = String::from_utf8_lossy(&output.stderr);
        let stdout = String::from_utf8_lossy(&output.stdout);
        let would_be_built = stdout.contains("it would be built");
        assert_eq!((output.status.code(), would_be_built), (Some(1), false), "{stderr}");
        let of_message = |line: &&str| {
            !line.starts_with("nix-docker: modules")
                && !line.starts_with("nix-docker: evaluat")
                && !line.contains("left out")
                && !line.starts_with("warning: ")
        };
        let lines: Vec<&str> = stderr.lines().filter(of_message).collect();
        let here = format!("{}/", self.path("").to_string_lossy().trim_end_matches('/'));
        Some(lines.join("\n").replace(&here, "$/").replace(&fixture("nixpkgs"), "NIXPKGS"))
    }
}

fn fixture(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name).to_string_lossy().into_owned()
}

/// What is said of a configuration, without the program's name.
fn said(configuration: &str) -> Option<String> {
    let message = Place::new(configuration).message(&["--nixpkgs", &fixture("nixpkgs")], &[])?;
    Some(message.strip_prefix("nix-docker: ").unwrap_or(&message).to_owned())
}

/// The same without a nixpkgs; none where there is no apt.
fn said_standalone(configuration: &str) -> Option<String> {
    if !needs::has_programs(&["apt-get"]) {
        return None;
    }
    let message = Place::new(configuration).message(&["--packages", "debian"], &[])?;
    Some(message.strip_prefix("nix-docker: ").unwrap_or(&message).to_owned())
}

/// What is said of a configuration in either case, where it is the same.
fn said_by_both(configuration: &str) -> Option<String> {
    let own = said_standalone(configuration)?;
    assert_eq!(said(configuration)?, own);
    Some(own)
}

#[test]
fn without_a_nixpkgs_all_that_there_is_not_is_told_at_once_as_well() {
    let message = said_standalone(
        "{ config, lib, ... }: {
  services.ngnix.enable = true;
  services.mariadb.enable = true;
  services.gitea.enable = false;
  services.nginx.enable = true;
  services.nginx.virtualHosts.a.lokations.x = { };
  services.nginx.virtualHosts.b.locations.\"/\".rot = ./.;
  systemd.services.a = lib.mkIf config.services.nginx.enable { serviceconfig.X = 1; };
  sops.secrets.a = { };
  containers.web.config.services.nginx.enable = true;
  services.web.nixos.configuration.services.nginx.enable = true;
  services.grafana.enable = true;
}",
    );
    let Some(message) = message else { return };
    let own = "is a configuration of its own: put it into web.nix, and `nix-docker -b -t web web.nix`";
    let lines = [
        "there are no such options:".to_owned(),
        format!("  containers ($/configuration.nix:10): what containers.web.config says {own}"),
        "  services.grafana ($/configuration.nix:12): nix-docker has no such module of its own".to_owned(),
        "  services.mariadb ($/configuration.nix:3): did you mean services.mysql?".to_owned(),
        "  services.nginx.virtualHosts.a.lokations ($/configuration.nix:6): did you mean services.nginx.virtualHosts.a.locations?".to_owned(),
        "  services.nginx.virtualHosts.b.locations.\"/\".rot ($/configuration.nix:7): did you mean services.nginx.virtualHosts.b.locations.\"/\".root?".to_owned(),
        "  services.ngnix ($/configuration.nix:2): did you mean services.nginx?".to_owned(),
        format!("  services.web ($/configuration.nix:11): what arion's services.web.nixos.configuration says {own}"),
        "  sops ($/configuration.nix:9): it is sops-nix's, whose module is not imported".to_owned(),
        "  systemd.services.a.serviceconfig ($/configuration.nix:8): did you mean systemd.services.a.serviceConfig?".to_owned(),
    ];
    for line in &lines {
        assert!(message.lines().any(|found| found == line), "{line}\nis not in\n{message}");
    }
    let unit = "\n    systemd.services.grafana = {\n      wantedBy = [ \"multi-user.target\" ];\n";
    assert!(message.contains(unit), "{message}");
}

#[test]
fn how_a_module_begins_is_told_where_it_does_not() {
    let Some(closed) = said_by_both("{ pkgs }:\n{ environment.systemPackages = [ pkgs.hello ]; }") else {
        return;
    };
    assert_eq!(
        closed,
        "$/configuration.nix:1:1: modules are given more than this one names: it has to begin with `{ pkgs, ... }:'"
    );
    let unnamed = said_by_both("{ ... }:\n{ environment.systemPackages = [ pkgs.hello ]; }").unwrap();
    assert!(unnamed.starts_with("$/configuration.nix:2:"), "{unnamed}");
    assert!(
        unnamed.ends_with(
            ": undefined variable 'pkgs'\n  a configuration that uses `pkgs' begins with `{ pkgs, ... }:'"
        ),
        "{unnamed}"
    );
}

#[test]
fn an_argument_that_nobody_gives_is_no_recursion() {
    let imports = "{ inputs, ... }: { imports = [ inputs.x ]; }";
    let Some(of_imports) = said_by_both(imports) else { return };
    assert!(
        of_imports
            .starts_with("$/configuration.nix asks for the argument `inputs', which nobody gives before")
    );
    assert!(!of_imports.contains("recursion"), "{of_imports}");
    let of_value = said_by_both("{ inputs, ... }: { services.nginx.enable = inputs.x; }").unwrap();
    assert_eq!(
        of_value,
        "$/configuration.nix asks for the argument `inputs', which nobody gives: give it with --arg inputs EXPRESSION, \
         in a flake with specialArgs, in a module with _module.args.inputs, or take it out"
    );
}

#[test]
fn the_file_that_imports_what_is_not_there_is_named() {
    if !needs::has_programs(&["apt-get"]) {
        return;
    }
    let place = Place::new("{\n  imports = [ ./web ];\n}");
    place.write("web/default.nix", "{\n  imports = [\n    ../site.nix\n  ];\n}");
    for arguments in [["--packages", "debian"], ["--nixpkgs", &fixture("nixpkgs")]] {
        let Some(message) = place.message(&arguments, &[]) else { return };
        assert_eq!(
            message, "nix-docker: there is no file $/site.nix, which $/web/default.nix:3 names",
            "{arguments:?}"
        );
    }
    let machine = said_standalone("{\n  imports = [ ./hardware-configuration.nix ];\n}").unwrap();
    assert!(machine.contains("names; a container needs none: "), "{machine}");
    let of_nixos = said_standalone(
        "{ modulesPath, ... }: { imports = [ (modulesPath + \"/services/misc/gitea.nix\") ]; }",
    );
    let of_nixos = of_nixos.unwrap();
    assert!(of_nixos.contains("which is there only with a nixpkgs: name one with --nixpkgs"), "{of_nixos}");
}

#[test]
fn an_import_in_a_wrong_place_is_told_the_right_one() {
    let Some(message) = said_by_both("{ lib, ... }: {\n  config = lib.mkIf true { imports = [ ]; };\n}")
    else {
        return;
    };
    assert_eq!(
        message,
        "there is no option imports ($/configuration.nix:2): it has to be at the top level of a module, \
         not under `config' or inside mkIf or mkMerge"
    );
}

#[test]
fn a_module_of_another_kind_is_told_with_both() {
    let class = "{ _class = \"homeManager\"; }";
    let Some(own) = said_standalone(class) else { return };
    assert!(
        own.contains("homeManager") && own.contains("nixos") && own.contains("$/configuration.nix"),
        "{own}"
    );
}

#[test]
fn options_that_there_are_not_are_told_all_at_once_with_line_and_nearest() {
    let Some(one) = said("{\n  services.ngnix.enable = true;\n}") else { return };
    assert_eq!(
        one,
        "there is no option services.ngnix ($/configuration.nix:2): did you mean services.nginx?"
    );
    let several = said(
        "{\n  services.nginx.enabel = true;\n  sops.secrets.a = { };\n  programs.firewall.enable = true;\n  users.users.me.isNormlUser = true;\n}",
    );
    assert_eq!(
        several.unwrap(),
        "there are no such options:\n  \
         programs.firewall ($/configuration.nix:4): did you mean networking.firewall?\n  \
         services.nginx.enabel ($/configuration.nix:2): did you mean services.nginx.enable?\n  \
         sops ($/configuration.nix:3): it is sops-nix's, whose module is not imported\n  \
         users.users.me.isNormlUser ($/configuration.nix:5): did you mean users.users.me.isNormalUser?"
    );
    let within = said("{ users.users.me.isNormlUser = true; }").unwrap();
    assert_eq!(
        within,
        "there is no option users.users.me.isNormlUser ($/configuration.nix:1): did you mean users.users.me.isNormalUser?"
    );
    let elsewhere = said("{ networking.nginx.enable = true; }").unwrap();
    assert!(elsewhere.ends_with(": did you mean services.nginx?"), "{elsewhere}");
}

#[test]
fn a_recursion_is_told_by_what_makes_it() {
    let config = "{ config, lib, ... }: { imports = lib.optional config.services.nginx.enable ./x.nix; }";
    let Some(by_config) = said(config) else { return };
    let begins = "infinite recursion: which modules there are, or which options they set, depends on";
    assert!(by_config.starts_with(&format!("{begins} `config' in $/configuration.nix\n")), "{by_config}");
    assert!(by_config.contains("import without a condition"), "{by_config}");
    let by_argument = said("{ inputs, ... }: { imports = [ inputs.x ]; }").unwrap();
    assert!(
        by_argument
            .starts_with("$/configuration.nix asks for the argument `inputs', which nobody gives before"),
        "{by_argument}"
    );
    assert!(by_argument.contains("\n  give it with --arg inputs "), "{by_argument}");
    let by_option = said("{ config, ... }: { services.nginx.enable = true; services.nginx.user = config.services.nginx.user; }").unwrap();
    assert!(by_option.contains("\n  by way of the option `services.nginx.user'\n"), "{by_option}");
}

#[test]
fn what_is_wrong_within_a_nixpkgs_is_told_by_the_option_that_needs_it() {
    let Some(message) =
        said("{\n  services.nginx.enable = true;\n  services.nginx.user = throw \"no way\";\n}")
    else {
        return;
    };
    assert!(message.starts_with("no way\n  in the option `services.nginx.user'\n"), "{message}");
}

#[test]
fn a_type_error_and_a_missing_file_have_their_line() {
    let Some(message) = said("{\n  services.nginx.enable = \"yes\";\n}") else { return };
    assert!(message.contains("$/configuration.nix:2'"), "{message}");
    let missing = said("{\n  imports = [ ./hardware-configuration.nix ];\n}").unwrap();
    assert_eq!(
        missing,
        "there is no file $/hardware-configuration.nix, which $/configuration.nix:2 names; \
         a container needs none: copy the machine's, or leave the import out"
    );
}

#[test]
fn how_to_allow_a_package_is_said() {
    let configuration = "{ pkgs, ... }: {\n  environment.systemPackages = [ pkgs.unfree ];\n}";
    let Some(message) = said(configuration) else { return };
    assert!(message.contains("has an unfree license"), "{message}");
    assert!(
        message.contains("\n  to allow it, write in the configuration: nixpkgs.config.allowUnfree = true;\n"),
        "{message}"
    );
    assert!(!message.contains("nix-env"), "{message}");
}

#[test]
fn a_nixpkgs_that_is_none_or_too_old_or_can_not_be_had_is_told_as_such() {
    let place = Place::new("{ }");
    let of = |what: &str| place.message(&["--nixpkgs", what], &[]);
    let Some(missing) = of("nowhere") else { return };
    assert_eq!(missing, "nix-docker: --nixpkgs nowhere: No such file or directory");
    place.write("tree/default.nix", "{ }");
    assert_eq!(
        of("tree").unwrap(),
        "nix-docker: --nixpkgs tree is no nixpkgs: it has no nixos/lib/eval-config.nix"
    );
    place.write("tree/nixos/lib/eval-config.nix", "{ }");
    place.write("tree/.version", "19.09\n");
    assert_eq!(
        of("tree").unwrap(),
        "nix-docker: the nixpkgs at $/tree is 19.09, which is too old: name one of 20.09 or newer with --nixpkgs, \
         or take Debian's packages with --packages debian"
    );
    let fetched = of("file:///nowhere/nixpkgs.tar.gz").unwrap();
    // In Nix' own words, which differ.
    let reason = fetched
        .strip_prefix("nix-docker: the nixpkgs at file:///nowhere/nixpkgs.tar.gz can't be had: ")
        .unwrap_or_else(|| panic!("{fetched}"));
    assert!(reason.contains("/nowhere/nixpkgs.tar.gz"), "{fetched}");
    assert_eq!(fetched.lines().count(), 2, "{fetched}");
}

#[test]
fn mistakes_in_units_are_told_with_unit_directive_value_and_the_line_of_the_users_file() {
    let head = "these units have mistakes with which systemd would not run them either:\n";
    let Some(message) = said_by_both(
        "{ lib, ... }: {\n  systemd.services.x.serviceConfig.ExecStart = \"/bin/x\";\n  \
         systemd.timers.x = {\n    wantedBy = [ \"timers.target\" ];\n    \
         timerConfig.OnCalendar = \"every tuesday\";\n  };\n  \
         systemd.sockets.x = lib.mkIf true { wantedBy = [ \"sockets.target\" ];\n    listenStreams = [ \"99999999\" ]; };\n  \
         systemd.paths.x = { wantedBy = [ \"paths.target\" ]; pathConfig = lib.mkMerge [ {\n    \
         PathExists = \"relative\"; } ]; };\n}",
    ) else {
        return;
    };
    assert_eq!(
        message,
        format!(
            "{head}  x.path ($/configuration.nix:10): PathExists: `relative` is no absolute path, \
             and without it there is no path to watch\n  \
             x.socket ($/configuration.nix:8): ListenStream: `99999999` is no address to listen on, \
             and without it there is nothing to listen on\n  \
             x.timer ($/configuration.nix:5): OnCalendar: `every tuesday` is no calendar time such as \
             `Mon..Fri *-*-* 08:00`: `every tuesday` does not begin with a number, and without it \
             there is no trigger: neither OnCalendar= nor any On…Sec="
        )
    );
    let begin = "{\n  systemd.services.x.wantedBy = [ \"multi-user.target\" ];\n  systemd.services.x";
    let command = said(&format!("{begin}.serviceConfig.ExecStart = \"bin/x\";\n}}")).unwrap();
    assert_eq!(
        command,
        format!(
            "{head}  x.service ($/configuration.nix:3): ExecStart: `bin/x` is neither an absolute path nor a plain name"
        )
    );
    let at = said(&format!("{begin} = {{ script = \"true\"; startAt = [\n \"nonsense\" ]; }};\n}}")).unwrap();
    assert!(
        at.starts_with(&format!("{head}  x.timer ($/configuration.nix:3): OnCalendar: `nonsense` is no ")),
        "{at}"
    );
    let refused = said(&format!(
        "{begin}.serviceConfig = {{ ExecStart = \"/bin/x\";\n RootDirectory = \"/other\"; }};\n}}"
    ))
    .unwrap();
    assert!(
        refused.starts_with(
            "these units ask for what can't be done in a container:\n  x.service ($/configuration.nix:4): RootDirectory: "
        ),
        "{refused}"
    );
    let name = said("{\n  systemd.services.\"a b\".script = \"true\";\n}").unwrap();
    assert_eq!(
        name,
        "Failed assertions:\n  - a b.service ($/configuration.nix:2): a unit's name can have letters, digits and \
         `:-_.@\\` only"
    );
}

#[test]
fn words_of_the_command_line_that_mean_nothing_are_told_with_the_word() {
    let place = Place::new("{ foo, ... }: { }");
    let nixpkgs = fixture("nixpkgs");
    let of = |arguments: &[&str]| place.message(arguments, &[]);
    let Some(argument) = of(&["--nixpkgs", &nixpkgs, "--arg", "foo", "1 +"]) else { return };
    assert!(
        argument.starts_with("nix-docker: --arg foo '1 +': syntax error, unexpected end of file"),
        "{argument}"
    );
    let undefined = of(&["--nixpkgs", &nixpkgs, "--arg", "ok", "{ }", "--arg", "foo", "bar"]).unwrap();
    assert_eq!(undefined, "nix-docker: --arg foo 'bar': undefined variable 'bar'");
    for (word, meant) in [
        ("", "it takes a directory, the URL of an archive (.tar.gz, .tar.xz) or channel:NAME"),
        ("nixos-25.11", "channel:nixos-25.11 is the channel of that name"),
        ("25.11", "channel:nixos-25.11 is that release"),
        ("github:o/r/b", "as a URL it is https://github.com/o/r/archive/b.tar.gz"),
        ("flake:x", "it takes a directory, the URL of an archive (.tar.gz, .tar.xz) or channel:NAME"),
    ] {
        let message = of(&["--nixpkgs", word]).unwrap();
        assert_eq!(message, format!("nix-docker: --nixpkgs '{word}' is no directory: {meant}"));
    }
    place.write("number.nix", "42");
    assert_eq!(
        of(&["number.nix", "--nixpkgs", &nixpkgs]).unwrap(),
        "nix-docker: the configuration $/number.nix is a number: it has to be a set of options, { … }, \
         or a function that gives one, { config, pkgs, ... }: { … }"
    );
}

#[test]
fn addresses_of_flakes_that_there_are_not_are_told_without_words_of_git() {
    let place = Place::new("{ }");
    place.write("flake/flake.nix", "{ outputs = _: { nixosConfigurations.web = 1; }; }");
    place.write("flake/sub/x", "");
    let directory = place.path("").to_string_lossy().trim_end_matches('/').to_owned();
    let of = |word: &str| place.message(&[&word.replace('$', &directory)], &[]);
    let Some(file) = of("configuration.nix#") else { return };
    assert_eq!(
        file,
        "nix-docker: configuration.nix is a file and no flake: leave out what begins with #, \
         or name a directory with a flake.nix"
    );
    for (word, message) in [
        ("nowhere.nix#web", "there is no directory nowhere.nix, so no flake in it"),
        ("git+file:///nowhere#web", "there is no directory /nowhere, so no flake in it"),
        ("path:/nowhere?x=1#web", "/nowhere?x=1: behind a directory can only stand ?dir=DIRECTORY, not x=1"),
        ("./flake?dir=sub#web", "$/flake/sub is no flake: there is no flake.nix in it"),
        (
            "./flake#web",
            "nixosConfigurations.web is no NixOS: it has to be what nixpkgs.lib.nixosSystem { modules = [ … ]; } gives",
        ),
    ] {
        assert_eq!(of(word).unwrap(), format!("nix-docker: {message}"), "{word}");
    }
    let here = of("git+file://$/flake#web").unwrap();
    assert!(here.ends_with("flake is no git repository: name it as path:$/flake"), "{here}");
    let unknown = of("nosuch#web").unwrap();
    let begins = "there is no directory nosuch, and as a name nosuch is looked up in the flake registry: ";
    assert!(unknown.lines().any(|line| line.contains(begins)), "{unknown}");
}
