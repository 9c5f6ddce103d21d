//! From an image spec to an image in the daemon.
//!
//! Besides `nix-docker -b`, the packages that `config.system.build.nixDocker.image` makes call it, with a spec that
//! is built already: `nix-docker load-image SPEC NAME[:TAG]`.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::Path;

use anyhow::{Context, Result, bail};
use tokio::runtime::Runtime;

use super::build_result::BuildResult;
use crate::cache::Cache;
use crate::cli::ResultFormat;
use crate::docker::{self, Docker};
use crate::image::packing;
use crate::image::plan::Plan;
use crate::image::reference::ImageReference;
use crate::image::rootfs::Found;
use crate::image::spec::ImageSpec;
use crate::init::check::accounts::{self, Accounts};
use crate::init::check::mistakes::is_own;
use crate::init::check::{self, programs};
use crate::init::unit::Host;
use crate::nix::Nix;
use crate::nix::arguments::Arguments;
use crate::nix::message::{quoted_lines, unit_mistakes};
use crate::nix::store;
use crate::progress::Progress;
use crate::report;
use crate::store_path::StorePath;

/// `load-image SPEC NAME[:TAG]`: loads the image of a spec that is built.
///
/// # Errors
/// Whatever stops it; the daemon is then as it was.
pub(crate) fn run(arguments: &[OsString]) -> Result<()> {
    let [spec, image] = arguments else { bail!("usage: nix-docker load-image SPEC NAME[:TAG]") };
    let image: ImageReference = image.to_str().context("the image's name is no UTF-8")?.parse()?;
    let spec = std::fs::canonicalize(spec).with_context(|| spec.display().to_string())?;
    crate::interrupt::watch()?;
    let cache = Cache::open()?;
    let progress = Progress::new();
    let loaded = docker::with_runtime(|runtime| {
        let daemon = runtime.block_on(Docker::connect(cache.path(), &progress))?;
        into(runtime, &daemon, &spec.to_string_lossy(), &[&image], &progress, None)
    });
    print!("{}", loaded.map_err(|error| cache.explain(error))?.rendered(ResultFormat::Text)?);
    Ok(())
}

/// Loads the image of a spec, a store path, under names. `evaluated` is as [`tell_about_units`] has it.
///
/// # Errors
/// Whatever stops it; the daemon is then as it was, except that some of the further names may have been given.
pub(super) fn into(
    runtime: &Runtime,
    daemon: &Docker,
    spec_path: &str,
    names: &[&ImageReference],
    progress: &Progress,
    evaluated: Option<(&Nix, &Arguments)>,
) -> Result<BuildResult> {
    let checking = progress.wait("checking what was built");
    let closure = store::closure(&spec_path.parse()?)?;
    let spec_path = Path::new(spec_path);
    packing::check(ImageSpec::store_paths(spec_path)?.iter().filter_map(|path| closure.get(path)))?;
    tell_about_units(spec_path, evaluated)?;
    let spec = ImageSpec::read(spec_path)?;
    let mut copied = copied(&spec);
    copied.retain(|path| closure.get(path).is_none());
    packing::check(&store::describe(&copied)?)?;
    checking.finish();
    let plan = Plan::new(&spec, &closure)?;
    let (image, further) = names.split_first().context("an image needs a name")?;
    let loading = report::phase();
    let loaded = runtime.block_on(async {
        let loaded = daemon.load(&plan, image, progress).await?;
        for name in further {
            daemon.tag(&loaded.image_id, name).await?;
        }
        Ok::<_, docker::Error>(loaded)
    })?;
    let shown: Vec<String> = names.iter().map(ToString::to_string).collect();
    loading.done(format_args!("loaded {}: {loaded}", shown.join(", ")));
    Ok(BuildResult::image(names, loaded, &spec))
}

/// The store paths of which the image's root has copies, and those that links to them go through.
pub(super) fn copied(spec: &ImageSpec) -> Vec<StorePath> {
    let sources = spec.rootfs.sources();
    let all = sources.flat_map(|source| [Some(source.to_owned()), std::fs::canonicalize(source).ok()]);
    let paths: BTreeSet<_> =
        all.flatten().filter_map(|path| StorePath::containing(path.to_str()?).ok()).collect();
    paths.into_iter().collect()
}

/// Warns of what in a spec's units is doubtful, has no effect or needs something that the image lacks, and notes
/// which refusals were overridden. `evaluated` is what the configuration was evaluated with: it serves to find
/// the lines in the user's files.
pub(super) fn tell_about_units(directory: &Path, evaluated: Option<(&Nix, &Arguments)>) -> Result<()> {
    let (file, checked) = check::load(&directory.join("units.json"), &Host::default(), false)?;
    let spec = ImageSpec::read(directory)?;
    let look = |path: &str| match spec.rootfs.find(Path::new(path)) {
        None => programs::File::Missing,
        Some(Found::Other) => programs::File::Other,
        Some(Found::File { executable, head }) => programs::File::There(executable, head),
    };
    let volumes: Vec<String> = spec.volumes().map(str::to_owned).collect();
    let is_changed = spec.base.is_some() || !spec.build_scripts.is_empty();
    let image = programs::Image { file: &look, is_changed, volumes: &volumes };
    let names = |path: &str| match spec.rootfs.find(Path::new(path)) {
        Some(Found::File { head, .. }) => Some(accounts::names(&String::from_utf8_lossy(&head))),
        _ => None,
    };
    let accounts = Accounts { users: names("/etc/passwd"), groups: names("/etc/group") };
    let lacking = image.warnings(&file).into_iter().chain(accounts.warnings(&file));
    let warnings: Vec<String> = checked.warnings.iter().cloned().chain(lacking).collect();
    let mut mistakes = unit_mistakes::named(&warnings.join("\n"));
    mistakes.retain(|mistake| is_own(&file.settings, mistake.unit()));
    let places = evaluated.map(|(nix, arguments)| nix.places(mistakes, arguments)).unwrap_or_default();
    let configuration = evaluated.and_then(|(_, arguments)| arguments.configuration());
    for warning in &warnings {
        report::warning(&quoted_lines::placed(&unit_mistakes::placed(warning, &places), configuration));
    }
    for note in checked.stubs().into_iter().chain(checked.summary()) {
        report::note(note);
    }
    for finding in &checked.overridden {
        report::note(format_args!("overridden: {finding}"));
    }
    Ok(())
}
