//! What the message bus reports, and what the supervisor makes of it.

use super::crossings::Container;
use super::*;
use crate::init::bus::News;
use crate::init::supervisor::state::{ActiveState, ServiceState};

/// A bus, a service that waits for a name on it, and the units in `more`.
fn machine(more: &Value) -> Container {
    let mut units = json!({
        "dbus.socket": {"Socket": {"ListenStream": "/run/dbus/socket"}},
        "dbus.service": {"Service": {"ExecStart": "/stays"}},
        "a.service": {"Service": {"Type": "dbus", "BusName": "a.b", "ExecStart": "/stays", "TimeoutStartSec": 5}},
    });
    units.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let mut machine = Container::boot(&[], units);
    machine.until(1);
    machine
}

impl Container {
    fn hear(&mut self, news: News) -> &mut Self {
        self.system.events.push_back(Event::Bus(news));
        let now = self.system.now.as_secs();
        self.until(now)
    }

    fn owner(&mut self, owned: bool) -> &mut Self {
        self.hear(News::Owner { name: "a.b".into(), owned })
    }

    /// What was said on the bus since the last time.
    fn said_on_bus(&mut self) -> String {
        let session = self.system.bus.as_mut().expect("a connection");
        String::from_utf8_lossy(&session.take_outgoing()).into_owned()
    }
}

#[test]
fn a_service_is_up_as_long_as_its_name_has_an_owner() {
    let mut machine = machine(&json!({}));
    assert_eq!(machine.system.buses, ["/run/dbus/socket"]);
    assert!(machine.said_on_bus().contains("arg0='a.b'"));
    assert_eq!(machine.service("a.service").state(), ServiceState::Start);
    assert_eq!(machine.owner(true).active("a.service"), ActiveState::Active);
    machine.owner(false).until(2);
    assert_eq!(machine.active("a.service"), ActiveState::Inactive, "{}", machine.system.said());
}

#[test]
fn without_its_name_a_start_takes_too_long_and_the_log_says_why() {
    let mut machine = machine(&json!({}));
    machine.until(9);
    assert_eq!(machine.active("a.service"), ActiveState::Failed);
    let said = machine.system.said();
    assert!(said.contains("starting took too long: nobody has the name a.b on the bus"), "{said}");
}

#[test]
fn a_bus_that_restarts_takes_nobody_along_who_has_a_name_afterwards() {
    let mut machine = machine(&json!({}));
    machine.owner(true).ask(Verb::Restart, &["dbus.service"]).hear(News::Gone("closed".into()));
    machine.until(2);
    assert_eq!(machine.active("a.service"), ActiveState::Active, "{}", machine.system.said());
    assert_eq!(machine.owner(true).active("a.service"), ActiveState::Active);
    assert_eq!(machine.owner(false).until(3).active("a.service"), ActiveState::Inactive);
}

#[test]
fn a_lost_connection_is_made_again_for_the_next_who_needs_it() {
    let mut machine = machine(&json!({}));
    machine.owner(true).hear(News::Gone("too much".into()));
    assert!(machine.system.said().contains("the connection to the bus is lost: too much"));
    assert_eq!(machine.system.buses.len(), 1);
    machine.ask(Verb::Restart, &["a.service"]).until(2);
    assert_eq!(machine.system.buses.len(), 2);
}

#[test]
fn a_unit_that_is_called_on_the_bus_is_started_or_refused() {
    let mut machine = machine(&json!({
        "b.service": {"Unit": {"RefuseManualStart": true}, "Service": {"ExecStart": "/stays"}},
        "c.service": {"Service": {"Type": "oneshot", "ExecStart": "/exits/3"}},
    }));
    machine.owner(true).ask(Verb::Stop, &["a.service", "b.service"]).owner(false).until(2);
    assert_eq!(machine.active("a.service"), ActiveState::Inactive);
    machine.hear(News::Wanted("a.service".into())).owner(true);
    assert_eq!(machine.service("a.service").state(), ServiceState::Running, "{}", machine.system.said());
    machine.said_on_bus();
    for unit in ["b.service", "c.service", "nobody.service"] {
        machine.hear(News::Wanted(unit.into())).until(3);
        let said = machine.said_on_bus();
        assert!(said.contains("ActivationFailure") && said.contains(unit), "{unit}: {said:?}");
    }
}
