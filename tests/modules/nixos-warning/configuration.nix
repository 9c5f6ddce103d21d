{
  services.nginx.enable = true;
  services.nginx.adminAddr = "a@b.c";
}
