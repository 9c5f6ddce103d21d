# Options of one user that PostgreSQL is to have.
{ lib }:

let
  clause =
    description:
    lib.mkOption {
      type = lib.types.nullOr lib.types.bool;
      default = null;
      description = "${description} Left as it is if `null`.";
    };
in
{
  options = {
    name = lib.mkOption {
      type = lib.types.str;
      example = "shop";
      description = "Name of the user.";
    };

    ensureDBOwnership = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether to make the user the owner of the database of the same name.";
    };

    ensurePermissions = lib.mkOption {
      type = lib.types.attrsOf lib.types.str;
      default = { };
      example = {
        "DATABASE shop" = "ALL PRIVILEGES";
      };
      description = ''
        What the user may do, by what it concerns, as `GRANT` has it. Nothing is ever revoked. Who may do all with a
        database may make tables in its schema `public`, too.
      '';
    };

    ensureClauses = lib.mkOption {
      type = lib.types.submodule {
        options = {
          superuser = clause "Whether the user may do everything.";
          createrole = clause "Whether the user may create users.";
          createdb = clause "Whether the user may create databases.";
          "inherit" = clause "Whether the user has the rights of the roles that it is a member of.";
          login = clause "Whether the user may log in.";
          replication = clause "Whether the user may copy the whole server.";
          bypassrls = clause "Whether row-level security does not hold for the user.";
          connection_limit = lib.mkOption {
            type = lib.types.nullOr (lib.types.ints.between (-1) 2147483647);
            default = null;
            description = "How often the user may be connected at a time; -1 for any number.";
          };
          password = lib.mkOption {
            type = lib.types.nullOr (lib.types.strMatching "(SCRAM-SHA-256[$]|md5).*");
            default = null;
            description = ''
              Hash of the user's password, as {command}`psql` shows it in
              `pg_authid`. It ends up in the image.
            '';
          };
        };
      };
      default = { };
      example = {
        createdb = true;
        connection_limit = 20;
      };
      description = "What the user may do.";
    };
  };
}
