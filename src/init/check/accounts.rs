//! Users and groups that units name but nobody declared: such a unit does not start.

use std::collections::BTreeSet;

use super::super::unit::{ExecContext, Kind, Unit, UnitFile};

/// The accounts of the container, where they are known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Accounts {
    /// The names of users.
    pub users: Option<BTreeSet<String>>,
    /// The names of groups.
    pub groups: Option<BTreeSet<String>>,
}

impl Accounts {
    /// The accounts in arguments (`--users=NAME,NAME`, `--groups=NAME,NAME`), and how many arguments that were.
    pub(crate) fn of_arguments<'a>(arguments: &(impl Iterator<Item = &'a str> + Clone)) -> (Self, usize) {
        let names = |option: &str| {
            let listed = arguments.clone().find_map(|argument| argument.strip_prefix(option));
            listed.map(|names| names.split(',').map(str::to_owned).collect())
        };
        let (users, groups) = (names("--users="), names("--groups="));
        let known = usize::from(users.is_some()) + usize::from(groups.is_some());
        (Self { users, groups }, known)
    }

    /// A warning for each unit and each name in it that does not exist.
    pub(crate) fn warnings(&self, file: &UnitFile) -> Vec<String> {
        let mut warnings = Vec::new();
        for unit in file.units.values() {
            let named = named(unit);
            let unknown = |known: &Option<BTreeSet<String>>, name: &str| {
                let is_number = name.bytes().all(|byte| byte.is_ascii_digit());
                known.as_ref().is_some_and(|known| !is_number && !known.contains(name))
            };
            let users = named.users.into_iter().filter(|(_, name)| unknown(&self.users, name));
            let groups = named.groups.into_iter().filter(|(_, name)| unknown(&self.groups, name));
            let said = users.map(|user| (user, "users")).chain(groups.map(|group| (group, "groups")));
            warnings.extend(said.map(|((directive, name), kind)| {
                format!(
                    "{} will not start: {directive}={name} is not declared (users.{kind}.{name})",
                    unit.name
                )
            }));
        }
        warnings
    }
}

/// The names in the text of passwd(5) or group(5).
pub(crate) fn names(text: &str) -> BTreeSet<String> {
    text.lines().filter_map(|line| line.split_once(':')).map(|(name, _)| name.to_owned()).collect()
}

/// The names that a unit gives, with the directives.
struct NamedAccounts<'a> {
    users: Vec<(&'static str, &'a str)>,
    groups: Vec<(&'static str, &'a str)>,
}

fn named(unit: &Unit) -> NamedAccounts<'_> {
    let mut named = NamedAccounts { users: Vec::new(), groups: Vec::new() };
    match &unit.kind {
        Kind::Service(service) => named.context(&service.context),
        Kind::Socket(socket) => {
            named.users.extend(socket.user.as_deref().map(|name| ("SocketUser", name)));
            named.groups.extend(socket.group.as_deref().map(|name| ("SocketGroup", name)));
            named.context(&socket.context);
        }
        _ => {}
    }
    named
}

impl<'a> NamedAccounts<'a> {
    fn context(&mut self, context: &'a ExecContext) {
        self.users.extend(context.user.as_deref().map(|name| ("User", name)));
        self.groups.extend(context.group.as_deref().map(|name| ("Group", name)));
        let supplementary = context.supplementary_groups.iter();
        self.groups.extend(supplementary.map(|name| ("SupplementaryGroups", name.as_str())));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::init::unit::Host;
    use serde_json::json;

    #[test]
    fn names_that_nobody_declared_are_said_numbers_are_not() {
        let units = json!({ "version": 1, "units": {
            "a.service": { "Service": { "ExecStart": "/bin/a", "User": "a", "Group": "b", "SupplementaryGroups": "c 5" } },
            "d.service": { "Service": { "ExecStart": "/bin/d", "User": "7", "Group": "known" } },
            "d.socket": { "Socket": { "ListenStream": "/run/d", "SocketUser": "e" } },
        } });
        let file = UnitFile::parse(&units.to_string(), &Host::default()).unwrap();
        let arguments = ["--zones=/z", "--users=root,known", "--groups=known"];
        let (accounts, known) = Accounts::of_arguments(&arguments.into_iter());
        assert_eq!(known, 2);
        assert_eq!(
            accounts.warnings(&file),
            [
                "a.service will not start: User=a is not declared (users.users.a)",
                "a.service will not start: Group=b is not declared (users.groups.b)",
                "a.service will not start: SupplementaryGroups=c is not declared (users.groups.c)",
                "d.socket will not start: SocketUser=e is not declared (users.users.e)",
            ]
        );
        assert_eq!(Accounts::default().warnings(&file), [""; 0]);
    }
}
