# The stand-in for nixpkgs' `lib` where there is no nixpkgs.
#
# Same names, same namespaces and same meaning as nixpkgs has today, for what modules and
# configurations use. Written for this project from the documented and observable behaviour.
# Every file is a function of the finished library, so that the parts may use each other.
{
  # Whether it is an error to define an option that does not exist. Without, all of them can be found.
  checksOptions ? true,
}:
let
  lib =
    let
      load = file: import file { inherit lib; };
      namespaces = {
        asserts = load ./asserts.nix;
        attrsets = load ./attrsets.nix;
        customisation = load ./customisation.nix;
        debug = load ./debug.nix;
        deprecated = load ./deprecated.nix;
        derivations = load ./derivations.nix;
        fetchers = load ./fetchers.nix;
        fixedPoints = load ./fixed-points.nix;
        lists = load ./lists.nix;
        meta = load ./meta.nix;
        modules = import ./modules.nix { inherit lib checksOptions; };
        options = load ./options.nix;
        sources = load ./sources.nix;
        strings = load ./strings.nix;
        stringsWithDeps = load ./strings-with-deps.nix;
        trivial = load ./trivial.nix;
        types = load ./types.nix;
        versions = load ./versions.nix;
        cli = load ./cli.nix;
        fileset = load ./fileset.nix;
        filesystem = load ./filesystem.nix;
        generators = load ./generators.nix;
        gvariant = load ./gvariant.nix;
        kernel = load ./kernel.nix;
        licenses = load ./licenses.nix;
        network = load ./network.nix;
        path = load ./path.nix;
        platforms = load ./platforms.nix;
        systems = load ./systems.nix;
        maintainers = { };
        teams = { };
      };
    in
    # What nixpkgs offers directly under `lib` comes first; a namespace's own name always wins.
    namespaces.trivial
    // namespaces.fixedPoints
    // namespaces.lists
    // removeAttrs namespaces.attrsets [
      "longestValidPathPrefix"
      "unionOfDisjoint"
    ]
    // removeAttrs namespaces.strings [
      # Those of lists.nix have these names at the top.
      "commonPrefixLength"
      "commonSuffixLength"
      "charToInt"
      "escapeC"
      "escapeNixIdentifier"
      "escapeNixString"
      "floatToString"
      "isConvertibleWithToString"
      "levenshtein"
      "levenshteinAtMost"
      "normalizePath"
      "replicate"
      "sanitizeDerivationName"
      "storeDir"
    ]
    // namespaces.stringsWithDeps
    // namespaces.customisation
    // namespaces.derivations
    // namespaces.asserts
    // namespaces.debug
    // namespaces.options
    // removeAttrs namespaces.modules [
      "collectModules"
      "defaultOrderPriority"
      "defaultOverridePriority"
      "importApply"
      "importJSON"
      "importTOML"
      "mapDefinitionValue"
      "mergeAttrDefinitionsWithPrio"
    ]
    // {
      inherit (namespaces.meta)
        addMetaAttrs
        appendToName
        dontDistribute
        getExe
        getExe'
        getLicenseFromSpdxId
        getLicenseFromSpdxIdOr
        hiPrio
        hiPrioSet
        licensesSpdx
        lowPrio
        lowPrioSet
        mapDerivationAttrset
        setName
        setPrio
        updateName
        ;
      inherit (namespaces.sources)
        canCleanSource
        cleanSource
        cleanSourceFilter
        cleanSourceWith
        commitIdFromGitRepo
        pathHasContext
        pathIsGitRepo
        repoRevToName
        revOrTag
        sourceByRegex
        sourceFilesBySuffices
        ;
      inherit (namespaces.filesystem)
        packagesFromDirectoryRecursive
        pathIsDirectory
        pathIsRegularFile
        pathType
        ;
      inherit (namespaces.types)
        defaultFunctor
        defaultTypeMerge
        isOptionType
        isType
        mkOptionType
        setType
        ;
      inherit (namespaces.generators) mkLuaInline;
      inherit (namespaces.network.ipv6) mkEUI64Suffix;
      inherit (namespaces.deprecated)
        closePropagation
        condConcat
        docbook
        ifEnable
        imap
        literalDocBook
        literalExample
        mapAttrsFlatten
        maybeAttr
        maybeAttrNullable
        maybeEnv
        mergeAttrsConcatenateValues
        mergeAttrsNoOverride
        mergeAttrsWithFunc
        nvs
        setAttr
        setAttrMerge
        uniqList
        zip
        zipWithNames
        ;
      inherit (builtins)
        addErrorContext
        baseNameOf
        dirOf
        filterSource
        genericClosure
        getContext
        hasContext
        hashFile
        hashString
        placeholder
        readDir
        splitVersion
        toFile
        toString
        toXML
        tryEval
        unsafeGetAttrPos
        ;
      # Where a package's files come from, for `meta.sourceProvenance`.
      sourceTypes =
        let
          kind = shortName: isSource: { inherit shortName isSource; };
        in
        {
          fromSource = kind "fromSource" true;
          binaryBytecode = kind "binaryBytecode" false;
          binaryFirmware = kind "binaryFirmware" false;
          binaryNativeCode = kind "binaryNativeCode" false;
        };
      fakeHash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
      fakeSha256 = "0000000000000000000000000000000000000000000000000000000000000000";
      fakeSha512 = builtins.concatStringsSep "" (builtins.genList (_: "0") 128);
      # `lib.extend (final: prev: { … })` adds to the library, as in nixpkgs.
      extend = overlay: lib.fixedPoints.fix (final: lib // overlay final lib);
    }
    // namespaces;
in
lib
