//! Images end to end: a closure from the real Nix, loaded into a real daemon, and run there.
//!
//! Needs Nix and a Docker daemon (the one of `DOCKER_HOST`, else of /var/run/docker.sock).

#![allow(clippy::unwrap_used)] // a failed step of a test is a failed test

#[path = "image/compressed.rs"]
mod compressed;
#[path = "image/tall.rs"]
mod tall;

use std::path::{Path, PathBuf};
use std::process::Command;

use nix_docker::testing::{
    Appearance, BUILD_SCRIPTS_DONE, Digest, Docker, ImageReference, ImageSpec, Known, Layer, LayerCache,
    Loaded, Measure, Plan, Progress, Purpose, metadata, needs, store,
};

/// A small system in a store: a library of 3 MB, a program that refers to it, and a configuration.
const SYSTEM: &str = include_str!("image/system.nix");

/// A test's images, which are removed with it.
struct Images {
    prefix: String,
}

impl Images {
    fn new(test: &str) -> Self {
        Self { prefix: format!("image-{test}-{}", std::process::id()) }
    }

    fn name(&self, tag: &str) -> ImageReference {
        format!("{}:{tag}", self.prefix).parse().unwrap()
    }
}

impl Drop for Images {
    fn drop(&mut self) {
        let names = docker(&["images", "--format", "{{.Repository}}:{{.Tag}}", &self.prefix]);
        let label = format!("label=org.nix-docker.test={}", self.prefix);
        let ids = docker(&["images", "--quiet", "--no-trunc", "--filter", &label]);
        for image in names.lines().chain(ids.lines()) {
            let _ = Command::new("docker").args(["rmi", "--force", image]).output();
        }
    }
}

/// Runs a program to its end and returns what it printed.
fn output(program: &str, arguments: &[&str]) -> Result<String, String> {
    let output = Command::new(program).args(arguments).output().map_err(|e| format!("{program}: {e}"))?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    if output.status.success() {
        Ok(text(&output.stdout))
    } else {
        Err(format!("{program} {arguments:?}: {}", text(&output.stderr)))
    }
}

fn docker(arguments: &[&str]) -> String {
    output("docker", arguments).unwrap()
}

/// Whether the test can't run here.
fn skipped() -> bool {
    let missing = [("nix-build", "--version"), ("docker", "info")]
        .iter()
        .find_map(|(program, argument)| Some((program, output(program, &[argument]).err()?)));
    if let Some((program, why)) = &missing {
        needs::skip(program, why);
    }
    missing.is_some()
}

/// Whether the daemon keeps images as containerd does.
fn containerd() -> bool {
    docker(&["info", "--format", "{{.DriverStatus}}"]).contains("io.containerd.snapshotter")
}

/// The spec of the small system with this configuration, built into the store.
fn spec(images: &Images, configuration: &str) -> PathBuf {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("system.nix");
    std::fs::write(&file, SYSTEM).unwrap();
    let program = env!("CARGO_BIN_EXE_nix-docker");
    let arguments = [
        ["--option", "substitute", "false", "--option", "sandbox", "false", "--no-out-link"].as_slice(),
        &["--argstr", "program", program, "--argstr", "test", &images.prefix],
        &["--argstr", "configuration", configuration, file.to_str().unwrap()],
    ]
    .concat();
    PathBuf::from(output("nix-build", &arguments).unwrap())
}

fn plan(images: &Images, configuration: &str) -> Plan {
    let path = spec(images, configuration);
    let closure = store::closure(&path.to_str().unwrap().parse().unwrap()).unwrap();
    Plan::new(&ImageSpec::read(&path).unwrap(), &closure).unwrap()
}

/// Loads the image, with `cache` for the program's cache directory.
fn load(plan: &Plan, name: &ImageReference, cache: &Path) -> Result<Loaded, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let daemon = Docker::connect(cache, &Progress::quiet()).await.unwrap();
        daemon.load(plan, name, &Progress::quiet()).await.map_err(|error| error.to_string())
    })
}

#[test]
fn an_image_is_loaded_once_and_then_only_what_is_new() {
    if skipped() {
        return;
    }
    let images = Images::new("loaded");
    let cache = tempfile::tempdir().unwrap();
    let first = plan(&images, "first");
    let loaded = load(&first, &images.name("1"), cache.path()).unwrap();
    assert_eq!(docker(&["inspect", "--format", "{{.Id}}", &images.name("1").to_string()]), loaded.image_id);
    docker(&["run", "--rm", "--network", "none", &images.name("1").to_string()]);

    let again = load(&first, &images.name("again"), cache.path()).unwrap();
    assert_eq!((again.image_id, again.sent_layers), (loaded.image_id.clone(), 0));

    let second = plan(&images, "second");
    let changed = load(&second, &images.name("1"), cache.path()).unwrap();
    assert_ne!(changed.image_id, loaded.image_id);
    // The configuration's layer, and with the classic store the root above it.
    assert!((1..=2).contains(&changed.sent_layers), "{changed}");
    assert!(changed.sent_bytes < 100_000, "{changed}");
    docker(&["run", "--rm", "--network", "none", &images.name("1").to_string()]);
}

