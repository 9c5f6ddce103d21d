//! The settings that Nix is called with: those that builds from Debian's packages need, then the user's own.

use std::path::Path;
use std::time::Duration;

use nix::unistd::geteuid;

use super::Nix;
use crate::process::Program;
use crate::users::Users;

/// How many `.deb`s are fetched at the same time.
const PARALLEL_DOWNLOADS: &str = "8";

/// How long an evaluation or a build may say nothing at all. A nixpkgs has builds that compile for hours
/// and downloads that an evaluation needs; what is built on Debian is fetched, unpacked and linked.
const SILENCE: Duration = Duration::from_hours(4);
const SILENCE_STANDALONE: Duration = Duration::from_mins(20);

/// After how many seconds a download without a byte is tried again.
const STALLED_DOWNLOAD: &str = "60";

impl Nix {
    pub(super) fn with_settings(&self, mut program: Program) -> Program {
        program = program.silence(if self.standalone { SILENCE_STANDALONE } else { SILENCE });
        if self.standalone {
            program = program.args(["--option", "stalled-download-timeout", STALLED_DOWNLOAD]);
            program = program.args(["--option", "max-jobs", PARALLEL_DOWNLOADS]);
        }
        if self.flakes {
            program = program.args(["--option", "extra-experimental-features", "flakes"]);
        }
        // Of a setting that is there twice the last counts: the user's.
        for (name, value) in self.settings() {
            program = program.args(["--option", name, value]);
        }
        program
    }

    /// The settings that are needed to repeat a build as it was made.
    pub(super) fn settings(&self) -> Vec<(&str, &str)> {
        let mut settings = Vec::new();
        if self.standalone {
            settings.extend([("substitute", "false"), ("sandbox", "false")]);
        }
        if lacks_build_users() {
            settings.push(("build-users-group", ""));
        }
        settings.extend(self.flags.settings.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        settings
    }
}

/// Whether Nix would run as root without a daemon and fail for want of the group `nixbld`.
fn lacks_build_users() -> bool {
    let group = || Users::new(Path::new("/")).group("nixbld");
    let has_users = || group().is_ok_and(|group| !group.members.is_empty());
    geteuid().is_root() && !has_daemon() && !has_users()
}

/// Whether Nix works through its daemon.
pub(super) fn has_daemon() -> bool {
    Path::new("/nix/var/nix/daemon-socket/socket").exists()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nix::flags::NixFlags;

    #[test]
    fn what_the_user_sets_counts_more_than_what_standing_on_debian_sets() {
        let settings = vec![("max-jobs".to_owned(), "1".to_owned())];
        let flags = NixFlags { settings, ..NixFlags::default() };
        let nix = Nix { tree: "/tree".into(), standalone: true, flakes: false, flags, verbose: false };
        let words = format!("{:?}", nix.with_settings(Program::new("nix-store")));
        let place = |value: &str| words.find(&format!(r#""--option" "max-jobs" "{value}""#));
        assert!(place("8").is_some() && place("8") < place("1"), "{words}");
    }
}
