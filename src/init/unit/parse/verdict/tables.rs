//! Every directive of systemd's load-fragment (versions 252 to 262) that is not simply done, and the names of
//! those that are.

use super::super::super::finding::SANDBOX;

const CGROUP: &str = "limits are the container's";
const JOURNAL: &str = "there is no journal";
const QUOTA: &str = "quotas are the container's";
const UNTESTED: &str = "this condition is not known in a container";
const OBSOLETE: &str = "systemd ignores it, too";

/// Directives that are ignored with a note, by their name or the start of it (`*`), and why.
pub(super) const NOTED: [(&str, &str); 96] = [
    ("SyslogFacility", "the container's log has no facilities"),
    ("FlushPending", "what waits at a socket is left to its service"),
    ("Protect*", SANDBOX),
    ("PrivateNetwork", "a service can't have a network of its own; the container's is shared"),
    ("JoinsNamespaceOf", "services share the container's name spaces"),
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
    ("TemporaryFileSystem", SANDBOX),
    ("MountFlags", SANDBOX),
    ("MountAPIVFS", SANDBOX),
    ("ProcSubset", SANDBOX),
    ("BindLogSockets", SANDBOX),
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
    ("Device*", SANDBOX),
    ("IPAccounting", CGROUP),
    ("IPAddress*", SANDBOX),
    ("IPIngress*", SANDBOX),
    ("IPEgress*", SANDBOX),
    ("BPFProgram", SANDBOX),
    ("NFTSet", SANDBOX),
    ("SocketBind*", SANDBOX),
    ("ManagedOOM*", CGROUP),
    ("OOMPolicy", CGROUP),
    ("Log*", JOURNAL),
    ("Utmp*", "there is no utmp"),
    ("TTY*", "the terminal is the container's"),
    ("FileDescriptorStore*", "file descriptors are not kept between starts"),
    ("RootDirectoryStartOnly", SANDBOX),
    ("USBFunction*", "there are no USB gadgets"),
    ("OpenFile", "open files are not handed over"),
    ("SourcePath", "units have no source but the image"),
    ("RefreshOnReload", "services are replaced with their container"),
    ("TimeoutCleanSec", "`systemctl clean` is not supported"),
    ("OnFailureJobMode", "jobs of OnFailure= replace others"),
    ("OnSuccessJobMode", "jobs of OnSuccess= replace others"),
    ("OnFailureIsolate", "jobs of OnFailure= replace others"),
    ("JobTimeoutRebootArgument", "a container does not reboot"),
    ("RebootArgument", "a container does not reboot"),
    ("StartLimitRebootArgument", "a container does not reboot"),
    ("SurviveFinalKillSignal", "nothing outlives the container"),
    ("BPFDelegate*", SANDBOX),
    ("BindNetworkInterface", CGROUP),
    ("OOMRules", CGROUP),
    ("StateDirectoryAccounting", QUOTA),
    ("StateDirectoryQuota", QUOTA),
    ("CacheDirectoryAccounting", QUOTA),
    ("CacheDirectoryQuota", QUOTA),
    ("LogsDirectoryAccounting", QUOTA),
    ("LogsDirectoryQuota", QUOTA),
    ("LUOSession", "a container does not reboot"),
    ("WakeSystem", "a container does not sleep"),
    ("RandomizedOffsetSec", "timers elapse exactly"),
    ("DeferReactivation", "timers elapse exactly"),
    ("RestartRandomizedDelaySec", "it starts again after RestartSec="),
    ("RuntimeRandomizedExtraSec", "RuntimeMaxSec= counts"),
    ("Capabilities", OBSOLETE),
    ("SysVStartPriority", OBSOLETE),
    ("BusPolicy", OBSOLETE),
    ("IgnoreOnSnapshot", OBSOLETE),
    ("NetClass", OBSOLETE),
];

