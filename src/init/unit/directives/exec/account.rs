//! The user and group of processes: systemd.exec(5), "User/Group Identity".

use super::Row;
use crate::init::unit::line::{Line, Scope};
use crate::init::unit::written::yes;
use crate::init::unit::{ExecContext, Verdict, values};

const NO_SESSION: &str = "no session is opened; its environment and limits are read from /etc/pam.d";

pub(super) const ROWS: &[Row] = &[
    Row::honoured("User", "the user, by name or number", |it, line, scope| line.account(&mut it.user, scope))
        .shown("User", |it| it.user.clone().unwrap_or_default()),
    Row::honoured("Group", "the group, by name or number; else the user's own", |it, line, scope| {
        line.account(&mut it.group, scope);
    })
    .shown("Group", |it| it.group.clone().unwrap_or_default()),
    Row::honoured("SupplementaryGroups", "further groups", supplementary_groups)
        .shown("SupplementaryGroups", |it| it.supplementary_groups.join(" ")),
    // The unit is not loaded: it would run as root otherwise.
    Row::honoured("DynamicUser", "a user is made up", |it, line, scope| match values::boolean(line.value) {
        Ok(yes) => it.dynamic_user = yes,
        Err(mistake) => scope.problem(line.name, mistake),
    })
    .but("the user is made when the image is built")
    .shown("DynamicUser", |it| yes(it.dynamic_user)),
    Row::honoured("SetLoginEnvironment", "HOME, LOGNAME and SHELL are set", |it, line, scope| {
        line.set_some_or_none(&mut it.set_login_environment, scope, values::boolean);
    }),
    Row::honoured("PAMName", "the service of PAM whose session it runs in", pam_name)
        .but(NO_SESSION)
        .shown("PAMName", |it| it.pam_name.clone().unwrap_or_default()),
];

fn supplementary_groups(context: &mut ExecContext, line: Line, scope: &mut Scope) {
    if line.resets(&mut context.supplementary_groups) {
        return;
    }
    for word in line.value.split_ascii_whitespace() {
        let name = scope.resolve(word);
        match name.and_then(|name| values::account(&name).map(|()| name)) {
            Ok(name) => context.supplementary_groups.push(name),
            Err(message) => scope.problem(line.name, message),
        }
    }
}

fn pam_name(context: &mut ExecContext, line: Line, scope: &mut Scope) {
    line.text(&mut context.pam_name, scope);
    if context.pam_name.is_some() {
        scope.find(Verdict::Partly, line.name, NO_SESSION);
    }
}
