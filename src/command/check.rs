//! `nix-docker check [CONFIGURATION]`: what a build would make of a configuration, without building.
//!
//! Nix evaluates all that a build needs; the units are then checked by the code that checks them in a build.
//! Limits: the unit files of packages (`systemd.packages`) are read only where the packages are in the store
//! already, and time zones are looked for in the host's own data where the image's is not built.

mod summary;
mod units_file;

use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow};
use serde::Deserialize;

use crate::cache::Cache;
use crate::cli::EvaluationOptions;
use crate::evaluation::{self, Evaluator};
use crate::init::calendar::TimeZone;
use crate::init::check::accounts::Accounts;
use crate::init::check::mistakes::is_own;
use crate::init::check::{self, CheckError, mistakes, zones};
use crate::init::fitness;
use crate::init::unit::{Finding, Host, Kind, UnitFile, Verdict};
use crate::interrupt::Scratch;
use crate::nix::Nix;
use crate::nix::arguments::Arguments;
use crate::nix::message::unit_mistakes;
use crate::progress::Progress;
use crate::{assets, report};
use summary::{DeclaredUser, Deviation, LeftOut, Summary, text};

/// A time zone that is in all time zone data.
const SOME_ZONE: &str = "Europe/Berlin";

/// What nix/container/check.nix gives.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct CheckFacts {
    derivation: String,
    units: String,
    units_path: PathBuf,
    unit_directories: Vec<PathBuf>,
    zone_arguments: Vec<String>,
    account_arguments: Vec<String>,
    left_out: Vec<LeftOut>,
    ports: Vec<String>,
    volumes: Vec<String>,
    users: Vec<DeclaredUser>,
    packages: Vec<String>,
}

/// Says what a build would make of the configuration, on standard output.
///
/// # Errors
/// When it would not be built, with the message of the build.
pub(crate) fn run(options: &EvaluationOptions, json: bool) -> Result<()> {
    let mut summary = Summary { version: 1, ..Summary::default() };
    let mut evaluated = false;
    let outcome = Cache::open().and_then(|cache| {
        let found = evaluate(options, cache.path(), &mut summary).map_err(|error| cache.explain(error))?;
        evaluated = true;
        let examined = examine(&found.facts, found.scratch.path(), options.force, &mut summary);
        placed(examined.map_err(|error| cache.explain(error)), &found, &mut summary)
    });
    summary.builds = outcome.is_ok();
    summary.error = outcome.as_ref().err().map(report::error_text);
    let text = match json {
        true => serde_json::to_string_pretty(&summary)? + "\n",
        false if evaluated => text(&summary, options.verbose),
        false => String::new(),
    };
    report::print(&text)?;
    outcome
}

/// Adds the places in the user's files to the summary and to the error.
fn placed(examined: Result<()>, evaluation: &EvaluatedConfiguration, summary: &mut Summary) -> Result<()> {
    let error = examined.as_ref().err().map(report::error_text).unwrap_or_default();
    let is_of_user = |unit: &str| summary.settings.as_ref().is_none_or(|settings| is_own(settings, unit));
    let about: Vec<String> = summary.about_units().chain([error.clone()]).collect();
    let mut mistakes = unit_mistakes::named(&about.join("\n"));
    mistakes.retain(|mistake| is_of_user(mistake.unit()));
    let places = evaluation.nix.places(mistakes, &evaluation.arguments);
    summary.place(&places, evaluation.arguments.configuration());
    examined.map_err(|_| anyhow!(unit_mistakes::placed(&error, &places)))
}

/// The JSON object for a configuration that was not examined, with the reason.
///
/// # Errors
/// Only if it can't be written as JSON.
pub(super) fn failed(why: String) -> Result<String> {
    let summary = Summary { version: 1, error: Some(why), ..Summary::default() };
    Ok(serde_json::to_string_pretty(&summary)? + "\n")
}

/// What an evaluation gave, and what another one needs.
struct EvaluatedConfiguration {
    facts: CheckFacts,
    nix: Nix,
    arguments: Arguments,
    scratch: Scratch,
}

