# The options of one job of `services.borgbackup`.
{ lib, hostName }:
{ name, ... }:
let
  inherit (lib) mkOption types;
  inherit (import ../../short-options.nix { inherit lib; })
    flag
    lines
    option
    orNull
    ;

  text = orNull types.str;
  script = lines;
  arguments = option (types.coercedTo (types.listOf types.str) lib.escapeShellArgs types.str) "";
in
{
  options = {
    paths = mkOption {
      type = types.nullOr (types.coercedTo types.str lib.singleton (types.listOf types.str));
      default = null;
      example = [ "/var/lib" ];
      description = "What is backed up.";
    };
    dumpCommand = option (types.nullOr types.path) null "A program whose output is backed up instead.";
    createCommand = option (types.enum [
      "create"
      "import-tar"
    ]) "create" "How: `import-tar` takes the output of dumpCommand for a tar archive.";

    repo = mkOption {
      type = types.str;
      example = "ssh://borg@backup.example.org/./web";
      description = "Where to. It is made if it is not there.";
    };
    removableDevice = flag false "Whether a repository that is a path is somebody else's to make.";

    encryption = {
      mode = mkOption {
        type = types.enum [
          "repokey"
          "keyfile"
          "repokey-blake2"
          "keyfile-blake2"
          "authenticated"
          "authenticated-blake2"
          "none"
        ];
        example = "repokey-blake2";
        description = "How the repository is encrypted when it is made.";
      };
      passCommand = mkOption {
        type = types.nullOr types.str;
        default = null;
        example = "cat /run/secrets/borg";
        description = "A command that prints the passphrase.";
      };
      passphrase = text "The passphrase. It would be in the image for everyone to read: use passCommand.";
    };

    archiveBaseName = mkOption {
      type = types.nullOr (types.strMatching "[^/{}]+");
      default = "${hostName}-${name}";
      defaultText = lib.literalExpression ''"''${config.networking.hostName}-''${name}"'';
      description = "What archives' names begin with; null is nothing.";
    };
    dateFormat = option types.str "+%Y-%m-%dT%H:%M:%S" "What they end with, in the words of date(1).";
    appendFailedSuffix = flag true "Whether an archive is called .failed until it is complete.";

    startAt = mkOption {
      type = types.either types.str (types.listOf types.str);
      default = "daily";
      description = "When the job runs, in the words of systemd.time(7); an empty list is never by itself.";
    };
    persistentTimer = flag false "Whether a run that was missed is made up for at the next start.";
    inhibitsSleep = flag false "Accepted: a container does not sleep.";

    user = option types.str "root" "User that the job runs as.";
    group = option types.str "root" "Group that the job runs as.";

    wrapper = mkOption {
      type = types.nullOr types.str;
      default = "borg-job-${name}";
      defaultText = lib.literalExpression ''"borg-job-''${name}"'';
      description = "A program of that name is borg with the job's repository and passphrase; null makes none.";
    };

    compression = mkOption {
      type = types.strMatching "none|(auto,)?(lz4|zstd|zlib|lzma)(,[[:digit:]]{1,2})?";
      default = "lz4";
      example = "auto,zstd";
      description = "How archives are compressed.";
    };
    exclude = mkOption {
      type = types.listOf types.str;
      default = [ ];
      example = [ "*/.cache" ];
      description = "Patterns of what is not backed up.";
    };
    patterns =
      option (types.listOf types.str) [ ]
        "Patterns that say what is (`+`) and what is not (`-`), the first that fits.";

    readWritePaths = option (types.listOf types.path) [ ] "Accepted: the container is the sandbox.";
    privateTmp = flag true "Whether the job has a /tmp of its own, where the container may mount.";
    failOnWarnings = flag true "Whether a warning of borg's is a failure.";
    doInit = flag true "Whether the repository is made if it is not there.";

    prune = {
      keep = mkOption {
        type = types.attrsOf (types.either types.int (types.strMatching "[[:digit:]]+[Hdwmy]"));
        default = { };
        example = {
          within = "1d";
          daily = 7;
          monthly = -1;
        };
        description = "How many archives are kept after each run; nothing keeps all.";
      };
      prefix = mkOption {
        type = types.nullOr types.str;
        default = "${hostName}-${name}";
        defaultText = lib.literalExpression "archiveBaseName";
        description = "What the names of archives begin with that are looked at; null is all.";
      };
    };

    environment = mkOption {
      type = types.attrsOf types.str;
      default = { };
      example = {
        BORG_RSH = "ssh -i /run/secrets/backup-key";
      };
      description = "Environment variables of borg.";
    };

    preHook = script "Shell commands before the backup.";
    postInit = script "Shell commands after the repository was made.";
    postCreate = script "Shell commands after the backup. The archive is $archiveName.";
    postPrune = script "Shell commands after the pruning.";
    postHook = script "Shell commands at the end, also of a failure. The exit status is $exitStatus.";

    extraArgs = arguments "Arguments of every call of borg.";
    extraInitArgs = arguments "Arguments of `borg init`.";
    extraCreateArgs = arguments "Arguments of `borg create`.";
    extraPruneArgs = arguments "Arguments of `borg prune`.";
    extraCompactArgs = arguments "Arguments of `borg compact`.";
  };
}
