//! The image that another one's layers are put on.
//!
//! What a base image gives besides its layers: environment, labels, volumes, exposed ports and the working
//! directory, each where the image itself does not say otherwise. How the base is run (`Entrypoint`, `Cmd`,
//! `User`, `StopSignal`, `Healthcheck`) concerns its own programs and is not taken over: an image of this
//! program runs PID 1 as root.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::oci::{Descriptor, Digest};

/// A base image, as the daemon has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base {
    /// The name by which it was asked for.
    pub name: String,
    /// Its layers, from the bottom to the top.
    pub layers: Vec<BaseLayer>,
    /// What it gives to images on top of it.
    pub gives: Inheritance,
}

/// A layer of a base image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseLayer {
    /// The digest of its tar stream.
    pub diff_id: Digest,
    /// Its blob, which may be compressed.
    pub blob: Descriptor,
}

/// The part of an image's configuration that images on top of it begin with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inheritance {
    /// `NAME=VALUE` each, in order.
    pub env: Vec<String>,
    /// Labels by name.
    pub labels: BTreeMap<String, String>,
    /// Paths of volumes.
    pub volumes: Vec<String>,
    /// Ports, as `80/tcp`.
    pub exposed_ports: Vec<String>,
    /// Where programs start; empty is `/`.
    pub working_dir: String,
}

impl Inheritance {
    /// The configuration of an image on this base, which itself says `own`.
    pub fn merged(&self, own: &Map<String, Value>) -> Map<String, Value> {
        let mut merged = own.clone();
        let env = self.env_with(own.get("Env"));
        if !env.is_empty() {
            merged.insert("Env".to_owned(), env.into());
        }
        let labels = self.labels.iter().map(|(name, value)| (name.clone(), value.clone().into()));
        union(&mut merged, "Labels", labels.collect());
        let empty = |keys: &[String]| keys.iter().map(|key| (key.clone(), json!({}))).collect();
        union(&mut merged, "Volumes", empty(&self.volumes));
        union(&mut merged, "ExposedPorts", empty(&self.exposed_ports));
        let unsaid = own.get("WorkingDir").and_then(Value::as_str).is_none_or(str::is_empty);
        if unsaid && !self.working_dir.is_empty() {
            merged.insert("WorkingDir".to_owned(), self.working_dir.clone().into());
        }
        merged
    }

    /// The variables, with those in `own` instead of others of the same name.
    fn env_with(&self, own: Option<&Value>) -> Vec<String> {
        let own = own.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        let mut env = self.env.clone();
        for variable in own {
            let name = |variable: &str| variable.split('=').next().unwrap_or_default().to_owned();
            match env.iter_mut().find(|other| name(other) == name(variable)) {
                Some(other) => variable.clone_into(other),
                None => env.push(variable.to_owned()),
            }
        }
        env
    }
}

/// Adds to the map `key` of `config` what is in `base` and not there yet.
fn union(config: &mut Map<String, Value>, key: &str, base: BTreeMap<String, Value>) {
    if base.is_empty() {
        return;
    }
    let entry = config.entry(key).or_insert_with(|| json!({}));
    if let Some(map) = entry.as_object_mut() {
        for (name, value) in base {
            map.entry(name).or_insert(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_begins_with_what_its_base_gives_and_overrides_it() {
        let gives = Inheritance {
            env: vec!["PATH=/bin".to_owned(), "LANG=C".to_owned()],
            labels: [("a", "base"), ("b", "base")].map(|(k, v)| (k.to_owned(), v.to_owned())).into(),
            volumes: vec!["/data".to_owned()],
            exposed_ports: vec!["80/tcp".to_owned()],
            working_dir: "/srv".to_owned(),
        };
        let own = json!({"Env": ["TZ=UTC", "PATH=/sw/bin"], "Labels": {"a": "own"},
            "ExposedPorts": {"443/tcp": {}}, "Entrypoint": ["/init"]});
        let merged = Value::from(gives.merged(own.as_object().unwrap()));
        let expected = json!({"Env": ["PATH=/sw/bin", "LANG=C", "TZ=UTC"],
            "Labels": {"a": "own", "b": "base"}, "Volumes": {"/data": {}},
            "ExposedPorts": {"443/tcp": {}, "80/tcp": {}}, "Entrypoint": ["/init"], "WorkingDir": "/srv"});
        assert_eq!(merged, expected);
    }

    #[test]
    fn a_base_that_gives_nothing_changes_nothing() {
        let own = json!({"Entrypoint": ["/init"], "Env": ["A=b"]});
        let own = own.as_object().unwrap();
        assert_eq!(&Inheritance::default().merged(own), own);
    }
}
