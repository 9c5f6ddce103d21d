//! The directives of `[Socket]`.

use super::super::{Address, Kill, Listen, SocketUnit, UnitKind, UnitName, Verdict};
use super::directive::{Directive, Scope};
use super::{context, service_section, values};
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

/// What a burst is before anything is said of it: the default depends on `Accept=`.
const BURST: u32 = u32::MAX;

/// A socket with systemd's defaults for `service`.
pub(super) fn new(service: UnitName) -> SocketUnit {
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
        context: super::super::ExecContext::default(),
    }
}

/// Takes a directive; false if it is none of a socket.
pub(super) fn apply(socket: &mut SocketUnit, named: &mut bool, d: Directive, scope: &mut Scope) -> bool {
    match d.name {
        "ListenStream" => listen(socket, d, scope, |text| address(text).map(Listen::Stream)),
        "ListenDatagram" => listen(socket, d, scope, |text| address(text).map(Listen::Datagram)),
        "ListenSequentialPacket" => {
            listen(socket, d, scope, |text| address(text).map(Listen::SequentialPacket));
        }
        "ListenFIFO" => {
            listen(socket, d, scope, |text| {
                values::outside_of_kernels(text).ok().map(|path| Listen::Fifo(path.into()))
            });
        }
        "Service" => match d.unit(scope) {
            Some(unit) if unit.kind() != UnitKind::Service => {
                scope.leave_out(d.name, &format!("{unit} is no service"));
            }
            Some(unit) => (socket.service, *named) = (unit, true),
            None => {}
        },
        "Accept" => d.flag(&mut socket.accept, scope),
        "MaxConnections" => d.set(&mut socket.max_connections, scope, values::number),
        "MaxConnectionsPerSource" => d.set(&mut socket.max_connections_per_source, scope, values::number),
        "PollLimitIntervalSec" => d.set(&mut socket.poll_limit.0, scope, values::time_or_never),
        "PollLimitBurst" => d.set(&mut socket.poll_limit.1, scope, values::number),
        "FileDescriptorName" => d.set_or(&mut socket.file_descriptor_name, None, scope, |text| {
            values::descriptor_name(text).map(Some)
        }),
        "Backlog" => d.set_some(&mut socket.backlog, scope, values::number),
        "BindIPv6Only" => d.choice(
            &mut socket.bind_ipv6_only,
            scope,
            &[
                ("default", None),
                ("both", Some(false)),
                ("no", Some(false)),
                ("ipv6-only", Some(true)),
                ("yes", Some(true)),
            ],
        ),
        "SocketUser" => context::account(&mut socket.user, d, scope),
        "SocketGroup" => context::account(&mut socket.group, d, scope),
        "SocketMode" => d.set(&mut socket.mode, scope, values::mode),
        "DirectoryMode" => d.set(&mut socket.directory_mode, scope, values::mode),
        "Symlinks" => symlinks(&mut socket.symlinks, d, scope),
        "RemoveOnStop" => d.flag(&mut socket.remove_on_stop, scope),
        "KeepAlive" => d.flag(&mut socket.keep_alive, scope),
        "NoDelay" => d.flag(&mut socket.no_delay, scope),
        "ReusePort" => d.flag(&mut socket.reuse_port, scope),
        "FreeBind" => d.flag(&mut socket.free_bind, scope),
        "Broadcast" => d.flag(&mut socket.broadcast, scope),
        "PassCredentials" => d.flag(&mut socket.pass_credentials, scope),
        "ReceiveBuffer" => d.set_some(&mut socket.receive_buffer, scope, bytes),
        "SendBuffer" => d.set_some(&mut socket.send_buffer, scope, bytes),
        "TriggerLimitIntervalSec" => d.set(&mut socket.trigger_limit.0, scope, values::time_or_never),
        "TriggerLimitBurst" => d.set(&mut socket.trigger_limit.1, scope, values::number),
        "ExecStartPre" => d.commands(&mut socket.exec_start_pre, scope),
        "ExecStartPost" => d.commands(&mut socket.exec_start_post, scope),
        "ExecStopPre" => d.commands(&mut socket.exec_stop_pre, scope),
        "ExecStopPost" => d.commands(&mut socket.exec_stop_post, scope),
        "TimeoutSec" => d.set(&mut socket.timeout, scope, values::time_span_zero_infinite),
        _ => return service_section::kill(&mut socket.kill, d, scope),
    }
    true
}

