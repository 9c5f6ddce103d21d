# Database servers and their clients.
let
  mariadb = {
    pname = "mariadb-server";
    debs = [
      "mariadb-server-core"
      "mariadb-client-core"
      "mariadb-client"
      # What its scripts call.
      "bash"
      "coreutils"
      "grep"
      "hostname"
      "sed"
    ];
    show = [ "mariadb-(server-core|client-core|client)" ];
    mainProgram = "mariadbd";
    links = {
      "bin/mysqld" = "usr/sbin/mariadbd";
      "bin/mysql_install_db" = "usr/bin/mariadb-install-db";
    };
    passthru =
      { deb, ... }:
      {
        isMariaDB = true;
        client = deb "mariadb-client";
      };
  };

  # The newest that apt has. Debian's own is built with JIT compilation, for which it wants a
  # 100 MB LLVM: that stays out, as in nixpkgs' default.
  postgresql =
    debs:
    let
      shown = "postgresql(-client)?-[0-9]+";
    in
    {
      pname = "postgresql";
      inherit debs;
      show = [ shown ];
      binFrom = [ "usr/lib/postgresql/*/bin" ];
      mainProgram = "psql";
      script = shared "share";
      passthru =
        {
          choice,
          deb,
          debianPackagesNamed,
          with_,
          ...
        }:
        let
          major = builtins.head (builtins.match "postgresql-([0-9]+)" (choice (builtins.head debs)));
        in
        rec {
          psqlSchema = major;
          installedExtensions = [ ];
          pkgs = extensions (debianPackagesNamed "postgresql-${major}-") // {
            plperl = deb "postgresql-plperl-${major}";
            plpython3 = deb "postgresql-plpython3-${major}";
            pltcl = deb "postgresql-pltcl-${major}";
          };
          # `p: [ p.postgis-3 ]`: the server looks for extensions beside itself, so it is copied
          # to where it sees them.
          withPackages = choose: with_.changed (choose pkgs) beside;
        };
    };

  # Debian's names after the version, and what nixpkgs calls them: with underscores, with pg_ before it, or otherwise.
  extensions =
    debian:
    let
      names = builtins.attrNames debian;
      underscored = builtins.replaceStrings [ "-" ] [ "_" ];
      under =
        rename:
        builtins.listToAttrs (
          map (name: {
            name = rename name;
            value = debian.${name};
          }) names
        );
      others = {
        pgsql-http = "http";
        plpgsql_check = "plpgsql-check";
        temporal_tables = "temporal-tables";
      };
      known = builtins.filter (name: debian ? ${others.${name}}) (builtins.attrNames others);
    in
    under (name: "pg_${underscored name}")
    // under underscored
    // builtins.listToAttrs (
      map (name: {
        inherit name;
        value = debian.${others.${name}};
      }) known
    )
    // debian
    // (
      if debian ? postgis-3-scripts then
        rec {
          # The server finds nothing of it without the scripts.
          postgis = debian.postgis-3 // {
            debianRoots = debian.postgis-3.debianRoots ++ debian.postgis-3-scripts.debianRoots;
          };
          postgis-3 = postgis;
        }
      else
        { }
    );

  # What is shared, where nixpkgs' has it: without the version between.
  shared = from: ''
    open_directory "$out/share/postgresql"
    for entry in "$out/${from}"/postgresql/[0-9]*/*; do
      merge "$entry" "$out/share/postgresql/''${entry##*/}"
    done
  '';

  beside = {
    binFrom = [ ];
    script = ''
      while read -r deb; do
        for directory in "$deb"/usr/lib/postgresql/*/* "$deb"/usr/share/postgresql/*; do
          place=$out/''${directory#/nix/store/*/}
          if [ -d "$directory" ]; then
            mkdir -p "$(dirname "$place")"
            merge "$directory" "$place"
          fi
        done
      done < "$all"
      # Extensions of several versions, which alternatives give their names.
      for control in "$out"/usr/share/postgresql/*/extension/*-[0-9].control; do
        plain=''${control%-[0-9].control}.control
        if [ -e "$control" ] && [ ! -e "$plain" ]; then
          open_directory "$(dirname "$plain")"
          ln -s "$(basename "$control")" "$plain"
        fi
      done
      for bin in "$out"/usr/lib/postgresql/*/bin; do
        open_directory "$bin"
        for program in "$bin"/*; do
          file=$(readlink -f "$program")
          rm "$program"
          cp "$file" "$program"
        done
        rm -rf "$out/bin"
        ln -s "$bin" "$out/bin"
      done
    ''
    + shared "usr/share";
  };
in
{
  inherit mariadb;
  mysql = mariadb;
  mysql80 = mariadb;
  mariadb-client = {
    debs = [
      "mariadb-client-core"
      "mariadb-client"
    ];
    mainProgram = "mariadb";
  };
  pgbackrest = "pgbackrest";
  postgresql = postgresql [
    "postgresql-17|postgresql-16|postgresql-15"
    "postgresql-client-17|postgresql-client-16|postgresql-client-15"
  ];
  postgresql_13 =
    postgresql [
      "postgresql-13"
      "postgresql-client-13"
    ]
    // {
      perRelease = true;
    };
  postgresql_14 =
    postgresql [
      "postgresql-14"
      "postgresql-client-14"
    ]
    // {
      perRelease = true;
    };
  postgresql_15 =
    postgresql [
      "postgresql-15"
      "postgresql-client-15"
    ]
    // {
      perRelease = true;
    };
  postgresql_16 =
    postgresql [
      "postgresql-16"
      "postgresql-client-16"
    ]
    // {
      perRelease = true;
    };
  postgresql_17 =
    postgresql [
      "postgresql-17"
      "postgresql-client-17"
    ]
    // {
      perRelease = true;
    };
  postgresql_18 =
    postgresql [
      "postgresql-18"
      "postgresql-client-18"
    ]
    // {
      perRelease = true;
    };
  pgbouncer = "pgbouncer";
  pgcli = "pgcli";
  mycli = "mycli";
  influxdb = {
    debs = [ "influxdb" ];
    mainProgram = "influxd";
  };
  etcd = "etcd-server";
  sphinx = "sphinxsearch";
  freetds = {
    debs = [ "freetds-bin" ];
    mainProgram = "tsql";
  };
}
