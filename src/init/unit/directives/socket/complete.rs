//! What a socket unit is before its first line, and what its directives come to together.

use crate::init::unit::line::Scope;
use crate::init::unit::{Address, ExecContext, Kill, Listen, SocketUnit, UnitName};
use std::time::Duration;

/// Marks a burst that no line has set: the default depends on `Accept=`.
const BURST: u32 = u32::MAX;

/// A socket with systemd's defaults for `service`.
pub(in crate::init::unit) fn new(service: UnitName) -> SocketUnit {
    SocketUnit {
        listen: Vec::new(),
        service,
        accept: false,
        max_connections: 64,
        max_connections_per_source: 0,
        poll_limit: (Duration::from_secs(2), BURST),
        file_descriptor_name: None,
        backlog: None,
        bind_ipv6_only: None,
        user: None,
        group: None,
        mode: 0o666,
        directory_mode: 0o755,
        symlinks: Vec::new(),
        remove_on_stop: false,
        keep_alive: false,
        no_delay: false,
        reuse_port: false,
        free_bind: false,
        broadcast: false,
        pass_credentials: false,
        receive_buffer: None,
        send_buffer: None,
        exec_start_pre: Vec::new(),
        exec_start_post: Vec::new(),
        exec_stop_pre: Vec::new(),
        exec_stop_post: Vec::new(),
        trigger_limit: (Duration::from_secs(2), BURST),
        timeout: Some(Duration::from_secs(90)),
        kill: Kill::default(),
        context: ExecContext::default(),
    }
}

/// Checks what must hold between the directives.
pub(in crate::init::unit) fn finish(socket: &mut SocketUnit, refused: bool, scope: &mut Scope) {
    let (triggers, polls) = if socket.accept { (200, 150) } else { (20, 15) };
    for (burst, usual) in [(&mut socket.trigger_limit.1, triggers), (&mut socket.poll_limit.1, polls)] {
        if *burst == BURST {
            *burst = usual;
        }
    }
    if socket.accept {
        socket.service = scope.unit.connections();
        if scope.so_far.names_unit {
            scope.problem(
                "Service",
                "with Accept=yes the services of connections are instances of a template",
            );
        }
        if socket.max_connections == 0 {
            scope.problem("MaxConnections", "no connection would be taken");
        }
        let accepts = |listen: &Listen| matches!(listen, Listen::Stream(_) | Listen::SequentialPacket(_));
        if !socket.listen.iter().all(accepts) {
            scope.problem("Accept", "there are no connections to datagram sockets and FIFOs");
        }
    }
    if socket.listen.is_empty() && !refused {
        scope.lacks("ListenStream", |name| name.starts_with("Listen"), "there is nothing to listen on");
    }
    if !socket.symlinks.is_empty() && paths(socket) != 1 {
        scope.problem("Symlinks", "that needs exactly one socket or FIFO in the file system");
    }
}

fn paths(socket: &SocketUnit) -> usize {
    let is_path = |listen: &&Listen| {
        matches!(
            listen,
            Listen::Stream(Address::Path(_))
                | Listen::Datagram(Address::Path(_))
                | Listen::SequentialPacket(Address::Path(_))
                | Listen::Fifo(_)
        )
    };
    socket.listen.iter().filter(is_path).count()
}
