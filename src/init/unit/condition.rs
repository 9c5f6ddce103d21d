//! `Condition…=` and `Assert…=`: systemd.unit(5). They are tested when the unit starts, in `init::conditions`.

/// One condition or assertion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// What is tested.
    pub kind: ConditionKind,
    /// `|`: of all conditions with this mark one must hold; of those without, all.
    pub trigger: bool,
    /// `!`: it holds when the test fails.
    pub negate: bool,
    /// What follows the marks, with specifiers expanded.
    pub parameter: String,
}

/// The kinds of conditions: each one's name here, its name in directives, and what it tests. [`ConditionKind`] and the
/// rows in the table of directives are made of this list.
macro_rules! condition_kinds {
    ($make:ident) => {
        $make! {
            PathExists "PathExists" "the path is there";
            PathExistsGlob "PathExistsGlob" "there is something that the pattern fits";
            PathIsDirectory "PathIsDirectory" "the path is a directory";
            PathIsSymbolicLink "PathIsSymbolicLink" "the path is a symbolic link";
            PathIsMountPoint "PathIsMountPoint" "something is mounted there";
            PathIsReadWrite "PathIsReadWrite" "the file system there can be written to";
            PathIsEncrypted "PathIsEncrypted" "the file system there is encrypted";
            PathIsSocket "PathIsSocket" "the path is a socket";
            DirectoryNotEmpty "DirectoryNotEmpty" "the path is a directory in which there is something";
            FileNotEmpty "FileNotEmpty" "the path is a file in which there is something";
            FileIsExecutable "FileIsExecutable" "the path is a file that can be executed";
            NeedsUpdate "NeedsUpdate" "the directory is older than /usr";
            FirstBoot "FirstBoot" "it is the container's first start";
            Architecture "Architecture" "the machine's architecture";
            Firmware "Firmware" "the machine's firmware: never";
            Virtualization "Virtualization" "the kind of container";
            Host "Host" "the host's name or the machine's id";
            KernelCommandLine "KernelCommandLine" "an option of the kernel's command line";
            KernelVersion "KernelVersion" "the kernel's version";
            Version "Version" "the version of the kernel, of systemd (257) or of glibc";
            Credential "Credential" "PID 1 has a credential of that name";
            Environment "Environment" "PID 1 has that variable";
            Security "Security" "a security technology is in use: never";
            Capability "Capability" "PID 1 may have that capability";
            AcPower "ACPower" "the machine is plugged in: always";
            Memory "Memory" "how much memory there is";
            CpuFeature "CPUFeature" "a feature of the processor";
            Cpus "CPUs" "how many processors there are";
            User "User" "PID 1's user";
            Group "Group" "a group of PID 1's user";
            ControlGroupController "ControlGroupController" "a controller of cgroups";
            OsRelease "OSRelease" "a field of os-release(5)";
            KernelModuleLoaded "KernelModuleLoaded" "the kernel has that module";
            MemoryPressure "MemoryPressure" "memory is not short: always";
            CpuPressure "CPUPressure" "processors are not short: always";
            IoPressure "IOPressure" "disks are not short: always";
        }
    };
}

/// Makes [`ConditionKind`] of the list.
macro_rules! enumeration {
    ($($kind:ident $name:literal $meaning:literal;)*) => {
        /// What is tested; the directive is `Condition` or `Assert` and this name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum ConditionKind {
            $(#[doc = $meaning] $kind),*
        }

        impl ConditionKind {
            /// Its name in a directive.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => $name),*
                }
            }

            /// The kind of that name.
            #[cfg(test)]
            pub fn from_name(name: &str) -> Option<Self> {
                [$(Self::$kind),*].into_iter().find(|kind| kind.name() == name)
            }
        }
    };
}

condition_kinds!(enumeration);

pub(super) use condition_kinds;

impl ConditionKind {
    /// Whether what is tested is a path.
    pub fn is_of_path(self) -> bool {
        let kinds = ["Path", "Directory", "File"];
        self == Self::NeedsUpdate || kinds.iter().any(|kind| self.name().starts_with(kind))
    }
}

impl std::fmt::Display for Condition {
    /// As it stands in a unit, without `Condition` or `Assert` before it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let trigger = if self.trigger { "|" } else { "" };
        let negate = if self.negate { "!" } else { "" };
        write!(f, "{}={trigger}{negate}{}", self.kind.name(), self.parameter)
    }
}
