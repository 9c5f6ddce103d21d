//! The directives of systemd.exec(5).

use super::super::{
    CpuScheduling, Directories, Directory, EnvironmentFile, ExecContext, IoScheduling, Limit, Preserve,
    Verdict, WorkingDirectory,
};
use super::directive::{Directive, Scope, one_of};
use super::{credential, stdio, values, view, words};
use caps::{Capability, CapsHashSet};
use std::path::PathBuf;

/// Takes a directive; false if it is none of these.
pub(super) fn apply(context: &mut ExecContext, d: Directive, scope: &mut Scope) -> bool {
    match d.name {
        "User" => account(&mut context.user, d, scope),
        "Group" => account(&mut context.group, d, scope),
        "SupplementaryGroups" => accounts(&mut context.supplementary_groups, d, scope),
        // Rather than run as root it is not loaded.
        "DynamicUser" => match values::boolean(d.value) {
            Ok(yes) => context.dynamic_user = yes,
            Err(mistake) => scope.problem(d.name, mistake),
        },
        "SetLoginEnvironment" => {
            d.set_or(&mut context.set_login_environment, None, scope, |text| values::boolean(text).map(Some));
        }
        "RuntimeDirectory" => directories(&mut context.runtime_directory, d, scope),
        "StateDirectory" => directories(&mut context.state_directory, d, scope),
        "CacheDirectory" => directories(&mut context.cache_directory, d, scope),
        "LogsDirectory" => directories(&mut context.logs_directory, d, scope),
        "ConfigurationDirectory" => directories(&mut context.configuration_directory, d, scope),
        "RuntimeDirectoryMode" => d.set(&mut context.runtime_directory.mode, scope, values::mode),
        "StateDirectoryMode" => d.set(&mut context.state_directory.mode, scope, values::mode),
        "CacheDirectoryMode" => d.set(&mut context.cache_directory.mode, scope, values::mode),
        "LogsDirectoryMode" => d.set(&mut context.logs_directory.mode, scope, values::mode),
        "ConfigurationDirectoryMode" => {
            d.set(&mut context.configuration_directory.mode, scope, values::mode);
        }
        "RuntimeDirectoryPreserve" => {
            d.set(&mut context.runtime_directory_preserve, scope, |text| match text {
                "restart" => Ok(Preserve::Restart),
                _ => values::boolean(text).map(|yes| if yes { Preserve::Yes } else { Preserve::No }),
            });
        }
        "WorkingDirectory" => working_directory(&mut context.working_directory, d, scope),
        "Environment" => environment(&mut context.environment, d, scope),
        "EnvironmentFile" => environment_files(&mut context.environment_files, d, scope),
        "PassEnvironment" => pass_environment(&mut context.pass_environment, d, scope),
        "UnsetEnvironment" => unset_environment(&mut context.unset_environment, d, scope),
        "ExecSearchPath" => exec_search_path(&mut context.exec_search_path, d, scope),
        "UMask" => d.set_some(&mut context.umask, scope, values::mode),
        "Nice" => {
            d.set_or(&mut context.nice, None, scope, |text| values::in_range(text, -20, 19).map(Some));
        }
        "OOMScoreAdjust" => d.set_or(&mut context.oom_score_adjust, None, scope, |text| {
            values::in_range(text, -1000, 1000).map(Some)
        }),
        "IOSchedulingClass" | "IOSchedulingPriority" => io_scheduling(&mut context.io_scheduling, d, scope),
        "CPUSchedulingPolicy" | "CPUSchedulingPriority" | "CPUSchedulingResetOnFork" => {
            cpu_scheduling(&mut context.cpu_scheduling, d, scope);
        }
        "CPUAffinity" => cpu_affinity(&mut context.cpu_affinity, d, scope),
        "TimerSlackNSec" => d.set_some(&mut context.timer_slack_nanoseconds, scope, values::nanoseconds),
        "CapabilityBoundingSet" => {
            // Before anything is said all are in it.
            let set = context.capability_bounding_set.take();
            context.capability_bounding_set = Some(capabilities(set, d, scope));
        }
        "AmbientCapabilities" => {
            let set = std::mem::take(&mut context.ambient_capabilities);
            context.ambient_capabilities = capabilities(Some(set).filter(|set| !set.is_empty()), d, scope);
        }
        "SecureBits" => secure_bits(&mut context.secure_bits, d, scope),
        "PAMName" => {
            d.text(&mut context.pam_name, scope);
            if context.pam_name.is_some() {
                let reason = "no session is opened; its environment and limits are read from /etc/pam.d";
                scope.find(Verdict::Partly, d.name, reason);
            }
        }
        "NonBlocking" => d.flag(&mut context.non_blocking, scope),
        "NoNewPrivileges" => d.flag(&mut context.no_new_privileges, scope),
        "IgnoreSIGPIPE" => {
            d.set(&mut context.default_sigpipe, scope, |text| values::boolean(text).map(|yes| !yes));
        }
        _ => {
            return view::apply(&mut context.view, d, scope)
                || limit(&mut context.limits, d, scope)
                || credential::apply(&mut context.credentials, d, scope)
                || stdio::apply(context, d, scope);
        }
    }
    true
}

