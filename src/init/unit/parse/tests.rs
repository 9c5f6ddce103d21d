mod mistakes;
mod services;
mod units;
mod verdicts;

use super::super::*;
use super::Errors;
use nix::sys::resource::Resource;
use serde_json::{Value, json};
use std::time::Duration;

fn parse(units: &Value) -> Result<UnitFile, Errors> {
    UnitFile::parse(&json!({ "version": 1, "units": units }).to_string(), &Host::default())
}

fn file(units: &Value) -> UnitFile {
    parse(units).unwrap_or_else(|errors| panic!("{errors}"))
}

fn name(text: &str) -> UnitName {
    text.parse().unwrap()
}

/// The service with these directives, and an `ExecStart` if they have none.
fn service(directives: &Value) -> ServiceUnit {
    let mut directives = directives.clone();
    directives.as_object_mut().unwrap().entry("ExecStart").or_insert_with(|| "/bin/x".into());
    let file = file(&json!({ "a.service": { "Service": directives } }));
    file.units["a.service"].service().unwrap().clone()
}

fn problems(directives: &Value) -> String {
    parse(&json!({ "a.service": { "Service": directives } })).unwrap_err().to_string()
}

fn findings(units: &Value) -> Vec<String> {
    file(units).findings.iter().map(|finding| format!("{:?}: {finding}", finding.verdict)).collect()
}

/// What is left out of a service with these directives.
fn left_out(directives: &Value) -> Vec<String> {
    let mut directives = directives.clone();
    directives.as_object_mut().unwrap().entry("ExecStart").or_insert_with(|| "/bin/x".into());
    let file = file(&json!({ "a.service": { "Service": directives } }));
    let left_out = file.findings.iter().filter(|finding| finding.verdict == Verdict::LeftOut);
    left_out.map(|finding| finding.to_string().replace("; it is left out, as by systemd", "")).collect()
}
