//! Names that people use for options that are elsewhere or have another name.

/// Options of modules that people often import, and that are no part of NixOS.
pub(super) const ELSEWHERE: &[(&str, &str)] = &[
    ("environment.persistence", "impermanence"),
    ("age", "agenix"),
    ("deployment", "colmena or NixOps"),
    ("disko", "disko"),
    ("flake", "flake-parts"),
    ("home-manager", "home-manager"),
    ("mailserver", "simple-nixos-mailserver"),
    ("microvm", "microvm.nix"),
    ("project", "arion"),
    ("sops", "sops-nix"),
    ("stylix", "stylix"),
];

/// What services are called by people, and by NixOS.
pub(super) const OTHER_NAMES: &[(&str, &str)] = &[
    ("apache", "httpd"),
    ("apache2", "httpd"),
    ("apacheHttpd", "httpd"),
    ("bind9", "bind"),
    ("crond", "cron"),
    ("mariadb", "mysql"),
    ("mysqld", "mysql"),
    ("named", "bind"),
    ("php", "phpfpm"),
    ("php-fpm", "phpfpm"),
    ("postgres", "postgresql"),
    ("psql", "postgresql"),
    ("redis-server", "redis"),
    ("ssh", "openssh"),
    ("sshd", "openssh"),
    ("valkey", "redis"),
];

/// The names of services of NixOS of 2026, as `nix-docker options` prints them with a nixpkgs.
pub(super) const OF_NIXOS: &str = include_str!("../services-of-nixos.txt");
