//! What a `.socket` unit says: systemd.socket(5).

use super::UnitName;
use super::exec::{ExecCommand, ExecContext};
use super::kill::Kill;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// A socket: what is listened on before the service runs, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct SocketUnit {
    /// What is listened on, in the order in which the service gets it.
    pub listen: Vec<Listen>,
    /// The service that takes it over; with `Accept=yes` the template of the connections' services.
    pub service: UnitName,
    /// `Accept=yes`: each connection has a service of its own.
    pub accept: bool,
    /// `MaxConnections=` at a time.
    pub max_connections: u32,
    /// `MaxConnectionsPerSource=`; zero: no limit.
    pub max_connections_per_source: u32,
    /// `PollLimitIntervalSec=`, `PollLimitBurst=`: how many connections are taken within the interval.
    pub poll_limit: (Duration, u32),
    /// `FileDescriptorName=`; by default the socket's own name, `connection` with `Accept=yes`.
    pub file_descriptor_name: Option<String>,
    /// `Backlog=`; by default the system's maximum.
    pub backlog: Option<u32>,
    /// `BindIPv6Only=`; `None`: the system's default.
    pub bind_ipv6_only: Option<bool>,
    /// Owner of sockets and FIFOs in the file system.
    pub user: Option<String>,
    /// Their group.
    pub group: Option<String>,
    /// Their mode; systemd's default is 0666.
    pub mode: u32,
    /// Mode of the directories that are made for them; systemd's default is 0755.
    pub directory_mode: u32,
    /// `Symlinks=` to the one socket in the file system.
    pub symlinks: Vec<PathBuf>,
    /// Files are removed when it stops.
    pub remove_on_stop: bool,
    /// `SO_KEEPALIVE`.
    pub keep_alive: bool,
    /// `TCP_NODELAY`.
    pub no_delay: bool,
    /// `SO_REUSEPORT`.
    pub reuse_port: bool,
    /// `IP_FREEBIND`.
    pub free_bind: bool,
    /// `SO_BROADCAST`.
    pub broadcast: bool,
    /// `SO_PASSCRED`.
    pub pass_credentials: bool,
    /// `SO_RCVBUF`.
    pub receive_buffer: Option<usize>,
    /// `SO_SNDBUF`.
    pub send_buffer: Option<usize>,
    /// At most so many starts of the service within the interval, or the socket fails.
    pub trigger_limit: (Duration, u32),
    /// What runs before it listens.
    pub exec_start_pre: Vec<ExecCommand>,
    /// What runs once it listens.
    pub exec_start_post: Vec<ExecCommand>,
    /// What runs before it stops listening.
    pub exec_stop_pre: Vec<ExecCommand>,
    /// What runs when it no longer listens.
    pub exec_stop_post: Vec<ExecCommand>,
    /// How long each of these commands may take; `None`: without limit.
    pub timeout: Option<Duration>,
    /// How those commands are ended.
    pub kill: Kill,
    /// What those commands run in.
    pub context: ExecContext,
}

/// One `Listen…=`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Listen {
    /// `ListenStream=`.
    Stream(Address),
    /// `ListenDatagram=`.
    Datagram(Address),
    /// `ListenSequentialPacket=`.
    SequentialPacket(Address),
    /// `ListenFIFO=`.
    Fifo(PathBuf),
}

/// Where a socket listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// In the file system.
    Path(PathBuf),
    /// In Linux's abstract name space (written `@name`).
    Abstract(Vec<u8>),
    /// An address and a port.
    Ip(SocketAddr),
    /// A port alone: every address, by IPv6 with IPv4 mapped, or by IPv4 where there is no IPv6.
    Port(u16),
}
