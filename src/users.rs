//! Users and groups from the system's own /etc/passwd and /etc/group: passwd(5), group(5).
//!
//! No name service is asked: a static program that loads one crashes, and a container seldom has one.
//! The files are read at each question, since a unit may add users while the container runs.
//! root is known also where there is no file.

use std::io;
use std::path::{Path, PathBuf};

use crate::safe_path;

/// Much more than any such file has.
const SIZE_MAX: u64 = 64 * 1024 * 1024;

/// The files of one root directory.
#[derive(Debug, Clone)]
pub(crate) struct Users {
    etc: PathBuf,
}

/// A line of /etc/passwd.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct User {
    /// Its name; for a number that has none, the number.
    pub name: String,
    /// The user's number.
    pub uid: u32,
    /// The number of its own group.
    pub gid: u32,
    /// Its home directory.
    pub home: String,
    /// The program that a login starts.
    pub shell: String,
}

impl User {
    /// The user of processes that name none; as systemd has it, whatever /etc/passwd says.
    pub(crate) fn root() -> Self {
        let shell = ["/bin/bash", "/bin/sh"].into_iter().find(|shell| Path::new(shell).exists());
        Self {
            name: "root".to_owned(),
            uid: 0,
            gid: 0,
            home: "/root".to_owned(),
            shell: shell.unwrap_or_default().to_owned(),
        }
    }
}

/// A line of /etc/group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Group {
    /// The group's name.
    pub name: String,
    /// The group's number.
    pub gid: u32,
    /// The names of those who are in it besides those whose own group it is.
    pub members: Vec<String>,
}

/// Why a user or group is not known.
#[derive(Debug, thiserror::Error)]
pub(crate) enum UserError {
    /// It is not in the file.
    #[error("there is no {kind} {name} in {}: declare it with users.{kind}s.{name}", file.display())]
    Unknown {
        /// `user` or `group`.
        kind: &'static str,
        /// The name that was looked for.
        name: String,
        /// The file that has no such name.
        file: PathBuf,
    },
    /// The file can't be read.
    #[error("can't read {}: {source}", file.display())]
    Unreadable {
        /// The file that was to be read.
        file: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
}

impl Users {
    /// The users of the system whose root directory is `root`.
    pub(crate) fn new(root: &Path) -> Self {
        Self { etc: root.join("etc") }
    }

    /// The user with this name or number. A number needn't be in the file; its group is then
    /// the one with the same number.
    pub(crate) fn user(&self, name: &str) -> Result<User, UserError> {
        let file = self.etc.join("passwd");
        let text = read(&file)?;
        let users = || text.lines().filter_map(parse_user);
        let number = number(name);
        users()
            .find(|user| user.name == name)
            .or_else(|| users().find(|user| Some(user.uid) == number))
            .or_else(|| (name == "root" || number == Some(0)).then(root))
            .or_else(|| number.map(nameless))
            .ok_or_else(|| UserError::Unknown { kind: "user", name: name.to_owned(), file })
    }

    /// The group with this name or number. A number needn't be in the file.
    pub(crate) fn group(&self, name: &str) -> Result<Group, UserError> {
        let file = self.etc.join("group");
        let text = read(&file)?;
        let groups = || text.lines().filter_map(parse_group);
        let made = |name: &str, gid| Group { name: name.to_owned(), gid, members: Vec::new() };
        groups()
            .find(|group| group.name == name)
            .or_else(|| groups().find(|group| Some(group.gid) == number(name)))
            .or_else(|| (name == "root").then(|| made("root", 0)))
            .or_else(|| number(name).map(|gid| made(name, gid)))
            .ok_or_else(|| UserError::Unknown { kind: "group", name: name.to_owned(), file })
    }

    /// The groups that list `user` as a member.
    pub(crate) fn groups_of(&self, user: &str) -> Result<Vec<u32>, UserError> {
        let text = read(&self.etc.join("group"))?;
        let member = |group: &Group| group.members.iter().any(|member| member == user);
        Ok(text.lines().filter_map(parse_group).filter(member).map(|group| group.gid).collect())
    }