#[test]
fn the_archive_of_a_host_mounted_image_loads_and_runs_with_the_hosts_store() {
    if skipped() {
        return;
    }
    let images = Images::new("metadata");
    let directory = tempfile::tempdir().unwrap();
    let (first, second) = (directory.path().join("1.tar"), directory.path().join("2.tar"));
    let spec = ImageSpec::read(&spec(&images, "metadata")).unwrap();
    let name = images.name(&spec.hash);
    for archive in [&first, &second] {
        metadata::write_archive(&spec, &name, std::fs::File::create(archive).unwrap()).unwrap();
    }
    assert!(std::fs::read(&first).unwrap() == std::fs::read(&second).unwrap(), "two runs differ");
    docker(&["load", "--input", first.to_str().unwrap()]);
    let store = "/nix/store:/nix/store:ro";
    docker(&["run", "--rm", "--network", "none", "--volume", store, &name.to_string()]);
}

#[test]
fn a_daemon_that_lacks_what_it_seemed_to_have_gets_everything() {
    if skipped() {
        return;
    }
    let images = Images::new("lacking");
    let directory = tempfile::tempdir().unwrap();
    let plan = plan(&images, "lacking");
    let name = images.name("1");
    // What is remembered of the lowest layer is wrong, and looks right.
    let key = plan.layers[0].content_key().unwrap();
    let appearance = Appearance::of(&plan.layers[0], Path::new("/"), Purpose::Image).unwrap().unwrap();
    let wrong = Known { measure: Measure { digest: Digest::of(b"wrong"), size: 512 }, appearance };
    let layers = LayerCache::new(directory.path().join("layers"));
    layers.put(key, wrong);
    let loaded = load(&plan, &name, directory.path()).unwrap();
    assert_eq!(loaded.sent_layers, loaded.layers);
    docker(&["run", "--rm", "--network", "none", &name.to_string()]);
    assert_ne!(layers.get(key), Some(wrong));
}

#[test]
fn a_failed_load_leaves_the_name_where_it_was() {
    if skipped() {
        return;
    }
    let images = Images::new("failed");
    let cache = tempfile::tempdir().unwrap();
    let name = images.name("1");
    let good = plan(&images, "good");
    let loaded = load(&good, &name, cache.path()).unwrap();
    let mut bad = plan(&images, "bad");
    let Some(Layer::Store { paths }) = bad.layers.first_mut() else { panic!("{bad:?}") };
    paths[0].path = "/nix/store/00000000000000000000000000000000-missing".parse().unwrap();
    let error = load(&bad, &name, cache.path()).unwrap_err();
    let missing = "/nix/store/00000000000000000000000000000000-missing";
    assert!(
        error.starts_with(&format!("the store path {missing} is damaged: can't read {missing}")),
        "{error}"
    );
    assert_eq!(docker(&["inspect", "--format", "{{.Id}}", &name.to_string()]), loaded.image_id);
}

#[test]
fn a_daemon_that_has_the_layers_only_compressed_gets_what_it_needs() {
    if skipped() {
        return;
    }
    let images = Images::new("compressed");
    let directory = tempfile::tempdir().unwrap();
    let plan = plan(&images, "compressed");
    let archive = directory.path().join("compressed.tar");
    compressed::write(&plan, &images.name("compressed"), &archive);
    docker(&["load", "--input", archive.to_str().unwrap()]);

    let name = images.name("plain");
    let loaded = load(&plan, &name, directory.path()).unwrap();
    assert_eq!(docker(&["inspect", "--format", "{{.Id}}", &name.to_string()]), loaded.image_id);
    docker(&["run", "--rm", "--network", "none", &name.to_string()]);
}

