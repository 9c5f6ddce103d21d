# Properties of definitions: conditions, priorities, order.
#
# `mkIf`, `mkMerge`, `mkOverride`, `mkOrder` and `mkDefinition` wrap a value in an attribute set
# whose `_type` says which. `expand` and `finish` take the wrappers off the definitions of an option;
# `branches` carries them one level into an attribute set.
{ lib }:
let
  inherit (builtins)
    all
    concatMap
    filter
    foldl'
    isAttrs
    isFloat
    isInt
    isList
    mapAttrs
    typeOf
    ;

  self = {
    defaultOverridePriority = 100;
    defaultOrderPriority = 1000;

    mkIf = condition: content: {
      _type = "if";
      inherit condition content;
    };
    mkAssert =
      condition: message: content:
      self.mkIf (condition || throw "\nFailed assertion: ${message}") content;
    mkMerge = contents: {
      _type = "merge";
      inherit contents;
    };
    mkOverride = priority: content: {
      _type = "override";
      inherit priority content;
    };
    mkOptionDefault = self.mkOverride 1500;
    mkDefault = self.mkOverride 1000;
    mkImageMediaOverride = self.mkOverride 60;
    mkForce = self.mkOverride 50;
    mkVMOverride = self.mkOverride 10;
    mkOrder = priority: content: {
      _type = "order";
      inherit priority content;
    };
    mkBefore = self.mkOrder 500;
    mkAfter = self.mkOrder 1500;
    # A value with the file that messages name for it.
    mkDefinition = { file, value }@definition: definition // { _type = "definition"; };
    mkFixStrictness = value: value;

    # Definition → list of { file; value; priority; }: conditions and mkMerge resolved, the priority
    # taken off. What has a priority is not looked into, so that what loses is never evaluated.
    # The path of the option, and the file, are for messages.
    expand =
      loc: file: value:
      let
        kind = kindOf value;
      in
      if kind == "" then
        [ (plain file value) ]
      else if kind == "override" then
        [
          {
            inherit file;
            priority =
              if isInt value.priority then value.priority else notNumber "mkOverride" loc file value.priority;
            value = value.content;
          }
        ]
      else if kind == "if" then
        (
          if value.condition == true then
            self.expand loc file value.content
          else if value.condition == false then
            [ ]
          else
            notBoolean loc file value.condition
        )
      else if kind == "merge" then
        concatMap (self.expand loc file) (
          if isList value.contents then value.contents else notList loc file value.contents
        )
      else if kind == "definition" then
        self.expand loc value.file value.value
      else
        [ (plain file value) ];

    # The definitions that won → in their order, as { file; value; }.
    finish =
      loc: winners:
      let
        ordered = map (
          winner:
          if kindOf winner.value == "order" then
            {
              inherit (winner) file;
              priority =
                if isInt winner.value.priority then
                  winner.value.priority
                else
                  notNumber "mkOrder" loc winner.file winner.value.priority;
              value = innermost loc winner.file winner.value.content;
            }
          else
            {
              inherit (winner) file;
              priority = self.defaultOrderPriority;
              value = innermost loc winner.file winner.value;
            }
        ) winners;
      in
      map (definition: { inherit (definition) file value; }) (
        if all (winner: !(winner.value ? _type)) winners then
          winners
        else if all (definition: definition.priority == self.defaultOrderPriority) ordered then
          ordered
        else
          builtins.sort (left: right: left.priority < right.priority) ordered
      );

    # Attribute set with properties → list of { file; set; }, its attributes carrying them. What is no set
    # stays as it is, for the caller to say so.
    branches =
      loc: file: value:
      let
        kind = kindOf value;
        inside =
          wrap:
          map (
            branch: if isAttrs branch.set then branch // { set = mapAttrs (_: wrap) branch.set; } else branch
          ) (self.branches loc file value.content);
      in
      if kind == "merge" then
        concatMap (self.branches loc file) (
          if isList value.contents then value.contents else notList loc file value.contents
        )
      else if kind == "if" then
        inside (self.mkIf value.condition)
      else if kind == "override" then
        inside (self.mkOverride value.priority)
      else if kind == "order" then
        inside (self.mkOrder value.priority)
      else if kind == "definition" then
        self.branches loc value.file value.value
      else
        [
          {
            inherit file;
            set = value;
          }
        ];

    # Apply a function to the content of a definition, within its properties.
    mapDefinitionValue =
      function: value:
      let
        kind = kindOf value;
        inside = self.mapDefinitionValue function;
      in
      if kind == "merge" then
        value // { contents = map inside value.contents; }
      else if kind == "if" || kind == "override" || kind == "order" then
        value // { content = inside value.content; }
      else if kind == "definition" then
        value // { value = inside value.value; }
      else
        function value;

    # The same steps under nixpkgs' names, for what calls them.
    pushDownProperties = value: map (branch: branch.set) (self.branches [ ] "" value);
    dischargeProperties =
      value:
      let
        kind = kindOf value;
      in
      if kind == "merge" then
        concatMap self.dischargeProperties value.contents
      else if kind == "if" then
        (
          if value.condition == true then
            self.dischargeProperties value.content
          else if value.condition == false then
            [ ]
          else
            notBoolean [ ] lib.options.unknownModule value.condition
        )
      else
        [ value ];
    filterOverrides = definitions: (self.filterOverrides' definitions).values;
    filterOverrides' =
      definitions:
      let
        priorityOf =
          definition:
          if isAttrs definition.value && definition.value._type or "" == "override" then
            definition.value.priority
          else
            self.defaultOverridePriority;
        highestPrio = foldl' (
          best: definition: lib.trivial.min best (priorityOf definition)
        ) 9999 definitions;
      in
      {
        inherit highestPrio;
        values = map (
          definition:
          if isAttrs definition.value && definition.value._type or "" == "override" then
            definition // { value = definition.value.content; }
          else
            definition
        ) (filter (definition: priorityOf definition == highestPrio) definitions);
      };
    sortProperties = self.finish [ ];
  };

  kindOf = value: value._type or "";

  # For the end of a message: which definition it's about.
  placeOf =
    loc: file:
    ", in ${
      if loc == [ ] then "the configuration" else "the definition of `${lib.options.showOption loc}'"
    } in `${toString file}'";
  notBoolean =
    loc: file: condition:
    throw "mkIf was called with a condition that is not a boolean, but ${typeOf condition}${placeOf loc file}";
  notList =
    loc: file: contents:
    throw "mkMerge was called with what is not a list, but ${typeOf contents}${placeOf loc file}";
  notNumber =
    function: loc: file: priority:
    if isFloat priority then
      priority
    else
      throw "${function} was called with a priority that is not a number, but ${typeOf priority}${placeOf loc file}";

  plain = file: value: {
    inherit file value;
    priority = self.defaultOverridePriority;
  };

  # Properties within properties that have no meaning there.
  misnested = {
    "if" = "`mkIf condition (mkForce value)'";
    merge = "`mkMerge [ (mkForce value) … ]'";
    override = "one priority only, around mkBefore, mkAfter and mkOrder";
    order = "one order only";
  };
  innermost =
    loc: file: value:
    let
      kind = kindOf value;
    in
    if misnested ? ${kind} then
      throw "The properties of a definition of `${lib.options.showOption loc}' in `${toString file}' are nested the wrong way: inside mkForce, mkDefault, mkOverride and mkOrder there is ${names.${kind}}. Write ${misnested.${kind}}."
    else
      value;
  names = {
    "if" = "mkIf";
    merge = "mkMerge";
    override = "another priority";
    order = "another order";
  };
in
self
