# Pieces of text that depend on each other, as activation scripts are: { text; deps; }.
{ lib }:
let
  self = {
    textClosureList =
      pieces: names:
      let
        visit =
          state: name:
          if builtins.isAttrs name then
            # Text without a name.
            let
              before = builtins.foldl' visit state (name.deps or [ ]);
            in
            before // { result = before.result ++ [ name.text ]; }
          else if state.seen ? ${name} then
            state
          else
            let
              piece = pieces.${name} or (throw "textClosureList: there is no text `${name}'");
              entered = state // {
                seen = state.seen // {
                  ${name} = true;
                };
              };
              before =
                if builtins.isString piece then entered else builtins.foldl' visit entered (piece.deps or [ ]);
            in
            before // { result = before.result ++ [ (piece.text or piece) ]; };
      in
      (builtins.foldl' visit {
        seen = { };
        result = [ ];
      } names).result;
    textClosureMap =
      function: pieces: names:
      lib.strings.concatMapStringsSep "\n" function (self.textClosureList pieces names);
    noDepEntry = text: {
      inherit text;
      deps = [ ];
    };
    fullDepEntry = text: deps: { inherit text deps; };
    packEntry = deps: {
      inherit deps;
      text = "";
    };
    stringAfter = deps: text: { inherit text deps; };
  };
in
self
