# Things from the web, by their hash. Nix fetches; no tool of the host is used for that.
{
  lib,
  system,
  pkgs,
}:
let
  package = import ../package.nix;

  hashOf =
    arguments:
    if arguments.hash or "" != "" then
      { outputHash = arguments.hash; }
    else if arguments.sha256 or "" != "" then
      {
        outputHash = arguments.sha256;
        outputHashAlgo = "sha256";
      }
    else if arguments.sha512 or "" != "" then
      {
        outputHash = arguments.sha512;
        outputHashAlgo = "sha512";
      }
    else if arguments.sha1 or "" != "" then
      {
        outputHash = arguments.sha1;
        outputHashAlgo = "sha1";
      }
    else
      throw "fetchurl: ${
        toString arguments.url or arguments.urls
      } has no hash (give `hash = \"sha256-…\"`)";

  nameOf =
    url:
    builtins.replaceStrings [ "%" "~" ":" "?" "=" "&" ] [ "-" "-" "-" "-" "-" "-" ] (
      builtins.baseNameOf url
    );

  fetchurl =
    arguments@{
      url ? builtins.head arguments.urls,
      executable ? false,
      postFetch ? "",
      ...
    }:
    let
      fetched = package.make (
        {
          name = arguments.name or (nameOf url);
          system = "builtin";
          builder = "builtin:fetchurl";
          inherit url executable;
          unpack = false;
          outputHashMode = if executable then "recursive" else "flat";
          preferLocalBuild = true;
          impureEnvVars = [
            "http_proxy"
            "https_proxy"
            "no_proxy"
          ];
          meta = arguments.meta or { };
          passthru = {
            inherit url;
          }
          // arguments.passthru or { };
        }
        // hashOf arguments
      );
    in
    if postFetch == "" then
      fetched
    else
      throw "fetchurl: postFetch needs a nixpkgs (the standalone package set fetches with Nix itself)";

  # nixpkgs' hash for an archive is that of its unpacked tree, so Nix's evaluator fetches it.
  fetchzip =
    arguments@{
      url ? builtins.head arguments.urls,
      stripRoot ? true,
      ...
    }:
    if !stripRoot then
      throw "fetchzip: stripRoot = false needs a nixpkgs; fetchurl and an unpackPhase do it here"
    else
      builtins.fetchTarball {
        inherit url;
        name = arguments.name or "source";
        sha256 = (hashOf arguments).outputHash;
      };
  # A tree of sources by its owner, name and revision; `address` says where it is.
  fetchFromForge =
    address: arguments:
    fetchzip (
      {
        url = address arguments (arguments.rev or arguments.tag);
        name = arguments.name or "source";
      }
      // builtins.intersectAttrs {
        hash = null;
        sha256 = null;
      } arguments
    );

  fromGitea =
    {
      domain,
      owner,
      repo,
      ...
    }:
    rev: "https://${domain}/${owner}/${repo}/archive/${rev}.tar.gz";
in
{
  inherit fetchurl fetchzip;
  fetchFromGitHub = fetchFromForge (
    { owner, repo, ... }: rev: "https://github.com/${owner}/${repo}/archive/${rev}.tar.gz"
  );
  fetchFromGitLab = fetchFromForge (
    {
      owner,
      repo,
      domain ? "gitlab.com",
      group ? null,
      ...
    }:
    rev:
    let
      path = (if group == null then "" else "${group}/") + "${owner}/${repo}";
    in
    "https://${domain}/${path}/-/archive/${rev}/${repo}-${rev}.tar.gz"
  );
  fetchFromGitea = fetchFromForge fromGitea;
  fetchFromForgejo = fetchFromForge fromGitea;
  fetchgit =
    { url, rev, ... }:
    builtins.fetchGit {
      inherit url rev;
    };
}
