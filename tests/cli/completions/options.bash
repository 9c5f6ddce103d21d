
# Files beside the words above, and for `nix-docker options` the names of options.
_nix_docker_words() {
    local word=${COMP_WORDS[COMP_CWORD]} command= i
    _nix__docker "$@"
    [[ $word == -* || ${COMP_WORDS[COMP_CWORD-1]} == --* ]] && return
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in check | options | help) command=${COMP_WORDS[i]} ;; esac
    done
    local found=()
    if [[ $command == options ]]; then
        mapfile -t found < <(compgen -W "$(nix-docker options --format names 2> /dev/null)" -- "$word")
        COMPREPLY=("${found[@]}")
    elif [[ $command != help ]]; then
        mapfile -t found < <(compgen -f -- "$word")
        COMPREPLY+=("${found[@]}")
    fi
}
complete -F _nix_docker_words -o filenames -o bashdefault -o default nix-docker
