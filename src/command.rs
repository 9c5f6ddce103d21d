//! What a user can ask for, one file each: resolve, call the core, print.

pub(crate) mod build;
mod build_result;
pub(crate) mod check;
pub(crate) mod internal;
pub(crate) mod load;

pub(crate) mod options;
pub(crate) mod version;

use anyhow::Result;

use crate::cli::Request;

/// Does what was asked for.
///
/// # Errors
/// Each with the one message that the user is to read.
pub(crate) fn run(request: &Request) -> Result<()> {
    crate::interrupt::watch()?;
    match request {
        Request::Build(options) => build::run(options),
        Request::Check { options, json } => check::run(options, *json),
        Request::Options(query) => options::run(query),
        Request::Version(tools) => version::run(*tools),
    }
}
