# `environment.etc` as entries of the root directory.
{
  config,
  lib,
  accounts,
}:

let
  enabled = lib.filter (file: file.enable or true) (
    lib.attrValues (config.docker.internal.etc // config.environment.etc)
  );

  # NixOS' modules give owners as numbers or, as `user' and `group', by name ("+0" is a number).
  owner =
    ids: name: number:
    if lib.hasPrefix "+" name then
      lib.toInt (lib.removePrefix "+" name)
    else
      ids.${name} or (if number != null then number else throw "environment.etc: there is no user or group `${name}'");

  toEntry =
    file:
    if lib.hasSuffix "symlink" file.mode && (file.inlineText or null) == null then
      {
        type = "symlink";
        mode = "0777";
        uid = 0;
        gid = 0;
        target = "${file.source}";
      }
    else
      {
        type = "file";
        mode =
          if file.mode == "symlink" || file.mode == "direct-symlink" then
            "0644"
          else
            lib.fixedWidthString 4 "0" file.mode;
        uid = owner accounts.uids.ids file.user file.uid;
        gid = owner accounts.gids.ids file.group file.gid;
      }
      // (
        if (file.inlineText or null) != null then
          { text = file.inlineText; }
        else
          { source = "${file.source}"; }
      );
in
lib.listToAttrs (map (file: lib.nameValuePair "/etc/${file.target}" (toEntry file)) enabled)
