# Formats that are a language's own: what they write is run by it.
{
  lib,
  pkgs,
  formats,
  text,
  ...
}:
let
  elixir = formats.elixirConf { };
  java = formats.javaProperties { comment = "one\ntwo é"; };
  lua = formats.lua { };
  php = formats.php { finalVariable = "config"; };
  python = formats.pythonVars { };
in
{
  elixirConf = {
    format = elixir;
    value = {
      ":app"."My.Key" = {
        a = 0.000000001;
        b = [
          "x#{1}\""
          true
          null
        ];
        c = elixir.lib.mkTuple [
          (elixir.lib.mkAtom ":ok")
          1
        ];
        d = elixir.lib.mkMap { k = 1; };
        e = elixir.lib.mkGetEnv { envVariable = "HOME"; };
      };
    };
    expected = ''
      import Config

      config :app, My.Key, [a: 1.0e-09, b: ["x\#{1}\"", true, nil], c: {:ok, 1}, d: %{"k" => 1}, e: System.get_env("HOME", nil)]
    '';
  };
  elixirTypes = {
    got =
      map
        (
          type:
          map type.check (
            with elixir.lib;
            [
              (mkRaw "x")
              (mkAtom ":x")
              "x"
            ]
          )
        )
        (
          with elixir.lib.types;
          [
            rawElixir
            atom
            str
            (listOf str)
          ]
        );
    expected = [
      [
        true
        false
        false
      ]
      [
        true
        true
        false
      ]
      [
        true
        false
        true
      ]
      [
        true
        false
        false
      ]
    ];
  };
  javaProperties = {
    format = java;
    value = {
      "a key=:" = "  v#!\\\t\n  w";
      flag = true;
      number = 5;
      outside = "é€😀x";
    };
    expected = lib.concatStrings [
      "# one\n# two \\u00e9\n\n"
      "a\\ key\\=\\: = \\  v\\#\\!\\\\\\t\\n\\\n\\  w\n"
      "flag = true\n"
      "number = 5\n"
      "outside = \\u00e9\\u20ac\\ud83d\\ude00x\n"
    ];
  };
  lua = {
    format = lua;
    value = {
      inline = lua.lib.mkRaw "1 + 1";
      list = [
        null
        "x\ny"
      ];
    };
    expected = ''
      return {
        ["inline"] = (1 + 1),
        ["list"] = {
          nil,
          "x\ny"
        }
      }
    '';
    reads = {
      package = pkgs.lua;
      command = "run lua -e \"assert(dofile('$file').inline == 2)\"";
    };
  };
  luaBindings = {
    format = (formats.lua { asBindings = true; });
    value = {
      a = 1;
      "b.c" = "x";
    };
    expected = "a = 1\nb.c = \"x\"\n";
  };
  php = {
    format = php;
    value = {
      attrs.foo = null;
      float = 3.141;
      list = [
        1
        true
        { }
      ];
      mixed = php.lib.mkMixedArray [ 10 ] { str = "foo"; };
      quoted = "it's \\ \$x";
      raw = php.lib.mkRaw "strlen('a')";
    };
    expected = ''
      <?php
      declare(strict_types=1);
      $config = ['attrs' => ['foo' => null], 'float' => 3.141, 'list' => [1, true, []], 'mixed' => [10, 'str' => 'foo'], 'quoted' => 'it\'s \\ $x', 'raw' => strlen('a')];
    '';
    reads = {
      package = pkgs.php;
      command = "run php -l \"$file\"";
    };
  };
  phpReturns = {
    got = text (formats.php { }) [ 1 ];
    expected = "<?php\ndeclare(strict_types=1);\nreturn [1];\n";
  };
  pythonVars = {
    format = python;
    value = {
      _imports = [
        "re"
        "os.path"
      ];
      attrs = {
        "it's" = python.lib.mkRaw "re.escape('.')";
        list = [
          1
          null
          true
          [ ]
        ];
      };
      str = "é\"\\\n";
    };
    expected = ''
      import re
      import os.path

      attrs = {
          "it's": re.escape('.'),
          "list": [
              1,
              None,
              True,
              [],
          ],
      }
      str = "é\"\\\n"
    '';
  };
}
