//! What a build tells of its result: several names, the image's id in a file, JSON; from standard input.

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use crate::machine::{Workplace, docker};

const CONFIGURATION: &str = r#"{ pkgs, ... }: {
  environment.etc."page".source = ./page;
  docker.ports = [ "8080/tcp" ];
  docker.volumes = [ "/data" ];
  systemd.services.idle = { wantedBy = [ "multi-user.target" ]; serviceConfig.ExecStart = "${pkgs.coreutils}/bin/sleep infinity"; };
}"#;

/// Builds what is written to its standard input; standard output and standard error.
fn built(command: &mut Command, input: &str) -> (String, String) {
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let (stdout, stderr) = (text(output.stdout), text(output.stderr));
    assert!(output.status.success(), "{stderr}");
    (stdout, stderr)
}

#[test]
fn an_image_from_standard_input_has_all_its_names_and_is_told_in_json_and_by_id() {
    let place = Workplace::new().file("page", "from the current directory\n");
    let names = ["e2e-results:1", "e2e-results-more"];
    let arguments = ["-b", "-t", names[0], "-t", names[1], "--iidfile", "id", "--json", "-"];
    let (stdout, _) = built(&mut place.command(&arguments), CONFIGURATION);
    let told: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    let id = docker(&["image", "inspect", "--format", "{{.Id}}", names[0]]);
    assert_eq!(docker(&["image", "inspect", "--format", "{{.Id}}", names[1]]), id);
    assert_eq!(fs::read_to_string(place.path("id")).unwrap(), id.trim());
    let expected = serde_json::json!({
        "version": 1,
        "error": null,
        "images": ["e2e-results:1", "e2e-results-more:latest"],
        "imageId": id.trim(),
        "package": null,
        "ports": ["8080/tcp"],
        "volumes": ["/data"],
        "run": "docker run -d -p 8080:8080 e2e-results:1",
    });
    assert_eq!(told, expected);
    assert_eq!(docker(&["run", "--rm", names[1], "cat", "/etc/page"]).trim(), "from the current directory");

    // The same again is the same image; quiet, its id is all that is said.
    let (stdout, stderr) = built(&mut place.command(&["-b", "-q", "-t", names[0], "-"]), CONFIGURATION);
    assert_eq!((stdout.trim(), stderr.as_str()), (id.trim(), ""));

    let (stdout, _) = built(&mut place.command(&["--json", "-"]), CONFIGURATION);
    let told: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(told["package"].as_str(), fs::read_link(place.path("result")).unwrap().to_str());
    assert_eq!(told["imageId"], serde_json::Value::Null);
    docker(&["rmi", names[0], names[1]]);
}

#[test]
fn what_is_wrong_on_standard_input_is_told_with_its_place() {
    let place = Workplace::new();
    let mut child = place
        .command(&["check", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"{\n  a = ;\n}\n").unwrap();
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.contains("\nnix-docker: standard input:2:7: syntax error"), "{stderr}");
}
