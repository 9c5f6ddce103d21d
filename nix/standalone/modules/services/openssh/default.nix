# The OpenSSH server, with the option names of NixOS.  Its host keys are made at
# the first start, in the container or on a volume, and never while building.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  cfg = config.services.openssh;

  word =
    value:
    if value == true then
      "yes"
    else if value == false then
      "no"
    else
      toString value;

  # Lists of users and groups are separated by blanks, lists of algorithms by commas.
  joined =
    key: value:
    if !builtins.isList value then
      word value
    else if
      lib.elem key [
        "AllowUsers"
        "DenyUsers"
        "AllowGroups"
        "DenyGroups"
        "AcceptEnv"
      ]
    then
      lib.concatStringsSep " " value
    else
      lib.concatStringsSep "," value;

  listen =
    one:
    if one.addr == null then
      [ ]
    else
      map (
        port:
        "ListenAddress ${
          if lib.hasInfix ":" one.addr && !lib.hasPrefix "[" one.addr then "[${one.addr}]" else one.addr
        }:${toString port}"
      ) (if one.port != null then [ one.port ] else cfg.ports);

  lines =
    map (port: "Port ${toString port}") cfg.ports
    ++ lib.concatMap listen cfg.listenAddresses
    ++ map (key: "HostKey ${builtins.toJSON key.path}") cfg.hostKeys
    ++ [ "AuthorizedKeysFile ${lib.concatStringsSep " " cfg.authorizedKeysFiles}" ]
    ++ lib.optionals (cfg.authorizedKeysCommand != "none") [
      "AuthorizedKeysCommand ${cfg.authorizedKeysCommand}"
      "AuthorizedKeysCommandUser ${cfg.authorizedKeysCommandUser}"
    ]
    ++ lib.optional (cfg.banner != null) "Banner /etc/ssh/banner"
    ++ lib.optional (cfg.moduliFile != null) "ModuliFile ${cfg.moduliFile}"
    ++ lib.optional cfg.allowSFTP "Subsystem sftp ${
      lib.concatStringsSep " " ([ cfg.sftpServerExecutable ] ++ cfg.sftpFlags)
    }"
    ++ lib.mapAttrsToList (key: value: "${key} ${joined key value}") (
      lib.filterAttrs (_: value: value != null && value != [ ]) cfg.settings
    )
    ++ [ cfg.extraConfig ];

  keysOf =
    user:
    lib.concatMapStrings (key: "${key}\n") (
      user.openssh.authorizedKeys.keys
      ++ map (file: lib.removeSuffix "\n" (builtins.readFile file)) user.openssh.authorizedKeys.keyFiles
    );

  usersWithKeys = lib.filterAttrs (_: user: keysOf user != "") config.users.users;

  makeKey = key: ''
    if [ ! -s ${lib.escapeShellArg key.path} ]; then
      mkdir -p "$(dirname ${lib.escapeShellArg key.path})"
      rm -f ${lib.escapeShellArg key.path}
      ssh-keygen -q -N "" ${
        lib.escapeShellArgs (
          [
            "-t"
            key.type
            "-f"
            key.path
            "-C"
            key.comment
          ]
          ++ lib.optionals (key.bits != null) [
            "-b"
            (toString key.bits)
          ]
          ++ lib.optionals (key.rounds != null) [
            "-a"
            (toString key.rounds)
          ]
        )
      }
    fi
  '';

  copied = text: {
    # A file of its own: sshd trusts no file below a directory that others can
    # write, as the host's /nix/store is.
    inherit text;
    mode = "0444";
  };
in
{
  imports = [
    ./options.nix
    (lib.mkAliasOptionModule [ "services" "openssh" "knownHosts" ] [ "programs" "ssh" "knownHosts" ])
  ];

  config = lib.mkIf cfg.enable {
    assertions = [
      {
        assertion = cfg.hostKeys != [ ] || lib.hasInfix "HostKey" cfg.extraConfig;
        message = "services.openssh.hostKeys: the server needs at least one key.";
      }
    ]
    ++ map (key: {
      assertion = !lib.hasPrefix builtins.storeDir key.path;
      message = "services.openssh.hostKeys: ${key.path} is in the store, and would be in the image for everyone to read. Write the path of a volume as a string.";
    }) cfg.hostKeys;

    users = import ../account.nix { inherit config lib; } {
      name = "sshd";
      description = "OpenSSH server before anyone has logged in";
    };

    environment.systemPackages = [ cfg.package ];

    environment.etc = {
      "ssh/sshd_config" = {
        source = pkgs.writeChecked {
          name = "sshd_config";
          text = lib.concatMapStrings (line: "${line}\n") lines;
          inherit (cfg) package;
          option = "services.openssh";
          # It reads all, then finds no user and no keys.
          command = ''
            sed -i -E 's/^ *HostKey .*//' $file
            run sshd -t -f $file > $TMPDIR/sshd 2>&1 || true
            if ! grep -qiE 'no hostkeys available|privilege separation' $TMPDIR/sshd; then cat $TMPDIR/sshd; return 1; fi
          '';
        };
        mode = "0444";
      };
      "ssh/banner" = lib.mkIf (cfg.banner != null) (copied cfg.banner);
    }
    // lib.mapAttrs' (
      name: user: lib.nameValuePair "ssh/authorized_keys.d/${name}" (copied (keysOf user))
    ) usersWithKeys;

    # Users without a password can log in with a key all the same.
    security.pam.services.sshd.showMotd = lib.mkDefault true;

    docker.internal = {
      exposedPorts = lib.optionals cfg.openFirewall cfg.ports;
      essentialUnits = [ "sshd.service" ];
    };

    systemd.services.sshd-keygen = lib.mkIf cfg.generateHostKeys {
      description = "OpenSSH host keys";
      wantedBy = [ "multi-user.target" ];
      path = [ cfg.package ];
      unitConfig.ConditionFileNotEmpty = map (key: "|!${key.path}") cfg.hostKeys;
      script = lib.concatMapStrings makeKey cfg.hostKeys;
      serviceConfig.Type = "oneshot";
    };

    systemd.services.sshd = {
      description = "OpenSSH server";
      wantedBy = [ "multi-user.target" ];
      after = [ "network.target" ] ++ lib.optional cfg.generateHostKeys "sshd-keygen.service";
      wants = lib.optional cfg.generateHostKeys "sshd-keygen.service";
      path = [ cfg.package ];

      serviceConfig = {
        Type = "notify";
        ExecStart = "${cfg.package}/bin/sshd -D -f /etc/ssh/sshd_config";
        ExecReload = "/bin/sh -c \"kill -HUP $MAINPID\"";
        # Who is logged in stays so when the server is stopped.
        KillMode = "process";
        Restart = "always";
        # Debian's sshd drops its privileges into this directory.
        RuntimeDirectory = "sshd";
        RuntimeDirectoryMode = "0755";
      };
    };
  };
}
