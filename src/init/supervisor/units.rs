//! Every unit as it runs, whatever its kind.

use std::rc::Rc;

use super::mounts::Mount;
use super::paths::Watcher;
use super::service::Service;
use super::sockets::Socket;
use super::state::{ActiveState, Outcome, ServiceState};
use super::state_times::Times;
use super::timers::Timer;
use crate::init::system::{Clocks, Processes};
use crate::init::unit::{Kind, Unit};

/// A unit as it runs.
#[derive(Debug)]
pub(crate) enum RunningUnit {
    /// `.service`
    Service(Box<Service>),
    /// `.target`
    Target(Target),
    /// `.timer`
    Timer(Box<Timer>),
    /// `.socket`
    Socket(Box<Socket>),
    /// `.path`
    Path(Box<Watcher>),
    /// `.mount`
    Mount(Box<Mount>),
}

/// A target: up or down, and nothing else.
#[derive(Debug)]
pub(crate) struct Target {
    /// Its declaration.
    pub unit: Rc<Unit>,
    /// Whether it is up.
    pub up: bool,
    /// When that changed.
    pub times: Times,
}

impl Target {
    /// Brings it up or down.
    pub(crate) fn set(&mut self, up: bool, system: &dyn Clocks) {
        let name = |up| if up { ActiveState::Active } else { ActiveState::Inactive };
        if self.up != up {
            self.times.note(name(self.up), name(up), system);
            self.up = up;
        }
    }
}

impl RunningUnit {
    /// A unit that is down.
    pub(crate) fn new(unit: Unit) -> Self {
        let unit = Rc::new(unit);
        match &unit.kind {
            Kind::Service(_) => Self::Service(Box::new(Service::new(unit))),
            Kind::Target => Self::Target(Target { unit, up: false, times: Times::default() }),
            Kind::Timer(_) => Self::Timer(Box::new(Timer::new(unit))),
            Kind::Socket(_) => Self::Socket(Box::new(Socket::new(unit))),
            Kind::Path(_) => Self::Path(Box::new(Watcher::new(unit))),
            Kind::Mount(_) => Self::Mount(Box::new(Mount::new(unit))),
        }
    }

    /// Its declaration.
    pub(crate) fn unit(&self) -> &Rc<Unit> {
        match self {
            Self::Service(service) => service.unit(),
            Self::Target(target) => &target.unit,
            Self::Timer(timer) => &timer.unit,
            Self::Socket(socket) => &socket.unit,
            Self::Path(path) => &path.unit,
            Self::Mount(mount) => &mount.unit,
        }
    }

    /// The service, if it is one.
    pub(crate) fn service(&self) -> Option<&Service> {
        match self {
            Self::Service(service) => Some(service),
            _ => None,
        }
    }

    /// See [`RunningUnit::service`].
    pub(crate) fn service_mut(&mut self) -> Option<&mut Service> {
        match self {
            Self::Service(service) => Some(service),
            _ => None,
        }
    }

    /// Its state as other units see it.
    pub(crate) fn active(&self) -> ActiveState {
        match self {
            Self::Service(service) => service.state().active(),
            Self::Target(target) if target.up => ActiveState::Active,
            Self::Target(_) => ActiveState::Inactive,
            Self::Timer(timer) => timer.active(),
            Self::Socket(socket) => socket.state.active(),
            Self::Path(path) => path.state.active(),
            Self::Mount(mount) => mount.state.active(),
        }
    }

    /// systemd's name for its state.
    pub(crate) fn sub_state(&self) -> &'static str {
        match self {
            Self::Service(service) => service.state().name(),
            Self::Target(target) if target.up => "active",
            Self::Target(_) => "dead",
            Self::Timer(timer) => timer.state.name(),
            Self::Socket(socket) => socket.state.name(),
            Self::Path(path) => path.state.name(),
            Self::Mount(mount) => mount.state.name(),
        }
    }

    /// How its last run ended.
    pub(crate) fn result(&self) -> &'static str {
        match self {
            Self::Service(service) => service.result().name(),
            Self::Socket(socket) => socket.result,
            Self::Path(path) => path.result,
            Self::Mount(mount) => mount.result(),
            Self::Target(_) | Self::Timer(_) => Outcome::Success.name(),
        }
    }

    /// When its state changed.
    pub(crate) fn times(&self) -> &Times {
        match self {
            Self::Service(service) => service.times(),
            Self::Target(target) => &target.times,
            Self::Timer(timer) => &timer.times,
            Self::Socket(socket) => &socket.times,
            Self::Path(path) => &path.times,
            Self::Mount(mount) => &mount.times,
        }
    }

    /// See [`RunningUnit::times`].
    pub(crate) fn times_mut(&mut self) -> &mut Times {
        match self {
            Self::Service(service) => service.times_mut(),
            Self::Target(target) => &mut target.times,
            Self::Timer(timer) => &mut timer.times,
            Self::Socket(socket) => &mut socket.times,
            Self::Path(path) => &mut path.times,
            Self::Mount(mount) => &mut mount.times,
        }
    }

    /// Whether it keeps the container from ending: it runs, or will start something.
    pub(crate) fn keeps_container(&self) -> bool {
        match self {
            Self::Service(service) => {
                !matches!(service.state(), ServiceState::Dead | ServiceState::Failed | ServiceState::Exited)
            }
            Self::Target(_) | Self::Mount(_) => false,
            Self::Timer(timer) => timer.will_elapse(),
            Self::Socket(socket) => !socket.state.active().is_down(),
            Self::Path(path) => !path.state.active().is_down(),
        }
    }

    /// Signals its main process, its control process, or all; returns how many there were, if it can have any.
    pub(crate) fn signal(&self, system: &mut dyn Processes, whom: &str, signal: i32) -> Option<usize> {
        match self {
            Self::Service(service) => Some(service.signal_processes(system, whom, signal)),
            Self::Socket(socket) => Some(socket.signal_processes(system, whom, signal)),
            Self::Target(_) | Self::Timer(_) | Self::Path(_) | Self::Mount(_) => None,
        }
    }

    /// Whether processes of its commands are left.
    pub(crate) fn has_processes(&self) -> bool {
        match self {
            Self::Service(service) => !service.is_empty(),
            Self::Socket(socket) => !socket.commands.is_empty(),
            Self::Target(_) | Self::Timer(_) | Self::Path(_) | Self::Mount(_) => false,
        }
    }
}
