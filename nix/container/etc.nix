# `environment.etc` as entries of the root directory.
#
#   entries   by path
#   patterns  `source = "${package}/etc/*.conf"`: a directory of links to what there is, once the package is built
{
  config,
  lib,
  accounts,
}:

let
  enabled = lib.filter (file: file.enable or true) (
    lib.attrValues (config.docker.internal.etc // config.environment.etc)
  );

  isLink = file: lib.hasSuffix "symlink" file.mode && (file.inlineText or null) == null;
  isPattern = file: isLink file && builtins.isString file.source && lib.hasInfix "*" file.source;

  # NixOS' modules give owners as numbers or, as `user' and `group', by name ("+0" is a number).
  owner =
    ids: name: number:
    if lib.hasPrefix "+" name then
      lib.toInt (lib.removePrefix "+" name)
    else
      ids.${name} or (
        if number != null then number else throw "environment.etc: there is no user or group `${name}'"
      );

  toEntry =
    file:
    if isLink file then
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

  kinds = lib.partition isPattern enabled;
in
{
  entries = lib.listToAttrs (
    map (file: lib.nameValuePair "/etc/${file.target}" (toEntry file)) kinds.wrong
  );
  patterns = map (file: {
    directory = "/etc/${file.target}";
    inherit (file) source;
  }) kinds.right;
}