fn limit(limits: &mut Vec<Limit>, d: Directive, scope: &mut Scope) -> bool {
    match values::limit(d.name, d.value) {
        None => return false,
        Some(Ok(limit)) => {
            limits.retain(|known| known.resource != limit.resource);
            limits.push(limit);
        }
        Some(Err(mistake)) => scope.leave_out(d.name, &mistake),
    }
    true
}

/// A user or a group: a unit that names one that can't be is not loaded, rather than run as root.
pub(super) fn account(target: &mut Option<String>, d: Directive, scope: &mut Scope) {
    let name = scope.resolve(d.value);
    match name.and_then(|name| if d.is_empty() { Ok(name) } else { values::account(&name).map(|()| name) }) {
        Ok(name) => *target = Some(name).filter(|name| !name.is_empty()),
        Err(message) => scope.problem(d.name, message),
    }
}

fn accounts(target: &mut Vec<String>, d: Directive, scope: &mut Scope) {
    if d.resets(target) {
        return;
    }
    for word in d.value.split_ascii_whitespace() {
        let name = scope.resolve(word);
        match name.and_then(|name| values::account(&name).map(|()| name)) {
            Ok(name) => target.push(name),
            Err(message) => scope.problem(d.name, message),
        }
    }
}

fn directories(target: &mut Directories, d: Directive, scope: &mut Scope) {
    if d.resets(&mut target.entries) {
        return;
    }
    for word in d.words(scope) {
        // path:link:flags; the one flag there is, `ro`, needs mounts.
        let mut parts = word.splitn(3, ':');
        let path = values::relative(parts.next().unwrap_or_default());
        let link = parts.next().filter(|link| !link.is_empty()).map(values::relative).transpose();
        let (path, link) = match (path, link) {
            (Ok(path), Ok(link)) => (PathBuf::from(path), link.map(PathBuf::from)),
            (Err(mistake), _) | (_, Err(mistake)) => {
                scope.leave_out(d.name, &mistake);
                continue;
            }
        };
        if path.starts_with("private") {
            scope.leave_out(d.name, &format!("`{word}` is where systemd puts others"));
            continue;
        }
        if link.is_some() && d.name == "ConfigurationDirectory" {
            scope.leave_out(d.name, &format!("`{word}` asks for a link, which this directory can't have"));
            continue;
        }
        if !matches!(parts.next(), None | Some("" | "ro")) {
            scope.leave_out(d.name, &format!("`{word}` ends in what is no flag"));
            continue;
        }
        match target.entries.iter_mut().find(|entry| entry.path == path) {
            Some(entry) => entry.links.extend(link),
            None => target.entries.push(Directory { path, links: link.into_iter().collect() }),
        }
    }
    // So that a directory is made before those in it.
    target.entries.sort_by(|one, other| one.path.cmp(&other.path));
}

