use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use serde_json::Value;

use super::super::cache::LayerCache;
use super::super::plan::{Layer, Member, Plan};
use super::super::spec::ImageSpec;
use super::*;
use crate::progress::Progress;

/// A plan of a root with one file, and the directory it is made in.
fn plan() -> (tempfile::TempDir, Plan) {
    let directory = tempfile::tempdir().unwrap();
    let spec = json!({"version": 1, "name": "app", "hash": "abcdefgh", "architecture": "amd64", "os": "linux",
        "created": "1970-01-01T00:00:01Z", "rootfs": "rootfs.json", "config": {"Cmd": ["x"]}});
    let rootfs = json!({"version": 1, "entries": [{"path": "/a", "type": "file", "text": "text"}]});
    std::fs::write(directory.path().join("image.json"), spec.to_string()).unwrap();
    std::fs::write(directory.path().join("rootfs.json"), rootfs.to_string()).unwrap();
    let plan = Plan::metadata(&ImageSpec::read(directory.path()).unwrap()).unwrap();
    (directory, plan)
}

fn assembled(directory: &Path, plan: &Plan) -> Result<Assembly, Error> {
    let cache = LayerCache::new(directory.join("cache"));
    Assembly::new(plan, None, directory, &cache, &Progress::quiet())
}

/// The plan's image.
fn image() -> (tempfile::TempDir, Assembly) {
    let (directory, plan) = plan();
    let image = assembled(directory.path(), &plan).unwrap();
    (directory, image)
}

fn files(stream: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = ::tar::Archive::new(stream);
    let entries = archive.entries().unwrap().map(|entry| {
        let mut entry = entry.unwrap();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        (String::from_utf8(entry.path_bytes().into_owned()).unwrap(), content)
    });
    entries.collect()
}

fn written(image: &Assembly, selection: &Selection) -> BTreeMap<String, Vec<u8>> {
    files(&write(image, selection, Vec::new(), &|_| ()).unwrap())
}

fn at<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("{pointer} in {value}"))
}

#[test]
fn both_manifests_lead_to_the_same_blobs_and_every_blob_has_its_digest_as_name() {
    let (_directory, image) = image();
    let name: ImageReference = "team/app:1".parse().unwrap();
    let files = written(&image, &Selection { name: Some(name), without: BTreeSet::new() });
    for (name, content) in &files {
        if let Some(hex) = name.strip_prefix("blobs/sha256/").filter(|hex| !hex.is_empty()) {
            assert_eq!(Digest::of(content).hex(), hex);
        }
    }
    let json = |name: &str| serde_json::from_slice::<Value>(&files[name]).unwrap();
    let docker = json("manifest.json");
    let config = at(&docker, "/0/Config");
    let layer = at(&docker, "/0/Layers/0");
    assert_eq!(at(&docker, "/0/RepoTags/0"), "team/app:1");
    let index = json("index.json");
    let named = &index["manifests"][0]["annotations"];
    assert_eq!(named["io.containerd.image.name"], "docker.io/team/app:1");
    let blob = |digest: &str| format!("blobs/sha256/{}", digest.strip_prefix("sha256:").unwrap());
    let manifest = json(&blob(at(&index, "/manifests/0/digest")));
    assert_eq!(blob(at(&manifest, "/config/digest")), config);
    assert_eq!(blob(at(&manifest, "/layers/0/digest")), layer);
    assert_eq!(manifest["layers"][0]["size"], files[layer].len());
    assert_eq!(blob(at(&json(config), "/rootfs/diff_ids/0")), layer);
    assert_eq!(json(config)["config"], serde_json::json!({"Cmd": ["x"]}));
    assert!(self::files(&files[layer]).contains_key("nix/store/"));
}

#[test]
fn layers_left_out_are_still_in_the_manifests() {
    let (_directory, image) = image();
    let without: BTreeSet<Digest> = image.layers().map(|measure| measure.digest).collect();
    let all = written(&image, &Selection::default());
    let rest = written(&image, &Selection { name: None, without: without.clone() });
    let missing: Vec<&String> = all.keys().filter(|name| !rest.contains_key(*name)).collect();
    assert_eq!(
        missing,
        without.iter().map(|digest| blob_name(*digest)).collect::<Vec<_>>().iter().collect::<Vec<_>>()
    );
    assert_eq!(all["manifest.json"], rest["manifest.json"]);
    assert_eq!(content(&image, &Selection { name: None, without }), (0, 0));
    assert_eq!(content(&image, &Selection::default()).1, 1);
}

#[test]
fn an_image_without_a_name_has_none() {
    let (_directory, image) = image();
    let files = written(&image, &Selection::default());
    assert!(String::from_utf8_lossy(&files["manifest.json"]).contains(r#""RepoTags":null"#));
    assert!(!String::from_utf8_lossy(&files["index.json"]).contains("annotations"));
}

#[test]
fn all_that_is_written_of_layers_is_told_to_the_progress() {
    let (_directory, image) = image();
    let sent = std::cell::Cell::new(0);
    write(&image, &Selection::default(), Vec::new(), &|bytes| sent.set(sent.get() + bytes)).unwrap();
    assert_eq!(sent.get(), content(&image, &Selection::default()).0);
}

#[test]
fn what_is_damaged_once_it_was_hashed_is_neither_sent_nor_found_in_the_cache() {
    const PATH: &str = "/nix/store/00000000000000000000000000000001-a";
    let (directory, mut plan) = plan();
    let file = directory.path().join(&PATH[1..]);
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(&file, "a file").unwrap();
    // What `nix-hash --type sha256` says of it.
    let nar_hash = "062cc1c948c1996065dad9c4cdad5c3e7c05a4ea50023cee95742f4ccf9b18ab".to_owned();
    let member = Member { path: PATH.parse().unwrap(), nar_hash, nar_size: 120 };
    plan.layers.insert(0, Layer::Store { paths: vec![member] });
    let image = assembled(directory.path(), &plan).unwrap();
    write(&image, &Selection::default(), Vec::new(), &|_| ()).unwrap();
    let id = image.config_digest();

    for damaged in ["A FILE", "", "a file and more"] {
        // A file system's clock advances in steps of some milliseconds.
        std::thread::sleep(std::time::Duration::from_millis(20));
        std::fs::write(&file, damaged).unwrap();
        let sent = write(&image, &Selection::default(), Vec::new(), &|_| ()).map(|_| ());
        let made = assembled(directory.path(), &plan).map(|_| ());
        for result in [sent, made] {
            assert!(matches!(result, Err(Error::Damaged { .. })), "{damaged}: {result:?}");
        }
    }
    std::fs::write(&file, "a file").unwrap();
    assert_eq!(assembled(directory.path(), &plan).unwrap().config_digest(), id);
}
