# Properties of definitions: conditions, priorities, order.
#
# `mkIf`, `mkMerge`, `mkOverride`, `mkOrder` and `mkDefinition` wrap a value in an attribute set
# whose `_type` says which. `expand` takes all wrappers off a value, in whatever way they are
# nested, and gives the plain definitions; `branches` carries them one level into an attribute set.
{ lib }:
let
  inherit (builtins)
    all
    concatMap
    filter
    foldl'
    isAttrs
    isBool
    mapAttrs
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

    # Value → list of { file; value; priority; order; }. The outermost wrapper of a kind wins.
    expand =
      file: value:
      if isAttrs value && value ? _type then
        unwrap file null null value
      else
        [ (plain file null null value) ];

    # Attribute set with properties → list of { file; set; }, its attributes carrying them.
    branches =
      file: value:
      let
        kind = if isAttrs value then value._type or "" else "";
        inside =
          wrap:
          map (
            branch: branch // { set = mapAttrs (_: wrap) branch.set; }
          ) (self.branches file value.content);
      in
      if kind == "merge" then
        concatMap (self.branches file) value.contents
      else if kind == "if" then
        inside (self.mkIf value.condition)
      else if kind == "override" then
        inside (self.mkOverride value.priority)
      else if kind == "order" then
        inside (self.mkOrder value.priority)
      else if kind == "definition" then
        self.branches value.file value.value
      else
        [
          {
            inherit file;
            set = value;
          }
        ];

    # The same steps under nixpkgs' names, for what calls them.
    pushDownProperties = value: map (branch: branch.set) (self.branches "" value);
    dischargeProperties =
      value:
      let
        kind = if isAttrs value then value._type or "" else "";
      in
      if kind == "merge" then
        concatMap self.dischargeProperties value.contents
      else if kind == "if" then
        (if holds value.condition then self.dischargeProperties value.content else [ ])
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
        highestPrio = foldl' (best: definition: lib.trivial.min best (priorityOf definition)) 9999 definitions;
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
    sortProperties =
      definitions:
      self.inOrder (
        map (
          definition:
          if isAttrs definition.value && definition.value._type or "" == "order" then
            definition
            // {
              value = definition.value.content;
              order = definition.value.priority;
            }
          else
            definition // { order = definition.order or self.defaultOrderPriority; }
        ) definitions
      );

    # Definitions with an `order`, the lowest first; those of the same order as they were.
    inOrder =
      definitions:
      if all (definition: definition.order == self.defaultOrderPriority) definitions then
        definitions
      else
        builtins.sort (left: right: left.order < right.order) definitions;
  };

  holds =
    condition:
    if isBool condition then
      condition
    else
      throw "mkIf was called with a condition that is not a boolean, but ${builtins.typeOf condition}";

  plain = file: priority: order: value: {
    inherit file value;
    priority = if priority == null then self.defaultOverridePriority else priority;
    order = if order == null then self.defaultOrderPriority else order;
  };

  unwrap =
    file: priority: order: value:
    let
      kind = if isAttrs value then value._type or "" else "";
    in
    if kind == "" then
      [ (plain file priority order value) ]
    else if kind == "if" then
      (if holds value.condition then unwrap file priority order value.content else [ ])
    else if kind == "override" then
      unwrap file (if priority == null then value.priority else priority) order value.content
    else if kind == "merge" then
      concatMap (unwrap file priority order) value.contents
    else if kind == "order" then
      unwrap file priority (if order == null then value.priority else order) value.content
    else if kind == "definition" then
      unwrap value.file priority order value.value
    else
      [ (plain file priority order value) ];
in
self
