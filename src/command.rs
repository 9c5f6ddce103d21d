//! What a user can ask for, one file each: resolve, call the core, print.

pub(crate) mod build;
mod build_result;
pub(crate) mod check;
pub(crate) mod internal;
pub(crate) mod load;
pub(crate) mod options;
pub(crate) mod version;

use anyhow::Result;

use crate::cli::{ErrorJson, Invocation, ResultFormat};
use crate::report;

/// Does what was asked for.
///
/// # Errors
/// Each with the one message that the user is to read.
pub(crate) fn run(invocation: &Invocation) -> Result<()> {
    crate::interrupt::watch()?;
    match invocation {
        Invocation::Build(options) => build::run(options),
        Invocation::Check { options, json } => check::run(options, *json),
        Invocation::Options(query) => options::run(query),
        Invocation::Version(tools) => version::run(*tools),
    }
}

/// Prints on standard output why nothing is done, if a JSON object was asked for.
pub(crate) fn refused(json: ErrorJson, why: String) {
    let text = match json {
        ErrorJson::NotAsked => return,
        ErrorJson::OfBuild => build_result::BuildResult::failed(why).rendered(ResultFormat::Json),
        ErrorJson::OfCheck => check::failed(why),
    };
    // If nobody reads it, there is still the exit status.
    let _ = text.map(|text| report::print(&text));
}
