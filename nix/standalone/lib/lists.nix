# Lists.
{ lib }:
let
  inherit (builtins)
    concatLists
    elem
    elemAt
    filter
    foldl'
    genList
    head
    length
    tail
    ;
  inherit (lib.trivial) min max;

  self = {
    inherit (builtins)
      all
      any
      concatLists
      concatMap
      elem
      elemAt
      filter
      foldl'
      genList
      groupBy
      head
      isList
      length
      map
      partition
      sort
      tail
      ;

    singleton = item: [ item ];
    toList = value: if builtins.isList value then value else [ value ];
    optional = condition: item: if condition then [ item ] else [ ];
    optionals = condition: items: if condition then items else [ ];
    forEach = items: function: map function items;
    replicate = count: item: genList (_: item) count;
    range =
      first: last: if first > last then [ ] else genList (index: first + index) (last - first + 1);

    # Folds.
    foldr =
      function: start: items:
      let
        count = length items;
        from = index: if index == count then start else function (elemAt items index) (from (index + 1));
      in
      from 0;
    fold = self.foldr;
    foldl =
      function: start: items:
      let
        upTo = index: if index < 0 then start else function (upTo (index - 1)) (elemAt items index);
      in
      upTo (length items - 1);
    count = matches: items: foldl' (sum: item: if matches item then sum + 1 else sum) 0 items;

    # With positions.
    imap0 = function: items: genList (index: function index (elemAt items index)) (length items);
    imap1 = function: items: genList (index: function (index + 1) (elemAt items index)) (length items);
    ifilter0 =
      keep: items:
      map (elemAt items) (
        filter (index: keep index (elemAt items index)) (genList (i: i) (length items))
      );
    replaceElemAt =
      items: position: item:
      if position < 0 || position >= length items then
        throw "replaceElemAt: there is no element ${toString position} in a list of ${toString (length items)}"
      else
        self.imap0 (index: old: if index == position then item else old) items;

    # Parts.
    last =
      items:
      if items == [ ] then
        throw "lists.last: the list must not be empty"
      else
        elemAt items (length items - 1);
    init =
      items:
      if items == [ ] then
        throw "lists.init: the list must not be empty"
      else
        genList (elemAt items) (length items - 1);
    sublist =
      start: count: items:
      let
        available = max 0 (length items - start);
      in
      genList (index: elemAt items (start + index)) (min count available);
    take = count: self.sublist 0 (max 0 count);
    takeEnd = count: items: self.drop (length items - count) items;
    drop = count: items: self.sublist (max 0 count) (length items) items;
    dropEnd = count: items: self.take (length items - count) items;
    reverseList =
      items:
      let
        count = length items;
      in
      genList (index: elemAt items (count - index - 1)) count;
    flatten = value: if builtins.isList value then builtins.concatMap self.flatten value else [ value ];
    hasPrefix = prefix: items: self.take (length prefix) items == prefix;
    removePrefix =
      prefix: items:
      if self.hasPrefix prefix items then
        self.drop (length prefix) items
      else
        throw "lists.removePrefix: the first list is not a prefix of the second";
    commonPrefix =
      left: right:
      let
        longest = min (length left) (length right);
        differing = self.findFirstIndex (index: elemAt left index != elemAt right index) longest (
          genList (index: index) longest
        );
      in
      self.take differing left;

    # Searching.
    findFirstIndex =
      matches: default: items:
      let
        count = length items;
        # Strict in the position, so that a long list needs no deep stack of thunks.
        found = foldl' (
          position: index: if position == null && matches (elemAt items index) then index else position
        ) null (genList (index: index) count);
      in
      if found == null then default else found;
    findFirst =
      matches: default: items:
      let
        position = self.findFirstIndex matches null items;
      in
      if position == null then default else elemAt items position;
    findSingle =
      matches: default: multiple: items:
      let
        found = filter matches items;
      in
      if found == [ ] then
        default
      else if length found > 1 then
        multiple
      else
        head found;

    # As sets.
    remove = item: filter (other: other != item);
    unique = foldl' (found: item: if elem item found then found else found ++ [ item ]) [ ];
    uniqueStrings =
      items:
      builtins.attrNames (
        builtins.listToAttrs (
          map (name: {
            inherit name;
            value = null;
          }) items
        )
      );
    allUnique = items: length (self.unique items) == length items;
    intersectLists = left: filter (item: elem item left);
    subtractLists = taken: filter (item: !elem item taken);
    mutuallyExclusive = left: right: !builtins.any (item: elem item right) left;

    # Grouping and pairing.
    groupBy' =
      function: start: key: items:
      builtins.mapAttrs (_: foldl' function start) (builtins.groupBy key items);
    zipListsWith =
      function: left: right:
      genList (index: function (elemAt left index) (elemAt right index)) (
        min (length left) (length right)
      );
    zipLists = self.zipListsWith (fst: snd: { inherit fst snd; });
    crossLists =
      function: lists:
      foldl' (functions: items: builtins.concatMap (f: map f items) functions) [ function ] lists;
    concatAttrValues = set: concatLists (builtins.attrValues set);

    # Order.
    sortOn =
      key: items:
      map (pair: pair.item) (
        builtins.sort (left: right: left.key < right.key) (
          map (item: {
            inherit item;
            key = key item;
          }) items
        )
      );
    compareLists =
      compare: left: right:
      if left == [ ] then
        (if right == [ ] then 0 else -1)
      else if right == [ ] then
        1
      else
        let
          first = compare (head left) (head right);
        in
        if first != 0 then first else self.compareLists compare (tail left) (tail right);
    # "file10" after "file9": runs of digits count as numbers.
    naturalSort =
      items:
      let
        pieces =
          text:
          map (piece: if builtins.isList piece then lib.strings.toIntBase10 (head piece) else piece) (
            builtins.split "([0-9]+)" text
          );
        before = left: right: self.compareLists lib.trivial.compare left.pieces right.pieces < 0;
      in
      map (pair: pair.item) (
        builtins.sort before (
          map (item: {
            inherit item;
            pieces = pieces item;
          }) items
        )
      );

    # Depth first from the head of the list: `before a b` says that a comes before b.
    listDfs =
      stopOnCycles: before: items:
      let
        walk =
          current: visited: remaining:
          let
            inWay = builtins.partition (other: before other current) visited;
            next = builtins.partition (other: before other current) remaining;
          in
          if stopOnCycles && inWay.right != [ ] then
            {
              cycle = current;
              loops = inWay.right;
              inherit visited;
              rest = remaining;
            }
          else if next.right == [ ] then
            {
              minimal = current;
              inherit visited;
              rest = remaining;
            }
          else
            walk (head next.right) ([ current ] ++ visited) (tail next.right ++ next.wrong);
      in
      walk (head items) [ ] (tail items);
    toposort =
      before: items:
      let
        found = self.listDfs true before items;
        sorted = self.toposort before (found.visited ++ found.rest);
      in
      if length items < 2 then
        { result = items; }
      else if found ? cycle then
        {
          cycle = self.reverseList ([ found.cycle ] ++ found.visited);
          inherit (found) loops;
        }
      else if sorted ? result then
        { result = [ found.minimal ] ++ sorted.result; }
      else
        sorted;
  };
in
self
