
# The names of options, for `nix-docker options`.
_nix_docker_option_names() {
    local -a names
    names=(${(f)"$(nix-docker options --format names 2> /dev/null)"})
    _multi_parts . names
}

# A configuration or a command.
_nix_docker_first() {
    local ret=1
    _nix-docker_commands && ret=0
    _files && ret=0
    return ret
}
