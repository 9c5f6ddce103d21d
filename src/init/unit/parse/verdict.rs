//! Directives that this init doesn't honour: which are ignored with a note, and which are refused.

use super::super::Verdict;
use super::directive::{Directive, Scope};
use super::values;

const MOUNTS: &str = "it needs a mount name space of the service's own";
const SANDBOX: &str = "the container is the sandbox";
const CGROUP: &str = "limits are the container's";
const JOURNAL: &str = "there is no journal";

/// Directives that are ignored with a note, by their name or the start of it (`*`), and why.
const NOTED: [(&str, &str); 80] = [
    ("Protect*", SANDBOX),
    ("Private*", SANDBOX),
    ("Restrict*", SANDBOX),
    ("ReadWritePaths", SANDBOX),
    ("ReadOnlyPaths", SANDBOX),
    ("InaccessiblePaths", SANDBOX),
    ("ReadWriteDirectories", SANDBOX),
    ("ReadOnlyDirectories", SANDBOX),
    ("InaccessibleDirectories", SANDBOX),
    ("ExecPaths", SANDBOX),
    ("NoExecPaths", SANDBOX),
    ("TemporaryFileSystem", MOUNTS),
    ("MountFlags", MOUNTS),
    ("MountAPIVFS", MOUNTS),
    ("ProcSubset", MOUNTS),
    ("BindLogSockets", MOUNTS),
    ("SystemCall*", SANDBOX),
    ("LockPersonality", SANDBOX),
    ("MemoryDenyWriteExecute", SANDBOX),
    ("RemoveIPC", SANDBOX),
    ("KeyringMode", SANDBOX),
    ("Personality", SANDBOX),
    ("SELinux*", SANDBOX),
    ("AppArmorProfile", SANDBOX),
    ("Smack*", SANDBOX),
    ("CoredumpFilter", SANDBOX),
    ("CoredumpReceive", SANDBOX),
    ("NUMA*", CGROUP),
    ("Slice", CGROUP),
    ("Delegate*", CGROUP),
    ("DisableControllers", CGROUP),
    ("CPU*", CGROUP),
    ("StartupCPU*", CGROUP),
    ("AllowedCPUs", CGROUP),
    ("AllowedMemoryNodes", CGROUP),
    ("StartupAllowed*", CGROUP),
    ("Memory*", CGROUP),
    ("StartupMemory*", CGROUP),
    ("DefaultMemory*", CGROUP),
    ("DefaultStartupMemory*", CGROUP),
    ("Tasks*", CGROUP),
    ("IO*", CGROUP),
    ("StartupIO*", CGROUP),
    ("BlockIO*", CGROUP),
    ("StartupBlockIO*", CGROUP),
    ("Device*", CGROUP),
    ("IPAccounting", CGROUP),
    ("IPAddress*", CGROUP),
    ("IPIngress*", CGROUP),
    ("IPEgress*", CGROUP),
    ("BPFProgram", CGROUP),
    ("NFTSet", CGROUP),
    ("SocketBind*", CGROUP),
    ("ManagedOOM*", CGROUP),
    ("OOMPolicy", CGROUP),
    ("Log*", JOURNAL),
    ("Utmp*", "there is no utmp"),
    ("FileDescriptorStore*", "file descriptors are not kept between starts"),
    ("RootDirectoryStartOnly", MOUNTS),
    ("BusName", "there is no message bus in the container"),
    ("USBFunction*", "there are no USB gadgets"),
    ("OpenFile", "open files are not handed over"),
    ("RequiresMountsFor", "mounts are the container's"),
    ("WantsMountsFor", "mounts are the container's"),
    ("X-Restart-Triggers", "services are replaced with their container"),
    ("X-Reload-Triggers", "services are replaced with their container"),
    ("CollectMode", "units are not unloaded"),
    ("SourcePath", "units have no source but the image"),
    ("NonBlocking", "sockets are handed over as they are"),
    ("RefreshOnReload", "services are replaced with their container"),
    ("TimeoutCleanSec", "`systemctl clean` is not supported"),
    ("OnFailureJobMode", "jobs of OnFailure= replace others"),
    ("OnSuccessJobMode", "jobs of OnSuccess= replace others"),
    ("OnFailureIsolate", "jobs of OnFailure= replace others"),
    ("JobTimeoutAction", "a job that takes too long fails"),
    ("JobTimeoutRebootArgument", "a container does not reboot"),
    ("JobRunningTimeoutSec", "JobTimeoutSec= counts"),
    ("RebootArgument", "a container does not reboot"),
    ("StartLimitRebootArgument", "a container does not reboot"),
    ("SurviveFinalKillSignal", "nothing outlives the container"),
];

