//! `Condition…=` and `Assert…=`: systemd.unit(5). Tested when the unit starts, by whoever can see the system.

/// One condition or assertion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// What is tested.
    pub check: Check,
    /// `|`: of all conditions with this mark one must hold; of those without, all.
    pub trigger: bool,
    /// `!`: it holds when the test fails.
    pub negate: bool,
    /// What stands after the marks, specifiers expanded.
    pub parameter: String,
}

/// What is tested; the directive is `Condition` or `Assert` and this name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(clippy::missing_docs_in_private_items, reason = "systemd.unit(5), conditions and asserts")]
pub enum Check {
    Architecture,
    Firmware,
    Virtualization,
    Host,
    KernelCommandLine,
    KernelVersion,
    Version,
    Credential,
    Environment,
    Security,
    Capability,
    AcPower,
    NeedsUpdate,
    FirstBoot,
    PathExists,
    PathExistsGlob,
    PathIsDirectory,
    PathIsSymbolicLink,
    PathIsMountPoint,
    PathIsReadWrite,
    PathIsEncrypted,
    PathIsSocket,
    DirectoryNotEmpty,
    FileNotEmpty,
    FileIsExecutable,
    User,
    Group,
    ControlGroupController,
    Memory,
    Cpus,
    CpuFeature,
    OsRelease,
    KernelModuleLoaded,
    MemoryPressure,
    CpuPressure,
    IoPressure,
}

impl Check {
    const ALL: [(Self, &'static str); 36] = [
        (Self::Architecture, "Architecture"),
        (Self::Firmware, "Firmware"),
        (Self::Virtualization, "Virtualization"),
        (Self::Host, "Host"),
        (Self::KernelCommandLine, "KernelCommandLine"),
        (Self::KernelVersion, "KernelVersion"),
        (Self::Version, "Version"),
        (Self::Credential, "Credential"),
        (Self::Environment, "Environment"),
        (Self::Security, "Security"),
        (Self::Capability, "Capability"),
        (Self::AcPower, "ACPower"),
        (Self::NeedsUpdate, "NeedsUpdate"),
        (Self::FirstBoot, "FirstBoot"),
        (Self::PathExists, "PathExists"),
        (Self::PathExistsGlob, "PathExistsGlob"),
        (Self::PathIsDirectory, "PathIsDirectory"),
        (Self::PathIsSymbolicLink, "PathIsSymbolicLink"),
        (Self::PathIsMountPoint, "PathIsMountPoint"),
        (Self::PathIsReadWrite, "PathIsReadWrite"),
        (Self::PathIsEncrypted, "PathIsEncrypted"),
        (Self::PathIsSocket, "PathIsSocket"),
        (Self::DirectoryNotEmpty, "DirectoryNotEmpty"),
        (Self::FileNotEmpty, "FileNotEmpty"),
        (Self::FileIsExecutable, "FileIsExecutable"),
        (Self::User, "User"),
        (Self::Group, "Group"),
        (Self::ControlGroupController, "ControlGroupController"),
        (Self::Memory, "Memory"),
        (Self::Cpus, "CPUs"),
        (Self::CpuFeature, "CPUFeature"),
        (Self::OsRelease, "OSRelease"),
        (Self::KernelModuleLoaded, "KernelModuleLoaded"),
        (Self::MemoryPressure, "MemoryPressure"),
        (Self::CpuPressure, "CPUPressure"),
        (Self::IoPressure, "IOPressure"),
    ];

    /// The check that `Condition<name>=` asks for.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == name).map(|(check, _)| *check)
    }

    /// Whether what is tested is a path.
    pub fn is_of_path(self) -> bool {
        let kinds = ["Path", "Directory", "File"];
        self == Self::NeedsUpdate || kinds.iter().any(|kind| self.name().starts_with(kind))
    }

    /// Its name in a directive.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(check, _)| *check == self).map_or("", |(_, name)| name)
    }
}

impl std::fmt::Display for Condition {
    /// As it stands in a unit, without `Condition` or `Assert` before it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let trigger = if self.trigger { "|" } else { "" };
        let negate = if self.negate { "!" } else { "" };
        write!(f, "{}={trigger}{negate}{}", self.check.name(), self.parameter)
    }
}
