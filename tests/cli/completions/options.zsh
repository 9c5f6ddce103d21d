
# The names of options, for `nix-docker options`.
_nix_docker_option_names() {
    local -a names
    names=(${(f)"$(nix-docker options --format names 2> /dev/null)"})
    _multi_parts . names
}
