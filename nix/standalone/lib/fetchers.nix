# The hashes that fetchers take: `hash`, `sha256`, … as the `outputHash` and `outputHashAlgo` of a derivation.
{ lib }:
let
  inherit (builtins)
    attrNames
    concatStringsSep
    filter
    head
    length
    removeAttrs
    ;

  # An empty hash asks for a build that says the right one.
  fake = {
    hash = lib.fakeHash;
    sha256 = lib.fakeSha256;
    sha512 = lib.fakeSha512;
  };
  names = hashTypes: [ "hash" ] ++ hashTypes;

  self = {
    # Variables of a caller's that a fetcher may see: how to reach the network.
    proxyImpureEnvVars =
      let
        proxies = [
          "http_proxy"
          "https_proxy"
          "ftp_proxy"
          "all_proxy"
          "no_proxy"
        ];
      in
      proxies ++ map lib.strings.toUpper proxies ++ [ "NIX_SSL_CERT_FILE" ];

    normalizeHash =
      {
        hashTypes ? [ "sha256" ],
        required ? true,
      }:
      args:
      let
        given = filter (name: args ? ${name}) (names hashTypes);
        name = head given;
        value = args.${name};
      in
      if args ? outputHash then
        args
      else if given == [ ] then
        if required then throw "the fetcher was called without `hash'" else args
      else if length given > 1 then
        throw "the fetcher was called with several hashes, of which it takes one: ${concatStringsSep ", " given}"
      else
        removeAttrs args (names hashTypes)
        // {
          outputHashAlgo = if name == "hash" then null else name;
          outputHash =
            if value != "" then
              value
            else
              fake.${name} or (throw "there is no hash to stand in for an empty ${name}");
        };

    # A function of `outputHash` and `outputHashAlgo` as one of `hash`, or of a hash by its kind.
    withNormalizedHash =
      {
        hashTypes ? [ "sha256" ],
      }:
      fetcher:
      let
        formals = lib.trivial.functionArgs fetcher;
        optional = formals.outputHash;
        shown = removeAttrs formals [
          "outputHash"
          "outputHashAlgo"
        ];
        normalize = self.normalizeHash {
          inherit hashTypes;
          required = !optional;
        };
      in
      if !(formals ? outputHash && formals ? outputHashAlgo) then
        throw "withNormalizedHash: the function must take outputHash and outputHashAlgo, but it takes ${concatStringsSep ", " (attrNames formals)}"
      else
        lib.trivial.setFunctionArgs (args: fetcher (normalize args)) (shown // { hash = optional; });
  };
in
self
