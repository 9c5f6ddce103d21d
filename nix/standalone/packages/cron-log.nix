# What stands in for sendmail where there is no mail: cron's letters go to the log. The join takes it for a .deb, so that
# a mail server's own sendmail counts more; its rules know the path.
{ pkgs }:
pkgs.runCommand "nix-docker-cron-log" { } ''
  mkdir -p $out/usr/lib/nix-docker $out/nix-support
  echo "Package: nix-docker-cron-log" > $out/nix-support/debian-package
  cp ${pkgs.writeShellScript "sendmail-to-log" ''
    # The first lines are the letter's head, of which the subject says which job it was.
    subject=
    while IFS= read -r line && [ -n "$line" ]; do
      case $line in "Subject: "*) subject=''${line#Subject: } ;; esac
    done
    { printf '%s\n' "$subject"; cat; } | logger -t cron
  ''} $out/usr/lib/nix-docker/sendmail-to-log
''
