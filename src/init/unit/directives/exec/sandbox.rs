//! Restrictions that need no mount: systemd.exec(5), "Sandboxing" and others. The container is the sandbox.

use super::Row;
use crate::init::unit::finding::SANDBOX;

const OWN_NETWORK: &str = "a service can't have a network of its own; the container's is shared";

pub(super) const ROWS: &[Row] = &[
    // Together with JoinsNamespaceOf= it is refused; the parser does that.
    Row::noted("PrivateNetwork", OWN_NETWORK, "it has no network"),
    Row::noted("PrivateIPC", SANDBOX, "System V's queues of its own"),
    Row::noted("PrivatePIDs", SANDBOX, "it sees no other processes"),
    Row::noted("PrivateUsers", SANDBOX, "users of its own"),
    Row::noted("PrivateBPF", SANDBOX, "a file system for BPF of its own"),
    Row::noted("ProtectProc", SANDBOX, "which processes it sees in /proc"),
    Row::noted("ProcSubset", SANDBOX, "what it sees in /proc besides processes"),
    Row::noted("ProtectClock", SANDBOX, "it can't set the clock"),
    Row::noted("ProtectHostname", SANDBOX, "it can't set the host's name"),
    Row::noted("MountFlags", SANDBOX, "whether its mounts are seen elsewhere"),
    Row::noted("RemoveIPC", SANDBOX, "System V's queues of its user go when it stops"),
    Row::noted("KeyringMode", SANDBOX, "the kernel's keys that it has"),
    Row::noted("Personality", SANDBOX, "which machine uname(2) tells of"),
    Row::noted("LockPersonality", SANDBOX, "it can't change that"),
    Row::noted("MemoryDenyWriteExecute", SANDBOX, "no memory can be written and executed"),
    Row::noted("RestrictAddressFamilies", SANDBOX, "the kinds of sockets that it may make"),
    Row::noted("RestrictFileSystems", SANDBOX, "the types of file systems that it may look into"),
    Row::noted("RestrictNamespaces", SANDBOX, "the kinds of name spaces that it may make"),
    Row::noted("RestrictRealtime", SANDBOX, "it can't have real time"),
    Row::noted("RestrictSUIDSGID", SANDBOX, "it can't make files that give others its rights"),
    Row::noted("SystemCallFilter", SANDBOX, "the system calls that it may make"),
    Row::noted("SystemCallErrorNumber", SANDBOX, "the error of those that it may not"),
    Row::noted("SystemCallArchitectures", SANDBOX, "for which processors they may be made"),
    Row::noted("SystemCallLog", SANDBOX, "system calls that are logged"),
    Row::noted("LandlockConfig", SANDBOX, "a file with rules of Landlock"),
    Row::noted("SELinuxContext", SANDBOX, "its context of SELinux"),
    Row::noted("AppArmorProfile", SANDBOX, "its profile of AppArmor"),
    Row::noted("SmackProcessLabel", SANDBOX, "its label of Smack"),
    Row::noted("BPFDelegateCommands", SANDBOX, "commands of BPF that it may use"),
    Row::noted("BPFDelegateMaps", SANDBOX, "maps of BPF that it may make"),
    Row::noted("BPFDelegatePrograms", SANDBOX, "programs of BPF that it may load"),
    Row::noted("BPFDelegateAttachments", SANDBOX, "to what it may attach them"),
    Row::noted("CoredumpFilter", SANDBOX, "what of its memory a core dump has"),
];
