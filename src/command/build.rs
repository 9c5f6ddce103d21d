//! `nix-docker [-b] [CONFIGURATION]`: a stand-alone image in the daemon, or a host-mounted package.

use std::fs::File;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use nix::errno::Errno;
use nix::unistd::{AccessFlags, access, geteuid};
use tokio::runtime::Runtime;

use super::build_result::BuildResult;
use super::load;
use crate::cache::Cache;
use crate::cli::{BuildOptions, EvaluationOptions, Mode, StandAlone};
use crate::docker::{self, Docker};
use crate::evaluation::{self, Evaluator};
use crate::image::ImageReference;
use crate::image::cache::LayerCache;
use crate::image::spec::ImageSpec;
use crate::image::tar::{self, Digester};
use crate::image::{assembly, metadata, packing};
use crate::interrupt::Scratch;
use crate::nix::Nix;
use crate::nix::activity::Sizes;
use crate::nix::arguments::Arguments;
use crate::nix::store;
use crate::progress::Progress;
use crate::store_path::{STORE_DIR, StorePath};
use crate::{assets, report};

/// The link to a host-mounted package, in the current directory, as `nix-build` makes it.
const OUT_LINK: &str = "result";

/// Builds what the options ask for.
///
/// # Errors
/// Whatever stops it; the daemon, `./result` and the caches are then as they were.
pub(crate) fn run(options: &BuildOptions) -> Result<()> {
    let built = checked_and_built(options);
    let text = match &built {
        Ok(result) => result.rendered(options.result)?,
        Err(error) => BuildResult::failed(report::error_text(error)).rendered(options.result)?,
    };
    report::print(&text)?;
    built.map(|_| ())
}

/// Builds, after checking that the result can be written; errors say what to do about them.
fn checked_and_built(options: &BuildOptions) -> Result<BuildResult> {
    match &options.mode {
        Mode::StandAlone(StandAlone { id_file: Some(file), .. }) => writable_id_file(file)?,
        Mode::StandAlone(_) => (),
        Mode::HostMounted => writable_link(Path::new("."))?,
    }
    let cache = Cache::open()?;
    built(options, cache.path()).map_err(|error| cache.explain(error))
}

fn built(options: &BuildOptions, cache: &Path) -> Result<BuildResult> {
    let evaluation = &options.evaluation;
    let mut nix = Nix::find(assets::nix_directory(cache)?, &evaluation.for_nix, evaluation.verbose)?;
    let built = match &options.mode {
        Mode::StandAlone(asked) => {
            docker::with_runtime(|runtime| stand_alone(runtime, evaluation, asked, cache, &mut nix))
        }
        Mode::HostMounted => host_mounted(evaluation, cache, &mut nix),
    };
    built.map_err(|error| match damaged(&error) {
        Some(path) => anyhow!("{}\n  {}", report::error_text(&error), nix.remedy(path)),
        None => error,
    })
}

/// Checks that the image's id can be written later. A file that is there is of another build, and is removed.
fn writable_id_file(file: &Path) -> Result<()> {
    let opened = File::options().write(true).create(true).truncate(true).open(file);
    opened.map(|_| ()).with_context(|| format!("--iidfile {}: can't write it", file.display()))
}

/// Checks that the link to the package can be made later.
fn writable_link(directory: &Path) -> Result<()> {
    let shown = std::path::absolute(directory)?;
    let shown = shown.display();
    let link = directory.join(OUT_LINK);
    if let Ok(there) = link.symlink_metadata() {
        if !there.is_symlink() {
            bail!("./{OUT_LINK} is there and is no link: move it away, the package's link goes there");
        }
        let target = std::fs::read_link(&link)?;
        if !target.starts_with(STORE_DIR) {
            bail!(
                "./{OUT_LINK} is there and is a link to {}, which is nothing that Nix made: move it away, the package's \
                 link goes there",
                target.display()
            );
        }
        let is_shared = directory.metadata()?.mode() & 0o1000 != 0;
        let me = geteuid();
        if is_shared && !me.is_root() && there.uid() != me.as_raw() {
            bail!("./{OUT_LINK} is another user's (number {}): go to a directory of your own", there.uid());
        }
    }
    access(directory, AccessFlags::W_OK | AccessFlags::X_OK).map_err(|error| {
        let why = if error == Errno::EROFS { "its file system is read-only" } else { error.desc() };
        anyhow!(
            "can't write to {shown} ({why}), where ./{OUT_LINK} goes, the link to the package: go to a directory of your \
             own, or make an image with -b"
        )
    })
}