/// Has Nix evaluate the configuration.
fn evaluate(
    options: &EvaluationOptions,
    cache: &Path,
    summary: &mut Summary,
) -> Result<EvaluatedConfiguration> {
    let mut nix = Nix::find(assets::nix_directory(cache)?, &options.for_nix, options.verbose)?;
    let scratch = Scratch::new()?;
    let (source, arguments) = evaluation::arguments(options, None, &mut nix)?;
    let progress = Progress::new();
    let configuration = &options.configuration;
    let evaluating = report::waiting(&progress, &format!("evaluating {configuration}"));
    let evaluator = Evaluator { nix: &nix, cache, scratch: scratch.path() };
    let derivation = |facts: &CheckFacts| facts.derivation.clone();
    let (found, mut facts) =
        evaluator.value("check", arguments.clone(), &source, configuration, derivation)?;
    evaluating.done(format_args!("evaluated {configuration}"));
    summary.left_out = std::mem::take(&mut facts.left_out);
    summary.ports = std::mem::take(&mut facts.ports);
    summary.volumes = std::mem::take(&mut facts.volumes);
    summary.users = std::mem::take(&mut facts.users);
    summary.packages = std::mem::take(&mut facts.packages);
    summary.debian_packages = found.roots.into_iter().collect();
    Ok(EvaluatedConfiguration { facts, nix, arguments, scratch })
}

/// Checks the units as a build does.
fn examine(facts: &CheckFacts, scratch: &Path, force: bool, summary: &mut Summary) -> Result<()> {
    let path = units_file::written(facts, scratch, summary)?;
    // Messages name the file that a build makes.
    let named = |error| match error {
        CheckError::Parse { source, .. } => CheckError::Parse { path: facts.units_path.clone(), source },
        error => error,
    };
    let (mut file, stubs, left_out) = check::understand(&path, &Host::default()).map_err(named)?;
    summary.settings = Some(file.settings.clone());
    summary.mistakes = file.problems.iter().map(Deviation::of_mistake).collect();
    summary.refused = with_verdict(&file, &[Verdict::Refuse]);
    summary.noted = with_verdict(&file, &[Verdict::Note, Verdict::Partly]);
    summary.ignored = with_verdict(&file, &[Verdict::Unknown, Verdict::LeftOut]);
    let allow = force || file.settings.allow_unsupported;
    let (mut checked, refusal) = match mistakes::refuse(&file).and_then(|()| check::examine(&file, allow)) {
        Ok(checked) => (checked, None),
        // Checks the other units all the same.
        Err(error) => {
            fitness::take_out_unfit(&mut file);
            file.settings.essential.retain(|name| file.units.contains_key(name));
            (check::examine(&file, true).unwrap_or_default(), Some(error))
        }
    };
    summary.overridden = refusal.is_none() && !summary.refused.is_empty();
    checked.stubs = stubs;
    // A warning about an ignored directive is among the ignored ones already.
    let said: Vec<String> = summary.ignored.iter().map(Deviation::line).collect();
    let stubs = checked.stubs();
    let warnings = checked.warnings.into_iter().filter(|warning| !said.contains(warning));
    summary.warnings.extend(warnings.chain(stubs).chain(left_out));
    summary.starts = checked.starts.iter().map(ToString::to_string).collect();
    let (accounts, _) = Accounts::of_arguments(&facts.account_arguments.iter().map(String::as_str));
    summary.warnings.extend(accounts.warnings(&file));
    let others = file.units.values().filter(|unit| unit.kind != Kind::Target);
    let others = others.map(|unit| &unit.name).filter(|name| !checked.starts.contains(name));
    summary.waits = others.map(ToString::to_string).collect();
    if let Some(error) = refusal {
        return Err(error.into());
    }
    let (mut zones, named) = zones::NamedZone::of_arguments(&facts.zone_arguments.iter().map(String::as_str));
    if zones.directory.as_deref().is_some_and(|data| !data.exists()) {
        zones.directory = None;
    }
    if named > 0 && zones.directory.is_none() && !TimeZone::is_known(SOME_ZONE) {
        summary.not_checked.push("the names of time zones: there is no data of them here".to_owned());
    } else {
        summary.warnings.extend(zones.check(&file, allow)?);
    }
    Ok(())
}

fn with_verdict(file: &UnitFile, verdicts: &[Verdict]) -> Vec<Deviation> {
    let found = file.findings.iter().filter(|finding| verdicts.contains(&finding.verdict));
    let directive = |finding: &Finding| Deviation {
        unit: finding.unit.to_string(),
        directive: finding.directive.clone(),
        why: finding.reason.clone(),
        place: None,
    };
    found.map(directive).collect()
}
