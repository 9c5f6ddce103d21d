//! A file that is imported and not there, and the line that imports it.

use std::path::{Component, Path, PathBuf};

use super::user_files;

/// Which file is missing and where it is named, if that is what a message of Nix's is about.
pub(crate) fn explanation(message: &str, configuration: Option<&Path>) -> Option<String> {
    if let Some(explanation) = of_search_path(message) {
        return Some(explanation);
    }
    let (file, importer) = absent(message)?;
    let name = Path::new(file).file_name()?.to_str()?;
    let place = match importer {
        Some(importer) => {
            let importer = Path::new(importer);
            let importer = if importer.is_dir() { importer.join("default.nix") } else { importer.to_owned() };
            Some(line_in(&importer, file).unwrap_or_else(|| importer.display().to_string()))
        }
        None => configuration
            .and_then(|configuration| user_files::first(configuration, |other| line_in(other, file))),
    };
    let by = place.map(|place| format!(", which {place} names")).unwrap_or_default();
    let remedy = if name == "hardware-configuration.nix" {
        "; a container needs none: copy the machine's, or leave the import out"
    } else {
        ""
    };
    Some(format!("there is no file {file}{by}{remedy}"))
}

/// `<nixpkgs/…>` where there is no nixpkgs.
fn of_search_path(message: &str) -> Option<String> {
    let (place, rest) = message.split_once(": file 'nixpkgs")?;
    let inside = rest.split_once("' was not found in the Nix search path")?.0;
    let module = inside.strip_prefix("/nixos/modules");
    let remedy = match module {
        Some(module)
            if ["/installer/", "/profiles/", "/virtualisation/"].iter().any(|of| module.starts_with(of)) =>
        {
            format!("write `modulesPath + \"{module}\"' (a module gets modulesPath as pkgs), or leave it out")
        }
        _ => "name one with --nixpkgs".to_owned(),
    };
    Some(format!("{place}: <nixpkgs{inside}> is there only with a nixpkgs: {remedy}"))
}

/// The file that a message is about, and the one that imports it where the message says so.
fn absent(message: &str) -> Option<(&str, Option<&str>)> {
    if let Some(ours) = message.strip_prefix("there is no file ") {
        let (file, importer) = ours.strip_suffix(" imports")?.split_once(", which ")?;
        return Some((file, Some(importer)));
    }
    let old = message.strip_prefix("getting status of '");
    let file = match old.or_else(|| message.strip_prefix("opening file '")) {
        Some(rest) => rest.strip_suffix("': No such file or directory")?,
        None => message.strip_prefix("path '")?.strip_suffix("' does not exist")?,
    };
    Some((file, None))
}

/// `FILE:LINE` where a path is written that stands for the file, or for a directory whose `default.nix` it is.
fn line_in(file: &Path, target: &str) -> Option<String> {
    let text = std::fs::read_to_string(file).ok()?;
    let directory = file.parent()?;
    let target = Path::new(target);
    let is_path = |character: char| character.is_ascii_alphanumeric() || "._/+-~".contains(character);
    let stands_for = |word: &str| {
        let relative = word.starts_with("./") || word.starts_with("../");
        let path = plain(&directory.join(word));
        (relative || word.starts_with('/')) && (path == target || path.join("default.nix") == target)
    };
    let names = |line: &str| {
        let code = line.split('#').next().unwrap_or_default();
        code.split(|character| !is_path(character)).any(stands_for)
    };
    let line = text.lines().position(names)?;
    Some(format!("{}:{}", file.display(), line + 1))
}

/// A path without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    path.components().fold(PathBuf::new(), |mut plain, component| {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            component => plain.push(component),
        }
        plain
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_found_in_whichever_file_imports_it() {
        let directory = tempfile::tempdir().unwrap();
        let here = directory.path().canonicalize().unwrap();
        std::fs::create_dir(here.join("web")).unwrap();
        let configuration = here.join("configuration.nix");
        std::fs::write(&configuration, "{\n  imports = [ ./web ];\n}").unwrap();
        std::fs::write(
            here.join("web/default.nix"),
            "{\n  # ../site.nix\n  imports = [\n    ../site.nix ];\n}",
        )
        .unwrap();
        let here = here.display();
        let message = format!("path '{here}/site.nix' does not exist");
        let right = format!("there is no file {here}/site.nix, which {here}/web/default.nix:4 names");
        assert_eq!(explanation(&message, Some(&configuration)).unwrap(), right);
        let ours = format!("there is no file {here}/site.nix, which {here}/web imports");
        assert_eq!(explanation(&ours, None).unwrap(), right);
        let unfound = explanation(&format!("opening file '{here}/x.nix': No such file or directory"), None);
        assert_eq!(unfound.unwrap(), format!("there is no file {here}/x.nix"));
    }

    #[test]
    fn what_is_nixpkgs_is_told_to_need_one_or_to_be_written_otherwise() {
        let of = |file: &str| {
            explanation(
                &format!("/c.nix:1:2: file 'nixpkgs{file}' was not found in the Nix search path (add it)"),
                None,
            )
        };
        let machine = of("/nixos/modules/installer/scan/not-detected.nix").unwrap();
        assert!(machine.contains("write `modulesPath + \"/installer/scan/not-detected.nix\"'"), "{machine}");
        assert_eq!(
            of("").unwrap(),
            "/c.nix:1:2: <nixpkgs> is there only with a nixpkgs: name one with --nixpkgs"
        );
    }

    #[test]
    fn of_a_machines_hardware_is_said_that_it_is_not_needed() {
        let message = "getting status of '/x/hardware-configuration.nix': No such file or directory";
        assert!(explanation(message, None).unwrap().contains("; a container needs none: "));
    }
}
