# Names with a version in them. Which of these there are depends on the release; apt says so when
# one is asked for that it does not have.
let
  jdk = version: kind: {
    pname = "openjdk";
    debs = [ "openjdk-${version}-${kind}" ];
    show = [ "openjdk-${version}-(jdk|jre)(-headless)?" ];
    binFrom = [ "usr/lib/jvm/java-*-openjdk-*/bin" ];
    mainProgram = "java";
    passthru = _: { home = "/usr/lib/jvm/java-${version}-openjdk-amd64"; };
  };

  # The packages of Python's are for the one that is Debian's python3.
  python =
    version:
    (import ./python.nix).pythonOf {
      debs = [ "python${version}" ];
      links = {
        "bin/python" = "usr/bin/python${version}";
        "bin/python3" = "usr/bin/python${version}";
      };
    };

  go = version: {
    pname = "go";
    debs = [ "golang-${version}-go" ];
    mainProgram = "go";
    binFrom = [ "usr/lib/go-${version}/bin" ];
  };

  ruby = version: {
    pname = "ruby";
    debs = [ "ruby${version}" ];
    links."bin/ruby" = "usr/bin/ruby${version}";
  };

  tomcat = version: {
    pname = "apache-tomcat";
    debs = [ "tomcat${version}" ];
    mainProgram = "catalina.sh";
  };

  gcc = version: {
    pname = "gcc";
    debs = [
      "gcc-${version}"
      "g++-${version}"
    ];
    mainProgram = "gcc-${version}";
  };
  ofVersion = data: versionIs: data // { inherit versionIs; };
  nodejs = ofVersion {
    debs = [ "nodejs" ];
    mainProgram = "node";
  };
  mariadb = ofVersion (import ./databases.nix).mariadb;
in
builtins.mapAttrs
  (
    _: entry:
    (if builtins.isString entry then { debs = [ entry ]; } else entry) // { perRelease = true; }
  )
  {
    jdk11 = jdk "11" "jdk";
    jdk11_headless = jdk "11" "jdk-headless";
    jdk17 = jdk "17" "jdk";
    jdk17_headless = jdk "17" "jdk-headless";
    jdk21 = jdk "21" "jdk";
    jdk21_headless = jdk "21" "jdk-headless";
    jre17_minimal = jdk "17" "jre-headless";
    openjdk11 = jdk "11" "jdk";
    openjdk17 = jdk "17" "jdk";
    openjdk21 = jdk "21" "jdk";
    temurin-bin-17 = jdk "17" "jdk-headless";
    temurin-bin-21 = jdk "21" "jdk-headless";
    python311 = python "3.11";
    python312 = python "3.12";
    python313 = python "3.13";
    gcc11 = gcc "11";
    gcc12 = gcc "12";
    gcc13 = gcc "13";
    gcc14 = gcc "14";
    go_1_22 = go "1.22";
    go_1_23 = go "1.23";
    go_1_24 = go "1.24";
    jdk8 = jdk "8" "jdk";
    openjdk8 = jdk "8" "jdk";
    ruby_3_1 = ruby "3.1";
    ruby_3_2 = ruby "3.2";
    ruby_3_3 = ruby "3.3";
    tomcat9 = tomcat "9";
    tomcat10 = tomcat "10";
    tomcat11 = tomcat "11";
    lua5_1 = "lua5.1";
    lua5_3 = "lua5.3";
    lua5_4 = "lua5.4";
  }
// {
  mariadb_106 = mariadb "10.6";
  mariadb_1011 = mariadb "10.11";
  mariadb_114 = mariadb "11.4";
  mariadb_118 = mariadb "11.8";
  nodejs_18 = nodejs "18";
  nodejs_20 = nodejs "20";
  nodejs_22 = nodejs "22";
  nodejs_24 = nodejs "24";
}
