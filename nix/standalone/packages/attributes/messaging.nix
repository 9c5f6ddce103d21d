# Programs that serve mail and talk between people.
let
  runs = import ./runs.nix;
in
{
  dovecot_pigeonhole = {
    pname = "dovecot-pigeonhole";
    debs = [
      "dovecot-sieve"
      "dovecot-managesieved"
    ];
    mainProgram = "sievec";
    standaloneOnly = true;
  };
  clamav = runs "clamscan" [
    "clamav"
    "clamav-daemon"
    "clamav-freshclam"
  ];
  dovecot = runs "dovecot" [
    "dovecot-core"
    "dovecot-imapd"
    "dovecot-pop3d"
    "dovecot-lmtpd"
  ];
  exim = {
    debs = [ "exim4-daemon-light" ];
    links."bin/exim" = "usr/sbin/exim4";
  };
  ircd-hybrid = runs "ircd-hybrid" "ircd-hybrid";
  murmur = {
    debs = [ "mumble-server" ];
    mainProgram = "mumble-server";
    # It was called murmurd until 1.5.
    script = ''
      open_directory "$out/bin"
      if [ ! -e "$out/bin/mumble-server" ]; then ln -s murmurd "$out/bin/mumble-server"; fi
    '';
  };
  ngircd = "ngircd";
  nullmailer = runs "nullmailer-send" "nullmailer";
  opendkim = "opendkim";
  opensmtpd = runs "smtpd" "opensmtpd";
  postfix = {
    debs = [ "postfix" ];
    links."libexec/postfix" = "usr/lib/postfix/sbin";
    # Whose files are to be what: the package's own can't be changed.
    script = ''
      open_directory "$out/etc/postfix"
      rm "$out/etc/postfix/postfix-files"
      grep -E '^\$((queue|data)_directory|config_directory:)' "$(find_file etc/postfix/postfix-files)" \
        > "$out/etc/postfix/postfix-files"
    '';
  };
  prosody = {
    debs = [ "prosody" ];
    # A build has its configuration checked where /usr is another's, so the programs are told where all is.
    script = ''
      open_directory "$out/bin"
      lua=$(sed -n '1s/.* //p' "$out/bin/prosody")
      path= native=
      while read -r deb; do
        directory=$deb/usr/share/lua/''${lua#lua}
        if [ -d "$directory" ]; then path="$path$directory/?.lua;$directory/?/init.lua;"; fi
        directory=$deb/usr/lib/$multiarch/lua/''${lua#lua}
        if [ -d "$directory" ]; then native="$native$directory/?.so;"; fi
      done < "$all"
      open_directory "$out/share/lua"
      for program in prosody prosodyctl; do
        file=$(readlink "$out/bin/$program")
        sed "s|='/usr/lib/prosody|='$(find_file usr/lib/prosody)|" "$file" > "$out/share/lua/$program"
        rm "$out/bin/$program"
        {
          echo '#!/bin/sh'
          echo "export LUA_PATH='$path;' LUA_CPATH='$native;'"
          echo "exec $(find_file "usr/bin/$lua") $out/share/lua/$program \"\$@\""
        } > "$out/bin/$program"
        chmod 0555 "$out/bin/$program"
      done
    '';
  };
  radicale = {
    debs = [
      "radicale"
      # What passwords are hashed with.
      "python3-passlib"
      "python3-bcrypt"
    ];
    show = [ "radicale" ];
  };
  rspamd = "rspamd";
  spamassassin = "spamassassin";
  znc = "znc";
}