#[test]
fn an_image_on_a_base_has_the_bases_layers_and_environment() {
    if skipped() {
        return;
    }
    let images = Images::new("base");
    let directory = tempfile::tempdir().unwrap();
    let cache = directory.path();
    let archive = directory.path().join("base.tar");
    let mut base = plan(&images, "below");
    base.config.insert("Env".to_owned(), serde_json::json!(["BELOW=1", "CONFIGURATION=below"]));
    compressed::write(&base, &images.name("below"), &archive);
    docker(&["load", "--input", archive.to_str().unwrap()]);

    let mut above = plan(&images, "above");
    above.base = Some(images.name("below").to_string());
    above.layers.truncate(1);
    let name = images.name("above").to_string();
    let loaded = load(&above, &images.name("above"), cache).unwrap();
    assert_eq!(loaded.layers, 1, "the base's layers are not this image's: {loaded}");
    let inspect = |format: &str, image: &str| docker(&["inspect", "--format", format, image]);
    let layers = "{{range .RootFS.Layers}}{{.}} {{end}}";
    let below = inspect(layers, &images.name("below").to_string());
    assert!(inspect(layers, &name).starts_with(&below));
    let env = inspect("{{json .Config.Env}}", &name);
    assert!(env.starts_with(r#"["BELOW=1","CONFIGURATION=/nix/store/"#), "{env}");
    docker(&["run", "--rm", "--network", "none", &name]);

    let missing = "image-no-such-host.invalid/base:1";
    above.base = Some(missing.to_owned());
    let error = load(&above, &images.name("above"), cache).unwrap_err();
    assert!(error.starts_with(&format!("can't use the base image {missing}: ")), "{error}");
    assert_eq!(inspect("{{.Id}}", &name), loaded.image_id);
}

#[test]
fn an_image_on_many_layers_has_no_more_than_the_daemon_takes() {
    if skipped() {
        return;
    }
    let images = Images::new("tall");
    let cache = tempfile::tempdir().unwrap();
    let archive = cache.path().join("tall.tar");
    let mut plan = plan(&images, "tall");
    let own = plan.layers.len();
    // 125 is the most that the classic store takes; 2 is the least that an image has.
    for (below, fits) in [(123, true), (124, false)] {
        let base = images.name(&format!("below-{below}"));
        tall::write(below, &base, &archive);
        docker(&["load", "--quiet", "--input", archive.to_str().unwrap()]);
        plan.base = Some(base.to_string());
        let name = images.name(&format!("on-{below}"));
        let loaded = load(&plan, &name, cache.path());
        if fits || containerd() {
            let layers = loaded.unwrap().layers;
            assert_eq!(layers, if containerd() { own } else { 2 });
            docker(&["run", "--rm", "--network", "none", &name.to_string()]);
        } else {
            let error = loaded.unwrap_err();
            assert!(error.starts_with("there is no room for the image's layers: the base image "), "{error}");
        }
    }
}

#[test]
fn build_scripts_run_once_and_a_failed_one_leaves_the_name_where_it_was() {
    if skipped() {
        return;
    }
    let images = Images::new("scripts");
    let cache = tempfile::tempdir().unwrap();
    let mut plan = plan(&images, "scripts");
    let scripts = plan.config["Env"][1].as_str().unwrap().strip_prefix("SCRIPTS=").unwrap().to_owned();
    let name = images.name("1");
    plan.build_scripts = vec![format!("{scripts}/version"), format!("{scripts}/version")];
    let loaded = load(&plan, &name, cache.path()).unwrap();
    let inspect = |format: &str| docker(&["inspect", "--format", format, &name.to_string()]);
    assert_eq!(inspect("{{.Id}}"), loaded.image_id);
    assert_eq!(inspect("{{json .Config.Entrypoint}}"), plan.config["Entrypoint"].to_string());
    docker(&["run", "--rm", "--network", "none", &name.to_string()]);
    let container = docker(&["create", "--network", "none", &name.to_string()]);
    let done = docker(&["cp", &format!("{container}:{BUILD_SCRIPTS_DONE}"), "-"]);
    docker(&["rm", &container]);
    assert!(done.contains(&plan.build_scripts.join("\n")), "{done}");
    assert_eq!(load(&plan, &name, cache.path()).unwrap().image_id, loaded.image_id);

    let mut failing = self::plan(&images, "failing");
    failing.build_scripts = vec![format!("{scripts}/nonsense")];
    let error = load(&failing, &name, cache.path()).unwrap_err();
    let expected = format!("the build script {scripts}/nonsense ended with status ");
    assert!(error.starts_with(&expected) && error.contains("--nonsense"), "{error}");
    assert_eq!(inspect("{{.Id}}"), loaded.image_id);
    let label = format!("label=org.nix-docker.test={}", images.prefix);
    let unnamed = docker(&["images", "--quiet", "--filter", &label, "--filter", "dangling=true"]);
    assert_eq!(unnamed, "", "what scripts ran in, or the failed image, is still there");
}
