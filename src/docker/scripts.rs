//! Runs an image's build scripts (`docker.buildScripts`, what `RUN` is in a Dockerfile).
//!
//! Each script runs in a container of the image so far, and what it changed becomes one more
//! layer, made by the daemon. Such a layer is not the same on every machine, nor is the image's id.
//! To keep it the same on this one, the result carries the id of the image that it was made from,
//! and is taken again as long as that stays what it is. What a script writes to a volume is lost.
//!
//! The result has the file [`DONE`], which tells PID 1 that the scripts need not run at the first
//! start, as they do where the host's store is mounted.

use std::collections::HashMap;

use bollard::errors::Error as ApiError;
use bollard::models::{ContainerConfig, ContainerCreateBody};
use bollard::query_parameters::{
    CommitContainerOptions, CreateContainerOptions, ListImagesOptions, LogsOptions, RemoveContainerOptions,
    StartContainerOptions, UploadToContainerOptions, WaitContainerOptions,
};
use futures_util::StreamExt;
use serde_json::Value;

use super::{Docker, Error, api_error};
use crate::image::Plan;
use crate::image::tar::{Attributes, Writer};
use crate::progress::Progress;

/// The file that says that an image's build scripts have run.
pub use crate::init::boot::scripts::STAMP as DONE;

/// The label with the id of the image that the scripts ran in.
const BUILT_FROM: &str = "org.nix-docker.built-from";

/// How many of the last lines of a failed script are shown.
const LAST_LINES: usize = 20;

impl Docker {
    /// Runs the plan's build scripts on the image `image_id`; returns the id of the image that they
    /// lead to, which is the same one if there are none.
    pub(super) async fn run_build_scripts(
        &self,
        image_id: &str,
        plan: &Plan,
        progress: &Progress,
    ) -> Result<String, Error> {
        if plan.build_scripts.is_empty() {
            return Ok(image_id.to_owned());
        }
        let label = format!("{BUILT_FROM}={image_id}");
        let filters = HashMap::from([("label".to_owned(), vec![label])]);
        let options = ListImagesOptions { filters: Some(filters), ..ListImagesOptions::default() };
        let built = self.api.list_images(Some(options)).await.map_err(api_error("list its images"))?;
        if let Some(built) = built.into_iter().next() {
            return Ok(built.id);
        }
        let mut current = image_id.to_owned();
        for (at, script) in plan.build_scripts.iter().enumerate() {
            let made_from = (at + 1 == plan.build_scripts.len()).then_some(image_id);
            let result = self.run_script(&current, script, plan, made_from, progress).await;
            if current != image_id {
                self.remove(&current).await;
            }
            current = result?;
        }
        Ok(current)
    }

    /// Runs one script, and returns the id of the image with what it changed. `made_from` is said
    /// for the last script.
    async fn run_script(
        &self,
        image: &str,
        script: &str,
        plan: &Plan,
        made_from: Option<&str>,
        progress: &Progress,
    ) -> Result<String, Error> {
        progress.line(&format!("running {script}"));
        let body = ContainerCreateBody {
            image: Some(image.to_owned()),
            entrypoint: Some(vec![script.to_owned()]),
            cmd: Some(Vec::new()),
            ..ContainerCreateBody::default()
        };
        let failed = || api_error(format!("run the build script {script}"));
        let created =
            self.api.create_container(None::<CreateContainerOptions>, body).await.map_err(failed())?;
        let result = self.finish_script(&created.id, script, plan, made_from).await;
        let removal = RemoveContainerOptions { force: true, v: true, ..RemoveContainerOptions::default() };
        let removed = self.api.remove_container(&created.id, Some(removal)).await;
        let image = result?;
        removed.map_err(api_error("remove the container of a build script"))?;
        Ok(image)
    }

    async fn finish_script(
        &self,
        container: &str,
        script: &str,
        plan: &Plan,
        made_from: Option<&str>,
    ) -> Result<String, Error> {
        let failed = || api_error(format!("run the build script {script}"));
        self.api.start_container(container, None::<StartContainerOptions>).await.map_err(failed())?;
        let mut ends = self.api.wait_container(container, None::<WaitContainerOptions>);
        while let Some(end) = ends.next().await {
            match end {
                Ok(_) => (),
                Err(ApiError::DockerContainerWaitError { code, .. }) => {
                    let output = self.last_lines(container).await;
                    return Err(Error::Script { script: script.to_owned(), status: code, output });
                }
                Err(error) => return Err(failed()(error)),
            }
        }
        if made_from.is_some() {
            let options = UploadToContainerOptions { path: "/".to_owned(), ..Default::default() };
            let marker = bollard::body_full(marker(plan)?.into());
            self.api.upload_to_container(container, Some(options), marker).await.map_err(failed())?;
        }
        let options = CommitContainerOptions {
            container: Some(container.to_owned()),
            comment: Some(format!("nix-docker: {script}")),
            ..CommitContainerOptions::default()
        };
        let words = |key: &str| -> Option<Vec<String>> {
            let words = plan.config.get(key).and_then(Value::as_array)?;
            Some(words.iter().filter_map(Value::as_str).map(str::to_owned).collect())
        };
        let config = ContainerConfig {
            entrypoint: words("Entrypoint"),
            cmd: words("Cmd"),
            labels: made_from.map(|id| HashMap::from([(BUILT_FROM.to_owned(), id.to_owned())])),
            ..ContainerConfig::default()
        };
        let committed = self.api.commit_container(options, config).await;
        Ok(committed.map_err(api_error("keep what a build script did"))?.id)
    }

    /// The last lines that a container wrote, each on a line of its own and indented.
    async fn last_lines(&self, container: &str) -> String {
        let options = LogsOptions {
            stdout: true,
            stderr: true,
            tail: LAST_LINES.to_string(),
            ..LogsOptions::default()
        };
        let mut logs = self.api.logs(container, Some(options));
        let mut text = String::new();
        while let Some(Ok(output)) = logs.next().await {
            text += &output.to_string();
        }
        text.lines().fold(String::new(), |lines, line| lines + "\n  " + line)
    }
}

/// A tar stream with the file [`DONE`].
fn marker(plan: &Plan) -> Result<Vec<u8>, Error> {
    let mut tar = Writer::new(Vec::new());
    let text = plan.build_scripts.join("\n") + "\n";
    let name = DONE.trim_start_matches('/').as_bytes();
    tar.bytes(name, text.as_bytes(), Attributes::root(0o644))?;
    Ok(tar.finish()?)
}
