//! A nixpkgs that could not be fetched.

/// Why a nixpkgs at a URL, or a channel, could not be fetched, if that is what a message of Nix's is about.
pub(crate) fn explanation(message: &str, nixpkgs: &str) -> Option<String> {
    // Newer ones put the reason in brackets behind `Failed to open archive`.
    let reason = message
        .split_once("Failed to open archive (")
        .map_or(message, |(_, reason)| reason.strip_suffix(')').unwrap_or(reason))
        .trim_start_matches("Source threw exception: error: ");
    let is_about_it = match reason.split_once("unable to download '") {
        Some((_, url)) => nixpkgs.starts_with("channel:") || url.starts_with(nixpkgs),
        None => {
            message.to_lowercase().contains("failed to open archive")
                || message.starts_with("tarball ") && message.contains("does not exist")
        }
    };
    is_about_it.then(|| {
        format!(
            "the nixpkgs at {nixpkgs} can't be had: {reason}\n  \
             --nixpkgs takes a directory, the URL of an archive (.tar.gz, .tar.xz) or channel:NAME"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_download_that_failed_is_told_alike_with_old_and_new_nix() {
        let old = "unable to download 'https://x/y.tar.gz': Couldn't resolve host name (6)";
        let new = format!("Failed to open archive (Source threw exception: error: {old})");
        for message in [old, &new] {
            let explanation = explanation(message, "https://x/y.tar.gz").unwrap();
            assert_eq!(
                explanation.lines().next(),
                Some(
                    "the nixpkgs at https://x/y.tar.gz can't be had: unable to download 'https://x/y.tar.gz': Couldn't resolve host name (6)"
                )
            );
        }
        assert_eq!(explanation(old, "https://other/z.tar.gz"), None);
        assert!(explanation(old, "channel:nixos-25.11").is_some());
    }

    #[test]
    fn what_is_no_archive_is_told_so() {
        let explanation =
            explanation("Failed to open archive (Unrecognized archive format)", "file:///x").unwrap();
        assert!(
            explanation.starts_with("the nixpkgs at file:///x can't be had: Unrecognized archive format\n")
        );
        assert!(
            super::explanation("failed to open archive: Unrecognized archive format", "file:///x").is_some()
        );
        assert!(super::explanation("tarball \"/x\" does not exist.", "file:///x").is_some());
    }
}
