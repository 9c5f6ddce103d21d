# `environment.variables` where people and programs find them: the image's own, and files in /etc for logins.
#
#   variables   as text; a value may name others (`$HOME/bin`), which only a shell can resolve
#   searchPath  directories that come first in PATH
#   ofUsers     whether there are packages of single users, whose programs come next
{
  lib,
  variables,
  searchPath,
  ofUsers,
}:
let
  pathOf =
    user:
    (import ../container/variables.nix { inherit lib; }).pathAfter (
      searchPath ++ lib.optional ofUsers "/etc/profiles/per-user/${user}/bin"
    );

  # As NixOS writes them.
  exports = lib.concatStrings (
    lib.mapAttrsToList (name: value: ''
      export ${name}="${value}"
    '') variables
  );

  text = import ./text-file.nix;

  without =
    characters:
    lib.filterAttrs (_: value: !(lib.any (character: lib.hasInfix character value) characters));
in
{
  # Those that need no shell.
  plain = without [ "$" ] variables;

  etc = {
    set-environment = text "set-environment" ''
      export PATH=${pathOf "$USER"}
      ${exports}'';
    # What pam_env is told to read by every PAM file of NixOS'. It has no word for these characters.
    "pam/environment" = text "pam/environment" (
      lib.concatStrings (
        lib.mapAttrsToList (name: value: ''
          ${name} DEFAULT="${value}"
        '') ({ PATH = pathOf "@{PAM_USER}"; } // without [ "$" "@" "\"" "\\" "\n" ] variables)
      )
    );
  };
}
