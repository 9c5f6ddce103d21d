//! The parts that [`crate::init::system::System`] consists of, for Linux.

use std::path::{Path, PathBuf};
use std::time::Duration;

use nix::errno::Errno;
use nix::time::{ClockId, clock_gettime};

use super::{Linux, capacity, files, members, paths, signals};
use crate::init::bus::BusSession;
use crate::init::conditions::{self, ConditionContext};
use crate::init::system::{
    Accepted, ClientId, Clients, Clocks, CommandId, Files, Launch, MessageBus, Messages, PidFileProblem,
    Priority, Process, Processes, SocketId, Sockets, WatchId,
};
use crate::init::unit::{Condition, Listen, MountUnit, SocketUnit, Unit, UnitName, WatchedPath};
use crate::init::{mounts, spawn};

impl Clocks for Linux {
    fn monotonic(&self) -> Duration {
        clock(ClockId::CLOCK_MONOTONIC)
    }

    fn realtime(&self) -> Duration {
        clock(ClockId::CLOCK_REALTIME)
    }
}

fn clock(id: ClockId) -> Duration {
    clock_gettime(id).map_or(Duration::ZERO, Duration::from)
}

impl Messages for Linux {
    fn log(&mut self, unit: Option<&UnitName>, level: Priority, message: &str) {
        match unit {
            Some(unit) => self.log.message(level, &format!("{unit}: {message}")),
            None => self.log.message(level, message),
        }
    }

    fn log_tail(&mut self, unit: &UnitName, lines: usize) -> Vec<String> {
        self.log.last_lines(unit.as_str(), lines)
    }

    fn drain_log(&mut self, timeout: Duration) {
        let unit_of = members::unit_of(&self.commands);
        self.log.drain(std::time::Instant::now() + timeout, &unit_of);
    }
}

impl Processes for Linux {
    fn spawn(&mut self, launch: &Launch<'_>) -> Result<CommandId, Errno> {
        let variables = [self.variables.pairs(), &launch.variables].concat();
        let tmp = self.hold(launch.unit, launch.context)?;
        let works_in = tmp.as_deref().filter(|tmp| tmp.var_tmp.is_none());
        let own = works_in.map(|tmp| launch.context.with_tmp(&tmp.tmp));
        let context = own.as_ref().unwrap_or(launch.context);
        let launch = Launch { variables, sockets: launch.sockets.clone(), context, ..*launch };
        self.start_command(&launch, tmp.as_deref())
    }

    fn kill(&mut self, pid: i32, signal: i32) -> Result<(), Errno> {
        match signals::kill(pid, signal) {
            Err(Errno::EPERM) => self.look(|_| signals::kill_as_its_user(pid, signal)),
            done => done,
        }
    }

    fn processes(&mut self, commands: &[CommandId], adopted: &[i32]) -> Vec<Process> {
        self.look(|linux| linux.members(commands, adopted))
    }

    fn belongs(&mut self, pid: i32, commands: &[CommandId], adopted: &[i32]) -> Option<bool> {
        self.look(|linux| linux.is_member(pid, commands, adopted))
    }

    fn watch_process(&mut self, pid: i32) -> Result<(), Errno> {
        self.watch_stranger(pid)
    }

    fn orphans(&mut self) -> Vec<i32> {
        self.look(Self::strays)
    }

    fn tracker(&self, command: CommandId) -> Option<i32> {
        self.commands.get(command).map(|command| command.tracker.as_raw())
    }

    fn has_room(&mut self) -> bool {
        capacity::for_a_command()
    }
}

impl Files for Linux {
    fn remove_file(&mut self, path: &Path) {
        if let Err(problem) = files::remove(path) {
            self.log(None, Priority::Warning, &problem.to_string());
        }
    }

    fn read_pid_file(&mut self, path: &Path) -> Result<i32, PidFileProblem> {
        self.look(|_| files::read_pid(path))
    }

