config:
map (path: builtins.substring 44 (-1) path) (
  builtins.attrNames (builtins.getContext config.environment.etc.crontab.text)
)
