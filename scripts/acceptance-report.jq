# For scripts/acceptance.sh: the report of all results, as a section of docs/acceptance.md.
def outcome(names): map(select(.outcome | IN(names)));
def percent($of): if $of == 0 then "-" else "\(length * 1000 / $of | round / 10) %" end;
def listed: map("`\(.switch)`") | join(", ");
def cell: gsub("\\|"; "\\|") | gsub("\n"; " ");
# Of the same reason all together.
def by_reason: group_by(.why) | sort_by(-length) | .[] | "| \(.[0].why | join("; ") | cell) | \(length) | \(listed) |";

sort_by(.switch)
| outcome("accepted", "noted", "lacking") as $good
| outcome("refused") as $refused
| ($good + $refused) as $counted
| ($counted | group_by(.module)) as $modules
| ($modules | map(select(all(.outcome != "refused")))) as $whole
| "## nixpkgs \($version)",
  "",
  (if length < $total then "**A part**: \(length) of the tree's \($total) switches were asked so far." else empty end),
  "\(length) switches of \(map(.module) | unique | length) modules. Of the \($counted | length) that NixOS evaluates and "
  + "that define units for a container, **\($good | length) (\($good | percent($counted | length))) are accepted**; by "
  + "modules (all of their switches) \($whole | length) of \($modules | length) "
  + "(\($whole | percent($modules | length))).",
  "",
  "| outcome | switches |",
  "| --- | --- |",
  "| accepted | \(outcome("accepted") | length) |",
  "| accepted, something has no effect | \(outcome("noted") | length) |",
  "| accepted, and will not start as it stands | \(outcome("lacking") | length) |",
  "| refused | \($refused | length) |",
  "| not counted: NixOS itself does not evaluate it alone | \(outcome("broken") | length) |",
  "| not counted: no units | \(outcome("none") | length) |",
  "| not counted: units from packages only, which are read when they are built | \(outcome("package") | length) |",
  "| not counted: all its units belong to a machine | \(outcome("machine") | length) |",
  "",
  "### Refused",
  "",
  "| why | switches | which |",
  "| --- | --- | --- |",
  ($refused | by_reason),
  "",
  "### Accepted, and will not start as it stands",
  "",
  "| what is missing | switches | which |",
  "| --- | --- | --- |",
  (outcome("lacking") | by_reason),
  "",
  "### Accepted, something has no effect",
  "",
  "| what | switches | which |",
  "| --- | --- | --- |",
  (outcome("noted") | by_reason),
  "",
  "### Accepted",
  "",
  (outcome("accepted") | listed),
  "",
  "### NixOS itself does not evaluate it alone",
  "",
  (outcome("broken") | group_by(.why[0][:60]) | sort_by(-length) | .[] | "- \(.[0].why[0][:160] | cell): \(listed)"),
  "",
  "### Not counted",
  "",
  "No units: \(outcome("none") | listed).",
  "",
  "Units from packages only: \(outcome("package") | listed).",
  "",
  "All units belong to a machine: \(outcome("machine") | listed)."
