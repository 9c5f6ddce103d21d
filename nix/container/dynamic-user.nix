# Services with DynamicUser=: systemd makes their user at each start, an image has it from the
# start. Its name is what systemd would call it.
{ lib }:

let
  isTrue =
    value:
    value == true
    || lib.elem value [
      "true"
      "yes"
      "1"
      "on"
    ];

  # Attributes that are null are left out.
  said =
    service: directive: otherwise:
    let
      value = service.serviceConfig.${directive} or null;
    in
    if value == null then otherwise else value;

  valid = name: builtins.match "[a-zA-Z_][a-zA-Z0-9_-]{0,30}" name != null;
in
rec {
  is = service: isTrue (service.serviceConfig.DynamicUser or false);

  # The unit's own name, or a hash of it where that can't be a user's name.
  name =
    unit: service:
    said service "User" (
      if valid unit then unit else "_du${builtins.substring 0 16 (builtins.hashString "sha256" unit)}"
    );

  group = unit: service: said service "Group" (name unit service);
}
