//! `nix-docker options [PATTERN]`: the option reference, from the modules themselves.
//!
//! A nixpkgs has tens of thousands of options, so what Nix says of them is kept ([`NixpkgsCache`]).

use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::cache::Cache;
use crate::cli::{OptionsFormat, OptionsQuery};
use crate::nix::arguments::Arguments;
use crate::nix::{self, Nix, message};
use crate::nixpkgs_cache::NixpkgsCache;
use crate::option_reference::{self, OptionDoc};
use crate::progress::Progress;
use crate::{assets, report};

/// The name by which the list of all options is kept.
const KEPT: &str = "options";

/// Prints the options whose names match.
///
/// # Errors
/// When the modules can't be evaluated, or no option matches.
pub(crate) fn run(query: &OptionsQuery) -> Result<()> {
    let cache = Cache::open()?;
    reference(query, cache.path()).map_err(|error| cache.explain(error))
}

fn reference(query: &OptionsQuery, cache: &Path) -> Result<()> {
    let tree = assets::nix_directory(cache)?;
    let mut nix = Nix::find(tree.clone(), &query.for_nix, false)?;
    let source = query.packages.source(&nix)?;
    if source.has_debian() {
        nix.build_standalone();
    }
    let program = std::env::current_exe().context("can't find the program's own file")?;
    let arguments = Arguments::new(None, "options", &program, &source);
    let kept = NixpkgsCache::of(cache, &nix, &source);
    let known = kept.as_ref().and_then(|kept| serde_json::from_slice(&kept.read(KEPT)?.1).ok());
    let all: Vec<OptionDoc> = if let Some(known) = known {
        known
    } else {
        let json = evaluated(&nix, &arguments, kept.is_some())?;
        let all = serde_json::from_slice(&json).context("can't read the modules' option list")?;
        if let Some(kept) = kept {
            kept.keep(KEPT, &json)?;
        }
        all
    };
    let matching = option_reference::matching(&all, query.pattern.as_deref());
    if matching.is_empty() {
        let pattern = query.pattern.as_deref().unwrap_or_default();
        let nearest = option_reference::nearest(&all, pattern);
        let question = nearest.map_or_else(String::new, |name| format!(": did you mean {name}?"));
        bail!("no option matches {pattern}{question}");
    }
    let options: Vec<OptionDoc> =
        matching.into_iter().map(|option| option.declared_in_repository(&tree)).collect();
    let text = match query.format {
        OptionsFormat::Text => option_reference::text(&options),
        OptionsFormat::Names => option_reference::names(&options),
        OptionsFormat::Json => option_reference::json(&options)?,
        OptionsFormat::Markdown => option_reference::markdown(&options),
    };
    Ok(report::print(&text)?)
}

/// Has Nix describe all options.
fn evaluated(nix: &Nix, arguments: &Arguments, is_kept: bool) -> Result<Vec<u8>> {
    let next_time = if is_kept { "; the next time they are known" } else { "" };
    let evaluating = Progress::new().wait(&format!("evaluating the modules' options{next_time}"));
    let watch = |line: &str| {
        if let Some(warning) = message::warning(line) {
            report::warning(warning);
        }
    };
    let described = nix.value("optionsDoc", arguments, watch).or_else(|error| {
        // Trees before 2022 have packages among the defaults, of which some may not be for this system.
        let described = nix.value("optionsDocWithoutValues", arguments, |_| ()).map_err(|_| error)?;
        report::note("some defaults and examples can't be evaluated: only those that are text are shown");
        Ok::<_, nix::Error>(described)
    })?;
    evaluating.finish();
    Ok(described)
}
