//! Files and sockets that are only recorded, and fail where a test says so.

use std::path::Path;
use std::time::Duration;

use nix::errno::Errno;

use super::FakeSystem;
use crate::init::system::{Accepted, Files, PidFileProblem, SocketId, Sockets, WatchId};
use crate::init::unit::{Condition, Listen, MountUnit, SocketUnit, Unit, UnitName, WatchedPath};

impl Files for FakeSystem {
    fn remove_file(&mut self, _path: &Path) {}

    fn read_pid_file(&mut self, path: &Path) -> Result<i32, PidFileProblem> {
        Err(format!("can't read {}", path.display()))
    }

    fn make_directory(&mut self, path: &Path, _mode: u32) -> Result<(), String> {
        self.paths.insert(path.display().to_string());
        Ok(())
    }

    fn mount(&mut self, _mount: &MountUnit) -> Result<(), String> {
        Ok(())
    }

    fn unmount(&mut self, _mount: &MountUnit) -> Result<(), String> {
        Ok(())
    }

    fn read_stamp(&mut self, _timer: &UnitName) -> Option<Duration> {
        None
    }

    fn write_stamp(&mut self, _timer: &UnitName, _time: Duration) {}

    fn found(&mut self, path: &WatchedPath) -> Option<String> {
        self.paths.get(&path.path).cloned()
    }

    fn watch_path(&mut self, _path: &WatchedPath) -> Result<WatchId, String> {
        self.descriptor().map_err(|errno| format!("can't watch: {}", errno.desc()))?;
        self.last += 1;
        Ok(WatchId(self.last))
    }

    fn unwatch_path(&mut self, _watch: WatchId) {}

    fn failing_condition<'a>(&mut self, conditions: &'a [Condition]) -> Option<&'a Condition> {
        conditions.first().filter(|_| self.conditions_fail)
    }

    fn clean_up(&mut self, _unit: &Unit, _restarts: bool) {}

    fn unit_uid(&mut self, _unit: &Unit) -> Option<u32> {
        None
    }
}

impl Sockets for FakeSystem {
    fn listen(&mut self, _socket: &SocketUnit, _listen: &Listen) -> Result<SocketId, String> {
        self.descriptor().map_err(|errno| format!("can't listen: {}", errno.desc()))?;
        self.last += 1;
        Ok(SocketId(self.last))
    }

    fn watch(&mut self, _socket: SocketId) {}

    fn unwatch(&mut self, _socket: SocketId) {}

    fn accept(&mut self, _socket: SocketId) -> Result<Option<Accepted>, Errno> {
        self.descriptor().map(|()| self.connections.pop_front())
    }

    fn close_socket(&mut self, socket: SocketId, _remove: Option<&Path>) {
        self.closed.push(socket);
    }

    fn open_notify(&mut self, unit: &UnitName) -> Result<String, Errno> {
        self.descriptor().map(|()| format!("/run/notify/{unit}"))
    }

    fn close_notify(&mut self, _unit: &UnitName) {}
}
