# Attribute sets.
{ lib }:
let
  inherit (builtins)
    attrNames
    attrValues
    concatMap
    elemAt
    filter
    foldl'
    head
    intersectAttrs
    isAttrs
    length
    listToAttrs
    mapAttrs
    tail
    zipAttrsWith
    ;

  # Follow a path as far as it goes: { found; value; depth; }.
  follow =
    path: set:
    let
      count = length path;
      walk =
        depth: value:
        if depth == count then
          {
            found = true;
            inherit value depth;
          }
        else if isAttrs value && value ? ${elemAt path depth} then
          walk (depth + 1) value.${elemAt path depth}
        else
          {
            found = false;
            inherit value depth;
          };
    in
    walk 0 set;

  self = {
    inherit (builtins)
      attrNames
      attrValues
      catAttrs
      getAttr
      hasAttr
      intersectAttrs
      isAttrs
      listToAttrs
      mapAttrs
      removeAttrs
      zipAttrsWith
      ;

    # Paths into nested sets.
    attrByPath =
      path: default: set:
      let
        end = follow path set;
      in
      if end.found then end.value else default;
    hasAttrByPath = path: set: (follow path set).found;
    longestValidPathPrefix = path: set: lib.lists.take (follow path set).depth path;
    getAttrFromPath =
      path: set:
      let
        end = follow path set;
      in
      if end.found then
        end.value
      else
        abort "there is no attribute `${self.showAttrPath path}' in the set";
    setAttrByPath =
      path: value:
      let
        count = length path;
        nest = depth: if depth == count then value else { ${elemAt path depth} = nest (depth + 1); };
      in
      nest 0;
    showAttrPath =
      path:
      if path == [ ] then
        "<root attribute path>"
      else
        lib.strings.concatMapStringsSep "." lib.strings.escapeNixIdentifier path;
    updateManyAttrsByPath =
      updates: value:
      let
        # Those for this very value come first, then those below it, in the order given.
        here = builtins.partition (update: update.path == [ ]) updates;
        below = builtins.groupBy (update: head update.path) here.wrong;
        rebuilt =
          if below == { } then
            value
          else
            value
            // mapAttrs (
              name: inner:
              let
                inside = map (update: update // { path = tail update.path; }) inner;
              in
              if value ? ${name} then
                self.updateManyAttrsByPath inside value.${name}
              else
                self.updateManyAttrsByPath inside (
                  if builtins.all (update: update.path != [ ]) inside then
                    { }
                  else
                    throw "updateManyAttrsByPath: the attribute path to update does not exist: `${name}'"
                )
            ) below;
      in
      lib.lists.foldl (result: update: update.update result) rebuilt here.right;

    # Selecting.
    attrVals = names: set: map (name: set.${name}) names;
    getAttrs =
      names: set:
      listToAttrs (
        map (name: {
          inherit name;
          value = set.${name};
        }) names
      );
    filterAttrs = keep: set: removeAttrs set (filter (name: !keep name set.${name}) (attrNames set));
    filterAttrsRecursive =
      keep: set:
      mapAttrs (_: value: if isAttrs value then self.filterAttrsRecursive keep value else value) (
        self.filterAttrs keep set
      );
    optionalAttrs = condition: set: if condition then set else { };
    collect =
      matches: value:
      if matches value then
        [ value ]
      else if isAttrs value then
        concatMap (self.collect matches) (attrValues value)
      else
        [ ];
    matchAttrs =
      pattern: set:
      assert isAttrs pattern;
      builtins.all (
        name:
        set ? ${name}
        && (
          if isAttrs pattern.${name} && isAttrs set.${name} then
            self.matchAttrs pattern.${name} set.${name}
          else
            pattern.${name} == set.${name}
        )
      ) (attrNames pattern);

    # Making and changing.
    nameValuePair = name: value: { inherit name value; };
    genAttrs =
      names: function:
      listToAttrs (
        map (name: {
          inherit name;
          value = function name;
        }) names
      );
    genAttrs' = items: function: listToAttrs (map function items);
    mapAttrs' = function: set: listToAttrs (map (name: function name set.${name}) (attrNames set));
    mapAttrsToList = function: set: map (name: function name set.${name}) (attrNames set);
    attrsToList = self.mapAttrsToList self.nameValuePair;
    concatMapAttrs = function: set: self.mergeAttrsList (self.mapAttrsToList function set);
    mapAttrsRecursive = self.mapAttrsRecursiveCond (_: true);
    mapAttrsRecursiveCond =
      descend: function: set:
      let
        walk =
          path:
          mapAttrs (
            name: value:
            if isAttrs value && descend value then
              walk (path ++ [ name ]) value
            else
              function (path ++ [ name ]) value
          );
      in
      walk [ ] set;
    mapAttrsToListRecursive = self.mapAttrsToListRecursiveCond (_: _: true);
    mapAttrsToListRecursiveCond =
      descend: function: set:
      let
        walk =
          path: value:
          if isAttrs value && (path == [ ] || descend path value) then
            concatMap (name: walk (path ++ [ name ]) value.${name}) (attrNames value)
          else
            [ (function path value) ];
      in
      walk [ ] set;
    foldlAttrs =
      function: start: set:
      foldl' (result: name: function result name set.${name}) start (attrNames set);
    foldAttrs =
      function: start: sets:
      zipAttrsWith (_: values: lib.lists.foldr function start values) sets;
    cartesianProduct =
      set:
      foldl' (
        products: name:
        concatMap (product: map (value: product // { ${name} = value; }) set.${name}) products
      ) [ { } ] (attrNames set);
    mapCartesianProduct = function: set: map function (self.cartesianProduct set);

    # Joining.
    # By halves, since each `//` copies what it has so far.
    mergeAttrsList =
      sets:
      let
        merge =
          first: count:
          if count == 0 then
            { }
          else if count == 1 then
            elemAt sets first
          else
            let
              half = count / 2;
            in
            merge first half // merge (first + half) (count - half);
      in
      merge 0 (length sets);
    recursiveUpdateUntil =
      stop: left: right:
      let
        join =
          path: l: r:
          l
          // mapAttrs (
            name: new:
            let
              here = path ++ [ name ];
            in
            if l ? ${name} && !stop here l.${name} new then join here l.${name} new else new
          ) r;
      in
      join [ ] left right;
    recursiveUpdate =
      left: right:
      left
      // mapAttrs (
        name: new:
        if left ? ${name} && isAttrs new && isAttrs left.${name} then
          self.recursiveUpdate left.${name} new
        else
          new
      ) right;
    overrideExisting = old: new: old // intersectAttrs old new;
    unionOfDisjoint =
      left: right:
      left
      // right
      // mapAttrs (name: _: throw "unionOfDisjoint: both sets have an attribute `${name}'") (
        intersectAttrs left right
      );
    zipAttrsWithNames =
      names: function: sets:
      self.genAttrs names (name: function name (builtins.catAttrs name sets));
    zipAttrs = zipAttrsWith (_: values: values);
  };
in
self // import ./attrsets/outputs.nix { inherit lib; }
