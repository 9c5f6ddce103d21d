# Data about packages.
{ lib }:
let
  inherit (lib.attrsets) isDerivation mapAttrs;

  self = {
    addMetaAttrs = attributes: package: package // { meta = (package.meta or { }) // attributes; };
    dontDistribute = self.addMetaAttrs { hydraPlatforms = [ ]; };
    setName = name: package: package // { inherit name; };
    updateName = change: package: package // { name = change package.name; };
    appendToName =
      suffix:
      self.updateName (
        name:
        let
          parsed = builtins.parseDrvName name;
        in
        "${parsed.name}-${suffix}${lib.strings.optionalString (parsed.version != "") "-${parsed.version}"}"
      );
    mapDerivationAttrset =
      function: mapAttrs (_: package: if isDerivation package then function package else package);

    defaultPriority = 5;
    setPrio = priority: self.addMetaAttrs { inherit priority; };
    lowPrio = self.setPrio 10;
    lowPrioSet = self.mapDerivationAttrset self.lowPrio;
    hiPrio = self.setPrio (-10);
    hiPrioSet = self.mapDerivationAttrset self.hiPrio;

    # A platform against a system name or a pattern of attributes.
    platformMatch =
      platform: wanted:
      if builtins.isString wanted then
        platform ? system && platform.system == wanted
      else
        lib.attrsets.matchAttrs (if wanted ? parsed then wanted else { parsed = wanted; }) platform;
    availableOn =
      platform: package:
      let
        matches = builtins.any (self.platformMatch platform);
      in
      (!(package ? meta.platforms) || matches package.meta.platforms)
      && !(package ? meta.badPlatforms && matches package.meta.badPlatforms);

    # By the identifiers of the SPDX license list.
    licensesSpdx = builtins.listToAttrs (
      builtins.concatMap (
        license:
        lib.lists.optional (license ? spdxId && !license.deprecated) {
          name = license.spdxId;
          value = license;
        }
      ) (builtins.attrValues lib.licenses)
    );
    getLicenseFromSpdxId =
      id:
      self.getLicenseFromSpdxIdOr id (
        lib.trivial.warn "getLicenseFromSpdxId: no license has the SPDX identifier ${id}" {
          shortName = id;
        }
      );
    getLicenseFromSpdxIdOr =
      id: default:
      let
        known = lib.attrsets.mapAttrs' (spdxId: value: {
          name = lib.strings.toLower spdxId;
          inherit value;
        }) self.licensesSpdx;
      in
      known.${lib.strings.toLower id} or default;

    # The main program of a package, by its path.
    getExe =
      package:
      self.getExe' package (
        package.meta.mainProgram
          or (lib.trivial.warn "getExe: the package ${package.name or "without a name"} does not say what its main program is, so it's taken for ${lib.strings.getName package}. Set meta.mainProgram, or use `lib.getExe' package \"program\"'." (
            lib.strings.getName package
          ))
      );
    getExe' =
      package: program:
      if !isDerivation package then
        throw "getExe': the first argument must be a package, but it is ${builtins.typeOf package}"
      else if !builtins.isString program || lib.strings.hasInfix "/" program then
        throw "getExe': the name of a program must be a string without slashes"
      else
        "${lib.attrsets.getBin package}/bin/${program}";
  };
in
self
