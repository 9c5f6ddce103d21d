//! Why units can't be run.

use crate::init::unit::{Errors, Finding, Problem};
use std::io;
use std::path::PathBuf;

/// Why units can't be run.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CheckError {
    /// The file can't be read.
    #[error("can't read {}: {source}", path.display())]
    Read {
        /// The file of units.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file can't be understood.
    #[error("{}: {source}", path.display())]
    Parse {
        /// The file of units.
        path: PathBuf,
        /// What is wrong.
        source: Errors,
    },
    /// Units have mistakes.
    #[error("these units have mistakes with which systemd would not run them either:{}", list(.0))]
    Mistakes(Vec<Problem>),
    /// Units ask for what a container can't give.
    #[error(
        "these units ask for what can't be done in a container:{}\n\
         leave that out of the configuration, or ignore it with docker.allowUnsupported = true (or -f)",
        list(.0)
    )]
    Unsupported(Vec<Finding>),
    /// There is no data for some time zones.
    #[error(
        "the time can't be told:{}\n\
         correct the zone's name (Europe/Berlin, not Berlin), or have tzdata in the image",
        list(.0)
    )]
    Zones(Vec<String>),
    /// Units contradict each other.
    #[error("these units contradict each other:{}", list(.0))]
    Contradiction(Vec<String>),
}

fn list(lines: &[impl ToString]) -> String {
    lines.iter().fold(String::new(), |text, line| text + "\n  " + &line.to_string())
}
