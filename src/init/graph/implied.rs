//! Dependencies that units have without naming them: systemd.service(5), systemd.target(5), systemd.socket(5),
//! systemd.timer(5) and systemd.path(5), "Automatic Dependencies".

use super::{Graph, Relation, UnitId};
use crate::init::bus;
use crate::init::unit::{Kind, ServiceType, TimerUnit, Trigger, Unit, UnitName};

impl Graph {
    /// Adds what a kind of unit implies, whatever `DefaultDependencies=` says.
    pub(super) fn add_kinds_own(&mut self, id: UnitId, unit: &Unit) {
        match &unit.kind {
            Kind::Timer(TimerUnit { unit, .. }) => self.relate_triggered(id, unit),
            Kind::Socket(socket) if socket.accept => {}
            Kind::Socket(socket) => self.relate_triggered(id, &socket.service),
            Kind::Path(path) => self.relate_triggered(id, &path.unit),
            Kind::Service(service) => {
                self.relate_names(id, Relation::Wants, &service.sockets);
                self.relate_names(id, Relation::After, &service.sockets);
                self.relate_names(id, Relation::TriggeredBy, &service.sockets);
                if service.kind == ServiceType::Dbus {
                    self.relate_built_in(
                        id,
                        &[(Relation::Requires, bus::SOCKET), (Relation::After, bus::SOCKET)],
                    );
                }
                self.relate_names(id, Relation::TriggeredBy, service.connection.as_slice());
            }
            Kind::Target | Kind::Mount(_) => {}
        }
    }

    fn relate_triggered(&mut self, id: UnitId, unit: &UnitName) {
        self.relate_names(id, Relation::Triggers, std::slice::from_ref(unit));
        self.relate_names(id, Relation::Before, std::slice::from_ref(unit));
    }

    pub(super) fn add_default(&mut self, id: UnitId, unit: &Unit) {
        use Relation::{After, Before, Conflicts, Requires};
        if let Kind::Mount(mount) = &unit.kind {
            self.relate_built_in(id, &[(Conflicts, "umount.target"), (Before, "umount.target")]);
            self.relate_built_in(id, &[(After, "local-fs-pre.target")]);
            if !mount.options.split(',').any(|option| option == "nofail") {
                self.relate_built_in(id, &[(Before, "local-fs.target")]);
            }
            return;
        }
        self.relate_built_in(id, &[(Conflicts, "shutdown.target"), (Before, "shutdown.target")]);
        let early = [(Requires, "sysinit.target"), (After, "sysinit.target")];
        match &unit.kind {
            Kind::Target | Kind::Mount(_) => {}
            Kind::Service(_) => {
                self.relate_built_in(id, &early);
                self.relate_built_in(id, &[(After, "basic.target")]);
            }
            Kind::Socket(_) => {
                self.relate_built_in(id, &early);
                self.relate_built_in(id, &[(Before, "sockets.target")]);
            }
            Kind::Path(_) => {
                self.relate_built_in(id, &early);
                self.relate_built_in(id, &[(Before, "paths.target")]);
            }
            Kind::Timer(timer) => {
                self.relate_built_in(id, &early);
                self.relate_built_in(id, &[(Before, "timers.target")]);
                if timer.triggers.iter().any(|trigger| matches!(trigger, Trigger::Calendar(_))) {
                    self.relate_built_in(id, &[(After, "time-set.target"), (After, "time-sync.target")]);
                }
            }
        }
    }

    /// Orders a target after what it pulls in, unless one of the two opts out or the opposite order is declared.
    pub(super) fn order_targets(&mut self, id: UnitId) {
        let target = self.node(id);
        if !target.target || !target.default_dependencies {
            return;
        }
        for relation in
            [Relation::Requires, Relation::Requisite, Relation::Wants, Relation::BindsTo, Relation::Upholds]
        {
            for other in self.list(id, relation).to_vec() {
                let node = self.node(other);
                if node.loaded && node.default_dependencies && !self.has(id, Relation::Before, other) {
                    self.relate(id, Relation::After, other);
                }
            }
        }
    }
}
