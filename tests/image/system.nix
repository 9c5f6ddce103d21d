# `test` is whose images these are; `configuration` is what differs among them.
{
  program,
  test,
  configuration,
}:

let
  build =
    name: attributes:
    derivation (
      {
        inherit name;
        system = builtins.currentSystem;
        builder = "/bin/sh";
        PATH = "/usr/bin:/bin";
        args = [
          "-c"
          attributes.script
        ];
      }
      // builtins.removeAttrs attributes [ "script" ]
    );

  library = build "library-1.0" {
    script = "mkdir -p $out/lib $out/empty; head -c 3000000 /dev/zero > $out/lib/zeros; ln -s /nowhere $out/dangling";
  };

  tool = build "tool-2.0" {
    program = builtins.path {
      path = program;
      name = "program";
    };
    script = "mkdir -p $out/bin; cp $program $out/bin/tool; ln $out/bin/tool $out/bin/twin; echo ${library} > $out/library";
  };

  file = build "tool.conf" {
    inherit test configuration;
    script = "echo \"$test $configuration\" ${tool} ${scripts} > $out";
  };

  # The kernel runs the tool with `--version` for one, and with what it does not know for the other.
  scripts = build "scripts" {
    script = "mkdir $out; for word in version nonsense; do echo '#!'${tool}/bin/tool --$word > $out/$word; done; chmod +x $out/*";
  };

  rootfs = builtins.toFile "rootfs.json" (
    builtins.toJSON {
      version = 1;
      entries = [
        {
          path = "/etc/passwd";
          type = "file";
          text = "root:x:0:0::/root:/bin/sh\n";
        }
        {
          path = "/home/me";
          type = "dir";
          mode = "0700";
          uid = 1000;
          gid = 100;
        }
        {
          path = "/tmp";
          type = "dir";
          mode = "1777";
        }
      ];
    }
  );
in
build "image" {
  image = builtins.toJSON {
    version = 1;
    name = "image";
    hash = builtins.substring 11 32 "${file}";
    architecture = "amd64";
    os = "linux";
    created = "1970-01-01T00:00:01Z";
    inherit rootfs;
    config = {
      Entrypoint = [
        "${tool}/bin/twin"
        "--version"
      ];
      Labels."org.nix-docker.test" = test;
      Env = [
        "CONFIGURATION=${file}"
        "SCRIPTS=${scripts}"
      ];
    };
  };
  script = "mkdir $out; echo \"$image\" > $out/image.json";
}
