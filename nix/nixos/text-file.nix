# A file in /etc with this text, as `environment.etc` has it when it is evaluated.
target: content: {
  inherit target;
  mode = "0644";
  user = "+0";
  group = "+0";
  uid = 0;
  gid = 0;
  inlineText = content;
}