/// Directives that are refused, and why.
pub(super) const REFUSED: [(&str, &str); 23] = [
    ("NetworkNamespacePath", "services share the container's network"),
    ("IPCNamespacePath", "services share the container's name spaces"),
    ("UserNamespacePath", "services share the container's name spaces"),
    ("RootImage*", "a service can't have a root of its own"),
    ("RootHash*", "a service can't have a root of its own"),
    ("RootVerity", "a service can't have a root of its own"),
    ("RootMStack", "a service can't have a root of its own"),
    ("RootEphemeral", "a service can't have a root of its own"),
    ("MountImage*", "images can't be mounted inside the container"),
    ("Extension*", "images can't be mounted inside the container"),
    ("LoadCredentialEncrypted", "there is no key to decrypt it with"),
    ("SetCredentialEncrypted", "there is no key to decrypt it with"),
    ("ListenNetlink", "this kind of socket is not supported"),
    ("ListenMessageQueue", "this kind of socket is not supported"),
    ("ListenSpecial", "this kind of socket is not supported"),
    ("ListenUSBFunction", "there are no USB gadgets"),
    ("SocketProtocol", "this kind of socket is not supported"),
    ("OnClockChange", "a change of the clock starts nothing"),
    ("OnTimezoneChange", "a change of the time zone starts nothing"),
    ("ConditionFraction", UNTESTED),
    ("ConditionMachineTag", UNTESTED),
    ("AssertFraction", UNTESTED),
    ("AssertMachineTag", UNTESTED),
];

