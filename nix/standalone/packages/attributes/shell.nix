# Shells and what one has beside them: editors, pagers, text and files.
let
  runs = import ./runs.nix;

  # With the `kill` that units call to reload a service: Debian has it in procps, which is larger than
  # what the shell knows itself is worth.
  coreutils = pname: {
    inherit pname;
    debs = [ "coreutils" ];
    script = ''
      open_directory "$out/bin"
      printf '%s\n' '#!/bin/sh' 'kill "$@"' > "$out/bin/kill"
      chmod 0555 "$out/bin/kill"
    '';
  };
  gawk = pname: {
    inherit pname;
    debs = [ "gawk" ];
    mainProgram = "gawk";
    links."bin/awk" = "usr/bin/gawk";
  };

  # The program that gpg-agent asks with; the command has the name of one kind, and of all.
  pinentry = kind: {
    pname = "pinentry-${kind}";
    debs = [ "pinentry-${kind}" ];
    links."bin/pinentry" = "usr/bin/pinentry-${kind}";
  };

  # nixpkgs' word for what a user's shell is.
  shell =
    name: data:
    {
      mainProgram = name;
      passthru = _: { shellPath = "/bin/${name}"; };
    }
    // (if builtins.isString data then { debs = [ data ]; } else data);
in
{
  ack = "ack";
  apg = "apg";
  bash = shell "bash" {
    debs = [ "bash" ];
    links."bin/sh" = "usr/bin/bash";
  };
  bash-completion = "bash-completion";
  bashInteractive = shell "bash" {
    pname = "bash-interactive";
    debs = [
      "bash"
      "bash-completion"
    ];
    links."bin/sh" = "usr/bin/bash";
    mainProgram = "bash";
  };
  bat = {
    debs = [ "bat" ];
    links."bin/bat" = "usr/bin/batcat";
  };
  bc = "bc";
  calc = "calc|apcalc";
  coreutils = coreutils "coreutils";
  coreutils-full = coreutils "coreutils-full";
  dash = shell "dash" "dash";
  dialog = "dialog";
  dos2unix = "dos2unix";
  ed = "ed";
  emacs-nox = runs "emacs" "emacs-nox";
  eza = "eza|exa";
  fd = {
    debs = [ "fd-find" ];
    mainProgram = "fd";
    links."bin/fd" = "usr/bin/fdfind";
  };
  file = "file";
  findutils = runs "find" "findutils";
  fish = shell "fish" "fish";
  fzf = "fzf";
  gawk = gawk "gawk";
  gawkInteractive = gawk "gawk-interactive";
  gnugrep = runs "grep" "grep";
  gnupg = {
    debs = [
      "gnupg"
      "gpg"
      "gpg-agent"
      "gpgv"
      "dirmngr"
    ];
    mainProgram = "gpg";
  };
  gnused = runs "sed" "sed";
  hexedit = "hexedit";
  joe = "joe";
  ksh = shell "ksh" "ksh93u+m|mksh";
  less = "less";
  man = "man-db";
  man-db = runs "man" "man-db";
  mbuffer = "mbuffer";
  mc = "mc";
  moreutils = runs "sponge" "moreutils";
  multitail = "multitail";
  nano = "nano";
  ncurses = {
    debs = [
      "ncurses-bin"
      "ncurses-base"
      "ncurses-term"
    ];
    mainProgram = "tput";
  };
  neovim = runs "nvim" "neovim";
  parallel = "parallel";
  pass = "pass";
  pinentry = pinentry "curses";
  pinentry-curses = pinentry "curses";
  pinentry-tty = pinentry "tty";
  pv = "pv";
  pwgen = "pwgen";
  ripgrep = runs "rg" "ripgrep";
  screen = "screen";
  silver-searcher = runs "ag" "silversearcher-ag";
  stow = "stow";
  tcsh = shell "tcsh" "tcsh";
  tmux = "tmux";
  tree = "tree";
  vim = {
    debs = [
      "vim"
      "vim-common"
      "vim-runtime"
    ];
    links = {
      "bin/vim" = "usr/bin/vim.basic";
      "bin/vi" = "usr/bin/vim.basic";
      "bin/ex" = "usr/bin/vim.basic";
      "bin/view" = "usr/bin/vim.basic";
    };
  };
  vim-full = {
    debs = [
      "vim-nox"
      "vim-common"
      "vim-runtime"
    ];
    mainProgram = "vim";
    links = {
      "bin/vim" = "usr/bin/vim.nox";
      "bin/vi" = "usr/bin/vim.nox";
    };
  };
  which = {
    debs = [ "debianutils" ];
    mainProgram = "which";
    links."bin/which" = "usr/bin/which.debianutils";
  };
  xxd = "xxd";
  zsh = shell "zsh" "zsh";
}
