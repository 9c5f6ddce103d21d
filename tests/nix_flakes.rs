//! Configurations of flakes, with the real Nix and git: the flakes' nixpkgs are the trees of `tests/fixtures`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use nix_docker::testing::needs;
use serde_json::{Value, json};
use tempfile::TempDir;

/// A directory with trees in the shape of nixpkgs that are flakes, and what is made beside them.
struct Place {
    directory: TempDir,
}

/// A flake with one configuration of each form.
const CONFIGURATIONS: &str = r#"
    nixosConfigurations.system = nixpkgs.lib.nixosSystem {
      system = "x86_64-linux";
      specialArgs.volume = "system";
      modules = [ ./web.nix ];
    };
    dockerConfigurations.list = [ ./web.nix { _module.args.volume = "list"; } ];
    dockerConfigurations.set = { modules = [ ./web.nix ]; specialArgs.volume = "set"; system = "x86_64-linux"; };
"#;

const WEB: &str = r#"{ volume, ... }:
    { services.nginx.enable = true; environment.variables.VOLUME = "/${volume}"; networking.firewall.allowedTCPPorts = [ 80 ]; }"#;

impl Place {
    /// `None`, which is said, where a tool is missing.
    fn new() -> Option<Self> {
        if !needs::has_programs(&["nix", "nix-instantiate", "git"]) {
            return None;
        }
        let place = Self { directory: tempfile::tempdir().expect("a directory") };
        for (tree, layers, system) in [
            ("nixpkgs", &["nixpkgs"][..], "{ system = null; } //"),
            ("nixpkgs-old", &["nixpkgs", "nixpkgs-old"], ""),
        ] {
            let root = repository();
            for layer in layers {
                copy(&root.join("tests/fixtures").join(layer), &place.path(tree));
            }
            // A flake can't look at what is beside it.
            copy(&root.join("nix/standalone/lib"), &place.path(tree).join("lib/standalone"));
            let lib = place.path(tree).join("lib/default.nix");
            let text = fs::read_to_string(&lib).expect("its lib");
            let text = text
                .replace("@standalone@", "./standalone")
                .replace("../../../../nix/standalone/lib", "./standalone");
            fs::write(lib, text).expect("its lib");
            let outputs = format!(
                "lib.nixosSystem = args: import ./nixos/lib/eval-config.nix ({system} args); \
                 legacyPackages.x86_64-linux = import ./. {{ system = \"x86_64-linux\"; overlays = [ (import ./rust.nix) ]; }};"
            );
            place.file(&format!("{tree}/flake.nix"), &format!("{{ outputs = _: {{ {outputs} }}; }}"));
            // The builder of Rust programs takes the one under test.
            let builder = format!(
                "self: super: {{ glibc.static = null; rustPlatform.buildRustPackage = args: self.runCommand args.pname {{ }} {}; }}",
                copied_program()
            );
            place.file(&format!("{tree}/rust.nix"), &builder);
        }
        Some(place)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn file(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    /// A flake whose nixpkgs is the tree of that name.
    fn flake(&self, name: &str, tree: &str, outputs: &str) {
        let url = format!("path:{}", self.path(tree).display());
        let text =
            format!("{{ inputs.nixpkgs.url = \"{url}\"; outputs = {{ self, nixpkgs }}: {{ {outputs} }}; }}");
        self.file(&format!("{name}/flake.nix"), &text);
        self.file(&format!("{name}/web.nix"), WEB);
    }

    /// This project's own flake, with the tree of today as its nixpkgs.
    fn own(&self) {
        fs::create_dir_all(self.path("own")).expect("a folder");
        for part in ["Cargo.toml", "default.nix", "nix", "template"] {
            copy(&repository().join(part), &self.path("own").join(part));
        }
        let flake = fs::read_to_string(repository().join("flake.nix")).expect("our flake");
        self.file("own/flake.nix", &flake.replace("\"nixpkgs\"", &format!("\"{}\"", self.url("nixpkgs"))));
    }

    /// The address of a flake that is copied as it is.
    fn url(&self, name: &str) -> String {
        format!("path:{}", self.path(name).display())
    }

    /// What a command of Nix prints, which must succeed.
    fn nix(&self, directory: &str, command: &str, arguments: &[&str]) -> String {
        let mut nix = Command::new(command);
        nix.args([
            "--option",
            "extra-experimental-features",
            "flakes nix-command",
            "--option",
            "sandbox",
            "false",
        ]);
        nix.args(arguments).current_dir(self.path(directory)).env("HOME", self.path("."));
        let output = nix.output().expect("it starts");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success() && !said.contains("detail: "), "{command} {arguments:?}: {said}");
        String::from_utf8(output.stdout).expect("text").trim().to_owned()
    }

    fn git(&self, arguments: &[&str]) {
        let mut command = Command::new("git");
        command.args(["-c", "user.name=a", "-c", "user.email=a@b", "-c", "safe.directory=*"]).args(arguments);
        let status = command.current_dir(self.path("repository")).status().expect("git starts");
        assert!(status.success(), "git {arguments:?}");
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_nix-docker"));
        command.args(arguments).env("XDG_CACHE_HOME", self.path("cache")).env("HOME", self.path("."));
        command.current_dir(self.directory.path()).output().expect("it starts")
    }

    /// What `nix-docker check --json` says.
    fn check(&self, arguments: &[&str]) -> Value {
        let output = self.run(&[&["check", "--json"], arguments].concat());
        serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
    }

    fn error(&self, arguments: &[&str]) -> String {
        self.check(arguments)["error"].as_str().unwrap_or_default().to_owned()
    }
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A script of a builder's that copies the program under test, as Nix is told it.
fn copied_program() -> String {
    format!(
        "\"mkdir -p $out/bin; cp ${{builtins.path {{ path = {}; name = \"b\"; }}}} $out/bin/nix-docker\"",
        env!("CARGO_BIN_EXE_nix-docker")
    )
}

fn copy(from: &Path, to: &Path) {
    let copied = Command::new("cp").arg("-rT").args([from, to]).status().expect("cp");
    assert!(copied.success());
}

#[test]
fn a_system_a_list_and_a_set_are_built_from_with_a_tree_of_today_and_an_old_one() {
    let Some(place) = Place::new() else { return };
    for tree in ["nixpkgs", "nixpkgs-old"] {
        place.flake(tree.trim_start_matches("nix"), tree, CONFIGURATIONS);
        for name in ["system", "list", "set"] {
            let found = place.check(&[&format!("{}#{name}", tree.trim_start_matches("nix"))]);
            assert_eq!(found["error"], Value::Null, "{tree} {name}");
            assert_eq!(found["starts"], json!(["nginx.service"]), "{tree} {name}");
            assert_eq!(found["ports"], json!(["80/tcp"]), "{tree} {name}");
            let dropped = found["leftOut"].to_string();
            assert!(dropped.contains("firewall.service"), "{tree} {name}: {dropped}");
        }
    }
}

#[test]
fn a_package_is_built_of_a_system_and_has_what_its_special_arguments_say() {
    let Some(place) = Place::new() else { return };
    place.flake("flake", "nixpkgs", CONFIGURATIONS);
    let output = place.run(&["flake#system", "-t", "of-a-flake", "--option", "sandbox", "false"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("modules and packages: the nixpkgs of the flake"), "{said}");
    assert!(place.path("flake/flake.lock").is_file(), "{said}");
    let image = fs::read_to_string(place.path("result/spec/image.json")).expect("the spec");
    assert!(image.contains("VOLUME=/system"), "{image}");
}

#[test]
fn arguments_of_the_command_line_reach_a_system_too() {
    let Some(place) = Place::new() else { return };
    for tree in ["nixpkgs", "nixpkgs-old"] {
        let outputs = r#"nixosConfigurations.a = nixpkgs.lib.nixosSystem {
            system = "x86_64-linux";
            modules = [ ({ port, ... }: { networking.firewall.allowedTCPPorts = [ port ]; }) ];
        };"#;
        place.flake("flake", tree, outputs);
        assert_eq!(place.check(&["flake", "--arg", "port", "79 + 1"])["ports"], json!(["80/tcp"]), "{tree}");
    }
}

#[test]
fn a_flake_in_git_has_what_git_has_and_what_it_lacks_is_named() {
    let Some(place) = Place::new() else { return };
    place.flake("repository/sub", "nixpkgs", "dockerConfigurations.a = [ ./a.nix ];");
    place.file("repository/sub/a.nix", "{ }");
    place.git(&["init", "-q"]);
    place.git(&["add", "sub/flake.nix"]);
    let error = place.error(&["repository/sub"]);
    let root = fs::canonicalize(place.path("repository")).expect("it is there");
    assert!(error.contains("has no sub/a.nix: it is there, but not in git"), "{error}");
    assert!(error.ends_with(&format!("`git -C {} add sub/a.nix`", root.display())), "{error}");
    place.git(&["add", "."]);
    assert_eq!(place.error(&["repository/sub#a"]), "");
    place.git(&["commit", "-qm", "a"]);
    assert_eq!(place.error(&[&format!("git+file://{}?dir=sub#a", root.display())]), "");
}

#[test]
fn a_flake_without_a_nixpkgs_takes_the_one_that_is_named_or_debian() {
    let Some(place) = Place::new() else { return };
    let outputs = r#"dockerConfigurations.a = { lib, ... }: { };
        dockerConfigurations.b = [ { docker.volumes = [ "/data" ]; } ];
        dockerConfigurations.c = { modules = [ ]; module = [ ]; };"#;
    place.file("flake/flake.nix", &format!("{{ outputs = _: {{ {outputs} }}; }}"));
    let tree = place.path("nixpkgs").display().to_string();
    for packages in [["--nixpkgs", &tree], ["--packages", "debian"]] {
        let found = place.check(&[&["flake#b"][..], &packages].concat());
        assert_eq!((&found["error"], &found["volumes"]), (&Value::Null, &json!(["/data"])), "{packages:?}");
    }
    assert_eq!(
        place.error(&["flake#a", "--nixpkgs", &tree]),
        "dockerConfigurations.a has to be a list of modules, or a set with `modules`"
    );
    assert_eq!(
        place.error(&["flake#c", "--nixpkgs", &tree]),
        "dockerConfigurations.c has module, which means nothing: it can have modules, nixpkgs, specialArgs, system"
    );
}

#[test]
fn what_can_not_be_meant_is_refused_with_what_there_is() {
    let Some(place) = Place::new() else { return };
    place.flake("flake", "nixpkgs", CONFIGURATIONS);
    let shown = fs::canonicalize(place.path("flake")).expect("it is there");
    let shown = shown.display();
    let there = "it has list, set (dockerConfigurations) and system (nixosConfigurations)";
    assert_eq!(
        place.error(&["flake"]),
        format!("the flake {shown} has several configurations, so name one, as {shown}#list; {there}")
    );
    assert_eq!(
        place.error(&["flake#sytem"]),
        format!("the flake {shown} has no configuration sytem: did you mean system? {there}")
    );
    let error = place.error(&["flake#system", "--packages", "debian"]);
    assert!(error.starts_with("nixosConfigurations.system comes with its nixpkgs: drop"), "{error}");
    let flakes_off = ["flake#system", "--option", "experimental-features", ""];
    let error = place.error(&flakes_off);
    assert!(error.contains("are switched off: set `extra-experimental-features = flakes`"), "{error}");
}

#[test]
fn a_nixpkgs_that_is_too_new_for_this_nix_is_said_to_be_so_in_a_flake_too() {
    let Some(place) = Place::new() else { return };
    place.file("nixpkgs/lib/minver.nix", "\"99.1\"");
    place.flake("flake", "nixpkgs", CONFIGURATIONS);
    for name in ["list", "system"] {
        let error = place.error(&[&format!("flake#{name}")]);
        assert!(error.starts_with("the nixpkgs of the flake needs Nix 99.1 or newer"), "{name}: {error}");
    }
}

/// This project's own flake beside the trees, for configurations that have it as an input.
const WITH_MODULE: &str = r#"nixosConfigurations.web = nixpkgs.lib.nixosSystem {
      system = "x86_64-linux";
      specialArgs.volume = "imported";
      modules = [
        ./web.nix
        nix-docker.nixosModules.default
        { docker.image = { name = "imported"; inherit program; }; docker.volumes = [ "/data" ]; }
      ];
    };
    mounted = nix-docker.lib.hostMounted { name = "function"; inherit nixpkgs program; system = "x86_64-linux"; modules = [ { } ]; };
    same = (nix-docker.lib.dockerImage { name = "imported"; nixos = self.nixosConfigurations.web; inherit program; })
      == self.nixosConfigurations.web.config.system.build.nixDocker.image;"#;

#[test]
fn a_nixos_that_imports_the_module_is_built_by_nix_alone_and_by_the_program_too() {
    let Some(place) = Place::new() else { return };
    place.own();
    for tree in ["nixpkgs", "nixpkgs-old"] {
        let program = format!("pkgs: pkgs.runCommand \"nix-docker\" {{ }} {}", copied_program());
        let [nixpkgs, own] = [tree, "own"].map(|name| place.url(name));
        let text = format!(
            "{{ inputs = {{ nixpkgs.url = \"{nixpkgs}\"; nix-docker.url = \"{own}\"; nix-docker.inputs.nixpkgs.follows = \"nixpkgs\"; }};
               outputs = {{ self, nixpkgs, nix-docker }}: let program = {program}; in {{ {WITH_MODULE} }}; }}"
        );
        place.file(&format!("{tree}-user/flake.nix"), &text);
        place.file(&format!("{tree}-user/web.nix"), WEB);
        // This writes the lock file that the other calls need.
        let flake = format!("{tree}-user");
        assert_eq!(place.check(&[&flake])["volumes"], json!(["/data"]), "{tree}");
        let nix = |command: &str, arguments: &[&str]| {
            let flake = format!("(builtins.getFlake \"{}\")", place.url(&flake));
            place.nix(".", command, &[arguments, &["--expr", &flake]].concat())
        };
        let attribute = |name| format!("nixosConfigurations.web.config.system.build.nixDocker.{name}");
        let image = nix("nix-build", &["--no-out-link", "-A", &attribute("image")]);
        let text = fs::read_to_string(format!("{image}/sbin/docker-load")).expect("a script");
        assert!(text.ends_with("/spec \"${1:-imported}\"\n"), "{text}");
        let spec = fs::read_to_string(format!("{image}/spec/image.json")).expect("a spec");
        assert!(spec.contains("VOLUME=/imported") && spec.contains("/data"), "{spec}");
        let package = nix("nix-build", &["--no-out-link", "-A", &attribute("package")]);
        assert!(Path::new(&package).join("sbin/docker-run").is_file(), "{package}");
        let package = nix("nix-build", &["--no-out-link", "-A", "mounted"]);
        assert!(package.ends_with("-docker-run-function"), "{package}");
        assert_eq!(nix("nix-instantiate", &["--eval", "-A", "same"]), "true");
    }
}

