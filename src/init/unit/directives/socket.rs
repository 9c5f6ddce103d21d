//! `[Socket]`: systemd.socket(5).

mod address;
mod complete;

pub(in crate::init::unit) use complete::{finish, new};

use super::row::Directive;
use crate::init::unit::line::{Line, Scope};
use crate::init::unit::written::{infinite, mode, name_of, quoted, span, yes};
use crate::init::unit::{Listen, SocketUnit, UnitKind, Verdict, values};
use address::address;

type Row = Directive<SocketUnit>;

const NOT_SET: &str = "this option of sockets is not set";
const NO_SUCH_SOCKET: &str = "this kind of socket is not supported";

/// The property that lists all addresses.
const LISTEN: &str = "Listen";

/// `BindIPv6Only=`; of two names the first is shown.
const BIND_IPV6_ONLY: [(&str, Option<bool>); 5] = [
    ("default", None),
    ("both", Some(false)),
    ("no", Some(false)),
    ("ipv6-only", Some(true)),
    ("yes", Some(true)),
];

pub(super) const ROWS: &[Row] = &[
    Row::honoured(
        "ListenStream",
        "an address of streams: a path, @NAME, a port or ADDRESS:PORT",
        |it, line, scope| {
            listen(it, line, scope, |text| address(text).map(Listen::Stream));
        },
    )
    .seen_by(LISTEN),
    Row::honoured("ListenDatagram", "an address of datagrams", |it, line, scope| {
        listen(it, line, scope, |text| address(text).map(Listen::Datagram));
    })
    .seen_by(LISTEN),
    Row::honoured("ListenSequentialPacket", "an address of packets in order", |it, line, scope| {
        listen(it, line, scope, |text| address(text).map(Listen::SequentialPacket));
    })
    .seen_by(LISTEN),
    Row::honoured("ListenFIFO", "the path of a FIFO", |it, line, scope| {
        listen(it, line, scope, |text| {
            values::outside_of_kernels(text).ok().map(|path| Listen::Fifo(path.into()))
        });
    })
    .seen_by(LISTEN),
    Row::refused("ListenSpecial", NO_SUCH_SOCKET, "a special file"),
    Row::refused("ListenNetlink", NO_SUCH_SOCKET, "a family of the kernel's messages"),
    Row::refused("ListenMessageQueue", NO_SUCH_SOCKET, "a message queue"),
    Row::refused("ListenUSBFunction", "there are no USB gadgets", "the end points of a USB gadget"),
    Row::refused("SocketProtocol", NO_SUCH_SOCKET, "another protocol of streams or datagrams"),
    Row::honoured("Service", "the service that takes it over", service),
    flag!("Accept", "each connection has a service of its own", accept),
    Row::honoured("MaxConnections", "how many of these there may be", |it, line, scope| {
        line.set(&mut it.max_connections, scope, values::number);
    })
    .shown("MaxConnections", |it| it.max_connections.to_string()),
    Row::honoured("MaxConnectionsPerSource", "and how many of one address or user", |it, line, scope| {
        line.set(&mut it.max_connections_per_source, scope, values::number);
    })
    .shown("MaxConnectionsPerSource", |it| it.max_connections_per_source.to_string()),
    Row::honoured("PollLimitIntervalSec", "within which time connections are counted", |it, line, scope| {
        line.set(&mut it.poll_limit.0, scope, values::time_or_never);
    })
    .shown("PollLimitIntervalUSec", |it| span(it.poll_limit.0)),
    Row::honoured("PollLimitBurst", "how many are taken in that time", |it, line, scope| {
        line.set(&mut it.poll_limit.1, scope, values::number);
    })
    .shown("PollLimitBurst", |it| it.poll_limit.1.to_string()),
    Row::honoured(
        "TriggerLimitIntervalSec",
        "within which time starts of the service are counted",
        |it, line, scope| {
            line.set(&mut it.trigger_limit.0, scope, values::time_or_never);
        },
    )
    .shown("TriggerLimitIntervalUSec", |it| span(it.trigger_limit.0)),
    Row::honoured("TriggerLimitBurst", "how many there may be before it fails", |it, line, scope| {
        line.set(&mut it.trigger_limit.1, scope, values::number);
    })
    .shown("TriggerLimitBurst", |it| it.trigger_limit.1.to_string()),
    Row::noted("DeferTrigger", NOT_SET, "it waits while its service conflicts with what is up"),
    Row::noted("DeferTriggerMaxSec", NOT_SET, "how long it waits"),
    Row::honoured("FileDescriptorName", "what the service knows it by", |it, line, scope| {
        line.set_some_or_none(&mut it.file_descriptor_name, scope, values::descriptor_name);
    })
    .seen_by("FileDescriptorName"),
    Row::honoured("Backlog", "how many connections may wait", |it, line, scope| {
        line.set_some(&mut it.backlog, scope, values::number);
    })
    .shown("Backlog", |it| it.backlog.unwrap_or(i32::MAX.unsigned_abs()).to_string()),
    choice!("BindIPv6Only", "whether an IPv6 address takes IPv4", bind_ipv6_only, BIND_IPV6_ONLY),
    Row::honoured("SocketUser", "the owner of what is in the file system", |it, line, scope| {
        line.account(&mut it.user, scope);
    })
    .shown("SocketUser", |it| it.user.clone().unwrap_or_default()),
    Row::honoured("SocketGroup", "its group", |it, line, scope| line.account(&mut it.group, scope))
        .shown("SocketGroup", |it| it.group.clone().unwrap_or_default()),
    Row::honoured("SocketMode", "its mode", |it, line, scope| line.set(&mut it.mode, scope, values::mode))
        .shown("SocketMode", |it| mode(it.mode)),
    Row::honoured("DirectoryMode", "the mode of directories that are made for it", |it, line, scope| {
        line.set(&mut it.directory_mode, scope, values::mode);
    })
    .shown("DirectoryMode", |it| mode(it.directory_mode)),
    Row::honoured("Symlinks", "links to the one socket in the file system", symlinks).shown(
        "Symlinks",
        |it| {
            let links: Vec<_> = it.symlinks.iter().map(|path| path.display().to_string()).collect();
            quoted(links.iter().map(String::as_str))
        },
    ),
    flag!("RemoveOnStop", "what is in the file system goes when it stops", remove_on_stop),
    commands!("ExecStartPre", "what runs before it listens", exec_start_pre),
    commands!("ExecStartPost", "what runs once it listens", exec_start_post),
    commands!("ExecStopPre", "what runs before it stops to listen", exec_stop_pre),
    commands!("ExecStopPost", "what runs when it no longer listens", exec_stop_post),
    Row::honoured("TimeoutSec", "how long each of these may take", |it, line, scope| {
        line.set(&mut it.timeout, scope, values::time_span_zero_infinite);
    })
    .shown("TimeoutUSec", |it| infinite(it.timeout)),
    flag!("KeepAlive", "`SO_KEEPALIVE`", keep_alive),
    Row::noted("KeepAliveTimeSec", NOT_SET, "`TCP_KEEPIDLE`"),
    Row::noted("KeepAliveIntervalSec", NOT_SET, "`TCP_KEEPINTVL`"),
    Row::noted("KeepAliveProbes", NOT_SET, "`TCP_KEEPCNT`"),
    flag!("NoDelay", "`TCP_NODELAY`", no_delay),
    flag!("ReusePort", "`SO_REUSEPORT`", reuse_port),
    flag!("FreeBind", "`IP_FREEBIND`", free_bind),
    flag!("Broadcast", "`SO_BROADCAST`", broadcast),
    flag!("PassCredentials", "`SO_PASSCRED`", pass_credentials),
    Row::honoured("ReceiveBuffer", "`SO_RCVBUF`", |it, line, scope| {
        line.set_some(&mut it.receive_buffer, scope, bytes);
    })
    .shown("ReceiveBuffer", |it| it.receive_buffer.unwrap_or(0).to_string()),
    Row::honoured("SendBuffer", "`SO_SNDBUF`", |it, line, scope| {
        line.set_some(&mut it.send_buffer, scope, bytes);
    })
    .shown("SendBuffer", |it| it.send_buffer.unwrap_or(0).to_string()),
    Row::noted(
        "FlushPending",
        "what waits at a socket is left to its service",
        "what waits goes when it starts",
    ),
    Row::noted("Priority", NOT_SET, "`SO_PRIORITY`"),
    Row::noted("Mark", NOT_SET, "`SO_MARK`"),
    Row::noted("Transparent", NOT_SET, "`IP_TRANSPARENT`"),
    Row::noted("DeferAcceptSec", NOT_SET, "`TCP_DEFER_ACCEPT`"),
    Row::noted("BindToDevice", NOT_SET, "`SO_BINDTODEVICE`"),
    Row::noted("IPTOS", NOT_SET, "`IP_TOS`"),
    Row::noted("IPTTL", NOT_SET, "`IP_TTL`"),
    Row::noted("PipeSize", NOT_SET, "`F_SETPIPE_SZ`"),
    Row::noted("TCPCongestion", NOT_SET, "`TCP_CONGESTION`"),
    Row::noted("Writable", NOT_SET, "a special file is opened to write, too"),
    Row::noted("PassSecurity", NOT_SET, "`SO_PASSSEC`"),
    Row::noted("PassPacketInfo", NOT_SET, "`IP_PKTINFO`"),
    Row::noted("PassPIDFD", NOT_SET, "`SO_PASSPIDFD`"),
    Row::noted("PassFileDescriptorsToExec", NOT_SET, "its commands have it, too"),
    Row::noted("AcceptFileDescriptors", NOT_SET, "`SO_PASSRIGHTS`"),
    Row::noted("Timestamping", NOT_SET, "`SO_TIMESTAMP`"),
    Row::noted("MessageQueueMaxMessages", NOT_SET, "how many messages a queue holds"),
    Row::noted("MessageQueueMessageSize", NOT_SET, "how long each may be"),
    Row::noted("XAttrAccept", NOT_SET, "an attribute of the sockets of connections"),
    Row::noted("XAttrEntryPoint", NOT_SET, "an attribute of the file"),
    Row::noted("XAttrListen", NOT_SET, "an attribute of the socket that listens"),
    Row::noted("SELinuxContextFromNet", super::SANDBOX, "SELinux' context comes from the client"),
    Row::noted("SmackLabel", super::SANDBOX, "Smack's label of a FIFO"),
    Row::noted("SmackLabelIPIn", super::SANDBOX, "Smack's label of what comes"),
    Row::noted("SmackLabelIPOut", super::SANDBOX, "Smack's label of what goes"),
];

