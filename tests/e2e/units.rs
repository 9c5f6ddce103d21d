//! Services whose units have the directives that NixOS' modules give them, without our modules: each is
//! built, asked by a real client, stopped, killed, asked again.
//!
//! The configuration is tests/e2e/units/NAME.nix. What is beside it, NAME.sh, is the client's side, in the
//! form of those in tests/samples; it is run once more after the service has come back.

use crate::machine::{Container, Workplace, repository};
use crate::services::{ask, come_back, end_with, start_again};

/// Builds, runs, asks, kills, and asks again; `first` is what asks first, a path in tests.
fn check(name: &str, first: &str) {
    let configuration = repository(&format!("tests/e2e/units/{name}.nix")).to_string_lossy().into_owned();
    let image = format!("e2e-units-{name}");
    Workplace::new().run(&["-b", "-t", &image, &configuration]);
    let container = Container::run(&image, &[&image]);
    ask(&repository(&format!("tests/{first}.sh")), &image, &container);
    start_again(&container);
    come_back(&container);
    end_with(&container);
    ask(&repository(&format!("tests/e2e/units/{name}.sh")), &image, &container);
}

#[test]
fn httpd_forks_and_binds_its_port_without_root() {
    check("httpd", "e2e/units/httpd");
}

#[test]
fn nginx_runs_without_the_capability_that_docker_does_not_give() {
    check("nginx", "samples/nginx");
}

#[test]
fn redis_logs_through_dev_log_and_stays_down_without_restart() {
    check("redis", "samples/redis");
}

#[test]
fn bind_forks_without_a_pid_file_and_is_controlled_by_rndc() {
    check("bind", "samples/bind");
}

#[test]
fn a_session_outlives_the_sshd_that_it_began_with() {
    check("sshd", "samples/ssh-config");
}

#[test]
fn each_connection_has_an_sshd_of_its_own() {
    check("sshd-connections", "e2e/units/sshd-connections");
}

#[test]
fn mariadb_is_set_up_by_its_own_user() {
    check("mariadb", "samples/mysql");
}

#[test]
fn older_mariadb_has_no_words_for_unset_variables_and_is_set_up_by_root() {
    check("mariadb-older", "samples/mysql");
}

#[test]
fn postgresql_is_a_target_that_waits_for_its_setup() {
    check("postgresql", "samples/postgresql");
}

#[test]
fn older_postgresql_is_prepared_and_set_up_by_root() {
    check("postgresql-older", "samples/postgresql");
}
