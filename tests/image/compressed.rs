//! Writes images as a registry gives them: with compressed layers.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::Path;

use nix_docker::testing::{
    Assembly, Attributes, Digest, ImageReference, LayerCache, Plan, Progress, Selection, Writer, archive,
};
use serde_json::Value;

/// Writes the image's OCI layout, and Docker's own manifest, with gzipped layers.
pub(crate) fn write(plan: &Plan, name: &ImageReference, path: &Path) {
    let cache = LayerCache::new("/dev/null".into());
    let image = Assembly::new(plan, None, Path::new("/"), &cache, &Progress::quiet()).unwrap();
    let plain = archive::write(&image, &Selection::default(), Vec::new(), &|_| ()).unwrap();
    let mut blobs: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut manifest: Value = serde_json::from_slice(image.manifest()).unwrap();
    for entry in tar::Archive::new(plain.as_slice()).entries().unwrap() {
        let mut entry = entry.unwrap();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        let layers = manifest["layers"].as_array_mut().unwrap();
        let digest = Digest::of(&content);
        if let Some(layer) = layers.iter_mut().find(|layer| layer["digest"] == digest.to_string()) {
            let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            gzip.write_all(&content).unwrap();
            content = gzip.finish().unwrap();
            *layer = serde_json::json!({"mediaType": "application/vnd.oci.image.layer.v1.tar+gzip",
                "digest": Digest::of(&content).to_string(), "size": content.len()});
        }
        blobs.insert(format!("blobs/sha256/{}", Digest::of(&content).hex()), content);
    }
    let layers = manifest["layers"].as_array().unwrap().iter();
    let layers: Vec<String> =
        layers.map(|layer| layer["digest"].as_str().unwrap().replace("sha256:", "blobs/sha256/")).collect();
    let config = format!("blobs/sha256/{}", image.config_digest().hex());
    let docker = serde_json::json!([{"Config": config, "RepoTags": [name.to_string()], "Layers": layers}]);
    let manifest = manifest.to_string().into_bytes();
    let index = serde_json::json!({"schemaVersion": 2, "manifests": [{
        "mediaType": "application/vnd.oci.image.manifest.v1+json", "digest": Digest::of(&manifest).to_string(),
        "size": manifest.len(), "annotations": {"io.containerd.image.name": name.canonical()}}]});
    blobs.insert(format!("blobs/sha256/{}", Digest::of(&manifest).hex()), manifest);
    blobs.insert("index.json".to_owned(), index.to_string().into());
    blobs.insert("manifest.json".to_owned(), docker.to_string().into());
    blobs.insert("oci-layout".to_owned(), br#"{"imageLayoutVersion":"1.0.0"}"#.to_vec());
    let mut tar = Writer::new(std::fs::File::create(path).unwrap());
    for (name, content) in blobs {
        tar.bytes(name.as_bytes(), &content, Attributes::root(0o644)).unwrap();
    }
    tar.finish().unwrap();
}
