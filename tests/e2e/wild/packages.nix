# Packages under nixpkgs' names: the programs of what is chosen among a language's packages, paths inside packages, and
# packages that only Debian has. The service writes what each says.
{ pkgs, ... }:
let
  python = pkgs.python3.withPackages (
    ps: with ps; [
      alembic
      celery
      django
      flask
      flask_sqlalchemy
      gunicorn
      ipython
      pip
      pyyaml
      uvicorn
    ]
  );
  perl = pkgs.perl.withPackages (ps: [
    ps.DBI
    ps.JSONXS
    ps.Starman
  ]);
  php = pkgs.php.buildEnv {
    extensions = { all, enabled }: enabled ++ [ all.redis ];
    extraConfig = "memory_limit = 77M";
  };
  written = [
    (pkgs.writers.writeBash "bash" "echo written in Bash")
    (pkgs.writers.writeDash "dash" "echo written in Dash")
    (pkgs.writers.writePerl "perl" { libraries = [ pkgs.perlPackages.JSONXS ]; } ''
      use JSON::XS; print "written in ", encode_json(["Perl"]), "\n";
    '')
    (pkgs.writers.writeLua "lua" { } "print('written in Lua')")
    (pkgs.writers.writeBash "wrapped" {
      makeWrapperArgs = [
        "--set"
        "WHERE"
        "a wrapper"
      ];
    } "echo written for $WHERE")
  ];
  application =
    pkgs.writers.writePython3Bin "application" { libraries = [ pkgs.python3Packages.pyyaml ]; }
      ''
        import yaml
        print(yaml.safe_load("application: [works]"))
      '';
in
{
  environment.systemPackages = [
    application
    pkgs.age
    pkgs.dumb-init
    pkgs.gosu
    pkgs.killall
    pkgs.mkpasswd
    pkgs.nix
    pkgs.replace-secret
    # Only Debian has a package of this name.
    pkgs.hello
  ];

  systemd.services.programs = {
    wantedBy = [ "multi-user.target" ];
    path = [
      python
      perl
      php
      pkgs.php.packages.composer
      pkgs.envsubst
    ];
    script = ''
      set -e
      for program in flask gunicorn uvicorn celery django-admin alembic pip ipython; do
        echo "$program: $($program --version 2>&1 | head -n 1)"
      done
      python -c 'import flask_sqlalchemy, yaml; print("modules: yes")'
      ls -d ${python}/${pkgs.python3.sitePackages}/yaml ${pkgs.python3Packages.gunicorn}/bin/gunicorn
      starman --version
      perl -e 'use DBI; use JSON::XS; print "perl: ", encode_json([1]), "\n"'
      php -m | grep redis
      php -r 'echo "php: ", ini_get("memory_limit"), "\n";'
      for program in ${toString written}; do $program; done
      cat ${pkgs.writers.writeTOML "data.toml" { written = [ "TOML" ]; }}
      ${pkgs.bash}${pkgs.bash.shellPath} -c 'echo shellPath: yes'
      composer --version 2>&1 | head -n 1
      ls ${php}/lib/php/extensions/redis.so ${pkgs.postgresql}/share/postgresql/postgresql.conf.sample
      ${pkgs.bind.host}/bin/host -V 2>&1 | head -n 1
      ${pkgs.glibc.getent}/bin/getent passwd root
      NAME=there envsubst <<< 'envsubst: $NAME'
      echo all is said
      exec sleep infinity
    '';
  };
}
