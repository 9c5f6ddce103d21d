# What belongs to a machine: whoever switches it on, a container has no use for it.
{
  # Files below nixos/modules, or directories of them: what they alone define has no effect.
  files = [
    "config/console.nix"
    "config/networking.nix"
    "config/power-management.nix"
    "config/resolvconf.nix"
    "config/swap.nix"
    "config/sysctl.nix"
    "config/zram.nix"
    "hardware/"
    "installer/"
    "security/apparmor"
    "security/audit"
    "security/lock-kernel-modules.nix"
    "security/polkit.nix"
    "security/rtkit.nix"
    "security/tpm2.nix"
    "services/audio/alsa.nix"
    "services/hardware/"
    "services/misc/fstrim.nix"
    "services/misc/nix-"
    "services/networking/dhcpcd.nix"
    "services/networking/firewall"
    "services/networking/modemmanager.nix"
    "services/networking/networkmanager.nix"
    "services/networking/nftables.nix"
    "services/networking/wpa_supplicant.nix"
    "services/system/dbus.nix" # ./bus.nix has one of its own
    "services/system/nix-daemon.nix"
    "services/system/nscd.nix"
    "services/ttys/"
    "system/boot/"
    "tasks/"
    "virtualisation/qemu-guest-agent.nix"
    "virtualisation/vmware-guest.nix"
    "virtualisation/xe-guest-utilities.nix"
  ];

  # Units whose modules make others as well, or whose parts are spread.
  units = [
    "autovt@*"
    "console-getty.*"
    "container-getty@*"
    "getty@*"
    "kmod-*"
    "modprobe@*"
    "nixos-upgrade.*"
    "post-resume.*"
    "pre-sleep.*"
    "prepare-kexec.*"
    "qemu-guest-agent.*"
    "serial-getty@*"
    "systemd-*"
    "user-runtime-dir@*"
    "user@*"
  ];
}
