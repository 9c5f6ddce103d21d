{
  docker.capabilities = [
    "SYS_TIEM"
    "CAP_SYS_ADMIN"
  ];
}
