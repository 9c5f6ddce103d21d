# nixpkgs' names for the packages of Python that Debian has: `python3Packages`, and what `withPackages` chooses from.
#
#   debian     Debian's python3-NAME by NAME
#   named      a package of any name that apt knows, or null
#   attribute  makes a package of several of Debian's, see ./debian.nix
{
  debian,
  named,
  attribute,
}:
let
  # Debian has the programs of these in a package of their own, beside the modules or together with them.
  withPrograms = [
    "alembic"
    "ansible"
    "ansible-lint"
    "azure-cli"
    "bandit"
    "barman"
    "black"
    "cairosvg"
    "celery"
    "certbot"
    "cookiecutter"
    "csvkit"
    "daphne"
    "exabgp"
    "eyed3"
    "fabric"
    "flake8"
    "fonttools"
    "gunicorn"
    "httpie"
    "hy"
    "img2pdf"
    "internetarchive"
    "isort"
    "jupyter-core"
    "jupyter-server"
    "mycli"
    "mypy"
    "peewee"
    "pgcli"
    "powerline"
    "pycodestyle"
    "pydocstyle"
    "pylama"
    "pylint"
    "radicale"
    "slugify"
    "supervisor"
    "tldextract"
    "tmuxp"
    "tox"
    "twine"
    "typer"
    "userpath"
    "uvicorn"
    "virtualenv"
    "virtualenvwrapper"
    "websockify"
    "yoyo"
    "yt-dlp"
  ];

  # Names that no rule below makes of Debian's.
  others = {
    attrs = "attr";
    beautifulsoup4 = "bs4";
    discordpy = "discord";
    gitpython = "git";
    mysql-connector = "mysql.connector";
    mysqlclient = "mysqldb";
    opencv4 = "opencv";
    pillow = "pil";
    pycups = "cups";
    pyjwt = "jwt";
    pyopenssl = "openssl";
    pyserial = "serial";
    pysocks = "socks";
    pyusb = "usb";
    pyxdg = "xdg";
    pyyaml = "yaml";
    pyzmq = "zmq";
    pytorch = "torch";
    scikit-image = "skimage";
    scikit-learn = "sklearn";
  };

  programs = builtins.listToAttrs (
    map (name: {
      inherit name;
      value =
        let
          debs =
            (if debian ? ${name} then [ "python3-${name}" ] else [ ])
            ++ (if named name == null then [ ] else [ name ]);
        in
        attribute name { inherit debs; };
    }) (builtins.filter (name: named name != null) withPrograms)
  );

  ipython = attribute "ipython" {
    debs = [
      "python3-ipython"
      "ipython3"
    ];
    links."bin/ipython" = "usr/bin/ipython3";
  };

  direct = debian // programs // { inherit ipython; };

  names = builtins.attrNames direct;
  under =
    rename:
    builtins.listToAttrs (
      map (name: {
        name = rename name;
        value = direct.${name};
      }) names
    );
in
# `python-dotenv`, `flask_sqlalchemy`: what comes later wins.
under (name: "python-${name}")
// under (builtins.replaceStrings [ "-" ] [ "_" ])
// builtins.listToAttrs (
  map (name: {
    inherit name;
    value = direct.${others.${name}};
  }) (builtins.filter (name: direct ? ${others.${name}}) (builtins.attrNames others))
)
// direct