/// The directives that are done, by section: what may have been meant by one that is not known.
pub(super) const DONE: [(&str, &str); 7] = [
    (
        "Unit",
        "After AllowIsolate AssertACPower AssertArchitecture AssertCPUFeature AssertCPUPressure \
         AssertCPUs AssertCapability AssertControlGroupController AssertCredential \
         AssertDirectoryNotEmpty AssertEnvironment AssertFileIsExecutable AssertFileNotEmpty \
         AssertFirstBoot AssertGroup AssertHost AssertIOPressure AssertKernelCommandLine \
         AssertKernelModuleLoaded AssertKernelVersion AssertMemory AssertMemoryPressure AssertNeedsUpdate \
         AssertOSRelease AssertPathExists AssertPathExistsGlob AssertPathIsDirectory \
         AssertPathIsEncrypted AssertPathIsMountPoint AssertPathIsReadWrite AssertPathIsSocket \
         AssertPathIsSymbolicLink AssertSecurity AssertUser AssertVersion AssertVirtualization Before \
         BindsTo CollectMode ConditionACPower ConditionArchitecture ConditionCPUFeature ConditionCPUPressure \
         ConditionCPUs ConditionCapability ConditionControlGroupController ConditionCredential \
         ConditionDirectoryNotEmpty ConditionEnvironment ConditionFileIsExecutable ConditionFileNotEmpty \
         ConditionFirmware ConditionFirstBoot ConditionGroup ConditionHost ConditionIOPressure \
         ConditionKernelCommandLine ConditionKernelModuleLoaded ConditionKernelVersion ConditionMemory \
         ConditionMemoryPressure ConditionNeedsUpdate ConditionOSRelease ConditionPathExists \
         ConditionPathExistsGlob ConditionPathIsDirectory ConditionPathIsEncrypted \
         ConditionPathIsMountPoint ConditionPathIsReadWrite ConditionPathIsSocket \
         ConditionPathIsSymbolicLink ConditionSecurity ConditionUser ConditionVersion \
         ConditionVirtualization Conflicts DefaultDependencies Description Documentation FailureAction \
         FailureActionExitStatus IgnoreOnIsolate JobTimeoutSec OnFailure OnSuccess PartOf \
         PropagatesReloadTo PropagatesStopTo RefuseManualStart RefuseManualStop ReloadPropagatedFrom \
         Requires Requisite StartLimitAction StartLimitBurst StartLimitIntervalSec StopPropagatedFrom \
         RequiresMountsFor StopWhenUnneeded SuccessAction SuccessActionExitStatus Upholds Wants \
         WantsMountsFor",
    ),
    (
        "Service",
        "BindPaths BindReadOnlyPaths BusName CPUAffinity CPUSchedulingPolicy CPUSchedulingPriority CPUSchedulingResetOnFork CacheDirectory \
         CacheDirectoryMode ConfigurationDirectory ConfigurationDirectoryMode DynamicUser Environment \
         EnvironmentFile ExecCondition ExecReload ExecReloadPost ExecSearchPath ExecStart ExecStartPost ExecStartPre \
         ExecStop ExecStopPost ExitType FinalKillSignal Group GuessMainPID IOSchedulingClass \
         IOSchedulingPriority IgnoreSIGPIPE ImportCredential KillMode KillSignal LimitAS LimitCORE \
         LimitCPU LimitDATA LimitFSIZE LimitLOCKS LimitMEMLOCK LimitMSGQUEUE LimitNICE LimitNOFILE \
         LimitNPROC LimitRSS LimitRTPRIO LimitRTTIME LimitSIGPENDING LimitSTACK LoadCredential \
         LogLevelMax LogsDirectory LogsDirectoryMode Nice NoNewPrivileges NonBlocking NotifyAccess OOMScoreAdjust \
         PAMName PIDFile PassEnvironment PermissionsStartOnly ReloadSignal RemainAfterExit Restart RootDirectory \
         RestartForceExitStatus RestartKillSignal RestartMaxDelaySec RestartMode RestartPreventExitStatus \
         RestartSec RestartSteps RuntimeDirectory RuntimeDirectoryMode RuntimeDirectoryPreserve \
         RuntimeMaxSec SecureBits SendSIGHUP SendSIGKILL SetCredential SetLoginEnvironment Sockets \
         StandardError StandardInput StandardInputData StandardInputText StandardOutput StateDirectory \
         StateDirectoryMode SuccessExitStatus SupplementaryGroups SyslogIdentifier \
         SyslogLevel SyslogLevelPrefix TTYPath TimeoutAbortSec TimeoutSec TimeoutStartFailureMode TimeoutStartSec \
         TimeoutStopFailureMode TimeoutStopSec TimerSlackNSec Type UMask UnsetEnvironment User \
         WatchdogSec WatchdogSignal WorkingDirectory",
    ),
    (
        "Timer",
        "AccuracySec FixedRandomDelay OnActiveSec OnBootSec OnCalendar OnStartupSec OnUnitActiveSec \
         OnUnitInactiveSec Persistent RandomizedDelaySec RemainAfterElapse Unit",
    ),
    (
        "Socket",
        "Accept Backlog BindIPv6Only Broadcast DirectoryMode ExecStopPre FileDescriptorName \
         FreeBind KeepAlive ListenDatagram ListenFIFO ListenSequentialPacket ListenStream MaxConnections \
         MaxConnectionsPerSource NoDelay PassCredentials PollLimitBurst PollLimitIntervalSec \
          ReceiveBuffer RemoveOnStop ReusePort SendBuffer Service SocketGroup SocketMode \
         SocketUser Symlinks TriggerLimitBurst TriggerLimitIntervalSec",
    ),
    (
        "Path",
        "DirectoryMode DirectoryNotEmpty MakeDirectory PathChanged PathExists PathExistsGlob PathModified \
         TriggerLimitBurst TriggerLimitIntervalSec Unit",
    ),
    ("Mount", "DirectoryMode LazyUnmount Options Type What Where"),
    ("Install", "Alias Also DefaultInstance RequiredBy UpheldBy WantedBy"),
];

/// Options of systemd.socket(5) that are not set.
pub(super) const SOCKET_OPTIONS: [&str; 26] = [
    "Mark",
    "Priority",
    "Transparent",
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
    "MessageQueueMaxMessages",
    "MessageQueueMessageSize",
    "PassPIDFD",
    "DeferTrigger",
    "DeferTriggerMaxSec",
    "XAttrAccept",
    "XAttrEntryPoint",
    "XAttrListen",
];
