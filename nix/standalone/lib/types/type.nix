# What a type is, and how two types become one when an option is declared twice.
{ lib }:
let
  inherit (lib.options) mergeDefaultOption;

  self = {
    setType = typeName: value: value // { _type = typeName; };
    isType = typeName: value: value._type or "" == typeName;
    isOptionType = self.isType "option-type";

    # `functor` says how a type was made: `type` is the maker, `payload` what it was given, `binOp`
    # joins two such payloads (null: they don't go together). `wrapped` is an element type.
    defaultFunctor = name: {
      inherit name;
      type = lib.types.${name} or null;
      wrapped = null;
      payload = null;
      binOp = _: _: null;
    };

    # That of a type with elements of one other type, `payload.elemType`, which two declarations have to agree on.
    elementFunctor =
      name: type: payload:
      self.defaultFunctor name
      // {
        inherit type payload;
        wrapped = self.formerWrapped payload.elemType;
        binOp =
          left: right:
          let
            elemType = left.elemType.typeMerge right.elemType.functor;
          in
          if elemType == null then null else left // { inherit elemType; };
      };

    # Before 2025 configurations read the type of elements there.
    formerWrapped = lib.warn "The deprecated `functor.wrapped` attribute of a type is accessed, use `nestedTypes.elemType` instead.";

    defaultTypeMerge =
      mine: theirs:
      let
        payload = if mine.payload == null then null else mine.binOp mine.payload theirs.payload;
        wrapped = mine.wrapped.typeMerge theirs.wrapped.functor;
      in
      if mine.name != theirs.name then
        null
      else if mine.payload != null && theirs.payload != null then
        (if payload == null then null else mine.type payload)
      else if mine.wrapped != null && theirs.wrapped != null then
        (if wrapped == null then null else mine.type wrapped)
      else if
        mine.payload == null && theirs.payload == null && mine.wrapped == null && theirs.wrapped == null
      then
        mine.type
      else
        null;

    mergeTypes =
      left: right:
      if !(self.isOptionType left && self.isOptionType right) then
        throw "mergeTypes: both arguments must be types of options"
      else
        let
          merged = left.typeMerge right.functor;
        in
        if merged == null then self.setType "merge-error" { error = "Cannot merge types"; } else merged;

    mkOptionType =
      {
        # Short, to recognise the type by.
        name,
        # For messages and the reference, as one says it in a sentence.
        description ? null,
        # What kind of phrase the description is: noun, nonRestrictiveClause, conjunction, composite.
        descriptionClass ? null,
        # Whether it takes a value. Shallow: the elements are checked as they are merged.
        check ? (_: true),
        # Path of the option, and definitions of this type → value.
        merge ? mergeDefaultOption,
        # { value = …; } when there is one without definitions.
        emptyValue ? { },
        # Options inside, for the reference, by the path of the option.
        getSubOptions ? (_: { }),
        # Modules inside, and the same type with other modules.
        getSubModules ? null,
        substSubModules ? (_: null),
        typeMerge ? self.defaultTypeMerge functor,
        functor ? self.defaultFunctor name,
        deprecationMessage ? null,
        # Types inside, by what they are for.
        nestedTypes ? { },
      }:
      {
        _type = "option-type";
        inherit
          name
          descriptionClass
          check
          merge
          emptyValue
          getSubOptions
          getSubModules
          substSubModules
          typeMerge
          deprecationMessage
          functor
          nestedTypes
          ;
        description = if description == null then name else description;
      };

    # The description as part of another one, in parentheses unless its kind of phrase is wanted.
    optionDescriptionPhrase =
      unparenthesize: type:
      if unparenthesize (type.descriptionClass or null) then
        type.description
      else
        "(${type.description})";

    noCheckForDocsModule = {
      config._module.args.name = lib.mkDefault "‹name›";
      config._module.check = false;
    };
  };
in
self
