//! What `phpenmod` does: each PHP module's .ini becomes available and, for every server interface
//! (cli, apache2, fpm, …) that is there, enabled.
//!
//! Debian's packages bring `usr/share/php8.2-mysql/mysql/mysqli.ini` with a line `; priority=20`;
//! their maintainer scripts copy it to `etc/php/8.2/mods-available/mysqli.ini` and link
//! `etc/php/8.2/cli/conf.d/20-mysqli.ini` to that. A `php.ini` is taken from the
//! `usr/lib/php/8.2/php.ini-production*` of the interface.

use std::fs;
use std::path::{Path, PathBuf};

use super::Error;
use super::joined_tree::{Disk, JoinPlan};

/// Where the binary or module of each server interface is, `@` standing for the version.
const INTERFACES: [(&str, &str); 5] = [
    ("cli", "usr/bin/php@"),
    ("apache2", "usr/lib/apache2/modules/libphp@.so"),
    ("fpm", "usr/sbin/php-fpm@"),
    ("cgi", "usr/bin/php-cgi@"),
    ("embed", "usr/lib/libphp@.so"),
];

/// Puts the configuration of every PHP on `disk` into `plan`.
pub(super) fn enable(disk: &Disk, plan: &mut JoinPlan) -> Result<(), Error> {
    for (version, module, source) in modules(disk)? {
        let text = fs::read_to_string(&source).map_err(Error::io(&source))?;
        let etc = Path::new("etc/php").join(&version);
        let available = etc.join(format!("mods-available/{module}.ini"));
        plan.link(disk, &available, &source);
        for interface in interfaces(disk, &version) {
            let name = format!("{}-{module}.ini", priority(&text));
            let enabled = etc.join(interface).join("conf.d").join(name);
            plan.link(disk, &enabled, &Path::new("/").join(&available));
        }
    }
    for version in disk.names(Path::new("usr/lib/php"))? {
        for interface in interfaces(disk, &version) {
            let directory = Path::new("usr/lib/php").join(&version);
            let special = directory.join(format!("php.ini-production.{interface}"));
            let general = directory.join("php.ini-production");
            if let Some(source) = disk.find(&special).or_else(|| disk.find(&general)) {
                let path = Path::new("etc/php").join(&version).join(interface).join("php.ini");
                plan.link(disk, &path, &source);
            }
        }
    }
    Ok(())
}

/// Version, name and .ini of every module: those of PHP's own packages, and those that other
/// packages put where modules are available.
fn modules(disk: &Disk) -> Result<Vec<(String, String, PathBuf)>, Error> {
    let share = Path::new("usr/share");
    let mut modules = Vec::new();
    for package in disk.names(share)? {
        let Some((version, _)) = package.strip_prefix("php").and_then(|rest| rest.split_once('-')) else {
            continue;
        };
        if !version.starts_with(|c: char| c.is_ascii_digit()) {
            continue;
        }
        for group in disk.names(&share.join(&package))? {
            let directory = share.join(&package).join(group);
            for file in disk.names(&directory)? {
                let Some(module) = file.strip_suffix(".ini") else { continue };
                if let Some(source) = disk.find(&directory.join(&file)) {
                    modules.push((version.to_owned(), module.to_owned(), source));
                }
            }
        }
    }
    for version in disk.names(Path::new("etc/php"))? {
        let available = Path::new("etc/php").join(&version).join("mods-available");
        for file in disk.names(&available)? {
            let (Some(module), Some(source)) = (file.strip_suffix(".ini"), disk.find(&available.join(&file)))
            else {
                continue;
            };
            modules.push((version.clone(), module.to_owned(), source));
        }
    }
    Ok(modules)
}

/// The server interfaces that are there in this version.
fn interfaces<'a>(disk: &'a Disk, version: &'a str) -> impl Iterator<Item = &'static str> + 'a {
    INTERFACES.iter().filter_map(move |(name, path)| {
        disk.find(Path::new(&path.replace('@', version))).is_some().then_some(*name)
    })
}

/// The two digits of `; priority=20`; 20 where there is no such line.
fn priority(ini: &str) -> &str {
    let line = ini.lines().find_map(|line| line.trim_start_matches([';', ' ']).strip_prefix("priority="));
    line.map(str::trim).filter(|text| text.parse::<u32>().is_ok()).unwrap_or("20")
}
