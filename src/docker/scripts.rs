//! Runs an image's build scripts (`docker.buildScripts`, what `RUN` is in a Dockerfile).
//!
//! Each script runs in a container of the image so far, and what it changed becomes one more layer, made by the
//! daemon. Such a layer is not the same on every machine, nor is the image's id. To keep it the same on this
//! one, the result carries the id of the image that it was made from, and is reused as long as that id does not
//! change. The scripts' containers have no volumes, as the daemon keeps nothing that is written to one: like a
//! Dockerfile's VOLUME after its RUN, the result declares them, and a new volume begins with what the scripts
//! wrote there.
//!
//! The result has the file [`BUILD_SCRIPTS_DONE`], which tells PID 1 that the scripts need not run at the first
//! start, as they do where the host's store is mounted.

use std::borrow::Cow;
use std::collections::HashMap;

use bollard::models::{ContainerConfig, ContainerCreateBody};
use bollard::query_parameters::{
    CommitContainerOptions, CreateContainerOptions, ListImagesOptions, LogsOptions, RemoveContainerOptions,
    StartContainerOptions, UploadToContainerOptions, WaitContainerOptions,
};
use futures_util::stream;
use serde_json::Value;

use super::record::{Created, Record, unique_name};
use super::{ApiError, Docker, Error, diff_ids};
use crate::build_scripts::BUILD_SCRIPTS_DONE;
use crate::image::tar::{Attributes, Writer};
use crate::image::{Assembly, Plan};
use crate::progress::{Progress, Task};

