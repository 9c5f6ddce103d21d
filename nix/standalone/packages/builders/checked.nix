# A configuration file that its own program has looked at while the image was built.
{ lib, pkgs }:
{
  # `text`, or the file `source`, as the file `name`, once `command` has taken it. The command is bash; it finds
  #   $file                 the file
  #   run PROGRAM ARGUMENT… a program of `package`, with the libraries that Debian has for it: nothing of
  #                         the machine that builds is asked
  #   $loader, $libraries   what it is run with, for what is no program by itself
  #   forgive PATTERN COMMAND…
  #                         the command; where it fails for a line of the file that matches the pattern, again
  #                         without that line: what only a container has (certificates, users) is no mistake
  # What a program says counts only when it fails. `option` is what the user has written, `further` are packages whose
  # libraries it needs besides.
  writeChecked =
    {
      name,
      text ? null,
      source ? null,
      option,
      package,
      command,
      further ? [ ],
    }:
    pkgs.runCommand name
      {
        inherit text source option;
        passAsFile = if text == null then [ ] else [ "text" ];
        closures = map (package: "${package}/nix-support/debian-closure") ([ package ] ++ further);
        programs = "${package}/bin";
      }
      ''
        libraries= loader=
        while read -r deb; do
          for directory in "$deb"/usr/lib/*-linux-gnu; do
            libraries=$libraries:$directory
            for file in "$directory"/ld-linux*.so.*; do loader=$file; done
          done
        done < <(cat $closures)
        libraries=''${libraries#:}

        run() {
          local program
          program=$(readlink -f "$programs/$1")
          shift
          "$loader" --library-path "$libraries" "$program" "$@"
        }

        # The line that a program names in what it says.
        number() {
          sed -nE 's/.*${lib.escapeRegex name}\]?[: (]+(line )?([0-9]+).*/\2/p; t; s/.*[Ll]ine ([0-9]+).*/\1/p' "$1" | head -n 1
        }

        forgive() {
          local pattern=$1 wrong before
          shift
          for round in {1..200}; do
            if "$@" > "$TMPDIR/lines" 2>&1; then return 0; fi
            if ! grep -qE "$pattern" "$TMPDIR/lines"; then
              cat "$TMPDIR/lines"
              return 1
            fi
            wrong=$(number "$TMPDIR/lines")
            # Where it is the whole, or part of more than a line, nothing is known of the rest.
            if [ -z "$wrong" ] || sed -n "''${wrong}p" "$file" | grep -qE '^ *(#|$|[<{}])|[{}] *$'; then return 0; fi
            sed -i "''${wrong}s/.*/# left out/" "$file"
          done
        }

        file=$TMPDIR/${name}
        cp "''${textPath:-$source}" "$file"
        check() {
          ${command}
        }
        if ! check > "$TMPDIR/said" 2>&1; then
          echo "$option: the program takes no such file:" >&2
          # Of a failed build no more than twenty lines are shown.
          sed "s|$TMPDIR/||g" "$TMPDIR/said" | tail -n 17 >&2
          line=$(number "$TMPDIR/said")
          if [ "$line" ]; then sed -nE "''${line}s/^ *(.+)/in the line \`\1\`/p" "''${textPath:-$source}" >&2; fi
          exit 1
        fi
        cp "''${textPath:-$source}" "$out"
      '';
}
