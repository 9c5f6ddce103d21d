//! The order in which systemd 257 lists a unit's properties; scripts rely on it with `--value`.
//!
//! Made from what `systemctl show` prints there, without what containers do not have: cgroups, sandboxes.

/// What services have first.
const SERVICE: &str = "\
    Type ExitType Restart RestartMode PIDFile NotifyAccess RestartUSec RestartSteps RestartMaxDelayUSec \
    TimeoutStartUSec TimeoutStopUSec TimeoutAbortUSec TimeoutStartFailureMode TimeoutStopFailureMode \
    RuntimeMaxUSec RuntimeRandomizedExtraUSec WatchdogUSec RootDirectoryStartOnly RemainAfterExit \
    GuessMainPID RestartPreventExitStatus RestartForceExitStatus SuccessExitStatus MainPID ControlPID BusName StatusText \
    StatusErrno Result ReloadResult NRestarts ReloadSignal ExecMainStartTimestamp \
    ExecMainStartTimestampMonotonic ExecMainExitTimestamp ExecMainExitTimestampMonotonic ExecMainPID \
    ExecMainCode ExecMainStatus ExecCondition ExecStartPre ExecStart ExecStartPost ExecReload ExecStop \
    ExecStopPost";

/// What sockets have first.
const SOCKET: &str = "\
    BindIPv6Only Backlog TimeoutUSec SocketUser SocketGroup SocketMode DirectoryMode Accept KeepAlive \
    NoDelay ReceiveBuffer SendBuffer FreeBind Broadcast PassCredentials RemoveOnStop Listen Symlinks \
    MaxConnections MaxConnectionsPerSource ReusePort ControlPID Result NConnections NAccepted NRefused \
    FileDescriptorName TriggerLimitIntervalUSec TriggerLimitBurst PollLimitIntervalUSec PollLimitBurst \
    ExecStartPre ExecStartPost ExecStopPre ExecStopPost";

/// What timers have first.
const TIMER: &str = "\
    Unit TimersMonotonic TimersCalendar NextElapseUSecRealtime LastTriggerUSec Result AccuracyUSec \
    RandomizedDelayUSec FixedRandomDelay Persistent RemainAfterElapse";

/// What path units have first.
const PATH: &str = "Unit Paths MakeDirectory DirectoryMode Result TriggerLimitIntervalUSec TriggerLimitBurst";

/// What mount units have first.
const MOUNT: &str = "Where What Options Type DirectoryMode LazyUnmount Result";

/// Then the properties of processes.
const CONTEXT: &str = "\
    Slice Environment EnvironmentFiles PassEnvironment UnsetEnvironment UMask LimitCPU LimitCPUSoft \
    LimitFSIZE LimitFSIZESoft LimitDATA LimitDATASoft LimitSTACK LimitSTACKSoft LimitCORE LimitCORESoft \
    LimitRSS LimitRSSSoft LimitNOFILE LimitNOFILESoft LimitAS LimitASSoft LimitNPROC LimitNPROCSoft \
    LimitMEMLOCK LimitMEMLOCKSoft LimitLOCKS LimitLOCKSSoft LimitSIGPENDING LimitSIGPENDINGSoft \
    LimitMSGQUEUE LimitMSGQUEUESoft LimitNICE LimitNICESoft LimitRTPRIO LimitRTPRIOSoft LimitRTTIME \
    LimitRTTIMESoft WorkingDirectory OOMScoreAdjust Nice IOSchedulingClass IOSchedulingPriority \
    CPUSchedulingPolicy CPUSchedulingPriority TimerSlackNSec CPUSchedulingResetOnFork NonBlocking \
    StandardInput StandardOutput StandardError TTYPath SyslogIdentifier SyslogLevelPrefix SyslogLevel LogLevelMax SecureBits \
    CapabilityBoundingSet AmbientCapabilities User Group DynamicUser SupplementaryGroups PAMName IgnoreSIGPIPE \
    NoNewPrivileges RuntimeDirectoryPreserve RuntimeDirectoryMode RuntimeDirectory StateDirectoryMode \
    StateDirectory CacheDirectoryMode CacheDirectory LogsDirectoryMode LogsDirectory \
    ConfigurationDirectoryMode ConfigurationDirectory KillMode KillSignal RestartKillSignal \
    FinalKillSignal SendSIGKILL SendSIGHUP WatchdogSignal";

/// Then what all units have.
const UNIT: &str = "\
    Id Names Requires Requisite Wants BindsTo PartOf Upholds RequiredBy RequisiteOf WantedBy BoundBy \
    UpheldBy ConsistsOf Conflicts ConflictedBy Before After OnSuccess OnSuccessOf OnFailure OnFailureOf \
    Triggers TriggeredBy PropagatesReloadTo ReloadPropagatedFrom PropagatesStopTo StopPropagatedFrom \
    Documentation Description LoadState ActiveState SubState FragmentPath DropInPaths UnitFileState \
    UnitFilePreset StateChangeTimestamp StateChangeTimestampMonotonic InactiveExitTimestamp \
    InactiveExitTimestampMonotonic ActiveEnterTimestamp ActiveEnterTimestampMonotonic \
    ActiveExitTimestamp ActiveExitTimestampMonotonic InactiveEnterTimestamp \
    InactiveEnterTimestampMonotonic CanStart CanStop CanReload CanIsolate Job StopWhenUnneeded \
    RefuseManualStart RefuseManualStop AllowIsolate DefaultDependencies IgnoreOnIsolate NeedDaemonReload \
    JobTimeoutUSec JobRunningTimeoutUSec JobTimeoutAction ConditionResult AssertResult \
    ConditionTimestamp ConditionTimestampMonotonic AssertTimestamp AssertTimestampMonotonic LoadError \
    Transient StartLimitIntervalUSec StartLimitBurst StartLimitAction FailureAction \
    FailureActionExitStatus SuccessAction SuccessActionExitStatus InvocationID";

/// The names of the properties of a unit, by the suffix of its name.
pub(super) fn of_kind(suffix: &str) -> impl Iterator<Item = &'static str> {
    let (own, context) = match suffix {
        "service" => (SERVICE, CONTEXT),
        "socket" => (SOCKET, CONTEXT),
        "timer" => (TIMER, ""),
        "path" => (PATH, ""),
        "mount" => (MOUNT, ""),
        _ => ("", ""),
    };
    [own, context, UNIT].into_iter().flat_map(str::split_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::init::unit::tables;

    #[test]
    fn each_property_that_a_directive_is_seen_by_has_its_place() {
        for table in tables() {
            for section in table.sections {
                let placed: Vec<&str> = of_kind(&section.to_lowercase()).collect();
                // A mount unit has no process that these could be about.
                let is_shown = table.sections.len() == 1 || *section != "Mount";
                let properties = table.directives.iter().flat_map(|about| about.properties).flatten();
                for property in properties.filter(|_| is_shown) {
                    assert!(placed.contains(&property), "[{section}] {property}");
                }
            }
        }
    }
}