fn working_directory(target: &mut Option<WorkingDirectory>, d: Directive, scope: &mut Scope) {
    if d.is_empty() {
        *target = None;
        return;
    }
    let (missing_ok, path) = d.value.strip_prefix('-').map_or((false, d.value), |path| (true, path));
    if path == "~" {
        *target = Some(WorkingDirectory { path: None, missing_ok });
        return;
    }
    match scope.resolve(path).and_then(|path| values::absolute(&path)) {
        Ok(path) => *target = Some(WorkingDirectory { path: Some(path.into()), missing_ok }),
        Err(mistake) if missing_ok => scope.leave_out(d.name, &mistake),
        Err(mistake) => scope.problem(d.name, mistake),
    }
}

fn environment(target: &mut Vec<(String, String)>, d: Directive, scope: &mut Scope) {
    if d.resets(target) {
        return;
    }
    for word in d.words_with(words::Unknown::Refuse, scope) {
        match word.split_once('=') {
            Some((name, value)) if super::super::expand::is_name(name) => {
                target.retain(|(known, _)| known != name);
                target.push((name.to_owned(), value.to_owned()));
            }
            _ => scope.leave_out(d.name, &format!("`{word}` is no assignment NAME=value")),
        }
    }
}

fn environment_files(target: &mut Vec<EnvironmentFile>, d: Directive, scope: &mut Scope) {
    if d.resets(target) {
        return;
    }
    let file = scope.resolve(d.value).and_then(|line| {
        let (missing_ok, path) = line.strip_prefix('-').map_or((false, &*line), |path| (true, path));
        Ok(EnvironmentFile { path: values::absolute(path)?, missing_ok })
    });
    match file {
        Ok(file) => target.push(file),
        Err(mistake) => scope.leave_out(d.name, &mistake),
    }
}

fn pass_environment(target: &mut Vec<String>, d: Directive, scope: &mut Scope) {
    if d.resets(target) {
        return;
    }
    for name in d.words(scope) {
        if super::super::expand::is_name(&name) {
            target.push(name);
        } else {
            scope.leave_out(d.name, &format!("`{name}` is no variable's name"));
        }
    }
}

fn unset_environment(target: &mut Vec<String>, d: Directive, scope: &mut Scope) {
    if d.resets(target) {
        return;
    }
    for word in d.words_with(words::Unknown::Refuse, scope) {
        if super::super::expand::is_name(word.split('=').next().unwrap_or_default()) {
            target.push(word);
        } else {
            scope.leave_out(d.name, &format!("`{word}` is neither a variable's name nor an assignment"));
        }
    }
}

fn exec_search_path(target: &mut Vec<PathBuf>, d: Directive, scope: &mut Scope) {
    if d.resets(target) {
        return;
    }
    for part in d.value.split(':') {
        match scope.resolve(part).and_then(|path| values::absolute(&path)) {
            Ok(path) => target.push(path.into()),
            Err(mistake) => return scope.leave_out(d.name, &mistake),
        }
    }
}

/// A set built line by line: `~` takes away; a first line, or an empty one, starts anew.
fn capabilities(before: Option<CapsHashSet>, d: Directive, scope: &mut Scope) -> CapsHashSet {
    let (invert, rest) = d.value.strip_prefix('~').map_or((false, d.value), |rest| (true, rest));
    let mut named = CapsHashSet::new();
    for word in words::as_far_as_possible(rest, words::Unknown::Keep).0 {
        match word.text.to_ascii_uppercase().parse::<Capability>() {
            Ok(capability) => {
                named.insert(capability);
            }
            Err(_) => scope.find(Verdict::Note, format!("{}={}", d.name, word.text), "no such capability"),
        }
    }
    let others = |set: &CapsHashSet| caps::all().difference(set).copied().collect();
    match before.filter(|_| !named.is_empty()) {
        None => {
            if invert {
                others(&named)
            } else {
                named
            }
        }
        Some(mut set) => {
            if invert {
                set.retain(|capability| !named.contains(capability));
            } else {
                set.extend(named);
            }
            set
        }
    }
}