    /// Names and numbers of the groups that a user is in, its own among them.
    pub(crate) fn names_of_groups(&self, user: &User) -> Result<Vec<(String, u32)>, UserError> {
        let text = read(&self.etc.join("group"))?;
        let groups = text.lines().filter_map(parse_group);
        let own = |group: &Group| group.gid == user.gid || group.members.contains(&user.name);
        Ok(groups.filter(own).map(|group| (group.name, group.gid)).collect())
    }
}

fn read(file: &Path) -> Result<String, UserError> {
    match safe_path::read_trusted(file, SIZE_MAX) {
        Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        Err(source) => Err(UserError::Unreadable { file: file.to_owned(), source }),
    }
}

fn number(name: &str) -> Option<u32> {
    // u32::MAX means "leave as it is" to the system calls.
    let digits = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit());
    name.parse().ok().filter(|number| digits && *number != u32::MAX)
}

fn parse_user(line: &str) -> Option<User> {
    let mut fields = line.split(':');
    let (name, _password) = (fields.next().filter(|name| !name.is_empty())?, fields.next()?);
    let (uid, gid) = (number(fields.next()?)?, number(fields.next()?)?);
    let (_comment, home) = (fields.next(), fields.next().unwrap_or_default());
    let shell = fields.next().unwrap_or_default();
    Some(User { name: name.into(), uid, gid, home: home.into(), shell: shell.into() })
}

fn parse_group(line: &str) -> Option<Group> {
    let mut fields = line.split(':');
    let (name, _password) = (fields.next().filter(|name| !name.is_empty())?, fields.next()?);
    let gid = number(fields.next()?)?;
    let members = fields.next().unwrap_or_default().split(',').map(str::trim);
    let members = members.filter(|member| !member.is_empty()).map(str::to_owned).collect();
    Some(Group { name: name.into(), gid, members })
}

fn root() -> User {
    User { name: "root".into(), uid: 0, gid: 0, home: "/root".into(), shell: "/bin/sh".into() }
}

fn nameless(uid: u32) -> User {
    User { name: uid.to_string(), uid, gid: uid, home: "/".into(), shell: String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn system() -> (tempfile::TempDir, Users) {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir(root.path().join("etc")).unwrap();
        let passwd = "# comment\n\nroot:x:0:0:System:/root:/bin/bash\nwww:x:54:54::/srv:/sbin/nologin\n\
                      broken:x:1\nnegative:x:-1:0::/:\n1000:x:7:7::/home/n:/bin/sh\nu\u{fc}:x:9:9:::\n";
        let group = "root:x:0:\nwww:x:54:\nssl:x:70:www, other\nlogs:x:71:www\nempty:x:72\n";
        std::fs::write(root.path().join("etc/passwd"), passwd).unwrap();
        std::fs::write(root.path().join("etc/group"), group).unwrap();
        let users = Users::new(root.path());
        (root, users)
    }

    #[test]
    fn users_are_found_by_name_then_by_number() {
        let (_root, users) = system();
        let www = users.user("www").unwrap();
        assert_eq!(
            (www.uid, www.gid, www.home.as_str(), www.shell.as_str()),
            (54, 54, "/srv", "/sbin/nologin")
        );
        assert_eq!(users.user("54").unwrap(), www);
        assert_eq!(users.user("1000").unwrap().uid, 7, "a name that looks like a number is a name");
        assert_eq!(users.user("4711").unwrap(), nameless(4711));
        for bad in ["negative", "broken", "-1", "+5", "", "4294967295", "99999999999"] {
            assert!(users.user(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn an_unknown_user_is_named_with_the_remedy() {
        let (root, users) = system();
        let error = users.user("redis").unwrap_err().to_string();
        let file = root.path().join("etc/passwd");
        assert_eq!(
            error,
            format!("there is no user redis in {}: declare it with users.users.redis", file.display())
        );
    }

    #[test]
    fn root_is_known_without_any_file() {
        let root = tempfile::tempdir().unwrap();
        let users = Users::new(root.path());
        assert_eq!(users.user("root").unwrap().uid, 0);
        assert_eq!(users.group("0").unwrap().gid, 0);
    }
}
