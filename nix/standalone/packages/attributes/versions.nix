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

  python = version: {
    pname = "python3";
    debs = [ "python${version}" ];
    show = [ "python${version}(-minimal)?" ];
    mainProgram = "python${version}";
  };

  gcc = version: {
    pname = "gcc";
    debs = [
      "gcc-${version}"
      "g++-${version}"
    ];
    mainProgram = "gcc-${version}";
  };
in
builtins.mapAttrs
  (
    _: entry: (if builtins.isString entry then { debs = [ entry ]; } else entry) // { perRelease = true; }
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
    lua5_1 = "lua5.1";
    lua5_3 = "lua5.3";
    lua5_4 = "lua5.4";
  }
