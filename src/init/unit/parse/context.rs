//! The directives of systemd.exec(5).

use super::super::{
    CpuScheduling, Directories, Directory, EnvironmentFile, ExecContext, IoScheduling, Limit, Preserve,
    Verdict, WorkingDirectory,
};
use super::directive::{Directive, Scope};
use super::{credential, stdio, values, words};
use caps::{Capability, CapsHashSet};
use std::path::{Component, Path, PathBuf};

/// Takes a directive; false if it is none of these.
pub fn apply(context: &mut ExecContext, d: Directive, scope: &mut Scope) -> bool {
    match d.name {
        "User" => d.text(&mut context.user, scope),
        "Group" => d.text(&mut context.group, scope),
        "SupplementaryGroups" => context.supplementary_groups = d.words(scope),
        "DynamicUser" => d.flag(&mut context.dynamic_user, scope),
        "SetLoginEnvironment" => d.set_some(&mut context.set_login_environment, scope, values::boolean),
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
        "WorkingDirectory" => working_directory(context, d, scope),
        "Environment" => environment(&mut context.environment, d, scope),
        "EnvironmentFile" => environment_files(&mut context.environment_files, d, scope),
        "PassEnvironment" => context.pass_environment = d.words(scope),
        "UnsetEnvironment" => context.unset_environment = d.words(scope),
        "ExecSearchPath" => {
            let words = d.words(scope);
            context.exec_search_path =
                words.iter().flat_map(|word| word.split(':')).map(PathBuf::from).collect();
        }
        "UMask" => d.set_some(&mut context.umask, scope, values::mode),
        "Nice" => d.set_some(&mut context.nice, scope, |text| in_range(text, -20, 19)),
        "OOMScoreAdjust" => {
            d.set_some(&mut context.oom_score_adjust, scope, |text| in_range(text, -1000, 1000));
        }
        "IOSchedulingClass" | "IOSchedulingPriority" => io_scheduling(&mut context.io_scheduling, d, scope),
        "CPUSchedulingPolicy" | "CPUSchedulingPriority" | "CPUSchedulingResetOnFork" => {
            cpu_scheduling(&mut context.cpu_scheduling, d, scope);
        }
        "CPUAffinity" => cpu_affinity(&mut context.cpu_affinity, d, scope),
        "TimerSlackNSec" => d.set_some(&mut context.timer_slack_nanoseconds, scope, |text| {
            let span = values::finite_time(text)?;
            // A plain number is nanoseconds here.
            values::number(text)
                .or_else(|_| u64::try_from(span.as_nanos()).map_err(|error| error.to_string()))
        }),
        "CapabilityBoundingSet" => {
            let all: CapsHashSet = caps::all();
            let set = capabilities(all.clone(), &all, d, scope);
            context.capability_bounding_set = d.lines.last().is_some().then_some(set);
        }
        "AmbientCapabilities" => {
            context.ambient_capabilities = capabilities(CapsHashSet::new(), &CapsHashSet::new(), d, scope);
        }
        "SecureBits" => secure_bits(&mut context.secure_bits, d, scope),
        "NonBlocking" => d.flag(&mut context.non_blocking, scope),
        "NoNewPrivileges" => d.flag(&mut context.no_new_privileges, scope),
        "IgnoreSIGPIPE" => {
            d.set(&mut context.default_sigpipe, scope, |text| values::boolean(text).map(|yes| !yes));
        }
        _ => {
            return limit(&mut context.limits, d, scope)
                || credential::apply(&mut context.credentials, d, scope)
                || stdio::apply(context, d, scope);
        }
    }
    true
}

fn in_range(text: &str, low: i32, high: i32) -> values::Parsed<i32> {
    let number = values::number(text)?;
    if (low..=high).contains(&number) {
        Ok(number)
    } else {
        Err(format!("{number} is not within {low} to {high}"))
    }
}

fn limit(limits: &mut Vec<Limit>, d: Directive, scope: &mut Scope) -> bool {
    match values::limit(d.name, d.last().unwrap_or("infinity")) {
        None => return false,
        Some(Ok(limit)) if d.last().is_some() => limits.push(limit),
        Some(Ok(_)) => {}
        Some(Err(message)) => scope.problem(d.name, message),
    }
    true
}

