# NixOS' program that puts secrets into files when a service starts.
{ pkgs }:
{
  replace-secret = pkgs.writeTextFile {
    name = "replace-secret";
    executable = true;
    destination = "/bin/replace-secret";
    meta.mainProgram = "replace-secret";
    # Nothing of the secret is ever an argument of a program.
    text = ''
      #!${pkgs.bash}/bin/bash
      set -eu
      if [ $# != 3 ]; then
        echo "usage: replace-secret TEXT SECRET-FILE FILE" >&2
        exit 2
      fi
      secret=$(< "$2")
      IFS= read -r -d "" content < "$3" || true
      printf '%s' "''${content//"$1"/"$secret"}" > "$3"
    '';
  };
}
