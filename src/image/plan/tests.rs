use super::*;
use crate::nix::store::PathInfo;

const HASH: &str = "ed8eb925440a68877e990f22bd422bbb2f2f61675f5e26f6fcb8ca89a3b64d1c";
const LIBC: &str = "/nix/store/00000000000000000000000000000001-libc6-2.36";
const HTTPD: &str = "/nix/store/00000000000000000000000000000002-httpd-2.4";
const CONF: &str = "/nix/store/00000000000000000000000000000003-httpd.conf";
const SPEC: &str = "/nix/store/00000000000000000000000000000004-spec";
const ROOTFS: &str = "/nix/store/00000000000000000000000000000005-rootfs.json";

fn spec(rootfs: &Value) -> ImageSpec {
    let config = serde_json::json!({"Env": ["A=b"], "Entrypoint": ["/init"]});
    ImageSpec {
        directory: SPEC.into(),
        name: "app".to_owned(),
        hash: "abcdefgh".to_owned(),
        architecture: "amd64".to_owned(),
        os: "linux".to_owned(),
        created: "1970-01-01T00:00:01Z".to_owned(),
        config: config.as_object().unwrap().clone(),
        max_layers: 16,
        base: None,
        build_scripts: vec![],
        run_options: vec![],
        rootfs_path: ROOTFS.into(),
        rootfs: Rootfs::new(serde_json::from_value(rootfs.clone()).unwrap()).unwrap(),
    }
}

fn closure() -> Closure {
    let info = |path: &str, nar_size, references: &[&str]| PathInfo {
        path: path.parse().unwrap(),
        nar_hash: HASH.to_owned(),
        nar_size,
        references: references.iter().map(|path| path.parse().unwrap()).collect(),
    };
    Closure::from_iter([
        info(LIBC, 3 << 20, &[]),
        info(HTTPD, 2 << 20, &[LIBC]),
        info(CONF, 500, &[HTTPD]),
        info(ROOTFS, 400, &[LIBC]),
        info(SPEC, 300, &[ROOTFS, CONF]),
    ])
}

fn root() -> Value {
    serde_json::json!({"entries": [
        {"path": "/etc/passwd", "type": "file", "text": "root:x:0:0::/root:/bin/sh\n"},
        {"path": "/etc/ssl", "type": "dir", "source": "/nix/store/x"},
        {"path": "/tmp", "type": "dir", "mode": "1777"},
        {"path": "/usr", "type": "symlink", "target": LIBC},
    ]})
}

#[test]
fn a_plan_is_written_as_it_always_was() {
    let plan = Plan::new(&spec(&root()), &closure()).unwrap();
    let written = serde_json::to_string_pretty(&plan).unwrap() + "\n";
    assert_eq!(written, include_str!("golden.json"), "\n{written}");
}

#[test]
fn a_plan_without_a_store_has_a_mount_point_for_it() {
    let plan = Plan::metadata(&spec(&root())).unwrap();
    let [Layer::Root { entries }] = plan.layers.as_slice() else { panic!("{:?}", plan.layers) };
    let paths: Vec<&str> = entries.entries().iter().map(|entry| entry.path.as_str()).collect();
    assert_eq!(paths, ["/etc", "/etc/passwd", "/etc/ssl", "/nix", "/nix/store", "/tmp", "/usr"]);
}

#[test]
fn a_root_inside_the_store_is_refused() {
    let root = serde_json::json!({"entries": [{"path": "/nix/store/x", "type": "dir"}]});
    let error = Plan::new(&spec(&root), &closure()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the image's root must not have /nix/store/x: /nix/store holds the image's packages and nothing else"
    );
}

#[test]
fn the_key_of_a_layer_depends_on_paths_and_hashes() {
    let plan = Plan::new(&spec(&root()), &closure()).unwrap();
    let keys: Vec<Option<Digest>> = plan.layers.iter().map(Layer::content_key).collect();
    assert_eq!(keys.last(), Some(&None));
    let mut layer = plan.layers[0].clone();
    assert_eq!(layer.content_key(), keys[0]);
    let Layer::Store { paths } = &mut layer else { panic!("{layer:?}") };
    paths[0].nar_hash = HASH.replace('e', "f");
    assert_ne!(layer.content_key(), keys[0]);
}

#[test]
fn fewer_layers_are_made_of_the_smallest_neighbours_and_the_root_stays_apart() {
    let plan = Plan::new(&spec(&root()), &closure()).unwrap();
    let words =
        |most| -> Vec<String> { plan.with_at_most(most).layers.iter().map(Layer::description).collect() };
    assert_eq!(words(4), ["libc6-2.36", "httpd-2.4", "httpd.conf", "the image's root"]);
    assert_eq!(words(3), ["libc6-2.36", "httpd-2.4 and httpd.conf", "the image's root"]);
    assert_eq!(words(2), ["libc6-2.36, httpd-2.4 and 1 more", "the image's root"]);
    assert_eq!(words(1), words(2));
}

#[test]
fn a_layer_is_described_by_what_is_in_it() {
    let plan = Plan::new(&spec(&root()), &closure()).unwrap();
    let words: Vec<String> = plan.layers.iter().map(Layer::description).collect();
    assert_eq!(words, ["libc6-2.36", "httpd-2.4", "httpd.conf", "the image's root"]);
}

/// A plan with a library, a program, a configuration and a root.
pub(crate) fn example() -> Plan {
    Plan::new(&spec(&root()), &closure()).unwrap()
}