fn io_scheduling(target: &mut Option<IoScheduling>, d: Directive, scope: &mut Scope) {
    if d.is_empty() {
        *target = None;
        return;
    }
    let mut scheduling = target.unwrap_or(IoScheduling { class: 2, priority: 4 });
    let parsed = if d.name == "IOSchedulingClass" {
        let named = one_of(d.value, &[("none", 0), ("realtime", 1), ("best-effort", 2), ("idle", 3)]);
        let class = values::number(d.value).ok().filter(|class| *class < 4).map_or(named, Ok);
        class.map(|class| scheduling.class = class)
    } else {
        let within = values::number(d.value).ok().filter(|priority| *priority < 8);
        let priority = within.ok_or_else(|| format!("`{}` is not within 0 to 7", d.value));
        priority.map(|priority| scheduling.priority = priority)
    };
    match parsed {
        Ok(()) => *target = Some(scheduling),
        Err(mistake) => scope.leave_out(d.name, &mistake),
    }
}

fn cpu_scheduling(target: &mut Option<CpuScheduling>, d: Directive, scope: &mut Scope) {
    let mut scheduling = target.unwrap_or(CpuScheduling { policy: 0, priority: 0, reset_on_fork: false });
    let parsed = match d.name {
        "CPUSchedulingPolicy" if d.is_empty() => {
            *target = None;
            return;
        }
        "CPUSchedulingPolicy" => {
            let named = one_of(d.value, &[("other", 0), ("fifo", 1), ("rr", 2), ("batch", 3), ("idle", 5)]);
            let numbered = values::number(d.value).ok().filter(|policy| matches!(policy, 0..=3 | 5));
            numbered.map_or(named, Ok).map(|policy| scheduling.policy = policy)
        }
        "CPUSchedulingPriority" => {
            values::in_range(d.value, 0, 99).map(|priority| scheduling.priority = priority)
        }
        _ => values::boolean(d.value).map(|yes| scheduling.reset_on_fork = yes),
    };
    if matches!(scheduling.policy, 1 | 2) && scheduling.priority == 0 {
        scheduling.priority = 1;
    }
    match parsed {
        Ok(()) => *target = Some(scheduling),
        Err(mistake) => scope.leave_out(d.name, &mistake),
    }
}

/// All processors of a line, or none.
fn cpu_affinity(target: &mut Vec<usize>, d: Directive, scope: &mut Scope) {
    if d.resets(target) {
        return;
    }
    let mut named = Vec::new();
    for word in d.words(scope).iter().flat_map(|word| word.split(',')).filter(|word| !word.is_empty()) {
        let (first, last) = word.split_once('-').unwrap_or((word, word));
        match (values::number::<usize>(first), values::number::<usize>(last)) {
            (Ok(first), Ok(last)) if first > last => {
                scope.leave_out(d.name, &format!("`{word}` goes backwards"));
            }
            (Ok(first), Ok(last)) if last < 8192 => named.extend(first..=last),
            _ => return scope.leave_out(d.name, &format!("`{word}` names no processors")),
        }
    }
    target.extend(named);
    target.sort_unstable();
    target.dedup();
}

/// Bits of prctl(2), `PR_SET_SECUREBITS`.
fn secure_bits(target: &mut Option<u32>, d: Directive, scope: &mut Scope) {
    const NAMES: [&str; 6] = [
        "noroot",
        "noroot-locked",
        "no-setuid-fixup",
        "no-setuid-fixup-locked",
        "keep-caps",
        "keep-caps-locked",
    ];
    if d.is_empty() {
        *target = None;
    }
    for word in d.words(scope) {
        match NAMES.iter().position(|name| *name == word) {
            Some(bit) => *target = Some(target.unwrap_or(0) | 1 << bit),
            None => scope.leave_out(d.name, &format!("`{word}` is none of {}", NAMES.join(", "))),
        }
    }
}
