# Formats of nothing but data.
{
  pkgs,
  formats,
  text,
  round,
  fails,
  ...
}:
let
  hocon = formats.hocon { };
  xml = formats.xml { };
in
{
  hocon = {
    format = hocon;
    value = {
      "b c" = hocon.lib.mkAppend { a = 1; };
      included._includes = [
        (hocon.lib.mkInclude "one")
        (hocon.lib.mkInclude {
          required = true;
          type = "file";
          value = "/two";
        })
      ];
      list = [
        [ 1 ]
        "x"
      ];
      other = hocon.lib.mkSubstitution "x.y";
    };
    expected = ''
      {
        "b c" += {
          "a" = 1
        }
        "included" = {
          include "one"
          include required(file("/two"))
        }
        "list" = [
          [
            1
          ],
          "x"
        ]
        "other" = ''${?x.y}
      }
    '';
  };
  hoconRefuses = {
    got = map fails [
      (hocon.lib.mkInclude {
        type = "other";
        value = "x";
      })
      (hocon.lib.mkSubstitution 1)
      (text hocon { list = [ (hocon.lib.mkAppend 1) ]; })
      (formats.hocon { generator = "x"; })
    ];
    expected = [
      true
      true
      true
      true
    ];
  };
  systemd = {
    got =
      let
        value.Unit = {
          After = null;
          Before = [
            "a"
            "b"
          ];
          Yes = true;
        };
      in
      [
        (round (formats.systemd { }) value)
        (text formats.systemd value)
      ];
    expected =
      let
        expected = ''
          [Unit]
          # After is unset
          Before = a
          Before = b
          Yes = true
        '';
      in
      [
        expected
        expected
      ];
  };
  xml = {
    format = xml;
    value = {
      root = {
        "@id" = "1\n<";
        child = {
          "@name" = "n";
          "#text" = "a & b";
        };
        many.item = [
          1
          "two"
        ];
        nothing = null;
        yes = true;
      };
    };
    expected = ''
      <?xml version="1.0" encoding="utf-8"?>
      <root id="1&#10;&lt;">
        <child name="n">a &amp; b</child>
        <many>
          <item>1</item>
          <item>two</item>
        </many>
        <nothing></nothing>
        <yes>true</yes>
      </root>
    '';
    reads = {
      package = pkgs.libxml2;
      command = "run xmllint --noout \"$file\"";
    };
  };
  xmlAlone = {
    got = text (formats.xml { withHeader = false; }) { a = "x"; };
    expected = "<a>x</a>\n";
  };
  xmlRefuses = {
    got = map (value: fails (text xml value)) [
      { }
      {
        a = 1;
        b = 1;
      }
      {
        a = [
          1
          2
        ];
      }
      { "a b" = 1; }
      { a."@1" = 1; }
    ];
    expected = [
      true
      true
      true
      true
      true
    ];
  };
}
