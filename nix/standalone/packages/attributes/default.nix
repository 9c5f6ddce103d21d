# nixpkgs' names for packages of Debian's.
#
# A value is the name of one Debian package, a list of names, or a set:
#   debs          the names; the first gives the version
#   pname         nixpkgs' name of the package, by default the attribute's
#   show          expressions for the packages of the closure that show their files; by default
#                 those in `debs` do
#   binFrom       further directories whose programs belong into bin
#   links         what to put where, besides the usual layout: destination → path below /
#   mainProgram   by default the pname
#   versionFrom   an expression for the package of the closure that gives the version
#   passthru      a function to further attributes; see ../debian.nix for what it gets
#   overrides     a function from the arguments of `.override` to changes of this data
#   script        shell commands that finish `$out`; `find_file PATH` looks in the closure
#   perRelease    true where only some releases of Debian have it
#   versionIs     how the version has to begin: which one it is depends on the release
#   standaloneOnly  true for what NixOS' own modules had better take of nixpkgs
# Paths may be patterns of the shell. `a|b` stands for the first of both that apt knows, for
# packages whose name differs between releases of Debian.
import ./shell.nix
// import ./machine.nix
// import ./network.nix
// import ./archives.nix
// import ./development.nix
// import ./documents.nix
// import ./libraries.nix
// import ./languages.nix
// import ./servers.nix
// import ./web.nix
// import ./messaging.nix
// import ./monitoring.nix
// import ./databases.nix
// import ./php.nix
// import ./versions.nix
