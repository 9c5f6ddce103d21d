use std::fs;

use super::*;

fn names(docker: &[&str], nixos: &[&str]) -> Names {
    let object = |names: &[&str]| {
        names.iter().map(|name| ((*name).to_owned(), true.into())).collect::<serde_json::Map<_, _>>()
    };
    serde_json::from_value(serde_json::json!({
        "dockerConfigurations": object(docker), "nixosConfigurations": object(nixos),
    }))
    .unwrap()
}

fn reference(word: &str) -> Reference {
    Reference::parse(Path::new(word)).unwrap().unwrap()
}

fn chosen(word: &str, names: &Names) -> String {
    match reference(word).choose(names) {
        Ok(Chosen { set, name, .. }) => format!("{set}.{name}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn without_a_name_the_only_one_is_meant_and_of_several_none() {
    let flake = "github:a/b";
    assert_eq!(chosen(flake, &names(&[], &["web"])), "nixosConfigurations.web");
    assert_eq!(chosen(flake, &names(&["web"], &["web"])), "dockerConfigurations.web");
    assert_eq!(
        chosen(flake, &names(&["web"], &["db", "mail"])),
        "the flake github:a/b has several configurations, so name one, as github:a/b#web; \
         it has web (dockerConfigurations) and db, mail (nixosConfigurations)"
    );
    assert_eq!(
        chosen(flake, &names(&[], &[])),
        "the flake github:a/b has no configurations: neither nixosConfigurations nor dockerConfigurations"
    );
}

#[test]
fn a_name_is_looked_for_in_both_sets_and_else_the_nearest_is_said() {
    let there = names(&["web"], &["db", "web"]);
    assert_eq!(chosen("github:a/b#db", &there), "nixosConfigurations.db");
    assert_eq!(chosen("github:a/b#web", &there), "dockerConfigurations.web");
    assert_eq!(chosen("github:a/b#nixosConfigurations.web", &there), "nixosConfigurations.web");
    assert_eq!(
        chosen("github:a/b#wbe", &there),
        "the flake github:a/b has no configuration wbe: did you mean web? \
         it has web (dockerConfigurations) and db, web (nixosConfigurations)"
    );
    assert_eq!(
        chosen("github:a/b#mail", &names(&[], &["db"])),
        "the flake github:a/b has no configuration mail: it has db (nixosConfigurations)"
    );
}

#[test]
fn what_is_a_file_or_looks_like_one_is_no_flake() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("a#b.nix"), "{ }").unwrap();
    for word in ["configuration.nix", "/nowhere/configuration.nix"] {
        assert_eq!(Reference::parse(Path::new(word)).unwrap(), None);
    }
    assert_eq!(Reference::parse(&directory.path().join("a#b.nix")).unwrap(), None);
    assert_eq!(Reference::parse(directory.path()).unwrap(), None);
}

#[test]
fn a_directory_is_copied_or_is_the_repository_that_it_is_in() {
    let directory = tempfile::tempdir().unwrap();
    let root = fs::canonicalize(directory.path()).unwrap().join("a b");
    fs::create_dir_all(root.join("sub/deep")).unwrap();
    let shown = root.join("sub").display().to_string();
    let error = Reference::parse(Path::new(&format!("{shown}#web"))).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "{shown} is no flake: there is no flake.nix in it, or above it, and #web is a configuration of one: write a \
             flake.nix that has nixosConfigurations.web or dockerConfigurations.web, or name a file without #"
        )
    );

    fs::write(root.join("sub/flake.nix"), "{ }").unwrap();
    let escaped = shown.replace(' ', "%20");
    for word in [shown.clone(), format!("{shown}/flake.nix"), format!("path:{shown}")] {
        assert_eq!((reference(&word).url, reference(&word).name), (format!("path:{escaped}"), None));
    }
    let deep = reference(&format!("{shown}/deep#web"));
    assert_eq!((deep.url(), deep.to_string()), (&*format!("path:{escaped}"), format!("{shown}#web")));

    fs::create_dir(root.join(".git")).unwrap();
    let url = format!("git+file://{}?dir=sub", root.display().to_string().replace(' ', "%20"));
    assert_eq!(reference(&format!("{shown}/deep#web")).url, url);
}

#[test]
fn an_address_is_left_as_it_is() {
    let found = reference("git+https://host/repository?ref=main#web");
    assert_eq!(
        (found.url.as_str(), found.name.as_deref()),
        ("git+https://host/repository?ref=main", Some("web"))
    );
    assert_eq!(reference("nixpkgs#web").url, "nixpkgs");
    let error = Reference::parse(Path::new("./nowhere#web")).unwrap_err();
    assert_eq!(error.to_string(), "there is no directory ./nowhere, so no flake in it");
}

#[test]
fn the_file_of_a_flake_means_the_flake() {
    // Tests run in the directory of this crate.
    let own = reference(".").url;
    for word in ["flake.nix", "./flake.nix", "flake.nix#web"] {
        assert_eq!(reference(word).url, own, "{word}");
    }
}

#[test]
fn a_file_that_is_there_and_not_in_git_is_said_to_be_so() {
    let directory = tempfile::tempdir().unwrap();
    let root = fs::canonicalize(directory.path()).unwrap();
    for name in ["flake.nix", "web.nix"] {
        fs::write(root.join(name), "{ }").unwrap();
    }
    fs::create_dir(root.join(".git")).unwrap();
    let flake = reference(&root.display().to_string());
    for error in [
        "getting status of '/nix/store/x-source/web.nix': No such file or directory",
        "path '/nix/store/x-source/web.nix' does not exist",
    ] {
        let said = flake.untracked(error).unwrap();
        assert!(said.ends_with(&format!("`git -C {} add web.nix`", root.display())), "{said}");
    }
    assert_eq!(flake.untracked("path '/nix/store/x-source/gone.nix' does not exist"), None);
    assert_eq!(flake.untracked("attribute 'a' missing in /nix/store/x-source/web.nix"), None);
}
