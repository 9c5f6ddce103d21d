# Values as a data format has them, the usual type of `settings`.
{ lib }:
let
  inherit (lib.types)
    attrsOf
    bool
    float
    int
    listOf
    nullOr
    oneOf
    path
    str
    ;
in
{
  serializableValueWith =
    {
      typeName,
      nullable ? true,
    }:
    let
      scalar = oneOf [
        bool
        int
        float
        str
        path
        (attrsOf value)
        (listOf value)
      ];
      value = (if nullable then nullOr scalar else scalar) // {
        description = "${typeName} value";
      };
    in
    value;
  json = lib.types.serializableValueWith { typeName = "JSON"; };
  toml = lib.types.serializableValueWith {
    typeName = "TOML";
    nullable = false;
  };
}
