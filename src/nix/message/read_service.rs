//! A configuration that reads the options of a service for which there is no module without a nixpkgs.

/// What to do if a message says that such a service's options are missing.
pub(crate) fn explanation(message: &str) -> Option<String> {
    let (position, missing) = message.split_once(": attribute '")?;
    let (name, _) = missing.split_once("' missing")?;
    let (place, _) = position.rsplit_once(':')?;
    let (file, line) = place.rsplit_once(':')?;
    let line = line.parse::<usize>().ok()?.checked_sub(1)?;
    let text = std::fs::read_to_string(file).ok()?;
    let option = format!("config.services.{name}");
    text.lines().nth(line)?.contains(&option).then(|| {
        format!(
            "{place}: nix-docker has no services.{name} of its own to be read: `{option}.enable or false' is false \
             where there is none; with a nixpkgs (--nixpkgs channel:nixos-25.11) it is NixOS'"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_that_is_read_and_not_there_is_told_with_what_to_write() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("c.nix");
        std::fs::write(&file, "{ config, ... }:\n{ a = config.services.grafana.enable; b = x.grafana; }\n")
            .unwrap();
        let file = file.display();
        let said = explanation(&format!("{file}:2:7: attribute 'grafana' missing")).unwrap();
        assert!(
            said.starts_with(&format!("{file}:2: nix-docker has no services.grafana of its own")),
            "{said}"
        );
        assert!(said.contains("`config.services.grafana.enable or false'"), "{said}");
        assert_eq!(explanation(&format!("{file}:2:7: attribute 'enable' missing")), None);
        assert_eq!(explanation(&format!("{file}:1:7: attribute 'grafana' missing")), None);
    }
}
