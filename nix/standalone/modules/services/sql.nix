# Options of servers of SQL databases.
{ lib }:
{
  initialScript = lib.mkOption {
    type = lib.types.nullOr lib.types.path;
    default = null;
    example = lib.literalExpression ''
      pkgs.writeText "first.sql" "CREATE DATABASE shop;"
    '';
    description = "File with SQL to run once, when the data directory has been made.";
  };

  ensureDatabases = lib.mkOption {
    type = lib.types.listOf lib.types.str;
    default = [ ];
    example = [ "shop" ];
    description = "Databases to create at start where they are not there. None is ever dropped.";
  };
}
