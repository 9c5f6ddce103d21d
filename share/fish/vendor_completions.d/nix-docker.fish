# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_nix_docker_global_optspecs
    string join \n b/build t/tag= from= f/force v/verbose json iidfile= q/quiet color= nixpkgs= packages= I= arg= argstr= option= builders= j/max-jobs= cores= system= show-trace impure h/help V/version
end

function __fish_nix_docker_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_nix_docker_global_optspecs) -- $cmd 2>/dev/null
    or argparse -s (__fish_nix_docker_global_optspecs) -- $cmd[1..-2] 2>/dev/null
    or return
    if contains -- "$argv[1]" check options help
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_nix_docker_using_subcommand
    set -l cmd (__fish_nix_docker_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c nix-docker -n "__fish_nix_docker_needs_command" -s t -l tag -d 'Name the image, and tag it; with -b several times for several names' -r
complete -c nix-docker -n "__fish_nix_docker_needs_command" -l from -d 'Put the layers on top of this image' -r
complete -c nix-docker -n "__fish_nix_docker_needs_command" -l iidfile -d 'Write the image\'s id to this file' -r -F
complete -c nix-docker -n "__fish_nix_docker_needs_command" -l color -d 'Color what is said; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c nix-docker -n "__fish_nix_docker_needs_command" -l nixpkgs -d 'Take NixOS\' modules and packages from this nixpkgs: a path, a URL or channel:NAME (default: <nixpkgs>, where NIX_PATH has it)' -r
complete -c nix-docker -n "__fish_nix_docker_needs_command" -l packages -d 'Take modules and packages from a nixpkgs, or packages from the Debian archive; modules are nix-docker\'s own then, or with --nixpkgs that nixpkgs\' (default: nixpkgs where there is one)' -r -f -a "nixpkgs\t''
debian\t''"
complete -c nix-docker -n "__fish_nix_docker_needs_command" -s I -d 'Look <names> up here before NIX_PATH, as in -I nixpkgs=PATH' -r
complete -c nix-docker -n "__fish_nix_docker_needs_command" -l arg -d 'Give the configuration\'s modules the argument NAME, the value of a Nix expression' -r
complete -c nix-docker -n "__fish_nix_docker_needs_command" -l argstr -d 'Give the configuration\'s modules the argument NAME, a text' -r
complete -c nix-docker -n "__fish_nix_docker_needs_command" -l option -d 'Set an option of nix.conf' -r
complete -c nix-docker -n "__fish_nix_docker_needs_command" -l builders -d 'Build on these machines' -r
complete -c nix-docker -n "__fish_nix_docker_needs_command" -s j -l max-jobs -d 'Build so much at the same time: a number, or auto' -r
complete -c nix-docker -n "__fish_nix_docker_needs_command" -l cores -d 'Let each build use so many cores; 0: all' -r
complete -c nix-docker -n "__fish_nix_docker_needs_command" -l system -d 'The system to evaluate for, as x86_64-linux' -r
complete -c nix-docker -n "__fish_nix_docker_needs_command" -s b -l build -d 'Build a stand-alone image in the Docker daemon, instead of a package that mounts the host\'s /nix/store'
complete -c nix-docker -n "__fish_nix_docker_needs_command" -s f -l force -d 'Override the refusals that can be overridden, and say which'
complete -c nix-docker -n "__fish_nix_docker_needs_command" -s v -l verbose -d 'Show what Nix prints, and traces of evaluation errors'
complete -c nix-docker -n "__fish_nix_docker_needs_command" -l json -d 'Print one JSON object that tells what was made'
complete -c nix-docker -n "__fish_nix_docker_needs_command" -s q -l quiet -d 'Say nothing but warnings and errors, and print the result alone'
complete -c nix-docker -n "__fish_nix_docker_needs_command" -l show-trace -d 'Show traces of evaluation errors'
complete -c nix-docker -n "__fish_nix_docker_needs_command" -l impure -d 'Let the evaluation see what is not the configuration\'s: the environment, any file'
complete -c nix-docker -n "__fish_nix_docker_needs_command" -s h -l help -d 'Print help'
complete -c nix-docker -n "__fish_nix_docker_needs_command" -s V -l version -d 'Print version'
complete -c nix-docker -n "__fish_nix_docker_needs_command" -a "check" -d 'Say what a build would make of a configuration, without building: units, directives, ports, users, packages'
complete -c nix-docker -n "__fish_nix_docker_needs_command" -a "options" -d 'Print the reference of the options that a configuration may set'
complete -c nix-docker -n "__fish_nix_docker_needs_command" -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c nix-docker -n "__fish_nix_docker_using_subcommand check" -l color -d 'Color what is said; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c nix-docker -n "__fish_nix_docker_using_subcommand check" -l nixpkgs -d 'Take NixOS\' modules and packages from this nixpkgs: a path, a URL or channel:NAME (default: <nixpkgs>, where NIX_PATH has it)' -r
complete -c nix-docker -n "__fish_nix_docker_using_subcommand check" -l packages -d 'Take modules and packages from a nixpkgs, or packages from the Debian archive; modules are nix-docker\'s own then, or with --nixpkgs that nixpkgs\' (default: nixpkgs where there is one)' -r -f -a "nixpkgs\t''
debian\t''"
complete -c nix-docker -n "__fish_nix_docker_using_subcommand check" -s I -d 'Look <names> up here before NIX_PATH, as in -I nixpkgs=PATH' -r
complete -c nix-docker -n "__fish_nix_docker_using_subcommand check" -l arg -d 'Give the configuration\'s modules the argument NAME, the value of a Nix expression' -r
complete -c nix-docker -n "__fish_nix_docker_using_subcommand check" -l argstr -d 'Give the configuration\'s modules the argument NAME, a text' -r
complete -c nix-docker -n "__fish_nix_docker_using_subcommand check" -l option -d 'Set an option of nix.conf' -r
complete -c nix-docker -n "__fish_nix_docker_using_subcommand check" -l builders -d 'Build on these machines' -r
complete -c nix-docker -n "__fish_nix_docker_using_subcommand check" -s j -l max-jobs -d 'Build so much at the same time: a number, or auto' -r
complete -c nix-docker -n "__fish_nix_docker_using_subcommand check" -l cores -d 'Let each build use so many cores; 0: all' -r
complete -c nix-docker -n "__fish_nix_docker_using_subcommand check" -l system -d 'The system to evaluate for, as x86_64-linux' -r
complete -c nix-docker -n "__fish_nix_docker_using_subcommand check" -l json -d 'Print one JSON object'
complete -c nix-docker -n "__fish_nix_docker_using_subcommand check" -s f -l force -d 'Override the refusals that can be overridden'
complete -c nix-docker -n "__fish_nix_docker_using_subcommand check" -s v -l verbose -d 'Say which units of NixOS are left out and why, and show traces of evaluation errors'
complete -c nix-docker -n "__fish_nix_docker_using_subcommand check" -s q -l quiet -d 'Say nothing but warnings and errors, and print the result alone'
complete -c nix-docker -n "__fish_nix_docker_using_subcommand check" -l show-trace -d 'Show traces of evaluation errors'
complete -c nix-docker -n "__fish_nix_docker_using_subcommand check" -l impure -d 'Let the evaluation see what is not the configuration\'s: the environment, any file'
complete -c nix-docker -n "__fish_nix_docker_using_subcommand check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c nix-docker -n "__fish_nix_docker_using_subcommand options" -l format -d 'How to print it' -r -f -a "text\t'For reading on a terminal'
names\t'The names alone'
json\t'One JSON object, by option name'
markdown\t'A Markdown document'"
complete -c nix-docker -n "__fish_nix_docker_using_subcommand options" -l color -d 'Color what is said; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c nix-docker -n "__fish_nix_docker_using_subcommand options" -l nixpkgs -d 'Take NixOS\' modules and packages from this nixpkgs: a path, a URL or channel:NAME (default: <nixpkgs>, where NIX_PATH has it)' -r
complete -c nix-docker -n "__fish_nix_docker_using_subcommand options" -l packages -d 'Take modules and packages from a nixpkgs, or packages from the Debian archive; modules are nix-docker\'s own then, or with --nixpkgs that nixpkgs\' (default: nixpkgs where there is one)' -r -f -a "nixpkgs\t''
debian\t''"
complete -c nix-docker -n "__fish_nix_docker_using_subcommand options" -s I -d 'Look <names> up here before NIX_PATH, as in -I nixpkgs=PATH' -r
complete -c nix-docker -n "__fish_nix_docker_using_subcommand options" -l arg -d 'Give the configuration\'s modules the argument NAME, the value of a Nix expression' -r
complete -c nix-docker -n "__fish_nix_docker_using_subcommand options" -l argstr -d 'Give the configuration\'s modules the argument NAME, a text' -r
complete -c nix-docker -n "__fish_nix_docker_using_subcommand options" -l option -d 'Set an option of nix.conf' -r
complete -c nix-docker -n "__fish_nix_docker_using_subcommand options" -l builders -d 'Build on these machines' -r
complete -c nix-docker -n "__fish_nix_docker_using_subcommand options" -s j -l max-jobs -d 'Build so much at the same time: a number, or auto' -r
complete -c nix-docker -n "__fish_nix_docker_using_subcommand options" -l cores -d 'Let each build use so many cores; 0: all' -r
complete -c nix-docker -n "__fish_nix_docker_using_subcommand options" -l system -d 'The system to evaluate for, as x86_64-linux' -r
complete -c nix-docker -n "__fish_nix_docker_using_subcommand options" -s q -l quiet -d 'Say nothing but warnings and errors, and print the result alone'
complete -c nix-docker -n "__fish_nix_docker_using_subcommand options" -l show-trace -d 'Show traces of evaluation errors'
complete -c nix-docker -n "__fish_nix_docker_using_subcommand options" -l impure -d 'Let the evaluation see what is not the configuration\'s: the environment, any file'
complete -c nix-docker -n "__fish_nix_docker_using_subcommand options" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c nix-docker -n "__fish_nix_docker_using_subcommand help; and not __fish_seen_subcommand_from check options help" -f -a "check" -d 'Say what a build would make of a configuration, without building: units, directives, ports, users, packages'
complete -c nix-docker -n "__fish_nix_docker_using_subcommand help; and not __fish_seen_subcommand_from check options help" -f -a "options" -d 'Print the reference of the options that a configuration may set'
complete -c nix-docker -n "__fish_nix_docker_using_subcommand help; and not __fish_seen_subcommand_from check options help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c nix-docker -n "__fish_seen_subcommand_from options" -f -a "(nix-docker options --format names 2>/dev/null)"
