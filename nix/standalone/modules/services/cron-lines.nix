# What is wrong with a line of a crontab, crontab(5); null where nothing is. `hasUser` says which users there are.
{ lib, hasUser }:

let
  months = [
    "jan"
    "feb"
    "mar"
    "apr"
    "may"
    "jun"
    "jul"
    "aug"
    "sep"
    "oct"
    "nov"
    "dec"
  ];
  days = [
    "sun"
    "mon"
    "tue"
    "wed"
    "thu"
    "fri"
    "sat"
  ];

  field = name: low: high: names: {
    inherit
      name
      low
      high
      names
      ;
  };
  fields = [
    (field "minute" 0 59 [ ])
    (field "hour" 0 23 [ ])
    (field "day of the month" 1 31 [ ])
    (field "month" 1 12 months)
    (field "day of the week" 0 7 days)
  ];

  nicknames = [
    "@annually"
    "@daily"
    "@hourly"
    "@midnight"
    "@monthly"
    "@reboot"
    "@weekly"
    "@yearly"
  ];

  blank = "[ \t]+";

  isValue =
    field: word:
    let
      isNumber = builtins.match "[0-9]{1,4}" word != null;
      # 08 is no number of JSON's.
      number = builtins.fromJSON (lib.head (builtins.match "0*([0-9]+)" word));
    in
    if isNumber then
      number >= field.low && number <= field.high
    else
      lib.elem (lib.toLower word) field.names;

  # `*`, `1`, `1-5`, each with a step.
  isPart =
    field: part:
    let
      parts = builtins.match "([^/]+)(/([1-9][0-9]*))?" part;
      range = lib.splitString "-" (lib.head parts);
    in
    parts != null && (lib.head parts == "*" || lib.length range <= 2 && lib.all (isValue field) range);

  flawOfField =
    field: word:
    lib.optional (
      !(lib.all (isPart field) (lib.splitString "," word))
    ) "${word} is no ${field.name} (${toString field.low} to ${toString field.high}, crontab(5))";

  flawOfUser =
    user:
    lib.optional (!hasUser user) (
      if lib.hasInfix "/" user then
        "the user stands before the command, and ${user} is none"
      else
        "there is no user ${user} (users.users.${user})"
    );

  flawOfJob =
    line:
    let
      words = builtins.match "([^ \t]+)${blank}([^ \t]+)${blank}([^ \t]+)${blank}([^ \t]+)${blank}([^ \t]+)${blank}([^ \t]+)${blank}(.*)" line;
    in
    if words == null then
      [ "it needs minute, hour, day of the month, month, day of the week, user and command" ]
    else
      lib.concatLists (lib.zipListsWith flawOfField fields words) ++ flawOfUser (lib.elemAt words 5);

  flawOfNickname =
    line:
    let
      words = builtins.match "(@[^ \t]*)${blank}([^ \t]+)${blank}(.*)" line;
    in
    if words == null then
      [ "it needs one of ${toString nicknames}, user and command" ]
    else if !(lib.elem (lib.head words) nicknames) then
      [ "${lib.head words} is none of ${toString nicknames}" ]
    else
      flawOfUser (lib.elemAt words 1);
in
text:
let
  line = lib.head (builtins.match "[ \t]*(.*)" text);
  isNothing = line == "" || lib.hasPrefix "#" line;
  isVariable = builtins.match "[A-Za-z_\"'][^= \t]*[ \t]*=.*" line != null;
  flaws =
    if isNothing || isVariable then
      [ ]
    else if lib.hasPrefix "@" line then
      flawOfNickname line
    else
      flawOfJob line;
in
if flaws == [ ] then null else lib.head flaws
