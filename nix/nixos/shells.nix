# What bash reads at its start, as far as the user's files and the modules that they switch on define it; NixOS' own
# is for a machine.
#
#   lines, brought  what is taken of an option, see ./channels.nix
{
  lib,
  config,
  lines,
  brought,
}:
let
  text = import ./text-file.nix;

  inBoth =
    name:
    lines [
      "environment"
      name
    ]
    + lines [
      "programs"
      "bash"
      name
    ];

  aliases =
    let
      of = path: builtins.intersectAttrs (brought path) (lib.attrByPath path { } config);
      all =
        of [
          "environment"
          "shellAliases"
        ]
        // of [
          "programs"
          "bash"
          "shellAliases"
        ];
    in
    lib.concatStrings (
      lib.mapAttrsToList (name: value: ''
        alias -- ${name}=${lib.escapeShellArg value}
      '') (lib.filterAttrs (_: value: value != null) all)
    );

  motd = import ../container/motd.nix {
    inherit lib;
    text = config.users.motd or null;
    file = config.users.motdFile or null;
  };

  interactive = motd + inBoth "promptInit" + aliases + inBoth "interactiveShellInit";

  bashrc = ''
    case $- in *i*) ;; *) return ;; esac
    ${interactive}'';
in
{
  etc = {
    profile = text "profile" (
      ''
        . /etc/set-environment
        ${
          lines [
            "environment"
            "extraInit"
          ]
        }${inBoth "shellInit"}${inBoth "loginShellInit"}''
      + lib.optionalString (interactive != "") ''
        if [ -n "''${BASH-}" ]; then . /etc/bashrc; fi
      ''
    );
  }
  // lib.optionalAttrs (interactive != "") {
    # Debian's bash reads the one, nixpkgs' the other.
    bashrc = text "bashrc" bashrc;
    "bash.bashrc" = text "bash.bashrc" bashrc;
  };
}