fn stand_alone(
    runtime: &Runtime,
    options: &EvaluationOptions,
    asked: &StandAlone,
    cache: &Path,
    nix: &mut Nix,
) -> Result<BuildResult> {
    let progress = Progress::new();
    // Asked first: nobody wants to wait for a build and then hear that there is no daemon.
    let daemon = runtime.block_on(Docker::connect(cache, &progress))?;
    let scratch = Scratch::new()?;
    let wanted =
        Wanted { attribute: "image", base: asked.base.as_ref(), link: &scratch.path().join("image") };
    let (spec_path, arguments) = build(options, &wanted, cache, nix, &scratch)?;

    let names: Vec<_> = std::iter::once(&options.image).chain(&asked.further_names).collect();
    let result = load::into(runtime, &daemon, &spec_path, &names, &progress, Some((nix, &arguments)))?;
    if let Some((file, id)) = asked.id_file.as_deref().zip(result.image_id()) {
        std::fs::write(file, id).with_context(|| format!("--iidfile {}: can't write it", file.display()))?;
    }
    Ok(result)
}

fn host_mounted(options: &EvaluationOptions, cache: &Path, nix: &mut Nix) -> Result<BuildResult> {
    let link = std::path::absolute(OUT_LINK)?;
    let scratch = Scratch::new()?;
    let root = scratch.path().join("package");
    let wanted = Wanted { attribute: "package", base: None, link: &root };
    let (mut package, mut arguments) = build(options, &wanted, cache, nix, &scratch)?;
    let checking = Progress::new().wait("checking what was built");
    let sound = is_sound(Path::new(&package))?;
    checking.finish();
    if !sound {
        std::fs::remove_file(&root)?;
        Nix::delete(&package).with_context(|| {
            format!("{package} was made of a store path that was damaged then, and can't be removed")
        })?;
        (package, arguments) = build(options, &wanted, cache, nix, &scratch)?;
    }
    nix.build(&package, &link, &Sizes::new(), |_| ())?;
    load::tell_about_units(&Path::new(&package).join("spec"), Some((nix, &arguments)))?;
    BuildResult::package(&package, OUT_LINK)
}

/// What is built of a configuration.
struct Wanted<'a> {
    /// An attribute of the entry point.
    attribute: &'static str,
    base: Option<&'a ImageReference>,
    /// The link to the result afterwards, which also keeps it from the garbage collector.
    link: &'a Path,
}

/// Evaluates and builds. Gives the result's path, and what it was evaluated with.
fn build(
    options: &EvaluationOptions,
    wanted: &Wanted,
    cache: &Path,
    nix: &mut Nix,
    scratch: &Scratch,
) -> Result<(String, Arguments)> {
    let (source, arguments) = evaluation::arguments(options, wanted.base, nix)?;
    let progress = Progress::new();
    let what = format!("evaluating {}", options.configuration);
    let evaluating = report::waiting(&progress, &what);
    let evaluator = Evaluator { nix, cache, scratch: scratch.path() };
    let evaluated =
        evaluator.derivation(wanted.attribute, arguments.clone(), &source, &options.configuration)?;
    evaluating.done(format_args!("evaluated {}", options.configuration));

    let inputs = nix.inputs(&evaluated.derivation)?;
    assembly::check(&inputs, &LayerCache::new(cache.join("layers")), &progress)?;
    let building = report::waiting(&progress, "building");
    let result = evaluator
        .build(&evaluated, wanted.link, |now| building.says(now))
        .map_err(|error| anyhow!(nix.placed(&report::error_text(&error), &arguments)))?;
    building.done("built");
    Ok((result, arguments))
}

/// Compares the store paths that a host-mounted package was made from with Nix's database. Returns whether its
/// image is the one that they make now: it may have been made while something was damaged.
fn is_sound(package: &Path) -> Result<bool> {
    let spec = std::fs::read_link(package.join("spec"))?;
    let own = std::iter::once(StorePath::containing(&package.to_string_lossy())?);
    let paths: Vec<StorePath> = own.chain(ImageSpec::store_paths(&spec)?).collect();
    packing::check(&store::describe(&paths)?)?;
    let spec = ImageSpec::read(&spec)?;
    packing::check(&store::describe(&load::copied(&spec))?)?;
    let (made, _) = metadata::write_archive(&spec, &spec.name_by_hash()?, Digester::default())?;
    let mut there = Digester::default();
    std::io::copy(&mut File::open(package.join("image.tar"))?, &mut there)?;
    Ok(made.finish() == there.finish())
}

/// The store path that an error says is damaged.
fn damaged(error: &anyhow::Error) -> Option<&StorePath> {
    let of_layer = match error.downcast_ref() {
        Some(docker::Error::Layer(error)) => Some(error),
        _ => error.downcast_ref(),
    };
    match of_layer? {
        tar::Error::Damaged { path, .. } => Some(path),
        _ => None,
    }
}