fn bytes(text: &str) -> values::Parsed<usize> {
    usize::try_from(values::size(text)?).map_err(|error| error.to_string())
}

/// Adds an address; an empty line takes back every one, of whichever kind.
fn listen(socket: &mut SocketUnit, line: Line, scope: &mut Scope, parse: impl Fn(&str) -> Option<Listen>) {
    if line.resets(&mut socket.listen) {
        return;
    }
    let listen = scope.resolve(line.value).and_then(|text| {
        let text =
            text.strip_prefix("/var/run/").map_or_else(|| text.clone(), |below| format!("/run/{below}"));
        parse(&text).ok_or_else(|| format!("`{text}` is no address to listen on"))
    });
    match listen {
        Ok(listen) => socket.listen.push(listen),
        Err(_) if line.value.starts_with("vsock:") => {
            scope.find(Verdict::Refuse, format!("{}={}", line.name, line.value), NO_SUCH_SOCKET);
        }
        Err(mistake) => scope.leave_out(line.name, &mistake),
    }
}

fn service(socket: &mut SocketUnit, line: Line, scope: &mut Scope) {
    match line.unit(scope) {
        Some(unit) if unit.kind() != UnitKind::Service => {
            scope.leave_out(line.name, &format!("{unit} is no service"));
        }
        Some(unit) => (socket.service, scope.so_far.names_unit) = (unit, true),
        None => {}
    }
}

/// All words up to the first invalid one.
fn symlinks(socket: &mut SocketUnit, line: Line, scope: &mut Scope) {
    if line.resets(&mut socket.symlinks) {
        return;
    }
    for word in line.words(scope) {
        match values::absolute(&word) {
            Ok(path) => socket.symlinks.push(path.into()),
            Err(mistake) => return scope.leave_out(line.name, &mistake),
        }
    }
}
