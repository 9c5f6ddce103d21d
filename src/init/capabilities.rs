//! `CapabilityBoundingSet=` and `AmbientCapabilities=`, cut down to what the container has:
//! capabilities(7).
//!
//! A module asks for what a whole machine has; a container has what its runtime left. What is
//! missing is reported once and never makes a unit fail: nginx asks for `CAP_SYS_RESOURCE` and runs
//! well without. Everything is computed before the fork, as bit masks; [`CapabilityPlan::before`]
//! and [`CapabilityPlan::after`] run in the child around the change of user and allocate nothing.

#![allow(unsafe_code, reason = "capset(2) and prctl(2) have no wrapper that keeps off the heap")]

use std::io;

use caps::{CapSet, Capability, CapsHashSet};
use nix::errno::Errno;
use nix::libc;

/// A set this large, although listed by name, stands for "all but a few": nothing in it counts as missing.
const LARGE: usize = 20;

/// Sets of capabilities as bit masks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct CapabilitySets {
    /// Those that can be gained by executing a program.
    pub bounding: u64,
    /// Those that can be made effective.
    pub permitted: u64,
    /// Those that are in effect now.
    pub effective: u64,
}

impl CapabilitySets {
    /// What this process holds; nothing if that can't be read.
    pub(crate) fn by_this_process() -> Self {
        let held = |set| caps::read(None, set).map_or(0, |set| mask(&set));
        Self {
            bounding: held(CapSet::Bounding),
            permitted: held(CapSet::Permitted),
            effective: held(CapSet::Effective),
        }
    }

    /// Whether `capability` is in effect.
    pub(crate) fn can(self, capability: Capability) -> bool {
        self.effective & capability.bitmask() != 0
    }
}

/// What a child does to its capabilities.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct CapabilityPlan {
    drop: u64,
    ambient: u64,
    leaves_root: bool,
    secure_bits: Option<u32>,
}

fn mask(set: &CapsHashSet) -> u64 {
    set.iter().fold(0, |mask, capability| mask | capability.bitmask())
}