    fn make_directory(&mut self, path: &Path, mode: u32) -> Result<(), String> {
        self.look(|_| paths::make_directory(path, mode))
    }

    fn mount(&mut self, mount: &MountUnit) -> Result<(), String> {
        mounts::mount_units::set_up(mount).map_err(|error| error.to_string())
    }

    fn unmount(&mut self, mount: &MountUnit) -> Result<(), String> {
        mounts::mount_units::take_down(mount).map_err(|error| error.to_string())
    }

    fn read_stamp(&mut self, timer: &UnitName) -> Option<Duration> {
        files::read_stamp(timer)
    }

    fn write_stamp(&mut self, timer: &UnitName, _time: Duration) {
        if let Err(problem) = files::write_stamp(timer) {
            self.log(Some(timer), Priority::Warning, &format!("can't remember when it elapsed: {problem}"));
        }
    }

    fn found(&mut self, path: &WatchedPath) -> Option<String> {
        self.look(|_| paths::found(path))
    }

    fn watch_path(&mut self, path: &WatchedPath) -> Result<WatchId, String> {
        self.add_path_watch(path)
    }

    fn unwatch_path(&mut self, watch: WatchId) {
        self.remove_path_watch(watch);
    }

    fn failing_condition<'a>(&mut self, conditions: &'a [Condition]) -> Option<&'a Condition> {
        let world = ConditionContext {
            root: PathBuf::from("/"),
            variable: &|name| std::env::var(name).ok(),
            first_boot: self.setup.first_boot,
            held: self.setup.authority.bounds.held,
        };
        conditions::first_failing(conditions, &world)
    }

    fn clean_up(&mut self, unit: &Unit, restarts: bool) {
        let (large, done) = spawn::clean_up(unit, restarts);
        let problem = done.err();
        let problems = large.iter().filter_map(|path| self.throw_away(path).err());
        let mut problems: Vec<String> = problems.map(|problem| problem.to_string()).chain(problem).collect();
        problems.extend(self.let_go(&unit.name));
        for problem in problems {
            self.log(Some(&unit.name), Priority::Warning, &problem);
        }
    }

    fn unit_uid(&mut self, unit: &Unit) -> Option<u32> {
        spawn::uid_of(unit)
    }
}

impl Sockets for Linux {
    fn listen(&mut self, socket: &SocketUnit, listen: &Listen) -> Result<SocketId, String> {
        self.open_socket(socket, listen)
    }

    fn watch(&mut self, socket: SocketId) {
        self.watch_socket(socket);
    }

    fn unwatch(&mut self, socket: SocketId) {
        self.unwatch_socket(socket);
    }

    fn accept(&mut self, socket: SocketId) -> Result<Option<Accepted>, Errno> {
        self.accept_connection(socket)
    }

    fn close_socket(&mut self, socket: SocketId, remove: Option<&Path>) {
        self.unwatch_socket(socket);
        self.sockets.remove(&socket);
        if self.passes_on == Some(socket) {
            self.passes_on = None;
            self.log.keep();
        }
        if let Some(path) = remove {
            self.remove_file(path);
        }
    }

    fn open_notify(&mut self, unit: &UnitName) -> Result<String, Errno> {
        self.open_notify_socket(unit)
    }

    fn close_notify(&mut self, unit: &UnitName) {
        self.close_notify_socket(unit);
    }
}

impl Clients for Linux {
    fn send(&mut self, client: ClientId, piece: &[u8], last: bool) -> bool {
        self.send_piece(client, piece, last)
    }
}

impl MessageBus for Linux {
    fn connect_bus(&mut self, path: &Path) -> Result<(), String> {
        self.open_bus(path)
    }

    fn on_bus(&mut self, say: &mut dyn FnMut(&mut BusSession)) {
        if let Some(connection) = &mut self.bus {
            say(&mut connection.session);
            self.send_to_bus();
        }
    }
}
