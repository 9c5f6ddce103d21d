//! Writes images of many tiny layers, as `docker save` of old does.

use std::fs::File;
use std::path::Path;

use nix_docker::testing::{Attributes, Digest, ImageReference, Writer};

/// Writes an image of so many layers, each with one file.
pub(crate) fn write(layers: usize, name: &ImageReference, path: &Path) {
    let file = Attributes::root(0o644);
    let mut archive = Writer::new(File::create(path).unwrap());
    let (mut diff_ids, mut names) = (Vec::new(), Vec::new());
    for at in 0..layers {
        let mut layer = Writer::new(Vec::new());
        layer.bytes(format!("file-{at}").as_bytes(), b"tiny", file).unwrap();
        let layer = layer.finish().unwrap();
        let name = format!("{at}/layer.tar");
        archive.bytes(name.as_bytes(), &layer, file).unwrap();
        diff_ids.push(Digest::of(&layer).to_string());
        names.push(name);
    }
    let config = serde_json::json!({"architecture": "amd64", "os": "linux", "config": {},
        "created": "1970-01-01T00:00:01Z", "rootfs": {"type": "layers", "diff_ids": diff_ids}});
    archive.bytes(b"config.json", config.to_string().as_bytes(), file).unwrap();
    let manifest =
        serde_json::json!([{"Config": "config.json", "RepoTags": [name.to_string()], "Layers": names}]);
    archive.bytes(b"manifest.json", manifest.to_string().as_bytes(), file).unwrap();
    archive.finish().unwrap();
}
