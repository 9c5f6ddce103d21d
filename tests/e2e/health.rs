//! Docker knows soon that all is up, and that something has failed for good.

use std::time::{Duration, Instant};

use crate::machine::{Container, Workplace, docker};

/// What Docker may take beyond what it waits for, on a machine that has much else to do.
const SOON: Duration = Duration::from_secs(12);

fn build(image: &str, settings: &str) {
    let text = format!("{{ docker.essential = [ ]; {settings} }}");
    Workplace::new().file("configuration.nix", &text).run(&["-b", "-t", image, "configuration.nix"]);
}

fn health(container: &Container) -> String {
    docker(&["inspect", "-f", "{{.State.Health.Status}}", &container.name])
}

/// Waits for a status; returns after how long it came.
fn becomes(container: &Container, status: &str) -> Duration {
    let began = Instant::now();
    container.wait_for(status, || (health(container) == status).then_some(()));
    began.elapsed()
}

#[test]
fn a_container_is_healthy_when_all_is_up_and_unhealthy_when_something_has_failed_for_good() {
    let name = "e2e-health";
    build(
        name,
        "systemd.services.other = { wantedBy = [ \"multi-user.target\" ]; script = \"exec sleep infinity\"; }; \
         systemd.services.slow = { wantedBy = [ \"multi-user.target\" ]; script = \"sleep 4\"; \
           serviceConfig = { Type = \"oneshot\"; RemainAfterExit = true; }; }; \
         systemd.services.web = { wantedBy = [ \"multi-user.target\" ]; after = [ \"slow.service\" ]; \
           script = \"exec sleep infinity\"; serviceConfig.Restart = \"no\"; };",
    );
    let container = Container::run(name, &[name]);
    std::thread::sleep(Duration::from_secs(2));
    assert_eq!(health(&container), "starting");
    let took = becomes(&container, "healthy");
    assert!(took < SOON, "{took:?}");

    docker(&["exec", name, "systemctl", "kill", "-s", "KILL", "web"]);
    let took = becomes(&container, "unhealthy");
    assert!(took < SOON, "{took:?}");
    let said = docker(&["inspect", "-f", "{{range .State.Health.Log}}{{.Output}}{{end}}", name]);
    assert!(said.contains("web.service is failed"), "{said}");
    docker(&["exec", name, "systemctl", "start", "web"]);
    let took = becomes(&container, "healthy");
    assert!(took < SOON, "{took:?}");

    // A check that waits does not hold up the end, and what was told before it does not count after it.
    let (code, took) = container.stop();
    assert_eq!(code, 0, "{}", container.logs());
    assert!(took < Duration::from_secs(5), "{took:?}");
    docker(&["start", name]);
    let took = becomes(&container, "healthy");
    assert!(took < SOON, "{took:?}");
}

#[test]
fn a_container_in_which_something_fails_at_the_start_is_soon_unhealthy() {
    let name = "e2e-health-bad";
    build(
        name,
        "systemd.services.bad = { wantedBy = [ \"multi-user.target\" ]; script = \"exit 3\"; }; \
           systemd.services.web = { wantedBy = [ \"multi-user.target\" ]; script = \"exec sleep infinity\"; };",
    );
    let container = Container::run(name, &[name]);
    let took = becomes(&container, "unhealthy");
    assert!(took < SOON, "{took:?}");
}
