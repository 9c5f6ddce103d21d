# How far one word is from another, to suggest what a misspelt name may mean.
{ lib }:
let
  inherit (builtins)
    elemAt
    foldl'
    genList
    stringLength
    substring
    ;
  inherit (lib.trivial) min;
  inherit (lib) strings;
in
{
  # Levenshtein's distance, one row of the table at a time.
  levenshtein =
    left: right:
    let
      columns = stringLength right;
      firstRow = genList (index: index) (columns + 1);
      nextRow =
        row: line:
        (foldl'
          (
            state: column:
            let
              same = substring line 1 left == substring column 1 right;
              cost = min (min (state.last + 1) (elemAt row (column + 1) + 1)) (
                elemAt row column + (if same then 0 else 1)
              );
            in
            builtins.seq cost {
              last = cost;
              cells = state.cells ++ [ cost ];
            }
          )
          {
            last = line + 1;
            cells = [ (line + 1) ];
          }
          (genList (index: index) columns)
        ).cells;
    in
    elemAt (foldl' nextRow firstRow (genList (index: index) (stringLength left))) columns;
  levenshteinAtMost =
    limit: left: right:
    let
      difference = stringLength left - stringLength right;
    in
    difference <= limit && -difference <= limit && strings.levenshtein left right <= limit;
}
