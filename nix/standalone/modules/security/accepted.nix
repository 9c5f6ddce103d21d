# What `security.*` says of a machine is taken without effect: a container's privileges are Docker's.
{ lib, ... }:

let
  inherit (lib) mkOption types;

  accepted = mkOption {
    type = types.anything;
    default = { };
    description = "Accepted without effect: what a container may do is said by `docker run`.";
  };
in
{
  options.security = lib.genAttrs [
    "allowSimultaneousMultithreading"
    "allowUserNamespaces"
    "apparmor"
    "audit"
    "auditd"
    "chromiumSuidSandbox"
    "duosec"
    "forcePageTableIsolation"
    "googleOsLogin"
    "hideProcessInformation"
    "ipa"
    "isolate"
    "krb5"
    "lockKernelModules"
    "loginDefs"
    "lsm"
    "please"
    "polkit"
    "protectKernelImage"
    "rngd"
    "rtkit"
    "run0"
    "shadow"
    "soteria"
    "tpm2"
    "unprivilegedUsernsClone"
    "virtualisation"
    "wrapperDirSize"
  ] (_: accepted);
}
