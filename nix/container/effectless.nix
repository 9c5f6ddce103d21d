# What in a configuration has no effect, in one line: options that have a counterpart, and further texts.
{ lib }:
{
  config,
  # Whether the user's files set an option, by its path.
  setting,
  # Texts of the same form.
  further ? [ ],
}:
let
  counterparts = {
    "boot.kernel.sysctl" = "docker run --sysctl";
    "boot.supportedFilesystems" = "the machine's";
    "boot.zfs.extraPools" = "the machine's, with docker run -v";
    "fileSystems" = "docker run -v";
    "networking.bridges" = "docker network";
    "networking.domain" = "docker run --domainname";
    "networking.hostName" = "docker run --hostname";
    "networking.interfaces" = "docker network";
    "networking.nameservers" = "docker run --dns";
    "networking.nftables.ruleset" = "the machine's";
    "networking.search" = "docker run --dns-search";
    "swapDevices" = "docker run --memory-swap";
    "systemd.network.netdevs" = "docker network";
    "systemd.network.networks" = "docker network";
  };

  isSet =
    name:
    let
      path = lib.splitString "." name;
      value = lib.attrByPath path null config;
    in
    setting path && value != null && value != [ ] && value != { } && value != "";

  without =
    map (name: "${name} (${counterparts.${name}})") (lib.filter isSet (lib.attrNames counterparts))
    ++ further;
in
lib.optional (
  without != [ ]
) "note: without effect in a container: ${lib.concatStringsSep ", " without}"
