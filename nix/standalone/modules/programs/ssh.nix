# `programs.ssh`: what the client `ssh` reads, and the keys of servers that everybody knows.
{
  config,
  lib,
  ...
}:

let
  inherit (lib) mkOption types;
  cfg = config.programs.ssh;

  list = (import ../short-options.nix { inherit lib; }).orNull (types.listOf types.str);

  accepted = mkOption {
    type = types.anything;
    default = null;
    description = "Accepted: nobody sits at a container.";
  };

  knownHost =
    { name, config, ... }:
    {
      options = {
        certAuthority = mkOption {
          type = types.bool;
          default = false;
          description = "Whether the key signs other servers' keys.";
        };
        hostNames = mkOption {
          type = types.listOf types.str;
          default = [ name ] ++ config.extraHostNames;
          defaultText = lib.literalMD "the attribute's name, and {option}`extraHostNames`";
          description = "Names and addresses of the server.";
        };
        extraHostNames = mkOption {
          type = types.listOf types.str;
          default = [ ];
          description = "Names and addresses besides the attribute's name.";
        };
        publicKey = mkOption {
          type = types.nullOr types.singleLineStr;
          default = null;
          example = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI…";
          description = "The server's key.";
        };
        publicKeyFile = mkOption {
          type = types.nullOr types.path;
          default = null;
          description = "The file that has it.";
        };
      };
    };

  knownLines = lib.concatStrings (
    lib.mapAttrsToList (
      _: host:
      let
        key =
          if host.publicKey != null then
            host.publicKey
          else
            lib.removeSuffix "\n" (builtins.readFile host.publicKeyFile);
      in
      "${lib.optionalString host.certAuthority "@cert-authority "}${lib.concatStringsSep "," host.hostNames} ${key}\n"
    ) cfg.knownHosts
  );

  directive =
    name: values: lib.optionalString (values != null) "${name} ${lib.concatStringsSep "," values}\n";

  text =
    cfg.extraConfig
    +
      lib.optionalString (cfg.knownHostsFiles != [ ])
        "GlobalKnownHostsFile /etc/ssh/ssh_known_hosts ${
          lib.concatMapStringsSep " " toString cfg.knownHostsFiles
        }\n"
    + directive "HostKeyAlgorithms" cfg.hostKeyAlgorithms
    + directive "PubkeyAcceptedAlgorithms" cfg.pubkeyAcceptedKeyTypes
    + directive "KexAlgorithms" cfg.kexAlgorithms
    + directive "Ciphers" cfg.ciphers
    + directive "MACs" cfg.macs;
in
{
  options.programs.ssh =
    lib.genAttrs [
      "agentPKCS11Whitelist"
      "agentTimeout"
      "askPassword"
      "enableAskPassword"
      "forwardX11"
      "package"
      "setXAuthLocation"
      "startAgent"
      "systemd-ssh-proxy"
    ] (_: accepted)
    // {
      knownHosts = mkOption {
        type = types.attrsOf (types.submodule knownHost);
        default = { };
        example = {
          "backup.example.org".publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI…";
        };
        description = "Keys of servers, in {file}`/etc/ssh/ssh_known_hosts`.";
      };
      knownHostsFiles = mkOption {
        type = types.listOf types.path;
        default = [ ];
        description = "Further files with such keys.";
      };
      extraConfig = mkOption {
        type = types.lines;
        default = "";
        description = "Lines of {file}`/etc/ssh/ssh_config`.";
      };
      hostKeyAlgorithms = mkOption {
        type = types.listOf types.str;
        default = [ ];
        apply = names: if names == [ ] then null else names;
        description = "Kinds of servers' keys that are taken, in the order of preference.";
      };
      pubkeyAcceptedKeyTypes = mkOption {
        type = types.listOf types.str;
        default = [ ];
        apply = names: if names == [ ] then null else names;
        description = "Kinds of users' keys that are offered.";
      };
      kexAlgorithms = list "Key exchanges that are offered; OpenSSH's own choice if `null`.";
      ciphers = list "Ciphers that are offered; OpenSSH's own choice if `null`.";
      macs = list "Message authentication codes that are offered; OpenSSH's own choice if `null`.";
    };

  config = {
    assertions = lib.mapAttrsToList (name: host: {
      assertion = (host.publicKey == null) != (host.publicKeyFile == null);
      message = "programs.ssh.knownHosts.\"${name}\": set publicKey or publicKeyFile.";
    }) cfg.knownHosts;

    environment.etc = {
      "ssh/ssh_known_hosts" = lib.mkIf (cfg.knownHosts != { }) { text = knownLines; };
      "ssh/ssh_config" = lib.mkIf (text != "") { inherit text; };
    };
  };
}
