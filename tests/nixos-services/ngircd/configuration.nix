{
  services.ngircd = {
    enable = true;
    config = ''
      [Global]
      Name = irc.example.test
      Info = A test
      [Options]
      PAM = no
    '';
  };
}
