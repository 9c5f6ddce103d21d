# A configuration file that its own program has looked at while the image was built.
{ pkgs }:
{
  # `text`, or the file `source`, as the file `name`, once `command` has taken it. The command is bash; it finds
  #   $file                 the file
  #   run PROGRAM ARGUMENT… a program of `package`, with the libraries that Debian has for it: nothing of
  #                         the machine that builds is asked
  #   $loader, $libraries   what it is run with, for what is no program by itself
  # What a program says counts only when it fails. `option` is what the user has written.
  writeChecked =
    {
      name,
      text ? null,
      source ? null,
      option,
      package,
      command,
    }:
    pkgs.runCommand name
      {
        inherit text source option;
        passAsFile = if text == null then [ ] else [ "text" ];
        closure = "${package}/nix-support/debian-closure";
        programs = "${package}/bin";
      }
      ''
        libraries= loader=
        while read -r deb; do
          for directory in "$deb"/usr/lib/*-linux-gnu; do
            libraries=$libraries:$directory
            for file in "$directory"/ld-linux*.so.*; do loader=$file; done
          done
        done < "$closure"
        libraries=''${libraries#:}

        run() {
          local program
          program=$(readlink -f "$programs/$1")
          shift
          "$loader" --library-path "$libraries" "$program" "$@"
        }

        file=$TMPDIR/${name}
        cp "''${textPath:-$source}" "$file"
        check() {
          ${command}
        }
        if ! check > "$TMPDIR/said" 2>&1; then
          echo "$option: the program takes no such file:" >&2
          # Of a failed build no more than twenty lines are shown.
          sed "s|$TMPDIR/||g" "$TMPDIR/said" | tail -n 18 >&2
          exit 1
        fi
        cp "''${textPath:-$source}" "$out"
      '';
}