#[test]
fn our_own_flake_is_run_and_is_an_overlay_and_has_a_template() {
    let Some(place) = Place::new() else { return };
    place.own();
    let said = place.nix(".", "nix", &["run", "--impure", &place.url("own"), "--", "--version"]);
    assert!(said.starts_with("nix-docker "), "{said}");
    let overlaid = format!(
        "(import {0} {{ overlays = [ (import {0}/rust.nix) (builtins.getFlake \"{1}\").overlays.default ]; }}).nix-docker",
        place.path("nixpkgs").display(),
        place.url("own")
    );
    let package = place.nix(".", "nix-build", &["--no-out-link", "--expr", &overlaid]);
    assert!(Path::new(&package).join("bin/nix-docker").is_file(), "{package}");
    fs::create_dir(place.path("new")).expect("a folder");
    place.nix("new", "nix", &["flake", "init", "-t", &place.url("own")]);
    let flake = fs::read_to_string(place.path("new/flake.nix")).expect("a flake");
    place.file("new/flake.nix", &flake.replace("\"nixpkgs\"", &format!("\"{}\"", place.url("nixpkgs"))));
    if !needs::has_programs(&["apt-get"]) {
        return;
    }
    // The small tree's nginx takes no virtual hosts.
    let found = place.check(&["new#web", "--packages", "debian"]);
    assert_eq!((&found["error"], &found["starts"]), (&Value::Null, &json!(["nginx.service"])));
}