/// Directives that are refused, and why.
const REFUSED: [(&str, &str); 24] = [
    ("PrivateNetwork", "a service can't have a network of its own; the container's is shared"),
    ("JoinsNamespaceOf", "services share the container's name spaces"),
    ("NetworkNamespacePath", "services share the container's network"),
    ("IPCNamespacePath", "services share the container's name spaces"),
    ("UserNamespacePath", "services share the container's name spaces"),
    ("RootDirectory", "a service can't have a root of its own"),
    ("RootImage*", "a service can't have a root of its own"),
    ("RootHash*", "a service can't have a root of its own"),
    ("RootVerity", "a service can't have a root of its own"),
    ("RootMStack", "a service can't have a root of its own"),
    ("BindPaths", "paths can't be mounted inside the container"),
    ("BindReadOnlyPaths", "paths can't be mounted inside the container"),
    ("MountImages", "images can't be mounted inside the container"),
    ("Extension*", "images can't be mounted inside the container"),
    ("PAMName", "there are no PAM sessions"),
    ("TTY*", "services in a container have no terminal"),
    ("LoadCredentialEncrypted", "there is no key to decrypt it with"),
    ("SetCredentialEncrypted", "there is no key to decrypt it with"),
    ("ListenNetlink", "this kind of socket is not supported"),
    ("ListenMessageQueue", "this kind of socket is not supported"),
    ("ListenSpecial", "this kind of socket is not supported"),
    ("ListenUSBFunction", "there are no USB gadgets"),
    ("SocketProtocol", "this kind of socket is not supported"),
    ("XinetdStyle", "a service for each connection is not supported"),
];

/// Records what becomes of a directive that no other part of the parser took.
pub fn judge(section: &str, d: Directive, scope: &mut Scope) {
    // systemd leaves these to others, too.
    let foreign = d.name.starts_with("X-") && look_up(&NOTED, d.name).is_none();
    if foreign {
        return;
    }
    let refused = look_up(&REFUSED, d.name);
    let noted = look_up(&NOTED, d.name);
    let off = d.last().is_none_or(|value| values::boolean(value) == Ok(false));
    if off && (refused.is_some() || noted.is_some()) {
        return;
    }
    match (refused, noted) {
        (Some(reason), _) => scope.find(Verdict::Refuse, d.name, reason),
        (None, Some(reason)) => scope.find(Verdict::Note, d.name, reason),
        (None, None) if in_socket(section, d.name) => {
            scope.find(Verdict::Note, d.name, "this option of sockets is not set");
        }
        (None, None) => {
            let reason = format!("unknown in [{section}]");
            scope.find(Verdict::Note, d.name, reason);
        }
    }
}

/// Options of systemd.socket(5) that change little.
fn in_socket(section: &str, name: &str) -> bool {
    const KNOWN: [&str; 24] = [
        "Mark",
        "Priority",
        "Transparent",
        "MaxConnections",
        "MaxConnectionsPerSource",
        "KeepAliveTimeSec",
        "KeepAliveIntervalSec",
        "KeepAliveProbes",
        "DeferAcceptSec",
        "BindToDevice",
        "IPTOS",
        "IPTTL",
        "PipeSize",
        "TCPCongestion",
        "Writable",
        "PassSecurity",
        "PassPacketInfo",
        "PassFileDescriptorsToExec",
        "Timestamping",
        "AcceptFileDescriptors",
        "PollLimitIntervalSec",
        "PollLimitBurst",
        "MessageQueueMaxMessages",
        "MessageQueueMessageSize",
    ];
    section == "Socket" && KNOWN.contains(&name)
}

fn look_up(table: &[(&str, &'static str)], name: &str) -> Option<&'static str> {
    let matches = |pattern: &str| match pattern.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => name == pattern,
    };
    table.iter().find(|(pattern, _)| matches(pattern)).map(|(_, reason)| *reason)
}
