use proptest::prelude::*;

use super::*;

const MIB: u64 = 1 << 20;

/// A store path whose hash is made of `number`.
fn path(number: usize, name: &str) -> StorePath {
    format!("/nix/store/{number:032}-{name}").parse().unwrap()
}

fn info(path: &StorePath, nar_size: u64, references: &[&StorePath]) -> PathInfo {
    let references = references.iter().map(|&path| path.clone()).collect();
    PathInfo { path: path.clone(), nar_hash: "0".repeat(64), nar_size, references }
}

fn names(layers: &[Vec<StorePath>]) -> Vec<String> {
    layers.iter().map(|layer| layer.iter().map(StorePath::name).collect::<Vec<_>>().join(" ")).collect()
}

/// A small system: two libraries, two programs, and a configuration of the given number.
fn system(configuration: usize) -> Vec<PathInfo> {
    let libc = path(1, "glibc-2.40");
    let ssl = path(2, "openssl-3.0.16");
    let zlib = path(3, "zlib-1.3.1");
    let httpd = path(4, "apache-httpd-2.4.65");
    let curl = path(5, "curl-8.14.1");
    let tool = path(9, "tool");
    let conf = path(configuration, "httpd.conf");
    let www = path(7, "www");
    vec![
        info(&libc, 30 * MIB, &[]),
        info(&ssl, 7 * MIB, &[&libc]),
        info(&zlib, 1000, &[&libc]),
        info(&httpd, 9 * MIB, &[&libc, &ssl, &zlib]),
        info(&curl, 500, &[&libc, &ssl, &tool]),
        info(&tool, 300, &[&libc]),
        info(&conf, 400, &[&httpd, &www]),
        info(&www, 5 * MIB, &[]),
    ]
}

fn layers(infos: &[PathInfo], budget: usize) -> Vec<Vec<StorePath>> {
    spread(&infos.iter().cloned().collect(), budget)
}

#[test]
fn what_is_shared_lies_below_what_is_configured() {
    assert_eq!(
        names(&layers(&system(6), 15)),
        [
            "glibc-2.40",
            "openssl-3.0.16",
            "apache-httpd-2.4.65",
            "zlib-1.3.1 curl-8.14.1 tool",
            "www",
            "httpd.conf"
        ]
    );
}

#[test]
fn fewer_layers_hold_the_same_paths() {
    assert_eq!(
        names(&layers(&system(6), 4)),
        ["glibc-2.40", "openssl-3.0.16 zlib-1.3.1 apache-httpd-2.4.65 curl-8.14.1 tool", "httpd.conf www"]
    );
    assert_eq!(layers(&system(6), 2).len(), 2);
    assert_eq!(layers(&system(6), 1).len(), 1);
}

#[test]
fn a_changed_configuration_changes_one_layer() {
    for budget in 2..16 {
        let before = layers(&system(6), budget);
        let after = layers(&system(8), budget);
        assert_eq!(before[..before.len() - 1], after[..after.len() - 1]);
    }
}

#[test]
fn a_name_with_a_version_is_a_package() {
    for name in ["glibc-2.40", "libc6-2.36-9", "gcc-14.3.0-lib", "a-1"] {
        assert!(is_package(name), "{name}");
    }
    for name in ["httpd.conf", "unit-httpd.service", "www", "nix-docker", "a-"] {
        assert!(!is_package(name), "{name}");
    }
}

prop_compose! {
    /// A closure of up to 60 paths: sizes from nothing to 64 MiB, references only downwards.
    fn closures()(
        nodes in prop::collection::vec((0u32..27, any::<bool>(), prop::collection::vec(any::<prop::sample::Index>(), 0..6)), 1..60)
    ) -> Vec<PathInfo> {
        let name = |at: usize, package: bool| if package { format!("p{at}-1.{at}") } else { format!("c{at}") };
        let paths: Vec<StorePath> =
            nodes.iter().enumerate().map(|(at, node)| path(at, &name(at, node.1))).collect();
        nodes.iter().enumerate().map(|(at, (size, _, references))| {
            let below = &paths[..at];
            let references: Vec<&StorePath> =
                if at == 0 { vec![] } else { references.iter().map(|index| index.get(below)).collect() };
            info(&paths[at], (1 << size) + at as u64, &references)
        }).collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_path_is_in_one_layer_and_the_layers_are_few(infos in closures(), budget in 1usize..20) {
        let layers = layers(&infos, budget);
        prop_assert!(layers.len() <= budget);
        prop_assert!(layers.iter().all(|layer| !layer.is_empty() && layer.is_sorted()));
        let mut all: Vec<StorePath> = layers.concat();
        all.sort();
        let expected: Vec<StorePath> = infos.iter().map(|info| info.path.clone()).collect();
        prop_assert_eq!(all, expected);
    }

    #[test]
    fn the_order_of_the_input_does_not_matter(infos in closures(), budget in 1usize..20) {
        let reversed: Vec<PathInfo> = infos.iter().rev().cloned().collect();
        prop_assert_eq!(layers(&infos, budget), layers(&reversed, budget));
    }

    #[test]
    fn an_added_package_changes_few_layers(infos in closures(), budget in 4usize..20, size in 0u32..27) {
        let before = layers(&infos, budget);
        let mut more = infos.clone();
        more.push(info(&path(1000, "new-1.0"), 1 << size, &[]));
        let new = layers(&more, budget).into_iter().filter(|layer| !before.contains(layer)).count();
        // Its own layer, or the rest of its group; the rest that takes back a pushed-out big path,
        // twice when its group had no paths and now needs a layer.
        prop_assert!(new <= 3, "{} layers are new", new);
    }

    #[test]
    fn another_configuration_moves_no_package(infos in closures(), budget in 4usize..20) {
        let closure: Closure = infos.iter().cloned().collect();
        let packages: BTreeSet<StorePath> = packages(&closure).into_keys().cloned().collect();
        let changes = |info: &PathInfo| info.nar_size < OWN_LAYER && !packages.contains(&info.path);
        let other: Vec<PathInfo> = infos.iter().enumerate().map(|(at, info)| if changes(info) {
            PathInfo { path: path(1000 + at, info.path.name()), ..info.clone() }
        } else {
            info.clone()
        }).collect();
        let of_packages = |layers: Vec<Vec<StorePath>>| -> Vec<Vec<StorePath>> {
            layers.into_iter().filter(|layer| layer.iter().all(|path| packages.contains(path))).collect()
        };
        prop_assert_eq!(of_packages(layers(&infos, budget)), of_packages(layers(&other, budget)));
    }
}
