# Options for the directives of sshd_config that have a default of their own.
{ lib }:

let
  flag =
    default: description:
    lib.mkOption {
      type = lib.types.nullOr lib.types.bool;
      inherit default description;
    };

  names =
    description:
    lib.mkOption {
      type = lib.types.nullOr (lib.types.listOf lib.types.str);
      default = null;
      inherit description;
    };
in
{
  freeformType = lib.types.attrsOf (
    lib.types.nullOr (
      lib.types.oneOf [
        lib.types.bool
        lib.types.int
        lib.types.str
        (lib.types.listOf lib.types.str)
      ]
    )
  );

  options = {
    LogLevel = lib.mkOption {
      type = lib.types.nullOr (
        lib.types.enum [
          "QUIET"
          "FATAL"
          "ERROR"
          "INFO"
          "VERBOSE"
          "DEBUG"
          "DEBUG1"
          "DEBUG2"
          "DEBUG3"
        ]
      );
      default = "INFO";
      description = "How much the server logs.";
    };

    PermitRootLogin = lib.mkOption {
      type = lib.types.nullOr (
        lib.types.enum [
          "yes"
          "prohibit-password"
          "without-password"
          "forced-commands-only"
          "no"
        ]
      );
      default = "prohibit-password";
      description = "Whether root may log in, and how.";
    };

    GatewayPorts = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = "no";
      description = "Whether ports that clients forward are open for others: no, yes or clientspecified.";
    };

    PasswordAuthentication = flag true "Whether a password is enough. Users have none unless one is given at run time.";
    KbdInteractiveAuthentication = flag true "Whether the server asks questions, of PAM, for a login.";
    UsePAM = flag true "Whether PAM is asked about accounts and sessions.";
    UseDns = flag false "Whether clients' names are looked up.";
    X11Forwarding = flag false "Whether clients may forward X11.";
    StrictModes = flag true "Whether files that others could write are refused.";
    PrintMotd = flag false "Whether a login shows {file}`/etc/motd`.";

    AuthorizedPrincipalsFile = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = "none";
      description = "File with names that a certificate may bear to be let in.";
    };

    AcceptEnv = names "Variables that clients may set.";
    AllowUsers = names "The only users who may log in.";
    DenyUsers = names "Users who may not log in.";
    AllowGroups = names "The only groups whose members may log in.";
    DenyGroups = names "Groups whose members may not log in.";
    Ciphers = names "Ciphers that are offered; OpenSSH's own choice if `null`.";
    KexAlgorithms = names "Key exchanges that are offered; OpenSSH's own choice if `null`.";
    Macs = names "Message authentication codes that are offered; OpenSSH's own choice if `null`.";
  };
}