/// The label with the id of the image that the scripts ran in, and the volumes that it then got.
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
        record: &Record,
    ) -> Result<String, Error> {
        let mut current = image_id.to_owned();
        for (at, script) in plan.build_scripts.iter().enumerate() {
            let made_from = (at + 1 == plan.build_scripts.len()).then_some(image_id);
            let result = self.run_script(&current, script, plan, made_from, progress, record).await;
            if current != image_id {
                // One that can't be removed is needed below another.
                let _ = self.remove_unnamed(&current).await;
            }
            current = result?;
        }
        Ok(current)
    }

    /// The id of the image that the plan's build scripts made of `image` in an earlier run.
    pub(super) async fn built_before(&self, plan: &Plan, image: &Assembly) -> Result<Option<String>, Error> {
        if plan.build_scripts.is_empty() {
            return Ok(None);
        }
        for id in [image.config_digest(), image.manifest_digest()] {
            let label = format!("{BUILT_FROM}={}", origin(&id.to_string(), plan));
            let filters = HashMap::from([("label".to_owned(), vec![label])]);
            let options = ListImagesOptions { filters: Some(filters), ..ListImagesOptions::default() };
            let built = self.ask("list its images", self.api.list_images(Some(options))).await?;
            for built in built {
                let found = self.inspect(&built.id).await?;
                if found.is_some_and(|found| diff_ids(&found).starts_with(&image.diff_ids())) {
                    return Ok(Some(built.id));
                }
            }
        }
        Ok(None)
    }

    /// Runs one script, and returns the id of the image with what it changed. `made_from` is given for the last
    /// script.
    async fn run_script(
        &self,
        image: &str,
        script: &str,
        plan: &Plan,
        made_from: Option<&str>,
        progress: &Progress,
        record: &Record,
    ) -> Result<String, Error> {
        progress.line(&format!("running {script}"));
        let task = progress.wait(&format!("running {script}"));
        let user = plan.config.get("User");
        let body = ContainerCreateBody {
            image: Some(image.to_owned()),
            entrypoint: Some(vec![script.to_owned()]),
            cmd: Some(Vec::new()),
            // Scripts run as root, whichever user the image is for.
            user: user.map(|_| "0".to_owned()),
            ..ContainerCreateBody::default()
        };
        let action = format!("run the build script {script}");
        let name = unique_name().map(|unique| format!("nix-docker-build-{unique}"));
        if let Some(name) = &name {
            record.note(Created::Container(name.clone()));
        }
        let options = CreateContainerOptions { name, ..CreateContainerOptions::default() };
        let created = self.ask(&action, self.api.create_container(Some(options), body)).await?;
        let result = self.finish_script(&created.id, script, plan, made_from, &task).await;
        if let Ok(image) = &result {
            record.note(Created::Image(image.clone()));
        }
        let removal = RemoveContainerOptions { force: true, v: true, ..RemoveContainerOptions::default() };
        let removed = self.api.remove_container(&created.id, Some(removal));
        let removed = self.ask("remove the container of a build script", removed).await;
        let image = result?;
        removed?;
        Ok(image)
    }

    async fn finish_script(
        &self,
        container: &str,
        script: &str,
        plan: &Plan,
        made_from: Option<&str>,
        task: &Task,
    ) -> Result<String, Error> {
        let action = format!("run the build script {script}");
        self.ask(&action, self.api.start_container(container, None::<StartContainerOptions>)).await?;
        self.follow(container, script, task).await?;
        let mut ends = Box::pin(self.api.wait_container(container, None::<WaitContainerOptions>));
        loop {
            match self.next(&action, self.patience.answer, &mut ends).await {
                Ok(Some(_)) => (),
                Ok(None) => break,
                Err(Error::Api { cause: ApiError::DockerContainerWaitError { code, .. }, .. }) => {
                    let output = self.last_lines(container).await;
                    return Err(Error::Script { script: script.to_owned(), status: code, output });
                }
                Err(error) => return Err(error),
            }
        }
        if made_from.is_some() {
            let options = UploadToContainerOptions { path: "/".to_owned(), ..Default::default() };
            let marker = bollard::body_full(marker(plan)?.into());
            self.ask(&action, self.api.upload_to_container(container, Some(options), marker)).await?;
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
            user: plan.config.get("User").and_then(Value::as_str).map(str::to_owned),
            volumes: made_from.map(|_| volumes(plan)),
            labels: made_from.map(|id| HashMap::from([(BUILT_FROM.to_owned(), origin(id, plan))])),
            ..ContainerConfig::default()
        };
        // It copies what the script wrote, and says nothing meanwhile.
        task.says(format!("keeping what {script} did"));
        let mut committed = Box::pin(stream::once(self.api.commit_container(options, config)));
        let action = "keep what a build script did";
        let committed = self.next(action, self.patience.unpacking, &mut committed).await?;
        committed.map(|committed| committed.id).ok_or_else(|| Error::NotLoaded(action.to_owned()))
    }

    /// Shows what a script writes until it has ended; ends it if it writes nothing for too long.
    async fn follow(&self, container: &str, script: &str, task: &Task) -> Result<(), Error> {
        let options = LogsOptions { stdout: true, stderr: true, follow: true, ..LogsOptions::default() };
        let mut logs = Box::pin(self.api.logs(container, Some(options)));
        loop {
            match self.next("show what a build script writes", self.patience.script, &mut logs).await {
                Ok(Some(output)) => {
                    let text = output.to_string();
                    if let Some(line) = text.lines().last().map(str::trim).filter(|line| !line.is_empty()) {
                        let line = console::strip_ansi_codes(line);
                        task.says(format!("running {script}: {line}"));
                    }
                }
                Ok(None) => return Ok(()),
                Err(Error::Stuck { waited, .. }) => {
                    let output = self.last_lines(container).await;
                    return Err(Error::SilentScript { script: script.to_owned(), waited, output });
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// The last lines that a container wrote, each on a line of its own and indented.
    async fn last_lines(&self, container: &str) -> String {
        let options = LogsOptions {
            stdout: true,
            stderr: true,
            tail: LAST_LINES.to_string(),
            ..LogsOptions::default()
        };
        let mut logs = Box::pin(self.api.logs(container, Some(options)));
        let mut text = String::new();
        while let Ok(Some(output)) = self.next("show a log", self.patience.answer, &mut logs).await {
            text += &output.to_string();
        }
        text.lines().fold(String::new(), |lines, line| lines + "\n  " + line)
    }
}

/// The image that the plan's build scripts run in: it has no volumes.
pub(super) fn before_scripts(plan: &Plan) -> Cow<'_, Plan> {
    if plan.build_scripts.is_empty() || volumes(plan).is_empty() {
        return Cow::Borrowed(plan);
    }
    let mut plan = plan.clone();
    plan.config.remove("Volumes");
    Cow::Owned(plan)
}

fn volumes(plan: &Plan) -> Vec<String> {
    let volumes = plan.config.get("Volumes").and_then(Value::as_object);
    volumes.map(|volumes| volumes.keys().cloned().collect()).unwrap_or_default()
}

/// What the result of build scripts depends on.
fn origin(image: &str, plan: &Plan) -> String {
    volumes(plan).iter().fold(image.to_owned(), |origin, volume| origin + " " + volume)
}

/// A tar stream with the file [`BUILD_SCRIPTS_DONE`].
fn marker(plan: &Plan) -> Result<Vec<u8>, Error> {
    let mut tar = Writer::new(Vec::new());
    let text = plan.build_scripts.join("\n") + "\n";
    let name = BUILD_SCRIPTS_DONE.trim_start_matches('/').as_bytes();
    tar.bytes(name, text.as_bytes(), Attributes::root(0o644))?;
    Ok(tar.finish()?)
}
