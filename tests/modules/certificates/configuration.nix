{ pkgs, ... }:
{
  security.pki.certificates = [ "-----BEGIN CERTIFICATE-----" ];
  security.pki.certificateFiles = [ pkgs.hello ];
  security.sudo.enable = false;
  programs.vim.enable = true;
  programs.zsh.enable = true;
}