fn names(mask: u64) -> String {
    let mut all: Vec<_> = caps::all().into_iter().filter(|one| mask & one.bitmask() != 0).collect();
    all.sort_by_key(Capability::index);
    all.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

impl CapabilityPlan {
    /// A plan from what a unit asks for and what PID 1 holds, with warnings for people to read.
    /// `leaves_root`: the child changes from root to another user.
    pub(crate) fn new(
        bounding: Option<&CapsHashSet>,
        ambient: &CapsHashSet,
        secure_bits: Option<u32>,
        held: CapabilitySets,
        leaves_root: bool,
    ) -> (Self, Vec<String>) {
        let mut warnings = Vec::new();
        let mut plan = Self { leaves_root, secure_bits, ..Self::default() };
        let set_pcap = held.can(Capability::CAP_SETPCAP);
        if let Some(wanted) = bounding {
            plan.drop = held.bounding & !mask(wanted);
            if plan.drop != 0 && !set_pcap {
                plan.drop = 0;
                warnings
                    .push("CapabilityBoundingSet= is not applied: the container lacks CAP_SETPCAP".into());
            }
            let missing = mask(wanted) & !held.bounding;
            if missing != 0 && wanted.len() < LARGE {
                warnings.push(lacks("CapabilityBoundingSet=", missing));
            }
        }
        let wanted = mask(ambient);
        plan.ambient = wanted & held.permitted & held.bounding & !plan.drop;
        let missing = wanted & !(held.permitted & held.bounding);
        if missing != 0 && ambient.len() < LARGE {
            warnings.push(lacks("AmbientCapabilities=", missing));
        }
        if secure_bits.is_some() && !set_pcap {
            plan.secure_bits = None;
            warnings.push("SecureBits= is not applied: the container lacks CAP_SETPCAP".into());
        }
        (plan, warnings)
    }

    /// To be called in the child while it still has PID 1's user.
    pub(crate) fn before(&self) -> Result<(), Errno> {
        for number in 0..64 {
            if self.drop & (1 << number) != 0 {
                prctl(libc::PR_CAPBSET_DROP, number)?;
            }
        }
        if let Some(bits) = self.secure_bits {
            prctl(libc::PR_SET_SECUREBITS, libc::c_ulong::from(bits))?;
        }
        if self.leaves_root && self.ambient != 0 {
            prctl(libc::PR_SET_KEEPCAPS, 1)?;
        }
        Ok(())
    }

    /// To be called in the child once it has its own user.
    pub(crate) fn after(&self) -> Result<(), Errno> {
        if self.ambient == 0 {
            return Ok(());
        }
        let mut sets = capget()?;
        for (half, set) in sets.iter_mut().enumerate() {
            let ambient = low_half(self.ambient >> (32 * half));
            if self.leaves_root {
                *set = CapData { effective: ambient, permitted: ambient, inheritable: ambient };
            } else {
                set.inheritable |= ambient;
            }
        }
        capset(&sets)?;
        for number in 0..64 {
            if self.ambient & (1 << number) != 0 {
                raise_ambient(number)?;
            }
        }
        Ok(())
    }
}

fn lacks(directive: &str, missing: u64) -> String {
    format!("{directive} asks for {}, which the container does not have", names(missing))
}

fn low_half(mask: u64) -> u32 {
    u32::try_from(mask & u64::from(u32::MAX)).unwrap_or_default()
}

/// The kernel's `struct __user_cap_header_struct`.
#[repr(C)]
struct CapHeader {
    version: u32,
    pid: i32,
}

/// The kernel's `struct __user_cap_data_struct`; two of them hold 64 bits.
#[repr(C)]
#[derive(Clone, Copy, Default)]
struct CapData {
    effective: u32,
    permitted: u32,
    inheritable: u32,
}

/// `_LINUX_CAPABILITY_VERSION_3`.
const VERSION: u32 = 0x2008_0522;

fn capget() -> Result<[CapData; 2], Errno> {
    let mut header = CapHeader { version: VERSION, pid: 0 };
    let mut data = [CapData::default(); 2];
    // SAFETY: both pointers are to structures of the layout that version 3 has.
    let result = unsafe { libc::syscall(libc::SYS_capget, &raw mut header, data.as_mut_ptr()) };
    Errno::result(result).map(|_| data)
}

fn capset(data: &[CapData; 2]) -> Result<(), Errno> {
    let mut header = CapHeader { version: VERSION, pid: 0 };
    // SAFETY: both pointers are to structures of the layout that version 3 has.
    let result = unsafe { libc::syscall(libc::SYS_capset, &raw mut header, data.as_ptr()) };
    Errno::result(result).map(drop)
}

fn prctl(option: libc::c_int, argument: libc::c_ulong) -> Result<(), Errno> {
    // SAFETY: the options used here take one number and no pointer.
    Errno::result(unsafe { libc::prctl(option, argument, 0, 0, 0) }).map(drop)
}

fn raise_ambient(number: libc::c_ulong) -> Result<(), Errno> {
    let raise = libc::c_ulong::try_from(libc::PR_CAP_AMBIENT_RAISE).unwrap_or_default();
    // SAFETY: numbers only.
    Errno::result(unsafe { libc::prctl(libc::PR_CAP_AMBIENT, raise, number, 0, 0) }).map(drop)
}

/// Sets `NoNewPrivileges=` for this process and its children.
pub(crate) fn no_new_privileges() -> Result<(), Errno> {
    prctl(libc::PR_SET_NO_NEW_PRIVS, 1)
}

/// Whether setgroups(2) is forbidden here, as in a user namespace that was made without privileges.
pub(crate) fn setgroups_denied() -> bool {
    let read: io::Result<String> = std::fs::read_to_string("/proc/self/setgroups");
    read.is_ok_and(|text| text.trim() == "deny")
}

#[cfg(test)]
mod tests {
    use super::*;

    const BIND: Capability = Capability::CAP_NET_BIND_SERVICE;
    const RESOURCE: Capability = Capability::CAP_SYS_RESOURCE;
    const PCAP: Capability = Capability::CAP_SETPCAP;

    fn set(capabilities: &[Capability]) -> CapsHashSet {
        capabilities.iter().copied().collect()
    }

    fn held(capabilities: &[Capability]) -> CapabilitySets {
        let mask = mask(&set(capabilities));
        CapabilitySets { bounding: mask, permitted: mask, effective: mask }
    }

    #[test]
    fn what_the_container_lacks_is_left_out_and_said() {
        let wanted = set(&[BIND, RESOURCE]);
        let (plan, warnings) = CapabilityPlan::new(Some(&wanted), &wanted, None, held(&[BIND, PCAP]), true);
        assert_eq!((plan.drop, plan.ambient), (PCAP.bitmask(), BIND.bitmask()));
        assert_eq!(
            warnings,
            [
                "CapabilityBoundingSet= asks for CAP_SYS_RESOURCE, which the container does not have",
                "AmbientCapabilities= asks for CAP_SYS_RESOURCE, which the container does not have"
            ]
        );
    }

    #[test]
    fn without_any_right_nothing_is_tried() {
        let wanted = set(&[BIND]);
        let held = CapabilitySets { bounding: mask(&set(&[BIND, RESOURCE])), ..CapabilitySets::default() };
        let (plan, warnings) = CapabilityPlan::new(Some(&wanted), &set(&[]), Some(1), held, false);
        assert_eq!(plan, CapabilityPlan::default());
        assert_eq!(warnings.len(), 2);
    }

    #[test]
    fn all_but_a_few_misses_nothing() {
        let mut wanted = caps::all();
        wanted.remove(&RESOURCE);
        let (plan, warnings) =
            CapabilityPlan::new(Some(&wanted), &set(&[]), None, held(&[BIND, RESOURCE, PCAP]), true);
        assert_eq!((plan.drop, warnings.len()), (RESOURCE.bitmask(), 0));
    }

    #[test]
    fn what_the_bounding_set_drops_is_not_ambient() {
        let (plan, _) = CapabilityPlan::new(Some(&set(&[])), &set(&[BIND]), None, held(&[BIND, PCAP]), true);
        assert_eq!(plan.ambient, 0);
    }

    #[test]
    fn the_own_sets_are_those_that_proc_tells() {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let line = |name| status.lines().find_map(|line| line.strip_prefix(name)).unwrap().trim();
        let told = |name| u64::from_str_radix(line(name), 16).unwrap();
        let held = CapabilitySets::by_this_process();
        assert_eq!((held.bounding, held.effective), (told("CapBnd:"), told("CapEff:")));
    }
}
