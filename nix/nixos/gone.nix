# Options by which a configuration asks for something of a machine that a container does not have: switched on,
# or set by a name that NixOS has given up. For the latter NixOS would warn, or refuse the configuration; the
# modules that do so are not evaluated here.
#
#   options    of NixOS
#   setting    whether the user's own files set an option, by its path
#   isMachines whether a file of NixOS is about a machine
{
  lib,
  config,
  options,
  setting,
  isMachines,
}:
let
  # Those that people have most, each with what is below it. To look at all there are takes long, and is not safe:
  # some are declared by what a machine's hardware is.
  roots = [
    "boot.cleanTmpDir"
    "boot.plymouth"
    "boot.tmpOnTmpfs"
    "boot.tmpOnTmpfsSize"
    "hardware.bluetooth"
    "hardware.graphics"
    "hardware.opengl"
    "networking.networkmanager"
    "networking.wireless"
    "powerManagement"
    "services.fstrim"
    "services.fwupd"
    "services.journald"
    "services.logind"
    "services.resolved"
    "sound"
    "zramSwap"
  ];

  below =
    path: option:
    if option._type or null == "option" then
      lib.optional (
        (if isHidden option then true else lib.last path == "enable")
        && lib.all isMachines option.declarations
        && setting path
        && (isHidden option || lib.getAttrFromPath path config == true)
      ) (lib.concatStringsSep "." path)
    else
      lib.concatMap (name: below (path ++ [ name ]) option.${name}) (
        lib.filter (name: name != "_definedNames") (lib.attrNames option)
      );

  # Whether an option was removed or renamed: its value is then an error or a warning.
  isHidden = option: option.visible or true == false;

  found =
    root:
    let
      path = lib.splitString "." root;
    in
    lib.optionals (lib.hasAttrByPath path options) (below path (lib.getAttrFromPath path options));
in
lib.concatMap found roots