fn directories(target: &mut Directories, d: Directive, scope: &mut Scope) {
    for word in d.words(scope) {
        // path:link:flags; the one flag there is, `ro`, needs mounts.
        let mut parts = word.split(':');
        let path = PathBuf::from(parts.next().unwrap_or_default().trim_end_matches('/'));
        let link = parts.next().filter(|link| !link.is_empty()).map(PathBuf::from);
        if !relative(&path) || link.as_ref().is_some_and(|link| !relative(link)) {
            scope.leave_out(d.name, &format!("`{word}` is no relative path below its base"));
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

fn relative(path: &Path) -> bool {
    !path.as_os_str().is_empty() && path.components().all(|part| matches!(part, Component::Normal(_)))
}

fn working_directory(context: &mut ExecContext, d: Directive, scope: &mut Scope) {
    let Some(line) = d.last() else { return };
    let (missing_ok, path) = line.strip_prefix('-').map_or((false, line), |path| (true, path));
    if path == "~" {
        context.working_directory = Some(WorkingDirectory { path: None, missing_ok });
        return;
    }
    let path = scope.expand(path);
    if path.starts_with('/') {
        context.working_directory = Some(WorkingDirectory { path: Some(path.into()), missing_ok });
    } else {
        scope.problem(d.name, format!("`{path}` is neither an absolute path nor `~`"));
    }
}

fn environment(target: &mut Vec<(String, String)>, d: Directive, scope: &mut Scope) {
    for word in d.words(scope) {
        match word.split_once('=') {
            Some((name, value)) if super::super::expand::is_name(name) => {
                target.retain(|(known, _)| known != name);
                target.push((name.to_owned(), value.to_owned()));
            }
            _ => scope.problem(d.name, format!("`{word}` is no assignment NAME=value")),
        }
    }
}

fn environment_files(target: &mut Vec<EnvironmentFile>, d: Directive, scope: &mut Scope) {
    for line in d.list() {
        let line = line.trim();
        let (missing_ok, path) = line.strip_prefix('-').map_or((false, line), |path| (true, path));
        let path = scope.expand(path.trim_matches('"'));
        if path.starts_with('/') {
            target.push(EnvironmentFile { path, missing_ok });
        } else {
            scope.problem(d.name, format!("`{path}` is no absolute path"));
        }
    }
}

/// A set built line by line: `~` takes away; a first line, or an empty one, starts anew.
fn capabilities(initial: CapsHashSet, unset: &CapsHashSet, d: Directive, scope: &mut Scope) -> CapsHashSet {
    let all = caps::all();
    let mut set = initial;
    for line in d.lines {
        let (invert, rest) = line.trim().strip_prefix('~').map_or((false, line.trim()), |rest| (true, rest));
        let mut named = CapsHashSet::new();
        for word in words::split(rest).unwrap_or_default() {
            match word.text.to_ascii_uppercase().parse::<Capability>() {
                Ok(capability) => {
                    named.insert(capability);
                }
                Err(_) => {
                    scope.find(Verdict::Note, format!("{}={}", d.name, word.text), "no such capability");
                }
            }
        }
        if named.is_empty() || set == *unset {
            set = if invert { all.difference(&named).copied().collect() } else { named };
        } else if invert {
            set.retain(|capability| !named.contains(capability));
        } else {
            set.extend(named);
        }
    }
    set
}

fn io_scheduling(target: &mut Option<IoScheduling>, d: Directive, scope: &mut Scope) {
    let mut scheduling = target.unwrap_or(IoScheduling { class: 2, priority: 4 });
    if d.name == "IOSchedulingClass" {
        d.choice(
            &mut scheduling.class,
            scope,
            &[
                ("none", 0),
                ("0", 0),
                ("realtime", 1),
                ("1", 1),
                ("best-effort", 2),
                ("2", 2),
                ("idle", 3),
                ("3", 3),
            ],
        );
    } else {
        d.set(&mut scheduling.priority, scope, |text| {
            in_range(text, 0, 7).and_then(|number| u8::try_from(number).map_err(|error| error.to_string()))
        });
    }
    *target = Some(scheduling);
}

fn cpu_scheduling(target: &mut Option<CpuScheduling>, d: Directive, scope: &mut Scope) {
    let mut scheduling = target.unwrap_or(CpuScheduling { policy: 0, priority: 0, reset_on_fork: false });
    match d.name {
        "CPUSchedulingPolicy" => d.choice(
            &mut scheduling.policy,
            scope,
            &[("other", 0), ("fifo", 1), ("rr", 2), ("batch", 3), ("idle", 5)],
        ),
        "CPUSchedulingPriority" => d.set(&mut scheduling.priority, scope, |text| in_range(text, 0, 99)),
        _ => d.flag(&mut scheduling.reset_on_fork, scope),
    }
    if matches!(scheduling.policy, 1 | 2) && scheduling.priority == 0 {
        scheduling.priority = 1;
    }
    *target = Some(scheduling);
}

fn cpu_affinity(target: &mut Vec<usize>, d: Directive, scope: &mut Scope) {
    for word in d.words(scope).iter().flat_map(|word| word.split(',')).filter(|word| !word.is_empty()) {
        let (first, last) = word.split_once('-').unwrap_or((word, word));
        match (first.parse::<usize>(), last.parse::<usize>()) {
            (Ok(first), Ok(last)) if first <= last && last < 8192 => target.extend(first..=last),
            _ => scope.problem(d.name, format!("`{word}` names no processors")),
        }
    }
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
    for word in d.words(scope) {
        match NAMES.iter().position(|name| *name == word) {
            Some(bit) => *target = Some(target.unwrap_or(0) | 1 << bit),
            None => scope.problem(d.name, format!("`{word}` is none of {}", NAMES.join(", "))),
        }
    }
}
