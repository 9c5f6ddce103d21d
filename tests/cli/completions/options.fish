complete -c nix-docker -n "__fish_seen_subcommand_from options" -f -a "(nix-docker options --format names 2>/dev/null)"