fn bytes(text: &str) -> values::Parsed<usize> {
    usize::try_from(values::size(text)?).map_err(|error| error.to_string())
}

/// Adds an address; an empty line takes back every one, of whichever kind.
fn listen(socket: &mut SocketUnit, d: Directive, scope: &mut Scope, parse: impl Fn(&str) -> Option<Listen>) {
    if d.resets(&mut socket.listen) {
        return;
    }
    let listen = scope.resolve(d.value).and_then(|text| {
        let text =
            text.strip_prefix("/var/run/").map_or_else(|| text.clone(), |below| format!("/run/{below}"));
        parse(&text).ok_or_else(|| format!("`{text}` is no address to listen on"))
    });
    match listen {
        Ok(listen) => socket.listen.push(listen),
        Err(_) if d.value.starts_with("vsock:") => {
            let what = format!("{}={}", d.name, d.value);
            scope.find(Verdict::Refuse, what, "this kind of socket is not supported");
        }
        Err(mistake) => scope.leave_out(d.name, &mistake),
    }
}

fn symlinks(target: &mut Vec<PathBuf>, d: Directive, scope: &mut Scope) {
    if d.resets(target) {
        return;
    }
    for word in d.words(scope) {
        match values::absolute(&word) {
            Ok(path) => target.push(path.into()),
            Err(mistake) => return scope.leave_out(d.name, &mistake),
        }
    }
}

/// An address as systemd.socket(5), `ListenStream=`, has them.
fn address(text: &str) -> Option<Address> {
    if text.starts_with('/') {
        return Some(Address::Path(text.into()));
    }
    if let Some(name) = text.strip_prefix('@') {
        return Some(Address::Abstract(name.as_bytes().to_vec())).filter(|_| !name.is_empty());
    }
    if let Ok(port) = values::number::<u16>(text) {
        return Some(Address::Port(port)).filter(|_| port != 0);
    }
    if let Some((host, port)) = text.rsplit_once(':')
        && let Some(host) = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'))
    {
        let port = values::number(port).ok().filter(|port| *port != 0)?;
        return Some(Address::Ip(SocketAddr::new(IpAddr::V6(host.parse().ok()?), port)));
    }
    text.parse().ok().filter(|address: &SocketAddr| address.port() != 0).map(Address::Ip)
}

/// Checks what must hold between the directives.
pub(super) fn finish(socket: &mut SocketUnit, named: bool, refused: bool, scope: &mut Scope) {
    let (triggers, polls) = if socket.accept { (200, 150) } else { (20, 15) };
    for (burst, usual) in [(&mut socket.trigger_limit.1, triggers), (&mut socket.poll_limit.1, polls)] {
        if *burst == BURST {
            *burst = usual;
        }
    }
    if socket.accept {
        socket.service = scope.unit.connections();
        if named {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        assert_eq!(address("/run/x.sock"), Some(Address::Path("/run/x.sock".into())));
        assert_eq!(address("@name"), Some(Address::Abstract(b"name".to_vec())));
        assert_eq!(address("80"), Some(Address::Port(80)));
        assert_eq!(address("127.0.0.1:80"), Some(Address::Ip("127.0.0.1:80".parse().unwrap())));
        assert_eq!(address("[::1]:80"), Some(Address::Ip("[::1]:80".parse().unwrap())));
        for bad in ["0", "x", "1.2.3.4", "[::1]", "99999", "::1:80", "080", "@", "[::1]:0", "1.2.3.4:0"] {
            assert_eq!(address(bad), None, "{bad}");
        }
    }
}
