# For scripts/acceptance.sh: what `nix-docker check --json` says of a case, as a line of the results.
#
#   $switch   the case: path, module
#   $plain    whether NixOS itself evaluates it, where nix-docker did not; else null
#   $given    the options that were given a value, as they have none
#   $empty    what is said of an empty configuration, in a list
#   $nixpkgs  the tree's path, which says nothing to others
#
# Outcomes: accepted, noted (accepted, something has no effect), lacking (accepted, and will not start as it stands),
# refused; and, not counted: broken (NixOS itself does not evaluate it), none (it defines no units), package (units
# from packages only, which are not built), machine (all its units belong to a machine).
def names: map(.name? // .);
def line: "\(.directive): \(.why)";
def short: gsub($nixpkgs; "<nixpkgs>") | gsub("/[^ `]*/case\\.[A-Za-z0-9]+/"; "") | gsub("\\s+"; " ") | ltrimstr(" ") | .[:300];

$empty[0] as $empty
| (((.starts // []) + (.waits // [])) - (($empty.starts // []) + ($empty.waits // []))) as $units
| ((.leftOut // [] | names) - ($empty.leftOut | names)) as $left
| ([.warnings // [] | .[] | select(test("will not start|will end at once|is not declared"))] - $empty.warnings) as $lacking
| ([.notChecked // [] | .[] | select(test("unit files of"))] - $empty.notChecked) as $packages
| ((.refused // []) + (.mistakes // [])) as $refused
| (if $plain == false then "broken"
  elif .builds | not then "refused"
  elif $units == [] and $packages != [] then "package"
  elif $units == [] and $left != [] then "machine"
  elif $units == [] then "none"
  elif $lacking != [] then "lacking"
  elif (.noted // []) != [] then "noted"
  else "accepted"
  end) as $outcome
| {
    switch: ($switch.path | join(".")),
    module: $switch.module,
    given: $given,
    outcome: $outcome,
    why: (if $outcome == "refused" and $refused != [] then $refused | map(line) | unique
      elif $outcome == "refused" or $outcome == "broken" then [.error // "" | short]
      elif $outcome == "lacking" then $lacking
      elif $outcome == "machine" then $left
      elif $outcome == "noted" then
        .noted | map(if .why == "the container is the sandbox" then "hardening" else .directive end) | unique
      else []
      end),
    warnings: ((.warnings // []) - $empty.warnings - $lacking | map(short)),
    units: ($units + ($refused | map(.unit)) | unique),
  }
