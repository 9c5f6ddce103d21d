{
  services.gitweb.projectroot = "/data/git";
  services.nginx.enable = true;
  services.nginx.gitweb = {
    enable = true;
    group = "gitolite";
    location = "/code";
    virtualHost = "example.org";
  };
}
