# Every builder, each checked by what it made.
pkgs:
let
  inherit (pkgs) lib;

  text = pkgs.writeText "text" "one\n";
  script = pkgs.writeScript "script" "#!/bin/sh\necho script\n";

  check = name: command: ''
    if ! ( ${command} ); then
      echo "failed: ${name}" >&2
      exit 1
    fi
  '';

  cases = {
    writeText = ''[ "$(cat ${text})" = one ] && [ ! -x ${text} ]'';
    writeTextWithContext = ''[ "$(cat ${pkgs.writeText "a" "at ${text}"})" = "at ${text}" ]'';
    writeTextDir = ''[ "$(cat ${pkgs.writeTextDir "a/b.txt" "two"}/a/b.txt)" = two ]'';
    writeScript = ''[ "$(${script})" = script ]'';
    writeScriptBin = "[ -x ${pkgs.writeScriptBin "x" "#!/bin/sh\n"}/bin/x ]";
    writeShellScript = ''[ "$(${pkgs.writeShellScript "s" "a=(1 2); echo \${#a[@]}"})" = 2 ]'';
    writeShellScriptBin = ''[ "$(${pkgs.writeShellScriptBin "s" "echo $0"}/bin/s)" != "" ]'';
    writeShellApplication = ''[ "$(${
      pkgs.writeShellApplication {
        name = "app";
        runtimeInputs = [ (pkgs.writeShellScriptBin "tool" "echo from tool") ];
        runtimeEnv.GREETING = "it's";
        text = ''echo "$GREETING $(tool)"'';
      }
    }/bin/app)" = "it's from tool" ]'';
    runCommand = ''[ "$(cat ${pkgs.runCommand "r" { word = "w x"; } "echo $word > $out"})" = "w x" ]'';
    runCommandOutputs = ''[ "$(cat ${
      (pkgs.runCommand "r" {
        outputs = [
          "out"
          "dev"
        ];
      } "echo o > $out; echo d > $dev").dev
    })" = d ]'';
    concatText = ''[ "$(cat ${
      pkgs.concatText "c" [
        text
        text
      ]
    })" = "$(printf 'one\none')" ]'';
    linkFarm = ''[ "$(cat ${
      pkgs.linkFarm "f" [
        {
          name = "a/b c";
          path = text;
        }
      ]
    }/a/"b c")" = one ]'';
    linkFarmSet = ''[ "$(cat ${pkgs.linkFarm "f" { a = text; }}/a)" = one ]'';
    symlinkJoin = ''cd ${
      pkgs.symlinkJoin {
        name = "j";
        paths = [
          (pkgs.writeTextDir "share/a" "a")
          (pkgs.writeTextDir "share/b" "b")
        ];
        postBuild = "echo done > $out/post";
      }
    } && [ "$(cat share/a share/b post)" = abdone ]'';
    buildEnv = ''cd ${
      pkgs.buildEnv {
        name = "e";
        paths = [
          (pkgs.writeTextDir "bin/a" "a")
          (pkgs.writeTextDir "share/b" "b")
        ];
        pathsToLink = [ "/bin" ];
      }
    } && [ "$(cat bin/a)" = a ] && [ ! -e share ]'';
    substituteAll = ''[ "$(cat ${
      pkgs.substituteAll {
        src = pkgs.writeText "t" "@a@ & @unknown@";
        a = "x/y&z";
      }
    })" = "x/y&z & @unknown@" ]'';
    replaceVars = ''[ "$(cat ${
      pkgs.replaceVars (pkgs.writeText "t" "<@a@>") { a = "b\\n"; }
    })" = '<b\n>' ]'';
    json = ''[ "$(tr -d ' \n' < ${
      (pkgs.formats.json { }).generate "j" {
        a = [
          1
          null
        ];
      }
    })" = '{"a":[1,null]}' ]'';
    toml = "diff ${
      (pkgs.formats.toml { }).generate "t" {
        z = true;
        a.b.c = "d";
        "x y" = [
          1
          { k = 2; }
        ];
      }
    } ${pkgs.writeText "expected.toml" ''
      "x y" = [1, { k = 2 }]
      z = true
      [a.b]
      c = "d"
    ''}";
    ini = ''[ "$(cat ${
      (pkgs.formats.ini { }).generate "i" { s.k = true; }
    })" = "$(printf '[s]\nk=true')" ]'';
    keyValue = ''[ "$(cat ${
      (pkgs.formats.keyValue { listsAsDuplicateKeys = true; }).generate "k" {
        a = [
          1
          2
        ];
      }
    })" = "$(printf 'a=1\na=2')" ]'';
    wrapProgram = ''[ "$(${
      pkgs.runCommand "w" { nativeBuildInputs = [ pkgs.makeWrapper ]; } ''
        mkdir -p $out/bin
        printf '#!/bin/sh\necho "$A:$B:$C $*"\n' > $out/bin/p
        chmod +x $out/bin/p
        wrapProgram $out/bin/p --set A "it's" --prefix B : x --suffix B : y --set-default C c --add-flags "-f"
      ''
    }/bin/p arg)" = "it's:x:y:c -f arg" ]'';
    overrideAttrs = ''[ "$(cat ${
      (pkgs.runCommand "o" { word = "a"; } "echo $word > $out").overrideAttrs (old: {
        word = "${old.word}b";
      })
    })" = ab ]'';
    callPackage = ''[ "$(cat ${
      (pkgs.callPackage (
        {
          writeText,
          word ? "a",
        }:
        writeText "c" word
      ) { }).override
        { word = "b"; }
    })" = b ]'';
    mkDerivation = ''[ "$(${hello}/bin/hello)" = "hello, world" ] && [ -e ${hello}/made ]'';
    setupHook = ''[ "$(cat ${
      pkgs.runCommand "h" {
        nativeBuildInputs = [
          (pkgs.makeSetupHook { name = "hook"; } (pkgs.writeScript "h.sh" "hooked() { echo yes > $1; }"))
        ];
      } "hooked $out"
    })" = yes ]'';
    runCommandNoCC = ''[ "$(cat ${pkgs.runCommandNoCC "r" { } "echo r > $out"})" = r ]'';
    mkShell = "grep -q tool ${
      pkgs.mkShell {
        packages = [ (pkgs.writeShellScriptBin "tool" "") ];
        shellHook = "echo never";
      }
    }";
    # A secret is put where it belongs as it is, and its last line end is none of it.
    replaceSecret = ''
      cd "$TMPDIR" && printf 'a&\\1 *\n' > secret && printf 'x = "@s@"\n@s@\n' > file \
        && bash ${pkgs.replace-secret}/bin/replace-secret @s@ secret file \
        && [ "$(cat file)" = "$(printf 'x = "a&\\1 *"\na&\\1 *')" ]'';
    writers = ''
      [ "$(bash ${pkgs.writers.writeBash "w" "echo bash"})" = bash ] \
        && [ "$(tail -n 1 ${pkgs.writers.writePerlBin "p" { } "print 1;"}/bin/p)" = "print 1;" ] \
        && [ "$(tr -d ' \n' < ${pkgs.writers.writeJSON "j" { a = 1; }})" = '{"a":1}' ]'';
    extend = "[ ${
      (pkgs.extend (
        final: previous: {
          word = "w";
          also = final.word;
        }
      )).also
    } = w ]";
  };

  # A program in C with a makefile, from a tarball, with a patch and the phases in between.
  hello = pkgs.stdenv.mkDerivation (final: {
    pname = "hello";
    version = "1.0";
    src = pkgs.runCommand "hello-1.0.tar.gz" { } ''
      mkdir hello-1.0
      cp ${pkgs.writeText "hello.c" ''
        #include <stdio.h>
        int main(void) { puts(GREETING ", there"); return 0; }
      ''} hello-1.0/hello.c
      printf 'hello: hello.c\n\tcc -DGREETING=\\"$(GREETING)\\" -o $@ $<\ninstall:\n\tinstall -D hello $(prefix)/bin/hello\n' > hello-1.0/Makefile
      tar -czf $out hello-1.0
    '';
    patches = [
      (pkgs.writeText "world.patch" ''
        --- a/hello.c
        +++ b/hello.c
        @@ -1,2 +1,2 @@
         #include <stdio.h>
        -int main(void) { puts(GREETING ", there"); return 0; }
        +int main(void) { puts(GREETING ", world"); return 0; }
      '')
    ];
    makeFlags = [ "GREETING=${final.pname}" ];
    postInstall = "touch $out/made";
  });
in
pkgs.runCommand "builders-test" { } (
  builtins.concatStringsSep "\n" (lib.mapAttrsToList check cases) + "touch $out\n"
)
