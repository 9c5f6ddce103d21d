//! The result of a build, as it is printed on standard output.

use std::path::Path;

use anyhow::Result;
use serde::Serialize;

use crate::cli::ResultFormat;
use crate::docker::Loaded;
use crate::image::ports;
use crate::image::reference::ImageReference;
use crate::image::spec::ImageSpec;

/// The result of a build; with `--json` the keys are the fields' names.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct BuildResult {
    version: u32,
    /// Why nothing was made; none where something was.
    error: Option<String>,
    /// The image's names with their tags, of a stand-alone image.
    images: Vec<String>,
    image_id: Option<String>,
    /// The store path of a host-mounted package.
    package: Option<String>,
    ports: Vec<String>,
    volumes: Vec<String>,
    /// A command that runs it.
    run: Option<String>,
    #[serde(skip)]
    text: String,
}

impl BuildResult {
    /// Nothing was made, for this reason.
    pub(super) fn failed(error: String) -> Self {
        Self {
            version: 1,
            error: Some(error),
            images: Vec::new(),
            image_id: None,
            package: None,
            ports: Vec::new(),
            volumes: Vec::new(),
            run: None,
            text: String::new(),
        }
    }

    /// An image in the daemon.
    pub(super) fn image(names: &[&ImageReference], loaded: Loaded, spec: &ImageSpec) -> Self {
        let name = names.first().map(|name| name.familiar()).unwrap_or_default();
        let run = format!("docker run -d {}{}{name}", run_options(spec), ports::published(spec.ports()));
        Self {
            images: names.iter().map(ToString::to_string).collect(),
            image_id: Some(loaded.image_id),
            text: format!("to run it: {run}\n"),
            ..Self::of(spec, run)
        }
    }

    /// A host-mounted package, with `link` in the current directory.
    pub(super) fn package(package: &str, link: &str) -> Result<Self> {
        let run = format!("sudo ./{link}/sbin/docker-run");
        let text = format!(
            "{package}\n\
             to test it:   {run}\n\
             to deploy it: nix-copy-closure --to root@MACHINE {package}\n\
             to run it:    ssh root@MACHINE {package}/sbin/docker-run -d\n"
        );
        let spec = ImageSpec::read(&Path::new(package).join("spec"))?;
        Ok(Self { package: Some(package.to_owned()), text, ..Self::of(&spec, run) })
    }

    fn of(spec: &ImageSpec, run: String) -> Self {
        let ports = spec.ports().map(str::to_owned).collect();
        let volumes = spec.volumes().map(str::to_owned).collect();
        Self { error: None, ports, volumes, run: Some(run), ..Self::failed(String::new()) }
    }

    /// The image's id in the daemon, of a stand-alone image.
    pub(super) fn image_id(&self) -> Option<&str> {
        self.image_id.as_deref()
    }

    /// The text that is printed.
    ///
    /// # Errors
    /// Only if it can't be written as JSON.
    pub(super) fn rendered(&self, format: ResultFormat) -> Result<String> {
        let line = |text: &str| format!("{text}\n");
        Ok(match format {
            ResultFormat::Json => line(&serde_json::to_string_pretty(self)?),
            ResultFormat::Text => self.text.clone(),
            ResultFormat::Bare => {
                self.image_id.as_deref().or(self.package.as_deref()).map(line).unwrap_or_default()
            }
        })
    }
}

/// Further `docker run` options that the container needs, each followed by a space.
fn run_options(spec: &ImageSpec) -> String {
    spec.run_options.iter().fold(String::new(), |all, option| all + option + " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_that_runs_an_image_has_what_it_needs() {
        let directory = tempfile::tempdir().unwrap();
        let image = r#"{"version": 1, "name": "app", "hash": "h", "architecture": "amd64", "os": "linux", "created": "",
            "rootfs": "rootfs.json", "config": {"ExposedPorts": {"80/tcp": {}}},
            "runOptions": ["--cap-add SYS_TIME", "--stop-timeout 31"]}"#;
        std::fs::write(directory.path().join("image.json"), image).unwrap();
        std::fs::write(directory.path().join("rootfs.json"), r#"{"version": 1, "entries": []}"#).unwrap();
        let spec = ImageSpec::read(directory.path()).unwrap();
        let loaded =
            Loaded { image_id: "sha256:0".to_owned(), layers: 1, sent_layers: 1, sent_bytes: 1, bytes: 1 };
        let made = BuildResult::image(&[&"app".parse().unwrap()], loaded, &spec);
        let run = "docker run -d --cap-add SYS_TIME --stop-timeout 31 -p 8080:80 app";
        assert_eq!(made.rendered(ResultFormat::Text).unwrap(), format!("to run it: {run}\n"));
    }

    #[test]
    fn what_failed_is_told_in_json_alone() {
        let failed = BuildResult::failed("on fire".to_owned());
        assert_eq!(
            failed.rendered(ResultFormat::Text).unwrap() + &failed.rendered(ResultFormat::Bare).unwrap(),
            ""
        );
        let json: serde_json::Value =
            serde_json::from_str(&failed.rendered(ResultFormat::Json).unwrap()).unwrap();
        assert_eq!((&json["version"], &json["error"]), (&1.into(), &"on fire".into()));
        assert!(json["imageId"].is_null() && json["images"].as_array().unwrap().is_empty(), "{json}");
    }
}
