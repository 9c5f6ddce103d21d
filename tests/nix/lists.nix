# Lists.
{ lib }:
{
  "singleton" = {
    expr = lib.singleton 1;
    expected = [ 1 ];
  };
  "toList wraps what is no list" = {
    expr = [ (lib.toList 1) (lib.toList [ 1 ]) ];
    expected = [ [ 1 ] [ 1 ] ];
  };
  "optional and optionals" = {
    expr = [ (lib.optional true 1) (lib.optional false 1) (lib.optionals true [ 1 2 ]) (lib.optionals false [ 1 2 ]) ];
    expected = [ [ 1 ] [ ] [ 1 2 ] [ ] ];
  };
  "forEach is map with its arguments turned" = {
    expr = lib.forEach [ 1 2 ] (x: x + 1);
    expected = [ 2 3 ];
  };
  "replicate repeats an element" = {
    expr = lib.replicate 3 "a";
    expected = [ "a" "a" "a" ];
  };
  "range includes both ends" = {
    expr = [ (lib.range 2 4) (lib.range 4 2) (lib.range 3 3) ];
    expected = [ [ 2 3 4 ] [ ] [ 3 ] ];
  };
  "foldr goes from the right" = {
    expr = lib.foldr (x: acc: x + acc) "z" [ "a" "b" "c" ];
    expected = "abcz";
  };
  "fold is foldr" = {
    expr = lib.fold (x: acc: x + acc) "z" [ "a" "b" ];
    expected = "abz";
  };
  "foldl goes from the left" = {
    expr = lib.foldl (acc: x: acc + x) "z" [ "a" "b" "c" ];
    expected = "zabc";
  };
  "foldl' goes from the left, strictly" = {
    expr = lib.foldl' (acc: x: acc + x) 0 [ 1 2 3 ];
    expected = 6;
  };
  "count counts matches" = {
    expr = lib.count (x: x == 3) [ 3 2 3 4 6 ];
    expected = 2;
  };
  "imap0 counts from zero" = {
    expr = lib.imap0 (i: v: "${v}-${toString i}") [ "a" "b" ];
    expected = [ "a-0" "b-1" ];
  };
  "imap1 counts from one" = {
    expr = lib.imap1 (i: v: "${v}-${toString i}") [ "a" "b" ];
    expected = [ "a-1" "b-2" ];
  };
  "ifilter0 filters with the position" = {
    expr = lib.ifilter0 (i: v: i == 0 || v > 2) [ 1 2 3 ];
    expected = [ 1 3 ];
  };
  "replaceElemAt replaces one element" = {
    expr = lib.replaceElemAt [ "a" "b" "c" ] 1 "x";
    expected = [ "a" "x" "c" ];
  };
  "replaceElemAt refuses a wrong position" = {
    expr = lib.replaceElemAt [ "a" ] 1 "x";
    error = "replaceElemAt: there is no element 1 in a list of 1";
  };
  "last and init" = {
    expr = [ (lib.last [ 1 2 3 ]) (lib.init [ 1 2 3 ]) ];
    expected = [ 3 [ 1 2 ] ];
  };
  "last refuses the empty list" = {
    expr = lib.last [ ];
    error = "lists.last: the list must not be empty";
  };
  "init refuses the empty list" = {
    expr = lib.init [ ];
    error = "lists.init: the list must not be empty";
  };
  "sublist gives what there is" = {
    expr = [ (lib.sublist 1 3 [ "a" "b" "c" "d" "e" ]) (lib.sublist 1 3 [ ]) (lib.sublist 4 3 [ 1 2 3 4 5 ]) ];
    expected = [ [ "b" "c" "d" ] [ ] [ 5 ] ];
  };
  "take and takeEnd" = {
    expr = [ (lib.take 2 [ 1 2 3 ]) (lib.take 5 [ 1 ]) (lib.take 0 [ 1 ]) (lib.takeEnd 2 [ 1 2 3 ]) (lib.takeEnd 5 [ 1 ]) ];
    expected = [ [ 1 2 ] [ 1 ] [ ] [ 2 3 ] [ 1 ] ];
  };
  "drop and dropEnd" = {
    expr = [ (lib.drop 2 [ 1 2 3 ]) (lib.drop 5 [ 1 ]) (lib.drop 0 [ 1 ]) (lib.dropEnd 2 [ 1 2 3 ]) (lib.dropEnd 5 [ 1 ]) ];
    expected = [ [ 3 ] [ ] [ 1 ] [ 1 ] [ ] ];
  };
  "reverseList" = {
    expr = lib.reverseList [ 1 2 3 ];
    expected = [ 3 2 1 ];
  };
  "flatten goes all the way down" = {
    expr = [ (lib.flatten [ 1 [ 2 [ 3 ] 4 ] 5 ]) (lib.flatten 1) ];
    expected = [ [ 1 2 3 4 5 ] [ 1 ] ];
  };
  "lists.hasPrefix and removePrefix" = {
    expr = [ (lib.lists.hasPrefix [ 1 2 ] [ 1 2 3 ]) (lib.lists.hasPrefix [ 2 ] [ 1 2 ]) (lib.lists.removePrefix [ 1 2 ] [ 1 2 3 ]) ];
    expected = [ true false [ 3 ] ];
  };
  "lists.removePrefix refuses what is no prefix" = {
    expr = lib.lists.removePrefix [ 3 ] [ 1 2 ];
    error = "lists.removePrefix: the first list is not a prefix of the second";
  };
  "commonPrefix" = {
    expr = [ (lib.lists.commonPrefix [ 1 2 3 4 ] [ 1 2 4 8 ]) (lib.lists.commonPrefix [ 1 ] [ 2 ]) (lib.lists.commonPrefix [ 1 2 ] [ 1 2 3 ]) ];
    expected = [ [ 1 2 ] [ ] [ 1 2 ] ];
  };
  "findFirst gives the first match or a default" = {
    expr = [ (lib.findFirst (x: x > 3) 7 [ 1 6 4 ]) (lib.findFirst (x: x > 9) 7 [ 1 6 4 ]) ];
    expected = [ 6 7 ];
  };
  "findFirstIndex" = {
    expr = [ (lib.lists.findFirstIndex (x: x > 3) null [ 0 6 4 ]) (lib.lists.findFirstIndex (x: x > 9) null [ 1 ]) ];
    expected = [ 1 null ];
  };
  "findSingle tells none, one and many apart" = {
    expr = map (lib.findSingle (x: x == 3) "none" "multiple") [ [ 1 3 ] [ 9 ] [ 3 3 ] ];
    expected = [ 3 "none" "multiple" ];
  };
  "findFirst looks no further than it must" = {
    expr = lib.findFirst (x: x == 1) 0 [ 1 (throw "looked too far") ];
    expected = 1;
  };
  "remove takes all equal elements" = {
    expr = lib.remove 3 [ 1 3 4 3 ];
    expected = [ 1 4 ];
  };
  "unique keeps the first ones" = {
    expr = lib.unique [ 3 2 3 4 2 ];
    expected = [ 3 2 4 ];
  };
  "uniqueStrings" = {
    expr = builtins.sort (a: b: a < b) (lib.uniqueStrings [ "foo" "bar" "foo" ]);
    expected = [ "bar" "foo" ];
  };
  "allUnique" = {
    expr = [ (lib.allUnique [ 3 2 4 1 ]) (lib.allUnique [ 3 2 3 ]) ];
    expected = [ true false ];
  };
  "intersectLists and subtractLists" = {
    expr = [ (lib.intersectLists [ 1 2 3 ] [ 6 3 2 ]) (lib.subtractLists [ 3 2 ] [ 1 2 3 4 5 3 ]) ];
    expected = [ [ 3 2 ] [ 1 4 5 ] ];
  };
  "mutuallyExclusive" = {
    expr = [ (lib.mutuallyExclusive [ 1 2 ] [ 3 ]) (lib.mutuallyExclusive [ 1 2 ] [ 2 ]) ];
    expected = [ true false ];
  };
  "groupBy" = {
    expr = lib.groupBy (x: if x > 2 then "big" else "small") [ 5 1 2 3 4 ];
    expected = { big = [ 5 3 4 ]; small = [ 1 2 ]; };
  };
  "groupBy' folds each group" = {
    expr = lib.groupBy' builtins.add 0 (x: if x > 2 then "big" else "small") [ 5 1 2 3 4 ];
    expected = { big = 12; small = 3; };
  };
  "zipListsWith and zipLists" = {
    expr = [ (lib.zipListsWith (a: b: a + b) [ "h" "l" ] [ "e" "o" "x" ]) (lib.zipLists [ 1 2 ] [ "a" "b" ]) ];
    expected = [ [ "he" "lo" ] [ { fst = 1; snd = "a"; } { fst = 2; snd = "b"; } ] ];
  };
  "partition" = {
    expr = lib.partition (x: x > 2) [ 5 1 2 3 4 ];
    expected = { right = [ 5 3 4 ]; wrong = [ 1 2 ]; };
  };
  "concatAttrValues" = {
    expr = lib.concatAttrValues { b = [ 3 ]; a = [ 1 2 ]; };
    expected = [ 1 2 3 ];
  };
  "sort and sortOn" = {
    expr = [ (lib.sort (a: b: a < b) [ 5 3 7 ]) (lib.sortOn builtins.stringLength [ "aaa" "b" "cc" ]) ];
    expected = [ [ 3 5 7 ] [ "b" "cc" "aaa" ] ];
  };
  "sortOn is stable" = {
    expr = lib.sortOn (x: x.k) [ { k = 1; v = "a"; } { k = 0; v = "b"; } { k = 1; v = "c"; } ];
    expected = [ { k = 0; v = "b"; } { k = 1; v = "a"; } { k = 1; v = "c"; } ];
  };
  "compareLists" = {
    expr = [ (lib.compareLists lib.compare [ ] [ ]) (lib.compareLists lib.compare [ ] [ "a" ]) (lib.compareLists lib.compare [ "a" ] [ ]) (lib.compareLists lib.compare [ "a" "b" ] [ "a" "c" ]) ];
    expected = [ 0 (-1) 1 (-1) ];
  };
  "naturalSort takes digits as numbers" = {
    expr = lib.naturalSort [ "disk11" "disk8" "disk100" "disk9" "v0.2" "v0.15" ];
    expected = [ "disk8" "disk9" "disk11" "disk100" "v0.2" "v0.15" ];
  };
  "naturalSort of addresses" = {
    expr = lib.naturalSort [ "10.46.133.149" "10.5.16.62" "10.54.16.25" ];
    expected = [ "10.5.16.62" "10.46.133.149" "10.54.16.25" ];
  };
  "toposort of what can be ordered" = {
    expr = lib.toposort (a: b: a < b) [ 3 2 1 ];
    expected = { result = [ 1 2 3 ]; };
  };
  "toposort finds cycles" = {
    expr = lib.toposort lib.hasPrefix [ "/home/user/foo" "/" "/home" "/home/user" ];
    expected = { result = [ "/" "/home" "/home/user" "/home/user/foo" ]; };
  };
  "toposort with a cycle" = {
    expr = lib.toposort (a: b: a == 1 && b == 2 || a == 2 && b == 1) [ 1 2 ];
    expected = { cycle = [ 1 2 ]; loops = [ 1 ]; };
  };
  "listDfs finds the minimum" = {
    expr = lib.listDfs true lib.hasPrefix [ "/home/user" "other" "/" "/home" ];
    expected = { minimal = "/"; rest = [ "/home" "other" ]; visited = [ "/home/user" ]; };
  };
  "crossLists applies to all combinations" = {
    expr = lib.concatMap (x: [ x ]) (map (f: f) [ 1 ]);
    expected = [ 1 ];
  };
  "all and any" = {
    expr = [ (lib.all (x: x > 0) [ 1 2 ]) (lib.any (x: x > 1) [ 1 2 ]) (lib.elem 2 [ 1 2 ]) (lib.head [ 1 ]) (lib.tail [ 1 2 ]) (lib.length [ 1 ]) (lib.elemAt [ 1 2 ] 1) (lib.filter (x: x > 1) [ 1 2 ]) (lib.genList lib.id 2) (lib.concatLists [ [ 1 ] [ 2 ] ]) ];
    expected = [ true true true 1 [ 2 ] 1 2 [ 2 ] [ 0 1 ] [ 1 2 ] ];
  };
}
