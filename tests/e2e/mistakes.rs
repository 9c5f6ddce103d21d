//! Silly mistakes, with the real tools: one clear message, and nothing changed.

use crate::machine::Workplace;

/// Builds a configuration that can't be built; returns the message.
fn message(configuration: &str) -> String {
    let workplace = Workplace::new().file("configuration.nix", configuration);
    let stderr = workplace.fail(&["-t", "e2e-mistake"]);
    assert!(!workplace.path("result").exists());
    stderr
}

#[test]
fn a_syntax_error_is_one_line_with_its_place() {
    let stderr = message("{\n  services.httpd.enable = true\n}\n");
    assert_eq!(stderr.matches("syntax error").count(), 1, "{stderr}");
    assert!(stderr.contains("configuration.nix:3:1"), "{stderr}");
}

#[test]
fn an_unknown_option_is_named_with_the_file_and_the_nearest_one() {
    let stderr = message("{ services.htpd.enable = true; }");
    assert!(stderr.contains("services.htpd"), "{stderr}");
    assert!(stderr.contains("configuration.nix"), "{stderr}");
    assert!(stderr.contains("services.httpd"), "{stderr}");
}

#[test]
fn a_value_of_the_wrong_type_is_named_with_the_type_that_is_wanted() {
    let stderr = message(r#"{ services.httpd.enable = "yes"; }"#);
    assert!(stderr.contains("services.httpd.enable"), "{stderr}");
    assert!(stderr.contains("boolean"), "{stderr}");
}

#[test]
fn a_document_root_that_is_not_there_is_named() {
    let stderr = message(
        r#"{ services.httpd = { enable = true; adminAddr = "a@example.org"; documentRoot = ./nowhere; }; }"#,
    );
    assert!(stderr.contains("documentRoot"), "{stderr}");
    assert!(stderr.contains("nowhere"), "{stderr}");
}

#[test]
fn a_package_that_the_archive_lacks_is_named() {
    let stderr =
        message(r#"{ pkgs, ... }: { environment.systemPackages = [ pkgs.debian."no-such-package" ]; }"#);
    assert!(stderr.contains("no-such-package"), "{stderr}");
}
