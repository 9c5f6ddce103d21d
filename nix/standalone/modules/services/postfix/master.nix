# One service of Postfix' master.cf.
{ lib }:

{ name, ... }:

let
  inherit (lib) mkOption types;

  orDefault =
    type: description:
    mkOption {
      type = types.nullOr type;
      default = null;
      description = "${description} `null` leaves it to Postfix.";
    };
in
{
  options = {
    name = mkOption {
      type = types.str;
      default = name;
      defaultText = lib.literalMD "the attribute's name";
      description = "The service's name or port.";
    };
    type = mkOption {
      type = types.enum [
        "inet"
        "unix"
        "unix-dgram"
        "fifo"
        "pass"
      ];
      default = "unix";
      description = "Where it listens.";
    };
    private = orDefault types.bool "Whether only Postfix itself reaches it.";
    privileged = orDefault types.bool "Whether it keeps root's rights.";
    chroot = orDefault types.bool "Whether it sees nothing but the queue.";
    wakeup = orDefault types.int "Seconds after which it is woken.";
    wakeupUnusedComponent = orDefault types.bool "Whether it is woken before it was used once.";
    maxproc = orDefault types.int "Processes that it has at most; 0 for any number.";
    command = mkOption {
      type = types.str;
      default = name;
      defaultText = lib.literalMD "the attribute's name";
      description = "The program.";
    };
    args = mkOption {
      type = types.listOf types.str;
      default = [ ];
      example = [
        "-o"
        "smtpd_tls_wrappermode=yes"
      ];
      description = "Arguments of the program.";
    };
  };
}
